"""Challenges and events on the front page: the map and the lists tell the same of the same."""

import pytest

from app.queries.experiment_thing import MOST_THINGS
from geodata.crs import to_web_mercator
from models.base import Translated
from models.challenge import ChallengeStatus
from models.event import EventStatus
from models.testbed import TestbedStatus
from tests.factories import challenge as challenges
from tests.factories import event as events
from tests.factories import pilot as pilots
from tests.factories.testbed import testbed
from tests.page import XHTML, words_of

PLACE = (24.94, 60.17)
CLOSE = "&zoom=18"
ALIVE = 48  # hours from now
KINDS = ("challenges", "events")


def placed(lon=PLACE[0], lat=PLACE[1]):
    x, y = to_web_mercator(lon, lat)
    shape = f'{{"type":"Point","coordinates":[{lon},{lat}]}}'
    return {"anchor_x": x, "anchor_y": y, "shape_json": shape}


def marks(client, query="", lang="en"):
    answer = client.get(f"/{lang}/map/things.json?{query}{CLOSE}")
    assert answer.status_code == 200
    return answer.get_json()["features"]


def named(client, query=""):
    """Return the titles on the map and those in the lists, which are the same."""
    found = marks(client, query)
    rows = [one["properties"].get("items", [one["properties"]]) for one in found]
    on_map = {one["title"] for some in rows for one in some}
    assert {
        title for kind in KINDS for title in listed(client.page(f"/en/?{query}"), kind)
    } == on_map
    return on_map


def listed(page, kind):
    """Return the titles of one list below the experiments."""
    sections = page.all("section", id=kind)
    return [words_of(one) for some in sections for one in some.iter(f"{XHTML}h3")]


def challenge(title, status=ChallengeStatus.APPROVED, **values):
    given = {"closes": ALIVE, **placed(), **values}
    return challenges.challenge(status, title=Translated(title, title, title), **given)


def event(title, status=EventStatus.PUBLISHED, **values):
    given = {**placed(24.96, 60.19), **values}
    return events.event(status, title=Translated(title, title, title), **given)


def test_what_is_alive_is_on_the_map_and_in_the_lists(client, session):
    challenge("Open")
    challenge("Coming", opens=24)
    challenge("Judged", ChallengeStatus.JUDGING_1, opens=-48, closes=-1)
    challenge("Draft", ChallengeStatus.DRAFT)
    challenge("Won", ChallengeStatus.ANNOUNCED, opens=-48, closes=-1)
    challenge("Off", ChallengeStatus.CANCELLED)
    event("Next")
    event("Unseen", EventStatus.DRAFT)
    event("Called off", EventStatus.CANCELLED)
    over = events.session(starts=-48)
    made = event("Over")
    made.sessions = [over]
    session.commit()
    assert named(client) == {"Open", "Coming", "Judged", "Next"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("city=oulu", {"North"}), ("theme=food", {"Soup"}), ("q=keitto", {"Soup"}),
        ("show=challenges", {"Soup"}), ("show=events", {"North"}), ("show=experiments", set()),
        ("show=odd", {"Soup", "North"}), ("kind=street", set()), ("personal_data=no", set()),
        ("state=ended&at=2027-01", {"Soup", "North"}),
    ],
)  # fmt: skip
def test_the_filter_of_the_page_holds_for_them(client, session, query, found):
    challenge("Soup", themes=["food"], summary=Translated("Keitto", "Soppa", "Soup"))
    event("North", slug="oulu")
    assert named(client, query) == found


def test_a_challenge_with_testbeds_alone_stands_at_each_that_everybody_knows(client, session):
    made = challenge("Many", anchor_x=1.0, anchor_y=1.0, shape_json=None)
    places = [testbed(**placed(24.9 + step / 20, 60.2)) for step in range(2)]
    made.testbeds = [*places, testbed(status=TestbedStatus.DRAFT, **placed(24.7, 60.2))]
    session.commit()
    found = sorted(one["geometry"]["coordinates"] for one in marks(client))
    assert found == [[24.9, 60.2], [24.95, 60.2]]
    assert listed(client.page("/en/"), "challenges") == ["Many"]


def test_an_event_stands_where_its_testbed_is_and_nowhere_while_that_is_a_draft(client, session):
    held = event("Held")
    held.testbed = testbed(**placed(25.0, 60.2))
    secret = event("Secret")
    secret.testbed = testbed(status=TestbedStatus.DRAFT, **placed(24.7, 60.2))
    session.commit()
    (found,) = marks(client)
    assert found["geometry"]["coordinates"] == [25.0, 60.2]
    assert found["properties"]["status"] == "gathering"


def test_those_at_one_spot_are_one_mark_that_names_them(client, session):
    for title in ("One", "Two", "Three"):
        challenge(title)
    (found,) = marks(client)
    assert found["properties"]["count"] == 3
    assert {one["title"] for one in found["properties"]["items"]} == {"One", "Two", "Three"}


def test_the_filter_of_kinds_hides_experiments_from_map_and_list(client, session):
    pilots.running()
    challenge("Open")
    assert client.get("/en/map/experiments.json").get_json()["total"] == 1
    for path in ("experiments", "experiment-shapes"):
        hidden = client.get(f"/en/map/{path}.json?show=challenges").get_json()
        assert hidden["features"] == []
    page = client.page("/en/?show=challenges")
    assert page.words("h3") == ["Open"]
    chips = {words_of(one).split()[0]: one.get("href") for one in page.all("a", class_="chip")}
    assert chips["Experiments"] == "/en/?show=experiments&show=challenges"
    boxes = page.all("input", name="show", type="checkbox")
    assert [one.get("value") for one in boxes if "checked" in one.attrib] == ["challenges"]


def test_however_many_there_are_the_page_and_the_map_stay_small(client, session):
    for number in range(MOST_THINGS + 3):
        challenge(f"Number {number}", **placed(24.9 + number / 100))
    assert len(marks(client)) == MOST_THINGS
    page = client.page("/en/?city=helsinki")
    assert len(listed(page, "challenges")) == MOST_THINGS
    assert page.all("a", href="/en/challenges?city=helsinki")


def test_far_out_each_city_has_one_mark_without_its_name(client, session):
    for step in range(3):
        challenge(f"Number {step}", **placed(24.9 + step / 20))
    event("North", slug="oulu", **placed(25.47, 65.01))
    found = client.get("/en/map/things.json?zoom=5").get_json()["features"]
    assert sorted(one["properties"].get("count", 1) for one in found) == [1, 3]
    assert not any("name" in one["properties"] for one in found)


def test_an_unchanged_answer_is_not_sent_again(client, session):
    event("Next")
    first = client.get("/fi/map/things.json")
    again = client.get("/fi/map/things.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
