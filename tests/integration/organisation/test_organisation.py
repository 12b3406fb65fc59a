"""Organisations: made, shown, edited; one for each business ID."""

import pytest
from sqlalchemy import func, select

from app.database import db
from models.account import User
from models.organisation import Membership, Organisation, OrganisationRole
from tests.factories.account import member, organisation, person
from tests.page import read_page

HOSTILE = "</script>${7*7}"
ANSWERS = {
    "kind": "company",
    "name": "Kuovinpolku Oy",
    "country": "FI",
    "business_id": "FI 02012566",
    "size": "1-9",
    "web": "kuovinpolku.example",
}


@pytest.fixture
def aino(session, sign_in):
    made = person(email="aino@koepaikka.example")
    sign_in(made)
    return made


def add(client, lang="fi", **answers):
    return client.post(f"/{lang}/my/organisations/new", data={**ANSWERS, **answers})


def only():
    return db.session.scalars(select(Organisation)).one()


def test_whoever_adds_an_organisation_owns_it(client, aino):
    page = client.page("/fi/my/organisations")
    assert "/fi/my/organisations/new" in [a.get("href") for a in page.all("a")]
    answer = add(client)
    made = only()
    assert (answer.status_code, answer.location) == (303, f"/fi/my/organisations/{made.id}")
    assert (made.business_id, made.web) == ("0201256-6", "https://kuovinpolku.example")
    own = db.session.scalars(select(Membership)).one()
    assert (own.user_id, own.role) == (aino.id, OrganisationRole.OWNER)
    assert "0201256-6" in client.page(answer.location).text
    assert "Kuovinpolku Oy" in client.page("/fi/my/organisations").text


def test_without_a_business_id_there_may_be_many(client, aino):
    for _time in range(2):
        assert add(client, kind="student_team", business_id="").status_code == 303
    assert db.session.scalar(select(func.count(Organisation.id))) == 2


def test_a_business_id_is_here_once_and_the_way_in_is_told(client, aino, session, sign_in):
    add(client)
    sign_in(person())
    answer = add(client, lang="en", business_id="0201256-6", name="Another")
    assert answer.status_code == 422
    words = read_page(answer).words("p", id="business_id-error")[0]
    assert "Ask its owner to invite you" in words
    assert aino.email not in answer.get_data(as_text=True)
    assert add(client, country="SE", business_id="0201256-6").status_code == 303


def test_a_foreign_number_is_kept_as_country_and_number(client, aino):
    assert add(client, country="SE", business_id=" 556036-0793 ").status_code == 303
    assert (only().country, only().business_id) == ("SE", "556036-0793")
    assert "Ruotsi" in client.page(f"/fi/my/organisations/{only().id}").text
    assert "Sverige" in client.page(f"/sv/my/organisations/{only().id}").text


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "bank"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "\x00 \x07"}, "name"),
        ({"name": "x" * 10_000}, "name"),
        ({"country": "XX"}, "country"),
        ({"business_id": ""}, "business_id"),
        ({"business_id": "1234567-2"}, "business_id"),
        ({"business_id": HOSTILE}, "business_id"),
        ({"business_id": "x" * 10_000}, "business_id"),
        ({"country": "SE", "business_id": "\u202e1"}, "business_id"),
        ({"size": "huge"}, "size"),
        ({"web": "javascript:alert(1)"}, "web"),
        ({"web": "x" * 10_000}, "web"),
    ],
)
def test_each_wrong_answer_is_told_at_its_field(client, aino, lang, answers, field):
    answer = add(client, lang, **answers)
    assert answer.status_code == 422
    page = read_page(answer)
    assert page.all("p", id=f"{field}-error")
    assert len(page.all("p", class_="error")) == 1
    assert db.session.scalar(select(func.count(Organisation.id))) == 0


def test_every_field_empty_keeps_the_page_whole(client, aino):
    answer = client.post("/fi/my/organisations/new", data={})
    assert answer.status_code == 422
    page = read_page(answer)
    assert {"kind-error", "name-error"} <= {p.get("id") for p in page.all("p", class_="error")}


def test_what_was_typed_is_kept(client, aino):
    page = read_page(add(client, business_id="1234567-2", size="50-249"))
    assert page.all("input", id="name")[0].get("value") == "Kuovinpolku Oy"
    assert page.all("input", id="business_id")[0].get("value") == "1234567-2"
    assert page.all("option", value="50-249")[0].get("selected") is not None


def test_hostile_names_are_text_everywhere(client, aino):
    add(client, name=HOSTILE, kind="association", business_id="")
    for path in ("/fi/my/organisations", f"/fi/my/organisations/{only().id}", "/fi/my/account"):
        body = client.get(path).get_data(as_text=True)
        assert "&lt;/script&gt;${7*7}" in body
        assert HOSTILE not in body


def test_it_is_edited_by_its_owner(client, aino):
    add(client)
    path = f"/fi/my/organisations/{only().id}/edit"
    page = client.page(path)
    assert page.all("input", id="business_id")[0].get("value") == "0201256-6"
    answer = client.post(path, data={**ANSWERS, "name": "Uusi Nimi Oy"})
    assert answer.status_code == 303
    assert only().name == "Uusi Nimi Oy"


def test_an_edit_cannot_take_anothers_business_id(client, aino, session):
    add(client)
    first = only().id
    other = organisation("Toinen Oy")
    other.business_id = "9900001-8"
    session.commit()
    answer = client.post(
        f"/fi/my/organisations/{first}/edit", data={**ANSWERS, "business_id": "9900001-8"}
    )
    assert answer.status_code == 422
    assert read_page(answer).all("p", id="business_id-error")


def test_the_same_form_sent_twice_makes_one_organisation(client, aino):
    both = [add(client, request_key="one and the same").location for _time in range(2)]
    assert both[0] == both[1] == f"/fi/my/organisations/{only().id}"


def test_an_expired_form_keeps_what_was_typed(app, client, aino):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = add(client, csrf_token="old")
    assert answer.status_code == 400
    assert "Kuovinpolku Oy" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Organisation.id))) == 0
    fresh = read_page(answer).fields()["csrf_token"]
    assert add(client, csrf_token=fresh).status_code == 303


def test_members_see_each_other(client, session, sign_in):
    oy = organisation("Hämyrä Valo Oy")
    sign_in(member(oy))
    colleague = member(oy, OrganisationRole.MEMBER)
    assert colleague.email in client.page(f"/fi/my/organisations/{oy.id}").text
    assert db.session.get(User, colleague.id) is not None
