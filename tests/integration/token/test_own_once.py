"""A writing request is done once, however often and from wherever it is sent."""

import json

import pytest
from sqlalchemy import func, select

from app.database import db
from models.application import Application
from models.receipt import Receipt
from tests.factories.account import person, staff
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.token import Program, program, token_of
from tests.storm_process import let_loose

KEY = "8e03978e-40d5-43e8-bc93-6894a57f9324"


def count(of):
    return db.session.scalar(select(func.count()).select_from(of))


@pytest.fixture
def alone(client, session):
    return program(client, person())


def test_a_repeat_gets_the_first_answer_and_does_nothing(alone):
    said = {"testbeds": [testbed().id]}
    first = alone.send("POST", "/applications", said, key=KEY)
    again = alone.send("POST", "/applications", said, key=KEY)
    assert first.status_code == again.status_code == 201
    assert again.json == first.json
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert count(Application) == 1


def test_the_order_of_fields_makes_no_other_request(alone):
    place = testbed().id
    alone.send("POST", "/applications", {"testbeds": [place], "language": "fi"}, key=KEY)
    again = alone.send("POST", "/applications", {"language": "fi", "testbeds": [place]}, key=KEY)
    assert again.status_code == 201
    assert count(Application) == 1


def test_the_same_key_with_something_else_asked_is_refused(alone):
    first = alone.send("POST", "/applications", {"testbeds": [testbed().id]}, key=KEY)
    other = alone.send("POST", "/applications", {"testbeds": [testbed().id]}, key=KEY)
    assert (other.status_code, other.json["code"]) == (409, "key_used")
    where = first.headers["Location"].removeprefix("/api/v1/own")
    elsewhere = alone.send("PATCH", where, {"title": "T"}, seen="*", key=KEY)
    assert elsewhere.status_code == 409
    assert count(Application) == 1


def test_what_was_refused_leaves_the_key_free(alone):
    refused = alone.send("POST", "/applications", {"testbeds": [10**6]}, key=KEY)
    assert refused.status_code == 404
    done = alone.send("POST", "/applications", {"testbeds": [testbed().id]}, key=KEY)
    assert done.status_code == 201


@pytest.mark.parametrize("key", ["short", "x" * 81, "with\ttab-inside"])
def test_a_key_that_could_be_taken_for_another_is_refused(alone, key):
    found = alone.send("POST", "/applications", {"testbeds": [testbed().id]}, key=key)
    assert (found.status_code, found.json["code"]) == (400, "key_needed")


def test_a_post_without_a_key_is_refused_and_a_put_is_not(client, session):
    token = token_of(staff(), city_id=city().id)
    headers = {"Authorization": f"Bearer {token}"}
    path = "/api/v1/own/testbeds/R-1"
    assert client.put(path, json={"name_fi": "Puisto"}, headers=headers).status_code == 201
    found = client.post(f"{path}/publish", json={}, headers={**headers, "If-Match": "*"})
    assert (found.status_code, found.json["code"]) == (400, "key_needed")


def test_two_tokens_may_choose_the_same_key(client, session):
    user = person()
    for _one in range(2):
        robot = program(client, user)
        found = robot.send("POST", "/applications", {"testbeds": [testbed().id]}, key=KEY)
        assert found.status_code == 201
    assert count(Application) == 2


def test_the_receipt_keeps_no_token(client, session):
    token = token_of(person())
    Program(client, token).send("POST", "/applications", {"testbeds": [testbed().id]}, key=KEY)
    kept = db.session.scalars(select(Receipt)).all()
    assert kept
    assert token not in json.dumps([[one.key, one.work, one.result] for one in kept])


def test_processes_that_send_the_same_at_once_do_it_once(databases, engine_kind, tmp_path):
    app = databases.application(engine_kind)
    with app.app_context():
        place, user = testbed(), person()
        token, start = token_of(user), place.id
        db.session.remove()
        db.engine.dispose()

    def write(number):
        robot = Program(app.test_client(), token)
        told = []
        for one in range(6):
            key = f"request-at-once-{one}"
            found = robot.send("POST", "/applications", {"testbeds": [start]}, key=key)
            told.append([found.status_code, found.json.get("id")])
        (tmp_path / f"{number}.json").write_text(json.dumps(told))

    assert let_loose(3, write) == 0
    told = [json.loads(one.read_text()) for one in tmp_path.glob("*.json")]
    assert len(told) == 3
    for one in zip(*told, strict=True):
        assert {status for status, _id in one} == {201}
        assert len({ident for _status, ident in one}) == 1
    with app.app_context():
        assert count(Application) == 6
        db.engine.dispose()
