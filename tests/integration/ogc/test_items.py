"""Pages of features: what is on them, in which order, and what a program is told with them."""

import datetime as dt
import json

import pytest
import shapely

from app.database import db
from models.pilot import PilotStatus
from models.testbed import TestbedStatus
from tests.factories.open_feature import changed, open_feature
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed
from tests.integration.ogc.asking import GEOJSON, ask, get, ids, items, link, walked


def squares(number, first=1):
    """Make features on a line of squares, a degree apart, one without a place in five."""
    for key in range(first, first + number):
        x = key / 10
        shape = None if key % 5 == 0 else shapely.box(x, 60, x + 0.01, 60.01)
        open_feature(
            "testbeds", key, shape, city="helsinki" if key % 2 else "oulu", kind="park",
            capacity=key % 4, themes=["energy"] if key % 3 else ["food", "energy"],
            title_fi=f"Paikka {key % 7}", is_blurred=bool(key % 2),
        )  # fmt: skip
    changed("testbeds")


def test_what_is_published_is_a_feature_and_what_is_not_is_not(client):
    shown = testbed("helsinki", capacity=3)
    testbed("helsinki", TestbedStatus.DRAFT)

    (found,) = items(client, "testbeds")

    assert found["id"] == shown.id
    assert found["geometry"] == json.loads(shown.shape_json)
    assert found["properties"]["capacity"] == 3
    assert found["properties"]["page"] == f"http://localhost/fi/testbeds/helsinki/{shown.slug}"


def test_a_page_says_when_how_many_and_under_what_licence(client):
    squares(7)

    response = get(client, "/collections/testbeds/items", limit=3)
    page = response.get_json(force=True)

    assert response.mimetype == GEOJSON
    assert response.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert (page["numberReturned"], page["numberMatched"]) == (3, 7)
    assert dt.datetime.fromisoformat(page["timeStamp"]).tzinfo is not None
    assert link(page, "license") == "https://creativecommons.org/licenses/by/4.0/"


def test_who_has_an_answer_is_told_so_until_something_changes(client):
    squares(3)
    first = get(client, "/collections/testbeds/items")
    mine = {"If-None-Match": first.headers["ETag"]}
    again = get(client, "/collections/testbeds/items", headers=mine)
    one = get(client, "/collections/testbeds/items/1")
    one_again = get(client, "/collections/testbeds/items/1",
                    headers={"If-None-Match": one.headers["ETag"]})  # fmt: skip
    changed("testbeds")
    after = get(client, "/collections/testbeds/items", headers=mine)

    assert [again.status_code, one_again.status_code, after.status_code] == [304, 304, 200]
    assert again.get_data() == b""


def test_head_says_what_get_says(client):
    squares(2)

    response = client.head("/ogc/collections/testbeds/items")

    assert response.status_code == 200
    assert response.headers["ETag"] == get(client, "/collections/testbeds/items").headers["ETag"]
    assert response.get_data() == b""


def test_pages_follow_each_other_to_the_end(client):
    squares(23)

    assert walked(client, "testbeds", limit=5) == list(range(1, 24))
    assert walked(client, "testbeds", limit=23) == list(range(1, 24))


@pytest.mark.parametrize("order", [None, "-title_fi", "title_fi,-capacity", "is_blurred"])
def test_pages_stay_right_while_features_come_and_go(client, order):
    squares(23)
    asked = {} if order is None else {"sortby": order}
    steady = walked(client, "testbeds", limit=100, **asked)
    came = iter([{"key": 900, "title_fi": ""}, {"key": 901, "title_fi": "Ö"}, {"key": 902}])

    def between():
        if (one := next(came, None)) is not None:
            open_feature("testbeds", capacity=1, is_blurred=False, **one)
            changed("testbeds")

    found = walked(client, "testbeds", between=between, limit=5, **asked)

    assert [key for key in found if key < 900] == steady
    assert len(found) == len(set(found))


def test_features_without_what_is_sorted_by_come_last_in_both_orders(client):
    for key, capacity in ((1, None), (2, 5), (3, 1), (4, None)):
        open_feature("testbeds", key, capacity=capacity)
    changed("testbeds")

    assert walked(client, "testbeds", sortby="capacity", limit=1) == [3, 2, 1, 4]
    assert walked(client, "testbeds", sortby="-capacity", limit=1) == [2, 3, 1, 4]


def test_more_than_fits_on_a_page_gives_the_most_there_is(client):
    squares(2)

    assert get(client, "/collections/testbeds/items", limit=10**12).status_code == 200


@pytest.mark.parametrize(
    ("asked", "right"),
    [
        ({"bbox": "0.15,59,0.35,61"}, [2, 3]),
        ({"bbox": "0.15,59,-10,0.35,61,999"}, [2, 3]),
        ({"bbox": "170,59,0.35,61"}, [1, 2, 3]),
        ({"bbox": "0.205,60.005,0.205,60.005"}, [2]),
        ({"bbox": "59,0.15,61,0.35",
          "bbox__crs": "http://www.opengis.net/def/crs/EPSG/0/4326"}, [2, 3]),
        ({"city": "oulu", "capacity": "2"}, [2, 6, 10]),
        ({"themes": "food", "is_blurred": "true"}, [3, 9]),
        ({"title_fi": "Paikka 6"}, [6]),
        ({"city": "nowhere"}, []),
        ({"filter": "capacity = 3 AND city = 'helsinki'", "bbox": "0,59,0.75,61"}, [3, 7]),
        ({"bbox": "0.15,59,0.35,61", "city": "oulu"}, [2]),
        ({"bbox": "0.15,59,0.35,61", "sortby": "-capacity"}, [3, 2]),
    ],
)  # fmt: skip
def test_a_question_gives_what_it_asks_for(client, asked, right):
    squares(11)

    assert ids(client, "testbeds", **asked) == right


def test_a_box_touches_the_shape_itself_and_not_only_the_box_around_it(client):
    open_feature("testbeds", 1, shapely.LineString([(24, 60), (25, 61)]))
    open_feature("testbeds", 2, shapely.Polygon([(24, 60), (25, 61), (24, 61)]))
    changed("testbeds")

    assert ids(client, "testbeds", bbox="24.8,60.1,24.9,60.2") == []
    assert ids(client, "testbeds", bbox="24.8,60.1,24.9,60.2", sortby="slug") == []
    assert ids(client, "testbeds", bbox="24.1,60.5,24.2,60.6") == [2]
    assert ids(client, "testbeds", bbox="24.5,60.5,24.5,60.5") == [1, 2]
    assert ids(client, "testbeds", bbox="24.25,60.5,24.25,60.6", sortby="slug") == [2]


@pytest.mark.parametrize(
    ("when", "right"),
    [
        ("2026-06-10", [1, 3]),
        ("2026-06-01", [1, 3]),
        ("2026-06-30/2026-07-01", [1, 2, 3]),
        ("../2026-05-31", [3]),
        ("/2026-05-31", [3]),
        ("2026-07-02/..", [2, 3]),
        ("2026-06-30T20:59:59Z", [1, 3]),
        ("2026-06-30T21:00:00Z", [2, 3]),
        ("2026-07-01T00:00:00+03:00", [2, 3]),
    ],
)
def test_a_time_gives_what_lasts_then_by_local_days(client, when, right):
    for key, first, last in (
        (1, "2026-06-01", "2026-06-30"),
        (2, "2026-07-01", "2026-07-31"),
        (3, "2026-01-01", None),
        (4, None, None),
    ):
        open_feature("pilots", key, starts_on=first, ends_on=last)
    changed("pilots")

    assert ids(client, "pilots", datetime=when) == right
    assert ids(client, "pilots", datetime=when, sortby="slug") == right


def test_events_are_asked_by_the_second(client):
    open_feature("events", 1, starts_at="2026-06-01T09:00:00Z", ends_at="2026-06-01T11:00:00Z")
    changed("events")

    for when, is_then in (
        ("2026-06-01T11:00:00Z", True), ("2026-06-01T11:00:01Z", False),
        ("2026-06-01T12:00:00+03:00", True), ("2026-06-01", True), ("2026-06-02", False),
        ("../2026-06-01T08:59:59Z", False),
    ):  # fmt: skip
        assert ids(client, "events", datetime=when) == ([1] if is_then else []), when


def test_what_has_no_time_of_its_own_is_at_all_times(client):
    squares(2)

    assert ids(client, "testbeds", datetime="1999-01-01") == [1, 2]


def test_only_the_properties_that_were_asked_for_are_told(client):
    squares(1)

    (found,) = items(client, "testbeds", properties="capacity,city")

    assert found["properties"] == {"capacity": 1, "city": "helsinki"}


def test_one_feature_is_the_same_by_itself(client):
    made = pilot(PilotStatus.RUNNING, -5, 5)
    db.session.commit()
    (on_page,) = items(client, "pilots")

    alone = ask(client, f"/collections/pilots/items/{made.id}")

    assert {**on_page, "links": alone["links"]} == alone
    assert link(alone, "collection") == "http://localhost/ogc/collections/pilots"


def test_an_unpublished_thing_is_nobody_s_feature(client):
    hidden = testbed("helsinki", TestbedStatus.DRAFT)

    response = get(client, f"/collections/testbeds/items/{hidden.id}")

    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"
