"""Lists and single things as JSON: right, paged, narrowed, and never more than is public."""

import datetime as dt
import json

import pytest

from app.queries.open_feature import one
from geodata.distance import metres_from
from models.base import Translated
from models.challenge import ChallengeStatus
from models.event import EventStatus
from models.open_feature import OpenState
from models.pilot import PilotStatus
from models.testbed import TestbedStatus
from models.testbed_kind import TestbedKind
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.pilot import pilot, running
from tests.factories.testbed import draft, testbed

HIDDEN = "Xqsalattu"


def got(client, path, status=200, **query):
    answer = client.get(path.removeprefix("http://localhost"), query_string=query or None)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_json()


def ids(body):
    return [one["id"] for one in body["items"]]


def test_an_item_says_what_the_feature_says(session, client):
    place = testbed()
    feature = json.loads(one("testbeds", place.id))
    item = got(client, f"/api/v1/testbeds/{place.id}")
    page = item.pop("page")
    assert page == f"http://localhost/fi/testbeds/helsinki/{place.slug}"
    feature["properties"].pop("page")
    assert item == {"id": place.id, **feature["properties"], "geometry": feature["geometry"]}
    assert isinstance(item["capacity"], int)
    assert isinstance(item["minors"], bool)
    assert dt.datetime.fromisoformat(item["changed"]).tzinfo is not None
    assert ids(got(client, "/api/v1/testbeds")) == [place.id]


def test_a_testbed_is_found_by_the_address_of_its_page(session, client):
    place = testbed("tampere")
    assert got(client, f"/api/v1/cities/tampere/testbeds/{place.slug}")["id"] == place.id
    got(client, f"/api/v1/cities/oulu/testbeds/{place.slug}", 404)
    made = running()
    assert got(client, f"/api/v1/pilots/{made.slug}")["id"] == made.id
    assert got(client, f"/api/v1/pilots/{made.id}")["slug"] == made.slug
    assert got(client, "/api/v1/cities/tampere")["slug"] == "tampere"


def test_pages_hold_everything_once_also_when_things_come_and_go(session, client):
    made = [testbed() for _ in range(7)]
    first = got(client, "/api/v1/testbeds", limit=3)
    made[1].status = TestbedStatus.RETIRED
    session.commit()
    late = testbed()
    seen, body = ids(first), first
    while body["next"]:
        body = got(client, body["next"].removeprefix("http://localhost"))
        seen += ids(body)
    assert seen == [*(one.id for one in made), late.id]
    assert client.get("/api/v1/testbeds?limit=3").headers["Link"].endswith('rel="next"')


@pytest.mark.parametrize("sort", ["id", "-changed", "title"])
def test_the_way_back_leads_over_the_same_pages(session, client, sort):
    for _number in range(7):
        testbed()
    there = [got(client, "/api/v1/testbeds", limit=3, sort=sort)]
    while there[-1]["next"]:
        there.append(got(client, there[-1]["next"].removeprefix("http://localhost")))
    assert (there[0]["prev"], len(there)) == (None, 3)

    back = [there[-1]]
    while back[-1]["prev"]:
        back.append(got(client, back[-1]["prev"].removeprefix("http://localhost")))

    assert [ids(one) for one in back[:0:-1]] == [ids(one) for one in there[:-1]]
    assert [ids(got(client, one["next"].removeprefix("http://localhost"))) for one in back[1:]] == [
        ids(one) for one in there[:0:-1]
    ]
    links = client.get(there[1]["prev"].removeprefix("http://localhost")).headers["Link"]
    assert links.endswith('rel="next"')
    assert 'rel="prev"' not in links


@pytest.mark.parametrize("sort", ["changed", "-changed", "title", "-title", "-id"])
def test_pages_in_any_order_hold_everything_once(session, client, sort):
    made = [testbed(name=Translated(f"Paikka {n % 3}")) for n in range(7)]
    whole = ids(got(client, "/api/v1/testbeds", sort=sort))
    assert sorted(whole) == sorted(one.id for one in made)
    body = got(client, "/api/v1/testbeds", sort=sort, limit=2)
    seen = ids(body)
    while body["next"]:
        body = got(client, body["next"].removeprefix("http://localhost"))
        seen += ids(body)
    assert seen == whole
    if sort == "-id":
        assert whole == sorted(whole, reverse=True)


def test_experiments_can_be_ordered_by_their_first_day(session, client):
    late, early = running(-1, 5), running(-9, 5)
    assert ids(got(client, "/api/v1/pilots", sort="starts")) == [early.id, late.id]
    body = got(client, "/api/v1/pilots", sort="-starts", limit=1)
    assert ids(body) == [late.id]
    assert ids(got(client, body["next"].removeprefix("http://localhost"))) == [early.id]


def test_fields_narrow_a_list(session, client):
    park = testbed("helsinki", kind=TestbedKind.PARK, themes=["food"], capacity=3, minors=True)
    school = testbed("oulu", kind=TestbedKind.SCHOOL, themes=["food", "learning"])
    for query, found in (
        ({"city": "helsinki"}, [park.id]),
        ({"city": "helsinki,oulu"}, [park.id, school.id]),
        ({"kind": "school,library"}, [school.id]),
        ({"themes": "learning"}, [school.id]),
        ({"themes": "food"}, [park.id, school.id]),
        ({"minors": "true"}, [park.id]),
        ({"capacity": 3}, [park.id]),
        ({"kind": "park", "city": "oulu"}, []),
    ):
        assert ids(got(client, "/api/v1/testbeds", **query)) == found, query
        assert got(client, "/api/v1/testbeds", count="true", **query)["count"] == len(found)


def test_days_narrow_experiments_to_those_that_last_then(session, client):
    made = running(-10, 10)
    day = made.start_day
    assert ids(got(client, "/api/v1/pilots", to=day)) == [made.id]
    assert ids(got(client, "/api/v1/pilots", to=day - dt.timedelta(1))) == []
    assert ids(got(client, "/api/v1/pilots", **{"from": made.end_day})) == [made.id]
    assert ids(got(client, "/api/v1/pilots", **{"from": made.end_day + dt.timedelta(1)})) == []


def test_what_is_near_is_found_and_ordered_by_how_far_it_is(session, client):
    near = running(position=(24.95, 60.171))
    far = running(position=(24.99, 60.19))
    running(position=(25.74, 62.24))
    body = got(client, "/api/v1/pilots", near="24.94,60.17", radius=10_000, sort="distance")
    assert ids(body) == [near.id, far.id]
    for item, made in zip(body["items"], (near, far), strict=True):
        metres = metres_from((24.94, 60.17), made.anchor_x, made.anchor_y)
        assert item["distance_m"] == pytest.approx(float(metres), rel=0.003)
    assert ids(got(client, "/api/v1/pilots", near="24.94,60.17", radius=1_000)) == [near.id]
    around = {"near": "24.94,60.17", "radius": 10_000}
    body = got(client, "/api/v1/pilots", sort="-distance", limit=1, **around)
    assert ids(body) == [far.id]
    assert ids(got(client, body["next"].removeprefix("http://localhost"))) == [near.id]
    assert ids(got(client, "/api/v1/pilots", bbox="24.9,60.1,24.96,60.2")) == [near.id]


def test_what_changed_since_an_instant(session, client):
    testbed()
    since = got(client, "/api/v1/testbeds")["items"][0]["changed"]
    assert len(ids(got(client, "/api/v1/testbeds", changed_since=since))) == 1
    later = dt.datetime.fromisoformat(since) + dt.timedelta(days=1)
    assert ids(got(client, "/api/v1/testbeds", changed_since=later.isoformat())) == []


def test_texts_in_one_language_say_which_they_are_in(session, client):
    place = testbed(name=Translated("Puisto", "", "The park"), summary=Translated("Vihreä"))
    item = got(client, f"/api/v1/testbeds/{place.id}", lang="sv")
    assert (item["title"], item["title_lang"]) == ("Puisto", "fi")
    assert not {"title_fi", "title_sv", "title_en"} & set(item)
    assert item["page"].startswith("http://localhost/sv/")
    item = got(client, f"/api/v1/testbeds/{place.id}", lang="en", fields="title,city")
    assert item == {"id": place.id, "title": "The park", "city": "helsinki"}


def test_an_answer_that_has_not_changed_is_not_sent_again(session, client):
    place = testbed()
    for path in (f"/api/v1/testbeds/{place.id}", "/api/v1/testbeds?limit=5"):
        first = client.get(path)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert not first.headers["ETag"].startswith("W/")
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in first.headers
        same = client.get(path, headers=tag)
        assert (same.status_code, same.data) == (304, b"")
        head = client.head(path)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == first.headers["ETag"]
        place.operator = place.operator + "!"
        session.commit()
        assert client.get(path, headers=tag).status_code == 200


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"kaupunki": "oulu"}, "kaupunki"),
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"kind": "castle"}, "kind"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "25,60,24,61"}, "bbox"),
        ({"bbox": "nan,60,24,61"}, "bbox"),
        ({"near": "24.9"}, "near"),
        ({"sort": "distance"}, "near"),
        ({"sort": "price"}, "sort"),
        ({"changed_since": "2026-01-01"}, "changed_since"),
        ({"cursor": "abc"}, "cursor"),
        ({"cursor": "WzFd"}, "cursor"),
        ({"fields": "name"}, "fields"),
        ({"minors": "yes"}, "minors"),
        ({"lang": "de"}, "lang"),
        ({"city": "a\0b"}, "city"),
    ],
)
def test_a_slip_is_refused_by_name_with_what_would_be_right(session, client, query, parameter):
    answer = client.get("/api/v1/testbeds", query_string=query)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    body = answer.get_json()
    assert body["status"] == 400
    assert [one["parameter"] for one in body["errors"]] == [parameter]
    if parameter == "kaupunki":
        assert "city" in body["detail"]


def test_a_cursor_of_another_order_is_refused_and_more_than_the_most_is_the_most(session, client):
    for _ in range(3):
        testbed()
    after = got(client, "/api/v1/testbeds", limit=1, sort="title")["next"].split("cursor=")[1]
    got(client, f"/api/v1/testbeds?cursor={after}", 400)
    assert len(ids(got(client, "/api/v1/testbeds", limit=99_999))) == 3


def test_nothing_that_is_not_public_is_in_any_list(session, client):
    words = {"name": Translated(HIDDEN, HIDDEN, HIDDEN)}
    hidden = draft(**words)
    title = {"title": Translated(HIDDEN, HIDDEN, HIDDEN)}
    unborn = pilot(PilotStatus.PREPARING, 1, 5, **title)
    problem = challenge(ChallengeStatus.DRAFT, **title)
    event(EventStatus.DRAFT, **title)
    session.commit()
    for kind in ("testbeds", "pilots", "challenges", "events", "cities", "results"):
        assert HIDDEN not in client.get(f"/api/v1/{kind}?limit=500").get_data(as_text=True)
    got(client, f"/api/v1/testbeds/{hidden.id}", 404)
    got(client, f"/api/v1/testbeds/{hidden.id}/availability", 404)
    got(client, f"/api/v1/pilots/{unborn.id}/updates", 404)
    got(client, f"/api/v1/challenges/{problem.id}", 404)
    assert got(client, "/api/v1/search", q=HIDDEN)["items"] == []
    got(client, f"/api/6aika/v1/resource/{hidden.id}", 404)


def test_where_there_is_nothing_a_problem_says_so_in_the_readers_language(session, client):
    answer = client.get("/api/v1/testbeds/99999")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert client.get("/api/v1/testbeds/none").status_code == 404
    assert client.get("/api/v1/nothing").mimetype == "application/problem+json"
    assert client.post("/api/v1/cities").status_code == 405
    finnish = client.get("/api/v1/testbeds?limit=x", headers={"Accept-Language": "fi"}).get_json()
    swedish = client.get("/api/v1/testbeds?limit=x", headers={"Accept-Language": "sv"}).get_json()
    assert finnish["detail"] != swedish["detail"]


def test_every_collection_lists_and_gives_its_things(session, client):
    made = {
        "challenges": challenge(),
        "events": event(),
        "pilots": running(),
        "testbeds": testbed(),
    }
    session.commit()
    for kind, thing in made.items():
        assert thing.id in ids(got(client, f"/api/v1/{kind}"))
        assert got(client, f"/api/v1/{kind}/{thing.id}")["slug"] == thing.slug


def test_a_database_put_back_to_an_earlier_day_never_says_that_nothing_has_changed(session, client):
    place = testbed()
    paths = ("/api/v1/testbeds", f"/api/v1/testbeds/{place.id}", "/api/v1/changes",
             "/data/testbeds.csv-metadata.json")  # fmt: skip
    tags = [client.get(path).headers["ETag"] for path in paths]
    told = [client.get(path, headers={"If-None-Match": tag}).status_code
            for path, tag in zip(paths, tags, strict=True)]  # fmt: skip
    assert told == [304] * len(paths)

    row = session.get_one(OpenState, "testbeds")
    row.changed_at -= dt.timedelta(days=1)  # the same number of changes on another day
    session.commit()

    told = [client.get(path, headers={"If-None-Match": tag}).status_code
            for path, tag in zip(paths, tags, strict=True)]  # fmt: skip
    assert told == [200] * len(paths)


def test_answers_for_programs_depend_on_no_cookie(session, client):
    place = testbed()
    for path in (
        "/api/v1/testbeds", f"/api/v1/testbeds/{place.id}", "/api/v1/search?q=a", "/api/v1/none",
        "/ogc/", "/ogc/collections/testbeds/items", "/ogc/collections/none", "/dcat.ttl",
        f"/ogc/collections/testbeds/items/{place.id}", "/data/testbeds.csv", "/data/none.csv",
        "/oembed?url=http://localhost/fi/",
    ):  # fmt: skip
        answer = client.get(path)
        assert "Cookie" not in answer.headers.get("Vary", ""), path
        assert "Set-Cookie" not in answer.headers, path
