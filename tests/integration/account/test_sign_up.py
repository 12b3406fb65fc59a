"""Somebody new: an account, a mail, a button, and in."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from app.database import db
from app.queries.account import user_by_email
from models.account import User
from models.audit import AuditLine
from tests.factories.account import person
from tests.factories.mail import link, mails, templates

ANSWERS = {
    "name": "Aino Uusi",
    "email": "aino.uusi@koepaikka.example",
    "password": "neljä sanaa peräkkäin nyt",
    "purpose": "resident",
}


def sign_up(client, **answers):
    return client.post("/fi/register", data={**ANSWERS, **answers})


def test_from_signing_up_to_being_signed_in(client, session):
    answer = sign_up(client)
    assert (answer.status_code, answer.location) == (303, "/fi/mail-sent/confirm")
    assert ANSWERS["email"] in client.page("/fi/mail-sent/confirm").text
    assert templates(ANSWERS["email"]) == ["account/welcome"]

    path = link(ANSWERS["email"])
    page = client.page(path)
    assert ANSWERS["email"] in page.text
    user = user_by_email(ANSWERS["email"])
    assert user.confirmed_at is None, "opening the link is not enough: programs open links"

    assert client.post(path).location == "/fi/login"
    assert user_by_email(ANSWERS["email"]).confirmed_at is not None
    entered = client.post("/fi/login", data={**ANSWERS, "next": "/fi/results"})
    assert (entered.status_code, entered.location) == (303, "/fi/results")
    assert ANSWERS["name"] in client.page("/fi/my/account").text


def test_the_account_has_the_language_of_the_path(client, session):
    client.post("/sv/register", data=ANSWERS)
    assert user_by_email(ANSWERS["email"]).language == "sv"
    assert mails(ANSWERS["email"])[0].language == "sv"
    assert link(ANSWERS["email"]).startswith("/sv/confirm/")


def test_what_brings_somebody_here_decides_the_first_page(client, session):
    sign_up(client, purpose="company")
    path = link(ANSWERS["email"])
    assert path.endswith("?next=/fi/my/organisations/new")
    assert client.post(path).location == "/fi/login?next=/fi/my/organisations/new"


def test_an_invitation_is_come_back_to_through_the_mail(client, session):
    sign_up(client, purpose="company", next="/fi/my/organisations/invitations/abc")
    assert "next=/fi/my/organisations/invitations/abc" in link(ANSWERS["email"])


def test_a_known_address_gets_the_same_answer_and_another_mail(client, session):
    known = person(email="tuttu@koepaikka.example")
    before = known.password
    answer = sign_up(client, email="TUTTU@koepaikka.example ")
    assert (answer.status_code, answer.location) == (303, "/fi/mail-sent/confirm")
    assert templates(known.email) == ["account/welcome_existing"]
    assert user_by_email(known.email).name == "Aino Esimerkki"
    assert user_by_email(known.email).password == before


def test_a_known_address_is_not_flooded_with_mail(client, session):
    known = person(email="tuttu@koepaikka.example")
    for _time in range(3):
        sign_up(client, email=known.email)
    assert len(mails(known.email)) == 1


def test_until_it_is_confirmed_the_latest_sign_up_counts(client, session):
    """Else somebody could keep another's address with a password of their own."""
    sign_up(client, password="vieraan salasana tässä", name="Vieras")
    first = link(ANSWERS["email"])
    sign_up(client)
    assert client.post(first).status_code == 410
    client.post(link(ANSWERS["email"]))
    assert user_by_email(ANSWERS["email"]).name == "Aino Uusi"
    wrong = {"email": ANSWERS["email"], "password": "vieraan salasana tässä"}
    assert client.post("/fi/login", data=wrong).status_code == 422


def test_the_link_may_be_asked_for_again_by_anybody_without_learning_anything(client, session):
    sign_up(client)
    stranger = "kukaan@koepaikka.example"
    confirmed = person().email
    answers = [
        client.post("/fi/confirm", data={"email": email})
        for email in (ANSWERS["email"], stranger, confirmed)
    ]
    assert {(a.status_code, a.location) for a in answers} == {(303, "/fi/mail-sent/confirm")}
    assert templates(ANSWERS["email"])[-1] == "account/confirmation_instructions"
    assert templates(stranger) == templates(confirmed) == []
    client.post(link(ANSWERS["email"]))
    assert user_by_email(ANSWERS["email"]).confirmed_at is not None


def test_a_confirmed_link_leads_on_and_a_false_one_explains_itself(client, session):
    sign_up(client)
    path = link(ANSWERS["email"])
    client.post(path)
    assert client.get(path).location == "/fi/login"
    false = client.page("/fi/confirm/" + "x" * 60, status=410)
    assert "/fi/confirm" in [a.get("href") for a in false.all("a")]


def test_links_age(client, session, time_machine):
    time_machine.move_to("2026-11-01T12:00:00Z", tick=False)
    sign_up(client)
    path = link(ANSWERS["email"])
    time_machine.move_to("2026-11-04T11:59:00Z", tick=False)
    assert client.get(path).status_code == 200
    time_machine.move_to("2026-11-04T12:01:00Z", tick=False)
    assert client.get(path).status_code == 410


def test_the_same_address_twice_in_the_same_moment_makes_one_account(engine_kind, databases):
    app = databases.application(engine_kind)
    app.config["WTF_CSRF_ENABLED"] = False

    def once(number):
        return app.test_client().post("/fi/register", data={**ANSWERS, "name": f"Tab {number}"})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(once, range(4)))
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, "/fi/mail-sent/confirm")
    }
    with app.app_context():
        assert db.session.scalar(select(func.count(User.id))) == 1


def test_signing_up_is_in_the_trail_without_the_address(client, session):
    sign_up(client)
    lines = session.scalars(select(AuditLine)).all()
    assert [line.action for line in lines] == ["account:sign_up"]
    assert ANSWERS["email"] not in str(lines[0].facts)


def test_passwords_are_kept_by_argon2id_alone(client, session):
    sign_up(client)
    assert user_by_email(ANSWERS["email"]).password.startswith("$argon2id$")
    assert ANSWERS["password"] not in str([mail.context for mail in mails()])
