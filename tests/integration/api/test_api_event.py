"""The sessions of events, as programs read them: what the pages show, and no more."""

from app import clock
from app.database import db
from models.base import Translated
from models.event import EventKind, EventStatus
from tests.factories.event import event
from tests.factories.event import session as part
from views.api.operation import OPERATIONS

HIDDEN = "Xqsalattu"


def test_sessions_of_a_programme_are_told_in_order_with_the_places_left(session, client):
    later = part(50, title=Translated("Toinen", "", "Second"), capacity=None)
    first = part(48, speakers="Aino Esimerkki", unnamed=HIDDEN, capacity=20, taken=3)
    gone = part(52, cancelled_at=clock.now())
    made = event(EventStatus.PUBLISHED, later, first, gone, kind=EventKind.PROGRAMME)
    session.expire_all()

    answer = client.get(f"/api/v1/events/{made.slug}/sessions")

    assert HIDDEN not in answer.text
    one, two, three = answer.json["items"]
    assert (one["capacity"], one["free"], one["speakers"]) == (20, 17, ["Aino Esimerkki"])
    assert (two["title_fi"], two["title_sv"], two["free"]) == ("Toinen", None, None)
    assert [one["is_cancelled"], three["is_cancelled"]] == [False, True]
    assert one["page"] == f"http://localhost/fi/events/{made.slug}/sessions/{first.id}"
    assert client.get(one["page"].removeprefix("http://localhost")).status_code == 200
    feature = client.get(f"/ogc/collections/events/items/{made.id}").json
    assert feature["properties"]["sessions"] == [
        f"{each.starts_at:%Y-%m-%dT%H:%M:%SZ}/{each.ends_at:%Y-%m-%dT%H:%M:%SZ}"
        for each in (first, later)
    ]


def test_a_session_that_moves_or_ends_changes_the_feature(session, client):
    made = event()
    (only,) = made.sessions
    before = client.get(f"/api/v1/events/{made.id}").json["sessions"]

    only.ends_at = only.ends_at.replace(minute=30)
    db.session.commit()
    assert client.get(f"/api/v1/events/{made.id}").json["sessions"] != before
    only.cancelled_at = clock.now()
    db.session.commit()
    assert client.get(f"/api/v1/events/{made.id}").json["sessions"] == []


def test_drafts_have_no_sessions_for_programs(session, client):
    made = event(EventStatus.DRAFT)
    for ident in (made.id, made.slug):
        assert client.get(f"/api/v1/events/{ident}/sessions").status_code == 404


def test_examples_name_things_that_are_there(session, client):
    made = event()
    shown = client.get("/api/v1/openapi.json").json["paths"]

    address = shown["/api/v1/events/{id}/sessions"]["get"]["x-example"]

    assert address == f"/api/v1/events/{made.id}/sessions"
    assert client.get(address).status_code == 200
    assert set(OPERATIONS["listEventSessions"].example) == {"id"}
