"""No token and no hash of one stands anywhere but in its own row."""

import logging

import pytest
from sqlalchemy import select, text

from app.database import db
from app.policies.subject import of_application
from app.policies.table import Action, Subject, may
from app.queries.personal import person_of, portions
from app.queries.token import bearer_of
from app.services.personal_erase import erase_rows
from models.base import Base
from models.personal import Person
from models.token import AccessToken, digest
from tests.factories.account import acting, admin, member, person, staff
from tests.factories.application import draft
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.token import Program, token_of


def everything_kept():
    """Return all that is in the database, but for the hashes that have to be there."""
    found = []
    for table in Base.metadata.sorted_tables:
        columns = [one.name for one in table.c if (table.name, one.name) != (
            "access_token", "token_sha256")]  # fmt: skip
        names = ", ".join(f'"{one}"' for one in columns)
        rows = db.session.execute(text(f'SELECT {names} FROM "{table.name}"'))  # noqa: S608 - our tables
        found += [repr(tuple(row)) for row in rows]
    return "\n".join(found)


def test_the_database_keeps_no_token_after_a_life_of_one(client, session):
    user = staff()
    token = token_of(user, city_id=city().id)
    robot = Program(client, token)
    robot.send("PUT", "/testbeds/R-1", {"name_fi": "Puisto"})
    robot.send("POST", "/testbeds/R-1/publish", {}, seen="*")
    kept = everything_kept()
    assert token not in kept
    assert token[5:45] not in kept
    assert digest(token) not in kept


def test_what_is_known_of_somebody_names_the_token_and_tells_no_secret(session):
    user = person()
    token = token_of(user)
    told = repr([list(one.rows) for one in portions(person_of(acting(user)))])
    assert "Program" in told
    for secret in (token, digest(token)):
        assert secret not in told


def test_no_log_line_and_no_problem_repeats_a_token(client, session, caplog):
    caplog.set_level(logging.DEBUG)
    token = token_of(person())
    wrong = f"{token[:-1]}{'0' if token[-1] != '0' else '1'}"
    for given in (token, wrong):
        robot = Program(client, given)
        for path in ("", "/applications", "/nothing", "/applications/1?x=1"):
            answer = robot.get(path)
            assert given not in answer.get_data(as_text=True)
            assert given not in str(answer.headers)
    assert token not in caplog.text
    assert digest(token) not in caplog.text


def test_an_erased_person_leaves_no_token(client, session):
    user = person()
    token = token_of(user)
    erase_rows(Person(user_id=user.id, name=user.name))
    db.session.commit()
    assert Program(client, token).get("").status_code == 401
    assert db.session.scalars(select(AccessToken)).all() == []


@pytest.mark.parametrize("action", list(Action))
def test_a_token_never_may_more_than_its_person(session, action):
    """For every action and kind of subject: what a token may, its person may."""
    company_user = member()
    (org,) = acting(company_user).organisations
    home = city().id
    place = testbed()
    mine = draft(place, author=company_user)
    people = [
        (staff(), {"city_id": home}), (admin(), {}), (company_user, {"organisation_id": org}),
        (company_user, {}),
    ]  # fmt: skip
    subjects = [
        Subject(), Subject(city_id=home, testbed_id=place.id), Subject(city_id=city("oulu").id),
        Subject(organisation_id=org), of_application(mine),
        Subject(author_id=company_user.id), Subject(city_id=home, author_id=company_user.id),
    ]  # fmt: skip
    for user, whose in people:
        found = bearer_of(token_of(user, **whose))
        assert found is not None
        for subject in subjects:
            by_token = may(found.actor, action, subject)
            assert not by_token or may(found.actor.whole, action, subject), (user.name, subject)
            assert not by_token or action in found.actor.bounds.actions
