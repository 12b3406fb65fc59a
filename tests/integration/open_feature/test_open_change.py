"""The feed of changes: complete, in the order of the commits, with honest ends."""

import datetime as dt

import pytest

from app import clock
from app.database import db
from app.queries.open_feature import states
from models.base import Translated
from models.open_feature import OpenChange, OpenDeed, OpenState
from models.testbed import TestbedStatus
from tests.factories.event import event
from tests.factories.testbed import draft, testbed

ADDRESS = "/api/v1/changes"


def asked(client, query="", status=200):
    answer = client.get(ADDRESS + query)
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    return answer.get_json()


def told(found):
    return [(one["collection"], one["id"], one["deed"]) for one in found["changes"]]


def test_what_happened_since_a_cursor_is_told_once_and_in_order(client):
    testbed()  # and with it its city
    begin = asked(client, "?since=now")["cursor"]
    place = testbed()
    place.name = Translated("Uusi", "Ny", "New")
    db.session.commit()
    place.status = TestbedStatus.RETIRED
    db.session.commit()
    draft()

    found = asked(client, f"?since={begin}")
    deeds = [deed for name, key, deed in told(found) if (name, key) == ("testbeds", place.id)]
    assert deeds[0] == "added"
    assert deeds[-1] == "removed"
    assert {name for name, _key, _deed in told(found)} == {"testbeds"}
    assert "url" not in found["changes"][-1]
    assert found["changes"][0]["url"] == f"http://localhost/api/v1/testbeds/{place.id}"
    assert not found["has_more"]
    assert asked(client, f"?since={found['cursor']}")["changes"] == []


def test_pages_follow_each_other_by_link_and_lose_nothing(client):
    begin = asked(client, "?since=now")["cursor"]
    places = [testbed() for _number in range(4)]
    made = event()
    db.session.commit()
    whole = told(asked(client, f"?since={begin}"))
    pieces, address = [], f"{ADDRESS}?since={begin}&limit=2"
    while address:
        answer = client.get(address)
        pieces += told(answer.get_json())
        assert len(answer.get_json()["changes"]) <= 2
        link = answer.headers.get("Link", "")
        address = link.partition(">")[0].removeprefix("<http://localhost") if link else ""
    assert pieces == whole
    assert {key for name, key, _deed in pieces if name == "testbeds"} >= {p.id for p in places}
    assert ("events", made.id, "added") in pieces


def test_one_collection_is_asked_by_revision(client):
    before = states()["testbeds"].revision
    place = testbed()
    found = asked(client, f"?collection=testbeds&since={before}")
    assert {key for _name, key, _deed in told(found)} == {place.id}
    assert found["changes"][0]["revision"] == before + 1


def test_the_order_is_that_of_the_commits_though_clocks_say_otherwise(client):
    """Who waited for the lock has the later revision and the earlier instant."""
    begin, revision = asked(client, "?since=now")["cursor"], states()["testbeds"].revision
    now = clock.now()
    for number, late in ((1, 0), (2, -5)):
        db.session.add(
            OpenChange(
                collection="testbeds", revision=revision + number, key=number,
                deed=OpenDeed.CHANGED, at=now + dt.timedelta(seconds=late),
            )
        )  # fmt: skip
    raised = db.update(OpenState).where(OpenState.collection == "testbeds")
    db.session.execute(raised.values(revision=revision + 2))
    db.session.commit()
    first = asked(client, f"?since={begin}&limit=1")
    rest = asked(client, f"?since={first['cursor']}")
    assert [one["id"] for one in (*first["changes"], *rest["changes"])] == [1, 2]


def test_who_has_it_already_is_told_so(client):
    testbed()
    first = client.get(ADDRESS)
    tag = first.headers["ETag"]
    again = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert client.head(ADDRESS).headers["ETag"] == tag
    testbed()
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 200


def test_it_says_how_far_back_it_reaches_and_refuses_what_is_gone(client):
    testbed()
    old = asked(client)["cursor"]
    place = testbed()
    place.operator = "Somebody"
    db.session.commit()
    latest = states()["testbeds"].revision
    gone = OpenChange.collection == "testbeds", OpenChange.revision < latest
    db.session.execute(db.delete(OpenChange).where(*gone))
    db.session.commit()

    problem = asked(client, f"?since={old}", 410)
    assert (problem["code"], problem["parameter"]) == ("cursor_gone", "since")
    kept = asked(client, "?collection=testbeds")
    assert told(kept) == [("testbeds", place.id, "changed")]
    assert kept["reaches_back_to"] == kept["changes"][0]["at"]
    asked(client, f"?collection=testbeds&since={latest + 1}", 410)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("?since=yesterday", "since"),
        ("?since=12", "since"),
        ("?since=testbeds.1", "since"),
        ("?since=testbeds.1.0&collection=pilots", "since"),
        ("?collection=people", "collection"),
        ("?limit=0", "limit"),
        ("?limit=ten", "limit"),
        ("?from=1", "from"),
        (f"?collection=testbeds&since={'9' * 30}", "since"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_by_name(client, query, parameter):
    assert asked(client, query, 400)["parameter"] == parameter


def test_a_limit_beyond_the_most_is_brought_down(client):
    asked(client, "?limit=100000000")
