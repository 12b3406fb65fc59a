"""Before a change displaces anybody, the page names them; the ledger decides afterwards."""

import pytest

from app.queries.testbed_effect import Room, effects_of_room
from models.account import CityRole
from models.booking import Closure
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import SlotUnit
from tests.factories.account import host, staff
from tests.factories.application import booking_of, day, offered, part
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page


def room(place, **values):
    kept = {name: getattr(place, name) for name in Room.__dataclass_fields__}
    return effects_of_room(place, Room(**kept | values))


def test_only_those_on_crowded_days_stand_against_less_room(session):
    place = testbed(capacity=2)
    one, two = booking_of(offered(place, start=10, days=3)), booking_of(offered(place, start=12))
    offered(place, start=40, days=3)
    found = room(place, capacity=1)
    assert {stay.booking_id for stay in found.refused} == {one.id, two.id}
    assert not room(place, capacity=3)


def test_another_unit_is_refused_by_every_booking(session):
    place = testbed()
    made = booking_of(offered(place, start=10, days=3))
    assert [stay.booking_id for stay in room(place, slot_unit=SlotUnit.HOUR).refused] == [made.id]


def test_other_lengths_touch_bookings_and_applications_but_refuse_nothing(session):
    place = testbed(capacity=3)
    made = booking_of(offered(place, start=10, days=20))
    wish = part(place, earliest=day(40), days=20)
    wide = part(place, earliest=day(80), days=5, units=3)
    found = room(place, max_days=10)
    assert found.refused == []
    assert [stay.booking_id for stay in found.kept] == [made.id]
    assert [one.part_id for one in found.asked] == [wish.id]
    assert [one.part_id for one in room(place, capacity=2).asked] == [wide.id]
    assert not room(place, max_days=30)


def test_the_form_says_it_before_it_saves_and_saves_when_sent_again(session, client, sign_in):
    place = testbed(capacity=3)
    part(place, earliest=day(40), days=20)
    sign_in(staff(CityRole.EDITOR))
    url = f"/en/desk/testbeds/{place.id}/edit/terms"
    form = filled(client.page(url), "/terms") | {"max_days": ["10"], "applicants": ["companies"]}
    page = read_page(client.post(url, data=form))
    assert "Not saved yet" in page.text
    assert "Esimerkki Oy" in page.text
    assert session.get(Testbed, place.id).max_days != 10
    again = filled(page, "/terms")
    assert again["max_days"] == ["10"]
    assert client.post(url, data=again).status_code == 303
    assert session.get(Testbed, place.id).max_days == 10


def test_closing_days_that_somebody_has_asked_for_takes_a_second_yes(session, client, sign_in):
    place = testbed()
    part(place, earliest=day(10), days=5)
    sign_in(host(place))
    url = f"/en/desk/testbeds/{place.id}/calendar"
    sent = {"start": day(12).isoformat(), "end": day(20).isoformat(), "reason_fi": "Loma"}
    page = read_page(client.post(url, data=sent))
    assert "Before you close" in page.text
    assert "Esimerkki Oy" in page.text
    assert session.query(Closure).count() == 0
    again = filled(page, "/calendar")
    assert again["reason_fi"] == ["Loma"]
    assert client.post(url, data=again).status_code == 303
    assert session.query(Closure).count() == 9


def test_closing_days_in_use_names_who_is_there_with_the_way_to_them(session, client, sign_in):
    place = testbed()
    made = offered(place, start=10, days=5)
    sign_in(host(place))
    sent = {"start": day(12).isoformat(), "anyway": "1"}
    answer = client.post(f"/en/desk/testbeds/{place.id}/calendar", data=sent)
    assert answer.status_code == 422
    page = read_page(answer)
    assert "Somebody is here on these days" in page.text
    assert any(a.get("href", "").endswith(f"/applications/{made.id}") for a in page.all("a"))


@pytest.mark.parametrize("status", [TestbedStatus.PUBLISHED, TestbedStatus.PAUSED])
def test_pausing_and_retiring_say_first_who_stands_there(session, client, sign_in, status):
    place, empty = testbed(capacity=2), testbed()
    made, wish = offered(place, start=10, days=5), part(place, earliest=day(40), days=5)
    place.status = status
    session.commit()
    sign_in(staff())
    page = client.page(f"/en/desk/testbeds/{place.id}/retire")
    links = {a.get("href", "").rpartition("/")[2] for a in page.all("a")}
    assert {str(made.id), str(wish.id)} <= links
    calm = client.page(f"/en/desk/testbeds/{empty.id}/retire")
    told = [a.get("href", "") for a in calm.all("a")]
    assert not [one for one in told if one.endswith((f"applications/{made.id}",
                                                    f"applications/{wish.id}"))]  # fmt: skip
