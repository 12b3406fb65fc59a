"""One's own account: name, language, and what one may do where."""

import pytest

from app.queries.account import user_by_email
from models.account import CityRole
from tests.factories.account import admin, host, member, organisation, person, staff
from tests.factories.testbed import testbed


def test_name_and_language_of_mail_are_changed(client, session, sign_in):
    aino = person(email="aino@koepaikka.example")
    sign_in(aino)
    page = client.page("/fi/my/account")
    assert page.all("input", id="name")[0].get("value") == "Aino Esimerkki"
    answer = client.post("/fi/my/account", data={"name": " Aino  Muuttunut ", "language": "sv"})
    assert (answer.status_code, answer.location) == (303, "/fi/my/account")
    user = user_by_email(aino.email)
    assert (user.name, user.language) == ("Aino Muuttunut", "sv")


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"name": "", "language": "fi"}, "name"),
        ({"name": "x" * 121, "language": "fi"}, "name"),
        ({"name": "A", "language": "de"}, "language"),
        ({"name": "A", "language": ""}, "language"),
    ],
)
def test_wrong_answers_change_nothing(client, session, sign_in, answers, field):
    aino = person(email="aino@koepaikka.example")
    sign_in(aino)
    answer = client.post("/fi/my/account", data=answers)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.get_data(as_text=True)
    assert user_by_email("aino@koepaikka.example").name == "Aino Esimerkki"


def test_the_page_says_what_one_may_do_where(client, session, sign_in):
    sign_in(staff(CityRole.EDITOR, "oulu"))
    assert "Oulu" in client.page("/en/my/account").text
    place = testbed()
    sign_in(host(place))
    assert "Place" in client.page("/en/my/account").text
    sign_in(member(organisation("Kuovi Oy")))
    assert "Kuovi Oy" in client.page("/en/my/account").text
    sign_in(admin())
    assert "Programme administrator" in client.page("/en/my/account").text


def test_nobody_else_sees_it(client, session):
    assert client.get("/fi/my/account").status_code == 302
    assert client.post("/fi/my/account", data={"name": "X", "language": "fi"}).status_code == 401
    assert client.post("/fi/my/account/sign-out-elsewhere").status_code == 401
    assert client.post("/fi/change", data={}).status_code == 401
