"""Features of open data are as new as the things they tell of, and tell what everybody may see."""

import json

import pytest
from sqlalchemy import delete, func, select, update

from app.database import db
from app.queries.open_feature import Wanted, changes, count, one, page, state_of
from app.services.open_feature import rebuild
from models.challenge import ChallengeStatus
from models.event import EventStatus
from models.open_collection import COLLECTIONS
from models.open_feature import OpenChange, OpenDeed, OpenDue, OpenFeature
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed, TestbedStatus
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed


def feature(collection, key):
    text = one(collection, key)
    return None if text is None else json.loads(text)


def deeds(collection):
    return [(row.key, row.deed) for row in changes(collection, 0, 1000)]


def test_a_published_testbed_has_a_feature_with_every_field_of_its_collection(session):
    place = testbed()
    db.session.commit()

    found = feature("testbeds", place.id)

    assert found["id"] == place.id
    assert list(found["properties"]) == [field.name for field in COLLECTIONS["testbeds"].fields]
    assert found["geometry"] == json.loads(place.shape_json)


@pytest.mark.parametrize(
    ("status", "is_told"),
    [("draft", False), ("published", True), ("paused", True), ("retired", False)],
)
def test_only_listed_testbeds_are_told_of(session, status, is_told):
    place = testbed()
    db.session.commit()
    place.status = TestbedStatus(status)
    db.session.commit()

    assert (feature("testbeds", place.id) is not None) is is_told


@pytest.mark.parametrize("status", list(PilotStatus))
def test_pilots_are_told_of_in_their_public_states_alone(session, status):
    made = pilot(status, -5, 5)
    db.session.commit()

    is_told = status not in (PilotStatus.PREPARING, PilotStatus.CANCELLED)
    assert (feature("pilots", made.id) is not None) is is_told


def test_what_was_learned_waits_until_it_is_told(session):
    made = pilot(PilotStatus.REPORTING, -20, -5, testers=12)
    db.session.commit()
    before = feature("pilots", made.id)["properties"]["testers"]
    made.status = PilotStatus.COMPLETED
    db.session.commit()

    assert (before, feature("pilots", made.id)["properties"]["testers"]) == (None, 12)


@pytest.mark.parametrize("status", list(ChallengeStatus))
def test_challenges_are_told_of_when_they_are_public(session, status):
    made = challenge(status)
    db.session.commit()

    assert (feature("challenges", made.id) is not None) is made.is_public


@pytest.mark.parametrize("status", list(EventStatus))
def test_events_are_told_of_when_they_are_public(session, status):
    made = event(status=status)
    db.session.commit()

    assert (feature("events", made.id) is not None) is made.is_public


def test_every_collection_says_exactly_its_fields(session):
    made = {
        "pilots": pilot(PilotStatus.RUNNING, -5, 5),
        "challenges": challenge(ChallengeStatus.APPROVED),
    }
    made["events"] = event(status=EventStatus.PUBLISHED)
    db.session.commit()
    made["cities"] = made["events"].city

    for name, thing in made.items():
        said = list(feature(name, thing.id)["properties"])
        assert said == [field.name for field in COLLECTIONS[name].fields], name


def test_a_change_raises_the_revision_once_and_a_change_of_nothing_does_not(session):
    place = testbed()
    db.session.commit()
    before = state_of("testbeds").revision
    place.operator = "Someone else"
    db.session.commit()
    raised = state_of("testbeds").revision
    rebuild()

    assert (raised, state_of("testbeds").revision) == (before + 1, raised)


def test_what_happened_is_told_in_its_order(session):
    place = testbed()
    db.session.commit()
    place.name = place.name.__class__("Uusi", "Ny", "New")
    db.session.commit()
    place.status = TestbedStatus.RETIRED
    db.session.commit()

    assert [deed for key, deed in deeds("testbeds") if key == place.id] == [
        OpenDeed.ADDED,
        OpenDeed.CHANGED,
        OpenDeed.REMOVED,
    ]


def test_statements_that_go_past_the_objects_are_seen_too(session):
    place = testbed()
    db.session.commit()
    db.session.execute(update(Testbed).where(Testbed.id == place.id).values(operator="By hand"))
    db.session.commit()

    assert feature("testbeds", place.id)["properties"]["operator"] == "By hand"
    assert db.session.scalar(select(func.count()).select_from(OpenDue)) == 0


def test_a_deleted_thing_is_gone(session):
    made = pilot(PilotStatus.RUNNING, -5, 5, testbed=None)
    db.session.commit()
    db.session.execute(delete(Pilot).where(Pilot.id == made.id))
    db.session.commit()

    assert feature("pilots", made.id) is None


def test_an_event_moves_with_its_testbed(session):
    place = testbed()
    made = event(status=EventStatus.PUBLISHED, testbed=place)
    db.session.commit()
    place.shape_json = '{"type":"Point","coordinates":[25.5,60.5]}'
    db.session.commit()

    assert feature("events", made.id)["geometry"]["coordinates"] == [25.5, 60.5]


def test_pages_go_on_by_key_and_find_by_box_and_property(session):
    places = [testbed() for _ in range(5)]
    db.session.commit()
    first = page("testbeds", Wanted(), 3)
    rest = page("testbeds", Wanted(), 3, first.after)
    lon, lat = json.loads(places[0].shape_json)["coordinates"][:2]
    box = (lon - 1e-5, lat - 1e-5, lon + 1e-5, lat + 1e-5)

    assert [*first.keys, *rest.keys] == sorted(place.id for place in places)
    assert rest.after is None
    assert places[0].id in page("testbeds", Wanted(boxes=(box,)), 10).keys
    assert page("testbeds", Wanted(boxes=((0, 0, 1, 1),)), 10).keys == []
    assert count("testbeds", Wanted(equals={"city": places[0].city.slug})) == 5
    theme = {"themes": places[0].themes[0]} if places[0].themes else {"capacity": 1}
    assert places[0].id in page("testbeds", Wanted(equals=theme), 10).keys


def test_what_is_undone_leaves_no_trace(session):
    place = testbed()
    db.session.commit()
    before = state_of("testbeds").revision
    place.operator = "Undone"
    db.session.flush()
    db.session.rollback()
    db.session.commit()

    assert state_of("testbeds").revision == before
    assert db.session.scalar(select(func.count()).select_from(OpenChange)) >= 1
    assert "Undone" not in "".join(db.session.scalars(select(OpenFeature.feature)))
