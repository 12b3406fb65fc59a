"""Calendar feeds: what is in them, that strict readers read them, and who is told nothing."""

import datetime as dt

import pytest

from app.database import db
from app.policies.actor import SYSTEM
from app.queries.feed import digest
from app.services import booking, closure, decision, feed, ledger, offer
from app.services.feed import Whose
from models.audit import AuditLine
from models.errors import NotFoundError
from models.feed import Feed, FeedKind
from models.organisation import Membership
from models.testbed import TestbedStatus
from models.testbed_kind import SlotUnit
from models.window import Hours, Window
from tests.factories.account import acting, host, member, organisation, person, staff
from tests.factories.application import (
    TERMS,
    applicant,
    booked,
    booking_of,
    coordinator,
    day,
    offered,
    part,
    seen_by,
    sent,
)
from tests.factories.pilot_step import reporting
from tests.factories.testbed import draft, testbed
from tests.ical import events, read, times
from tests.integration.booking.test_statement_counts import statements
from tests.integration.tenant.scene import FINDABLE, ROLES, SECRET
from tests.integration.tenant.scene import scene as two_cities

UNTIL = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
ODD = "Valo, ääni; ja\nhaju \\ 🚲🇫🇮 " + "ä" * 90


def public_url(place, lang="en"):
    return f"/feeds/testbeds/{place.city.slug}/{place.slug}.ics?lang={lang}"


def secret_url(user, kind, ident=None):
    """Make an address as the page does, and return it."""
    token = f"token-of-{user.id}-{kind}-{ident}-{db.session.query(AuditLine).count()}"
    feed.renew(acting(user), Whose(kind, ident), digest(token))
    return f"/feeds/{token}.ics"


def fetched(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.mimetype == "text/calendar"
    return answer.get_data()


def test_everybody_reads_when_a_testbed_is_taken_and_closed_but_not_by_whom(client):
    place = testbed(capacity=3)
    of = member()
    held = booking_of(offered(place, start=10, days=5, author=of, title="Hidden idea"))
    quiet = booked(place, start=20, days=5, author=of, title="Hidden pilot").booking
    closure.close_days(acting(staff()), place.id, day(40), day(41), "Roadworks")
    body = fetched(client, public_url(place))
    found = events(body)
    assert set(found) >= {f"taken-{held.id}", f"taken-{quiet.id}"}
    assert str(found[f"taken-{held.id}"]["SUMMARY"]) == "Taken: 1 of 3 places"
    assert found[f"taken-{held.id}"]["DTEND"].dt == day(15)
    closed = next(one for uid, one in found.items() if uid.startswith("closed-"))
    assert (closed["DTSTART"].dt, closed["DTEND"].dt) == (day(40), day(42))
    for word in ("Hidden", "Esimerkki", "@koepaikka.example"):
        assert word not in body.decode().replace("\r\n ", "")


def test_a_public_pilot_is_told_by_its_name(client):
    place = testbed()
    pilot = reporting(place)
    found = events(fetched(client, public_url(place)))
    assert [str(one["SUMMARY"]) for one in found.values()] == [pilot.title.best("en")[0]]
    assert pilot.slug in str(next(iter(found.values()))["URL"])


def test_drafts_have_no_feed(client):
    hidden = draft()
    assert client.get(public_url(hidden)).status_code == 404
    assert client.get("/feeds/testbeds/helsinki/none.ics").status_code == 404


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_odd_words_come_through_whole_in_every_language(client, lang):
    place = testbed(slot_unit=SlotUnit.HOUR)
    of = member()
    of.language = lang
    db.session.commit()
    made = booked(place, author=of, title=ODD[:199], from_hour=9, to_hour=12)
    company = next(iter(acting(of).organisations))
    body = fetched(client, secret_url(of, FeedKind.ORGANISATION, company))
    event = events(body)[f"booking-{made.booking_id}"]
    assert str(event["SUMMARY"]) == made.application.title == ODD[:199]
    assert event["SUMMARY"].params["LANGUAGE"] == lang
    assert str(event["LOCATION"]).startswith(place.name.best(lang)[0])


def test_nine_to_twelve_is_nine_to_twelve_on_both_sides_of_the_change(client):
    place = testbed(slot_unit=SlotUnit.HOUR)
    start, end = dt.date(2027, 3, 16), dt.date(2027, 4, 8)  # the clocks change on 28 March
    window = Window(start, end, 0b0001010, hours=Hours(9, 12))
    made = ledger.hold(SYSTEM, place, None, window, UNTIL)
    body = fetched(client, public_url(place))
    event = events(body)[f"taken-{made.id}"]
    assert event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(hours=3)
    begins = times(body, f"taken-{made.id}")
    assert [one.date().weekday() for one in begins] == [1, 3] * 4
    assert {(one.hour, one.utcoffset()) for one in begins if one.date() < dt.date(2027, 3, 28)} == {
        (9, dt.timedelta(hours=2))
    }
    assert {(one.hour, one.utcoffset()) for one in begins if one.date() > dt.date(2027, 3, 28)} == {
        (9, dt.timedelta(hours=3))
    }


def test_the_zone_of_the_file_changes_its_clocks_to_the_minute(client):
    place = testbed(slot_unit=SlotUnit.HOUR)
    ledger.hold(SYSTEM, place, None, Window(day(9), day(9), hours=Hours(9, 12)), UNTIL)
    zone = read(fetched(client, public_url(place))).walk("VTIMEZONE")[0]
    begins = {f"{one['DTSTART'].dt:%Y-%m-%dT%H}" for one in zone.subcomponents}
    assert {"2027-03-28T03", "2027-10-31T04"} <= begins  # the wall time before the change


@pytest.mark.parametrize(
    ("hours", "local"), [(Hours(3, 4), ("04:00", "05:00")), (Hours(0, 6), ("00:00", "06:00"))]
)
def test_a_single_day_has_the_hours_there_are(client, hours, local):
    place, on = testbed(slot_unit=SlotUnit.HOUR), dt.date(2027, 3, 28)
    made = ledger.hold(SYSTEM, place, None, Window(on, on, hours=hours), UNTIL)
    event = events(fetched(client, public_url(place)))[f"taken-{made.id}"]
    assert tuple(f"{event[name].dt:%H:%M}" for name in ("DTSTART", "DTEND")) == local


def test_days_of_some_weekdays_recur_as_whole_days(client):
    place = testbed()
    made = ledger.hold(SYSTEM, place, None, Window(day(10), day(30), 0b0001010), UNTIL)
    body = fetched(client, public_url(place))
    expected = [day(n) for n in range(10, 31) if day(n).weekday() in (1, 3)]
    assert [one.date() if isinstance(one, dt.datetime) else one
            for one in times(body, f"taken-{made.id}")] == expected  # fmt: skip


def test_a_move_keeps_the_id_raises_the_sequence_and_a_cancellation_is_told_for_a_while(client):
    place, of = testbed(), member()
    pilot = booked(place, author=of)
    url = secret_url(of, FeedKind.PERSON)
    uid = f"booking-{pilot.booking_id}"
    before = events(fetched(client, url))[uid]
    chief = coordinator(pilot.application.parts[0])
    booking.move_booking(chief, pilot.booking_id, day(30), day(34), "Roadworks")
    moved = events(fetched(client, url))[uid]
    assert moved["SEQUENCE"] > before["SEQUENCE"]
    assert moved["DTSTART"].dt == day(30)
    decision.cancel_by_city(chief, pilot.application.parts[0].id, "Roadworks")
    gone = events(fetched(client, url))[uid]
    assert (str(gone["STATUS"]), gone["SEQUENCE"] > moved["SEQUENCE"]) == ("CANCELLED", True)
    pilot.booking.changed_at -= dt.timedelta(days=31)
    db.session.commit()
    assert uid not in events(fetched(client, url))


def test_a_company_reads_its_offer_with_the_last_day_to_answer_then_its_booking(client):
    of = member()
    made = offered(testbed(), author=of, start=20)
    other = offered(testbed(), start=20)
    url = secret_url(of, FeedKind.ORGANISATION, next(iter(acting(of).organisations)))
    found = events(fetched(client, url))
    held = booking_of(made)
    assert set(found) == {f"booking-{held.id}", f"answer-{held.id}"}
    assert str(found[f"booking-{held.id}"]["STATUS"]) == "TENTATIVE"
    assert found[f"answer-{held.id}"]["DTSTART"].dt == day(14)
    assert f"booking-{booking_of(other).id}" not in found
    offer.accept(applicant(made.application), made.id, TERMS, seen_by(made))
    found = events(fetched(client, url))
    assert set(found) == {f"booking-{held.id}"}
    assert str(found[f"booking-{held.id}"]["STATUS"]) == "CONFIRMED"


def test_when_a_pilot_has_ended_its_people_are_told_to_report(client):
    of = member()
    pilot = reporting(testbed(), author=of)
    found = events(fetched(client, secret_url(of, FeedKind.PERSON)))
    assert found[f"report-{pilot.id}"]["DTSTART"].dt == pilot.end_day + dt.timedelta(days=1)


def test_a_city_reads_its_bookings_with_names_and_the_days_to_answer(client):
    place = testbed()
    waits = part(place, earliest=day(60))
    waits.clock_from += dt.timedelta(days=3)  # so long a question waited for its answer
    held = booking_of(offered(place, start=20, title="Lamps"))
    chief = staff()
    body = fetched(client, secret_url(chief, FeedKind.CITY, place.city_id))
    found = events(body)
    assert "Esimerkki Oy" in str(found[f"booking-{held.id}"]["SUMMARY"])
    due = found[f"decision-{waits.id}"]
    assert due["DTSTART"].dt == day(place.decision_rhythm_days + 3)
    assert f"/desk/applications/{waits.id}" in str(due["URL"])


def test_a_host_reads_of_their_own_place_alone(client):
    mine, other = testbed(), testbed()
    held, theirs = booking_of(offered(mine)), booking_of(offered(other))
    found = events(fetched(client, secret_url(host(mine), FeedKind.CITY, mine.city_id)))
    assert f"booking-{held.id}" in found
    assert f"booking-{theirs.id}" not in found


@pytest.mark.parametrize("role", ROLES)
def test_no_citys_address_tells_of_another(client, session, role):
    scene = two_cities()
    own = scene.a[role]
    helsinki = next(iter(acting(own).cities | acting(own).hosted_cities))
    said = fetched(client, secret_url(own, FeedKind.CITY, helsinki)).decode().replace("\r\n ", "")
    assert SECRET not in said
    assert FINDABLE not in said
    theirs = secret_url(scene.b[0], FeedKind.CITY, scene.things["city_id"])
    assert SECRET in fetched(client, theirs).decode().replace("\r\n ", "")
    for whose in (Whose(FeedKind.CITY, scene.things["city_id"]),
                  Whose(FeedKind.ORGANISATION, scene.things["organisation_id"])):  # fmt: skip
        with pytest.raises(NotFoundError):
            feed.renew(acting(own), whose, "a" * 64)


def test_only_the_hash_is_kept_and_every_deed_is_recorded(client, session):
    of = person()
    url = secret_url(of, FeedKind.PERSON)
    token = url.removeprefix("/feeds/").removesuffix(".ics")
    [row] = session.query(Feed).filter_by(user_id=of.id)
    assert row.token_sha256 == digest(token)
    assert client.get(f"/feeds/{row.token_sha256}.ics").status_code == 404
    feed.withdraw(acting(of), Whose(FeedKind.PERSON))
    lines = session.query(AuditLine).filter_by(actor_id=of.id).order_by(AuditLine.id)
    assert [one.action for one in lines] == ["feed:renew", "feed:withdraw"]
    assert not any(token in str(one.facts) for one in lines)


def test_an_address_ends_when_renewed_withdrawn_or_left(client, session):
    company = organisation()
    of = member(company)
    first = secret_url(of, FeedKind.ORGANISATION, company.id)
    second = secret_url(of, FeedKind.ORGANISATION, company.id)
    assert [client.get(url).status_code for url in (first, second)] == [404, 200]
    session.query(Membership).filter_by(user_id=of.id).delete()
    session.commit()
    assert client.get(second).status_code == 404
    feed.withdraw(acting(of), Whose(FeedKind.ORGANISATION, company.id))
    assert session.query(Feed).filter_by(user_id=of.id).count() == 0


def test_an_address_ends_with_the_role_and_with_the_account(client, session):
    chief = staff()
    city_id = next(iter(acting(chief).cities))
    own, citys = secret_url(chief, FeedKind.PERSON), secret_url(chief, FeedKind.CITY, city_id)
    chief.city_roles.clear()
    session.commit()
    assert [client.get(url).status_code for url in (own, citys)] == [200, 404]
    chief.active = False
    session.commit()
    assert client.get(own).status_code == 404


def test_unchanged_feeds_are_not_sent_again_and_secret_ones_are_kept_by_nobody(client):
    place = testbed()
    offered(place)
    secret = secret_url(person(), FeedKind.PERSON)
    for url, kept in ((public_url(place), "public"), (secret, "private")):
        answer = client.get(url)
        assert answer.headers["Cache-Control"].startswith(kept)
        again = client.get(url, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")
    before = client.get(public_url(place)).headers["ETag"]
    closure.close_days(acting(staff()), place.id, day(70), day(70))
    assert client.get(public_url(place)).headers["ETag"] != before


@pytest.mark.parametrize("count", [2, 8])
def test_a_feed_costs_a_fixed_number_of_statements(client, session, count):
    of = member()
    for _ in range(count):
        place = testbed(capacity=5)
        booked(place, author=of)
        offered(place, author=of)
        sent(place, author=of)
    urls = secret_url(of, FeedKind.PERSON), secret_url(staff(), FeedKind.CITY, place.city_id)
    for url in urls:
        with statements() as seen:
            client.get(url)
        assert len(seen) <= 12, seen


def test_retired_testbeds_keep_their_feed(client):
    place = testbed(status=TestbedStatus.RETIRED)
    assert events(fetched(client, public_url(place))) == {}
