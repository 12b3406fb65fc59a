"""Weekly hours of a place: written as on a door, read in plain words, of the week that counts."""

import datetime as dt

import pytest

from app.queries.testbed_hours import Week, week_on, weeks_of
from app.services.testbed_hours import remove_week, save_week
from models.account import CityRole
from models.booking import AccessHour
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from tests.factories.account import acting, host, person, staff
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page

OFFICE = ((480, 960),)
WORKDAYS = Week((OFFICE,) * 5 + ((), ()))
SUMMER = Week((((600, 840),),) * 7, dt.date(2027, 6, 1), dt.date(2027, 8, 15))


def url(place):
    return f"/en/desk/testbeds/{place.id}/hours"


def test_the_week_that_began_last_counts_and_ends_by_itself(session):
    place, keeper = testbed(), acting(staff(CityRole.EDITOR))
    for week in (WORKDAYS, SUMMER):
        save_week(keeper, place.id, week, None)
    weeks = weeks_of(place.id)
    assert [week.valid_from for week in weeks] == [None, SUMMER.valid_from]
    for day, expected in (
        (dt.date(2027, 5, 31), WORKDAYS.days), (dt.date(2027, 6, 1), SUMMER.days),
        (dt.date(2027, 8, 15), SUMMER.days), (dt.date(2027, 8, 16), WORKDAYS.days),
    ):  # fmt: skip
        assert week_on(weeks, day).days == expected
    assert week_on([], dt.date(2027, 1, 1)) is None


def test_a_week_is_changed_only_as_it_was_seen(session):
    place = testbed()
    keeper = acting(host(place))
    save_week(keeper, place.id, WORKDAYS, None)
    seen = weeks_of(place.id)[0].seen
    longer = Week((((480, 1080),),) * 7, seen=seen)
    save_week(keeper, place.id, longer, (None, None))
    assert session.query(AccessHour).count() == 7
    with pytest.raises(ConflictError):
        save_week(keeper, place.id, Week(WORKDAYS.days, seen=seen), (None, None))
    with pytest.raises(ConflictError):
        remove_week(keeper, place.id, (None, None), seen)
    remove_week(keeper, place.id, (None, None), weeks_of(place.id)[0].seen)
    assert session.query(AccessHour).count() == 0


@pytest.mark.parametrize(
    ("week", "code", "field"),
    [
        (Week(((),) * 7), "hours_needed", "monday"),
        (Week((((960, 480),),) + ((),) * 6), "hours_order", "monday"),
        (Week(((), ((0, 1500),)) + ((),) * 5), "hours_order", "tuesday"),
        (Week(((), (), ((480, 720), (700, 960))) + ((),) * 4), "hours_overlap", "wednesday"),
        (Week(WORKDAYS.days, dt.date(2027, 6, 1), dt.date(2027, 5, 1)), "end_before_start",
         "valid_to"),
        (WORKDAYS, "hours_known", "valid_from"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be(session, week, code, field):
    place, keeper = testbed(), acting(staff())
    save_week(keeper, place.id, WORKDAYS, None)
    with pytest.raises(FieldError) as refused:
        save_week(keeper, place.id, week, None)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_who_writes_hours(session):
    place = testbed()
    for actor, expected in (
        (acting(person()), NotFoundError),
        (acting(staff(slug="oulu")), NotFoundError),
        (acting(host(testbed())), NotFoundError),
        (acting(staff(CityRole.REVIEWER)), ForbiddenError),
    ):
        with pytest.raises(expected):
            save_week(actor, place.id, WORKDAYS, None)
        with pytest.raises(expected):
            remove_week(actor, place.id, (None, None), "")
    assert session.query(AccessHour).count() == 0


def test_hours_are_typed_as_on_a_door_and_read_in_plain_words(session, client, sign_in):
    place = testbed()
    sign_in(host(place))
    sent = {"monday": "8–12, 13.00-16:30", "saturday": "10-14"}
    copied = read_page(client.post(url(place), data={**sent, "copy": "1"}))
    form = filled(copied, "/hours")
    assert session.query(AccessHour).count() == 0
    assert form["friday"] == ["8.00–12.00, 13.00–16.30"]
    assert form["saturday"] == ["10.00–14.00"]
    assert client.post(url(place), data=form).status_code == 303
    for lang, words in (
        ("en", ["Mon–Fri", "8:00–12:00, 13:00–16:30", "Sat", "10:00–14:00", "Sun", "Closed"]),
        ("fi", ["ma–pe", "8.00–12.00, 13.00–16.30", "la", "10.00–14.00", "su", "Suljettu"]),
    ):
        page = client.page(f"/{lang}/testbeds/helsinki/{place.slug}")
        rows = next(one for one in page.all("dl") if one.get("class") == "hours-list")
        assert [part.text for row in rows for part in row] == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [("8", "Write the hours as"), ("8-25", "Write the hours as"), ("16-8", "end after they begin"),
     ("8-12, 11-13", "overlap"), ("<b>", "Write the hours as")],
)  # fmt: skip
def test_what_is_no_hour_is_said_at_its_day_and_kept(session, client, sign_in, typed, words):
    place = testbed()
    sign_in(staff())
    answer = client.post(url(place), data={"tuesday": typed, "valid_from": "1.6.2027"})
    assert answer.status_code == 422
    page = read_page(answer)
    assert any(words in "".join(p.itertext()) for p in page.all("p", id="tuesday-error"))
    assert filled(page, "/hours")["valid_from"] == ["2027-06-01"]
    assert session.query(AccessHour).count() == 0


def test_summer_hours_are_added_changed_and_taken_off(session, client, sign_in):
    place = testbed()
    user = staff(CityRole.EDITOR)
    save_week(acting(user), place.id, WORKDAYS, None)
    sign_in(user)
    form = filled(client.page(url(place) + "?week=new"), "/hours")
    form |= {"monday": ["10-14"], "valid_from": ["2099-06-01"], "valid_to": ["2099-07-31"]}
    assert client.post(url(place), data=form).status_code == 303
    summer = weeks_of(place.id)[1]
    form = filled(client.page(f"{url(place)}?week={summer.seen}"), "/hours")
    assert form["valid_to"] == ["2099-07-31"]
    form["valid_to"] = ["2099-08-31"]
    assert client.post(url(place), data=form).status_code == 303
    summer = weeks_of(place.id)[1]
    assert summer.valid_to == dt.date(2099, 8, 31)
    gone = {"seen": summer.seen, "was_from": "2099-06-01", "was_to": "2099-08-31"}
    assert client.post(f"{url(place)}/remove", data=gone).status_code == 303
    assert len(weeks_of(place.id)) == 1
