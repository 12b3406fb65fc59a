"""The calendar of a city: who is where when, what is free and closed, how full, for whom."""

import datetime as dt

import pytest
from sqlalchemy import event

from app.database import db
from app.policies.actor import SYSTEM
from app.queries.calendar_city import CityFilter, Use, city_calendar, use_of
from app.services import closure, ledger
from models.account import CityRole
from models.base import Translated
from models.booking import BookingAction
from models.testbed import TestbedStatus
from models.testbed_kind import SlotUnit, TestbedKind
from models.window import Window
from tests.factories.account import acting, admin, host, member, staff
from tests.factories.application import booked, booking_of, day, days_later, offered
from tests.factories.city import city
from tests.factories.testbed import draft, testbed
from tests.ledger import used_on

URL = "/en/desk/calendar"
HOLIDAY = Translated("Loma", "Lov", "Holiday")
FOREVER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


def shown(viewer, start=0, end=29, **chosen):
    found = city_calendar(acting(viewer), CityFilter(city().id, **chosen), day(start), day(end))
    return {one.testbed.id: one for one in found}


def test_use_counts_place_days_of_open_days_only(session):
    place = testbed(capacity=3)
    offered(place, start=2, days=5)
    offered(place, start=4, days=5, units=2)
    closure.close_days(acting(staff()), place.id, day(20), day(29))
    use = shown(staff())[place.id].use
    assert use == Use(used=15, open=60)
    assert use.percent == 25


def test_use_agrees_with_the_ledger_whatever_the_weekdays(session):
    place = testbed(capacity=2)
    offered(place, start=1, days=20, weekdays=0b0010101)
    used = sum(used_on(place, day(n)) for n in range(30))
    assert shown(staff())[place.id].use.used == used > 0


def test_a_stay_that_is_over_still_counts_in_the_past(session):
    place = testbed(capacity=1)
    made = booked(place, start=2, days=10).booking
    with days_later(8):
        ledger.let_go(SYSTEM, made, BookingAction.START)
        ledger.finish(SYSTEM, made, day(-2))
        session.commit()
        one = shown(staff(), -20, 9)[place.id]
        assert [stay.status.value for stay in one.stays] == ["completed"]
        assert one.use.used == (made.last_day - made.start_day).days + 1 == 5


def test_nothing_open_is_no_share(session):
    assert use_of([], []) == Use(0, 0)
    assert Use(0, 0).percent is None


def test_drafts_and_places_of_others_are_not_in_it(session):
    mine = testbed()
    paused, other = testbed(status=TestbedStatus.PAUSED), testbed("tampere")
    draft(), testbed(status=TestbedStatus.RETIRED)
    for viewer, expected in (
        (staff(CityRole.REVIEWER), {mine.id, paused.id}),
        (admin(), {mine.id, paused.id}),
        (host(mine), {mine.id}),
        (host(other), set()),
        (staff(slug="tampere"), set()),
        (member(), set()),
    ):
        assert set(shown(viewer)) == expected


def test_kinds_and_words_narrow_it(session):
    school = testbed(kind=TestbedKind.SCHOOL, name=Translated("Koulu", "Skolan"), address="Kuja 1")
    street = testbed()
    assert set(shown(staff(), kinds=frozenset({TestbedKind.SCHOOL}))) == {school.id}
    assert set(shown(staff(), text="skolan kuja")) == {school.id}
    assert set(shown(staff(), text="gatan")) == set()
    assert street.id in shown(staff())


def test_the_number_of_statements_does_not_grow(session):
    viewer = acting(staff())
    sent = []

    def count():
        session.expire_all()
        session.commit()
        del sent[:]
        city_calendar(viewer, CityFilter(city().id), day(0), day(30))
        return len(sent)

    def fill(places):
        for _number in range(places):
            place = testbed(capacity=4)
            offered(place, start=3, days=5)
            ledger.hold(SYSTEM, place, None, Window(day(10), day(11)), FOREVER)
            closure.close_days(viewer, place.id, day(20), day(22))

    def listen(*given):
        sent.append(given[2])

    fill(2)
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        few = count()
        fill(6)
        assert count() == few <= 6
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)


def test_a_place_by_the_hour_is_shown_by_the_day(session):
    place = testbed(slot_unit=SlotUnit.HOUR, capacity=2)
    offered(place, start=2, days=2)
    closure.close_days(acting(staff()), place.id, day(5), day(5))
    one = shown(staff(), 0, 9)[place.id]
    assert [load.free for load in one.days] == [2, 2, 1, 1, 2, 0, 2, 2, 2, 2]
    assert [(stay.start, stay.end) for stay in one.stays] == [(day(2), day(3))]
    assert one.use == Use(2, 18)


@pytest.mark.parametrize("by", ["day", "week", "month"])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_says_who_is_where_in_every_scale(session, client, sign_in, by, lang):
    place = testbed(capacity=2)
    made = offered(place, start=0, days=3)
    closure.close_days(acting(staff()), place.id, day(4), day(40), HOLIDAY)
    sign_in(staff(CityRole.REVIEWER))
    page = client.page(f"/{lang}/desk/calendar?by={by}")
    links = [link for link in page.all("a") if link.get("class") == "stay"]
    assert [link.get("data-status") for link in links] == ["held"]
    assert links[0].get("href").endswith(f"/applications/{made.id}")
    assert "Esimerkki Oy" in page.text


def test_free_and_closed_are_words_and_runs_fill_the_row(session, client, sign_in):
    place = testbed(capacity=3)
    offered(place, start=40, days=3, units=1)
    closure.close_days(acting(staff()), place.id, day(45), day(46), HOLIDAY)
    sign_in(staff())
    start = day(35)
    page = client.page(f"{URL}?by=week&from={start.isoformat()}")
    assert "2–3 of 3 free" in page.text
    rows = page.all("tr")
    for row in rows[1:]:
        cells = [cell for cell in row if "colspan" in cell.attrib]
        assert sum(int(cell.get("colspan")) for cell in cells) == 13


def test_odd_addresses_show_this_month(session, client, sign_in):
    testbed()
    sign_in(staff())
    for query in ("by=castle&from=9999-99-99", "from=1200-01-01&city=atlantis", "kind=x&page=99",
                  "q=%00&sort=zzz", "from=2150-01-01&by=month"):  # fmt: skip
        client.page(f"{URL}?{query}")


def test_the_arrows_lead_on_and_back(session, client, sign_in):
    testbed()
    sign_in(staff())
    for by in ("day", "week", "month"):
        first = client.page(f"{URL}?by={by}")
        after = next(a for a in first.all("a") if a.get("rel") == "next").get("href")
        back = next(a for a in client.page(after).all("a") if a.get("rel") == "prev").get("href")
        titles = [page.all("h2")[0].text for page in (first, client.page(back))]
        assert titles[0] == titles[1]


def test_the_page_is_for_staff_and_hosts_see_their_own(session, client, sign_in):
    mine, other = testbed(), testbed()
    sign_in(host(mine))
    page = client.page(URL)
    assert mine.name.en in page.text
    assert other.name.en not in page.text
    sign_in(member())
    assert client.get(URL).status_code == 403


def test_the_calendar_of_a_testbed_shows_stays_and_closures_with_reasons(session, client, sign_in):
    place = testbed(capacity=2)
    made = booking_of(offered(place, start=0, days=2))
    keeper = host(place)
    closure.close_days(acting(keeper), place.id, day(5), day(9), HOLIDAY)
    sign_in(keeper)
    url = f"/en/desk/testbeds/{place.id}/calendar"
    page = client.page(url)
    assert "Holiday" in page.text
    assert any(a.get("href", "").endswith(f"/{made.part_id}") for a in page.all("a"))
    edit = next(a.get("href") for a in page.all("a") if "/calendar/closures/" in a.get("href", ""))
    assert "Holiday" in str(client.page(edit).text) or client.page(edit).all(
        "input", id="reason_en"
    )
    sign_in(staff(CityRole.REVIEWER))
    read = client.page(url)
    assert "Holiday" in read.text
    assert not any("/closures/" in (one.get("action") or "") for one in read.all("form"))
    assert client.get(edit).status_code == 404
