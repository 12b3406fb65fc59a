"""Hours on pages and in mails: asked at labs alone, kept, offered, moved, shown in calendars."""

import datetime as dt

import pytest

from app.database import db
from app.policies.actor import SYSTEM
from app.services import decision, ledger
from models.application import ApplicationPart
from models.booking import AccessHour
from models.outbox import OutboxMessage
from models.window import Hours, Window
from tests.factories.account import member, staff
from tests.factories.application import booked, booking_of, coordinator, day, draft, offered, part
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.integration.booking.test_hours import UNTIL, lab
from tests.ledger import faults
from tests.page import read_page

TUESDAYS = 0b0000010


def open_on_working_days(place):
    db.session.add_all(
        AccessHour(testbed_id=place.id, weekday=n, opens="08:00", closes="16:00") for n in range(5)
    )
    db.session.commit()


def names(page):
    return {one.get("name") for tag in ("input", "select") for one in page.all(tag)}


def kept(session, made):
    session.expire_all()
    one = session.get(ApplicationPart, made.id)
    return one.from_hour, one.to_hour, one.weekdays


def test_hours_are_asked_and_kept_at_labs_alone(client, sign_in, session):
    of = member()
    made = draft(lab(), testbed(), author=of)
    sign_in(of)
    url = f"/en/my/applications/{made.id}/edit/places"
    page = client.page(url)
    by_hour, by_day = sorted(made.parts, key=lambda one: one.testbed.slot_unit.value, reverse=True)
    assert f"p{by_hour.id}-from_hour" in names(page)
    assert f"p{by_day.id}-from_hour" not in names(page)
    sent = filled(page)
    sent |= {f"p{by_hour.id}-from_hour": "9", f"p{by_hour.id}-to_hour": "12",
             f"p{by_hour.id}-weekdays": ["1", "3"], f"p{by_day.id}-from_hour": "9"}  # fmt: skip
    assert client.post(url, data=sent).status_code == 303
    assert kept(session, by_hour) == (9, 12, 0b0001010)
    assert kept(session, by_day) == (0, 24, 127)


def test_hours_that_end_before_they_begin_are_told_at_the_field_and_nothing_is_lost(
    client, sign_in, session
):
    of = member()
    made = draft(lab(), author=of).parts[0]
    sign_in(of)
    url = f"/en/my/applications/{made.application_id}/edit/places"
    sent = filled(client.page(url)) | {f"p{made.id}-from_hour": "12", f"p{made.id}-to_hour": "9"}
    answer = client.post(url, data=sent)
    assert answer.status_code == 422
    page = read_page(answer)
    assert "Choose a time that is later than the beginning." in page.text
    assert "do not go over midnight" in page.text
    chosen = [one.get("value") for one in page.all("option", selected="") if one.get("value")]
    assert {"12", "9"} <= set(chosen)
    assert kept(session, made) == (0, 24, 127)


def test_hours_beyond_the_access_hours_are_pointed_out_to_both_sides_and_close_nothing(
    client, sign_in
):
    place, of = lab(), member()
    open_on_working_days(place)
    made = part(place, author=of, from_hour=15, to_hour=18)
    sign_in(staff())
    assert (
        "the hours reach beyond those when the place is open"
        in client.page(f"/en/desk/applications/{made.id}").text
    )
    wish = draft(place, author=of, from_hour=6, to_hour=9)
    sign_in(of)
    url = f"/en/my/applications/{wish.id}/edit/places"
    assert "your hours reach beyond those when the place is open" in client.page(url).text
    inside = draft(lab(), author=of, from_hour=9, to_hour=12)
    assert "reach beyond" not in client.page(f"/en/my/applications/{inside.id}/edit/places").text
    offered_part = offered(place, from_hour=22, to_hour=24)
    assert booking_of(offered_part).hours == Hours(22, 24)


def test_the_desk_offers_the_hours_that_were_asked_for_or_others(client, sign_in, session):
    place = lab(capacity=1)
    made = part(place, days=5, from_hour=9, to_hour=12)
    sign_in(staff())
    url = f"/en/desk/applications/{made.id}"
    page = client.page(url)
    assert "9:00–12:00" in page.text
    data = {"start": day(10).isoformat(), "end": day(14).isoformat(), "hold_days": "7",
            "from_hour": "10", "to_hour": "13"}  # fmt: skip
    backwards = client.post(f"{url}/offer", data={**data, "to_hour": "10"})
    assert backwards.status_code == 422
    assert client.post(f"{url}/offer", data=data).status_code == 303
    assert booking_of(made).hours == Hours(10, 13)
    assert "10:00–13:00" in client.page(url).text
    [mail] = session.query(OutboxMessage).filter_by(template="offer/made")
    assert mail.context["pattern"] == [127, 10, 13]
    assert faults(session.connection()) == []


def test_a_look_at_other_hours_says_whether_they_are_free(client, sign_in):
    place = lab(capacity=1)
    offered(place, start=10, days=1, from_hour=9, to_hour=12)
    made = part(place, earliest=day(10), days=1, from_hour=11, to_hour=14)
    sign_in(staff())
    url = f"/en/desk/applications/{made.id}"
    assert "There is no room on all of these days" in client.page(url).text
    asked = f"?start={day(10)}&end={day(10)}&from_hour=12&to_hour=14"
    assert "The place is free on all of these days" in client.page(url + asked).text
    for odd in ("from_hour=99&to_hour=1", "from_hour=&to_hour=x", "from_hour=14&to_hour=9"):
        client.page(f"{url}?start={day(10)}&end={day(10)}&{odd}")


def test_a_shortlisted_part_of_all_or_nothing_keeps_its_agreed_hours(client, sign_in, session):
    made = part(lab(), days=5, from_hour=9, to_hour=12)
    decision.take_up(coordinator(made), made.id)
    sign_in(staff())
    data = {"start": day(10).isoformat(), "end": day(14).isoformat(),
            "from_hour": "8", "to_hour": "10"}  # fmt: skip
    url = f"/en/desk/applications/{made.id}"
    assert client.post(f"{url}/shortlist", data=data).status_code == 303
    session.expire_all()
    assert session.get(ApplicationPart, made.id).agreed_hours == Hours(8, 10)
    assert "8:00–10:00" in client.page(url).text


def test_a_booking_is_moved_with_its_hours(client, sign_in, session):
    pilot = booked(lab(), days=5, from_hour=9, to_hour=12)
    sign_in(staff())
    url = f"/en/desk/bookings/{pilot.booking_id}/move"
    sent = filled(client.page(url))
    assert (sent["from_hour"], sent["to_hour"]) == (["9"], ["12"])
    sent |= {"from_hour": "13", "to_hour": "15", "reason": "Roadworks"}
    assert client.post(url, data=sent).status_code == 303
    session.expire_all()
    assert pilot.booking.hours == Hours(13, 15)
    assert faults(session.connection()) == []


@pytest.mark.parametrize(("lang", "words"), [("fi", "9.00–12.00"), ("sv", "9.00–12.00"),
                                             ("en", "9:00–12:00")])  # fmt: skip
def test_the_applicant_reads_the_hours_offered_in_their_language(client, sign_in, lang, words):
    of = member()
    made = offered(lab(), author=of, weekdays=TUESDAYS, days=14, from_hour=9, to_hour=12)
    sign_in(of)
    assert words in client.page(f"/{lang}/my/applications/{made.application_id}").text
    assert words in client.page(f"/{lang}/my/offers/{made.id}/accept").text


def test_calendars_count_free_hours_and_a_day_shows_each_of_them(client, sign_in):
    place = lab(capacity=1)
    open_on_working_days(place)
    on = dt.date(2027, 3, 28)
    ledger.hold(SYSTEM, place, None, Window(on, on, hours=Hours(0, 6)), UNTIL)
    db.session.commit()
    url = f"/en/testbeds/helsinki/{place.slug}?month=2027-03&day=2027-03-28"
    page = client.page(url)
    assert "18 of 23 hours free" in page.text
    assert "it has 23 hours" in page.text
    assert "0:00–6:00 Full" in page.text
    sign_in(coordinator_of(place))
    desk = client.page(f"/en/desk/testbeds/{place.id}/calendar?month=2027-03&day=2027-03-28").text
    assert "18 of 23 hours free" in desk
    assert "0:00–6:00" in desk
    city = client.page("/en/desk/calendar?from=2027-03-28")
    assert "18 of 23 hours free" in city.text
    for odd in ("day=2027-02-30", "day=9999-01-01", "day=x", "day="):
        client.page(f"/en/testbeds/helsinki/{place.slug}?{odd}")


def coordinator_of(place):
    return staff(slug=place.city.slug)


def test_the_public_page_lets_one_apply_for_hours(client, sign_in):
    place, of = lab(), member()
    page = client.page(f"/en/testbeds/helsinki/{place.slug}")
    assert {"from_hour", "to_hour"} <= names(page)
    assert "from_hour" not in names(client.page(f"/en/testbeds/helsinki/{testbed().slug}"))
    made = draft(place, author=of, earliest=None, days=None)
    sign_in(of)
    asked = client.page(f"/en/my/applications/{made.id}/edit/places?from_hour=9&to_hour=12&start=x")
    chosen = {one.get("value") for one in asked.all("option", selected="")}
    assert {"9", "12"} <= chosen
    client.page(f"/en/my/applications/{made.id}/edit/places?from_hour=99&to_hour=%00")
