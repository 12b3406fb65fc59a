"""Operators make accounts and give roles from the command line, in plain sentences."""

import pytest
from sqlalchemy import select

from app.adapters.accounts import matches
from app.policies.actor import VISITOR
from app.queries.account import actor_of, user_by_email
from app.services import administrator
from models.account import CityRole
from models.audit import AuditLine
from models.errors import ForbiddenError
from tests.factories.account import person
from tests.factories.city import city
from tests.factories.mail import templates

GOOD = "neljä sanaa peräkkäin nyt"
AINO = "aino@koepaikka.example"


@pytest.fixture
def users(app, session):
    """Runs ``flask users …`` with what is typed."""

    def run(*arguments, typed=""):
        return app.test_cli_runner().invoke(args=["users", *arguments], input=typed)

    return run


def test_an_account_can_be_signed_in_to_at_once(users, session, client):
    made = users("create", "Aino@Koepaikka.example", "--name", "Aino", typed=f"{GOOD}\n{GOOD}\n")
    assert (made.exit_code, made.output.splitlines()[-1]) == (0, f"{AINO} can sign in.")
    assert GOOD not in made.output
    signed = client.post("/fi/login", data={"email": AINO, "password": GOOD, "next": "/fi/x"})
    assert signed.status_code == 303
    assert "account:create" in session.scalars(select(AuditLine.action)).all()


def test_a_made_up_password_is_printed_and_works(users):
    made = users("create", AINO, "--name", "Aino", "--generate")
    password = made.output.splitlines()[0].removeprefix("Password: ")
    assert len(password) >= 20
    assert matches(password, user_by_email(AINO).password)


@pytest.mark.parametrize("bad", ["short", "password1234", AINO, "ainoainoaino"])
def test_a_password_that_is_easy_to_guess_is_refused(users, bad):
    made = users("create", AINO, "--name", "Aino", typed=f"{bad}\n{bad}\n")
    assert made.exit_code == 1
    assert "hard to guess" in made.output
    assert user_by_email(AINO) is None


def test_a_known_address_and_no_address_are_told(users):
    person(email=AINO)
    assert "has an account already" in users("create", AINO, "--name", "A", "--generate").output
    assert "no e-mail address" in users("create", "aino", "--name", "A", "--generate").output


def test_a_new_password_ends_the_sessions_of_the_account(users):
    before = person(email=AINO, confirmed=False).fs_uniquifier
    assert users("set-password", AINO, typed=f"{GOOD}\n{GOOD}\n").exit_code == 0
    user = user_by_email(AINO)
    assert matches(GOOD, user.password)
    assert user.fs_uniquifier != before
    assert user.confirmed_at is not None


def test_an_administrator_is_made_once_or_twice_without_harm(users):
    made = person(email=AINO)
    assert users("admin", AINO).exit_code == 0
    assert users("admin", AINO).exit_code == 0
    assert actor_of(made.id).is_admin


def test_a_role_in_a_city_is_given_and_told_by_mail(users):
    made, home = person(email=AINO), city("tampere")
    done = users("grant", AINO, "tampere", "editor")
    assert done.exit_code == 0, done.output
    assert actor_of(made.id).city_roles == {(home.id, CityRole.EDITOR)}
    assert templates(AINO) == ["staff/granted"]
    assert "has that role already" in users("grant", AINO, "tampere", "editor").output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("admin", "nobody@koepaikka.example"), "Nobody has an account"),
        (("set-password", "nobody@koepaikka.example", "--generate"), "Nobody has an account"),
        (("grant", "nobody@koepaikka.example", "helsinki", "editor"), "Nobody has a confirmed"),
        (("grant", AINO, "atlantis", "editor"), "no city atlantis"),
        (("grant", AINO, "helsinki", "king"), "is not one of"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(users, arguments, sentence):
    city("helsinki")
    done = users(*arguments)
    assert done.exit_code in {1, 2}
    assert sentence in done.output
    assert "Traceback" not in done.output


def test_the_list_shows_roles_and_who_cannot_sign_in(users):
    city("tampere")
    person("Aino Esimerkki", email=AINO)
    person("Uusi", email="uusi@koepaikka.example", confirmed=False)
    users("grant", AINO, "tampere", "editor")
    users("admin", AINO)

    assert users("list").output.split() == [
        AINO,
        "Aino",
        "Esimerkki",
        "admin,",
        "editor",
        "of",
        "tampere",
    ]
    everybody = users("list", "--all").output.splitlines()
    assert len(everybody) == 2
    assert everybody[1].endswith("(cannot sign in)")


def test_nobody_but_the_system_makes_administrators(session):
    person(email=AINO)
    with pytest.raises(ForbiddenError):
        administrator.make_administrator(VISITOR, AINO)
