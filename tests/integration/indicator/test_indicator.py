"""Indicators are agreed before the start, measured in the run, and change only with a reason."""

from decimal import Decimal

import pytest

from app.services import indicator as service
from models.base import Translated
from models.errors import ConflictError, DomainError, FieldError
from models.indicator import Direction, Indicator
from tests.factories.account import acting, staff
from tests.factories.application import applicant, booked, day, days_later
from tests.factories.indicator import indicator
from tests.factories.pilot_step import completed, ready, reporting, runner, running, sent
from tests.factories.testbed import testbed

FIELDS = {
    "name": Translated("Sähkö", "El", "Electricity"), "unit": "kWh", "direction": "lower",
    "baseline": Decimal("12.50"), "target": Decimal(8),
}  # fmt: skip


def writer(pilot):
    return applicant(pilot.application)


def test_numbers_are_kept_with_their_digits(session):
    pilot = booked(testbed())
    made = service.add(writer(pilot), pilot.id, FIELDS)
    session.expire_all()
    kept = session.get(Indicator, made)
    assert (str(kept.baseline), str(kept.target), kept.result) == ("12.50", "8", None)
    assert kept.direction is Direction.LOWER


@pytest.mark.parametrize(
    ("direction", "result", "reached"),
    [("lower", "8", True), ("lower", "8.01", False), ("higher", "8", True),
     ("higher", "7.9", False), ("higher", None, None)],
)  # fmt: skip
def test_what_counts_as_reached(session, direction, result, reached):
    made = indicator(
        running(), direction=Direction(direction), result=Decimal(result) if result else None
    )
    assert made.is_reached is reached


def test_what_was_agreed_changes_freely_only_before_the_start(session):
    for pilot in (booked(testbed()), ready()):
        made = indicator(pilot)
        service.change(writer(pilot), made.id, 1, {"target": Decimal(7)})
        assert (made.target, made.changes) == (Decimal(7), [])


@pytest.mark.parametrize("make", [running, reporting])
def test_after_the_start_a_change_needs_a_reason_and_is_kept(session, make):
    pilot = make()
    made, boss = indicator(pilot), runner(pilot)
    for reason in ("", "  \n"):
        with pytest.raises(FieldError) as refused:
            service.change(boss, made.id, 1, {"target": Decimal(9)}, reason)
        assert (refused.value.code, refused.value.field) == ("reason_needed", "reason")
    service.change(boss, made.id, 1, {"target": Decimal(9)}, "Uusi mittari")
    kept = made.changes[0]
    assert (kept.reason, kept.before, kept.by_name) == ("Uusi mittari", {"target": "8"}, boss.name)
    service.change(boss, made.id, 2, {"result": Decimal("8.2")})
    assert len(made.changes) == 1, "a result needs no reason"


def test_an_indicator_stays_once_the_pilot_runs(session):
    planned, live = ready(), running()
    service.remove(writer(planned), indicator(planned).id)
    with pytest.raises(ConflictError) as refused:
        service.remove(writer(live), indicator(live).id)
    assert refused.value.code == "indicator_is_fixed"


@pytest.mark.parametrize(
    ("make", "code"), [(sent, "report_is_sent"), (completed, "result_is_public")]
)
def test_nothing_moves_under_a_report_that_was_sent(session, make, code):
    pilot = make()
    made = indicator(pilot, "5")
    boss = runner(pilot)
    deeds = (
        lambda: service.change(boss, made.id, 1, {"result": Decimal(1)}),
        lambda: service.measure(boss, made.id, day(0), Decimal(1)),
        lambda: service.forget(boss, made.id, made.points[0].id),
        lambda: service.add(boss, pilot.id, FIELDS, "Why"),
    )
    for deed in deeds:
        with pytest.raises(ConflictError) as refused:
            deed()
        assert refused.value.code == code


def test_a_day_is_measured_once_and_can_be_put_right(session):
    pilot = running(days=30)
    made = indicator(pilot)
    with days_later(3):
        service.measure(writer(pilot), made.id, day(0), Decimal("9.5"))
        service.measure(writer(pilot), made.id, day(0), Decimal("9.75"))
        assert [(one.day, str(one.value)) for one in made.points] == [(day(0), "9.75")]
        with pytest.raises(FieldError) as refused:
            service.measure(writer(pilot), made.id, day(1), Decimal(1))
        assert refused.value.code == "day_to_come"
        with pytest.raises(FieldError) as refused:
            service.measure(writer(pilot), made.id, day(-9), Decimal(1))
        assert refused.value.code == "day_not_in_pilot"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": Translated()}, "indicator_name_needed"),
        ({"unit": "x" * 41}, "too_many_letters"),
        ({"direction": "sideways"}, "not_a_choice"),
        ({"target": Decimal("1e13")}, "number_too_long"),
        ({"target": Decimal("0.0000001")}, "number_too_long"),
        ({"target": Decimal("NaN")}, "not_a_number"),
        ({"evidence_url": "javascript:alert(1)"}, "web_address_needed"),
    ],
)
def test_what_cannot_be_kept_is_refused(session, changes, code):
    pilot = booked(testbed())
    with pytest.raises(FieldError) as refused:
        service.add(writer(pilot), pilot.id, FIELDS | changes)
    assert refused.value.code == code


def test_two_windows_with_one_indicator(session):
    pilot = booked(testbed())
    made = indicator(pilot)
    service.change(writer(pilot), made.id, 1, {"unit": "MWh"})
    with pytest.raises(ConflictError) as refused:
        service.change(writer(pilot), made.id, 1, {"unit": "GWh"})
    assert refused.value.facts == {"version": 2, "fields": ["unit"]}


def test_a_pilot_has_so_many_and_no_more(session):
    pilot = booked(testbed())
    for _ in range(service.MOST_INDICATORS):
        indicator(pilot)
    with pytest.raises(DomainError) as refused:
        service.add(writer(pilot), pilot.id, FIELDS)
    assert refused.value.code == "too_many_indicators"


def test_people_of_another_city_know_nothing_of_it(session):
    made = indicator(booked(testbed()))
    stranger = acting(staff(slug="tampere"))
    with pytest.raises(DomainError) as refused:
        service.change(stranger, made.id, 1, {"unit": "x"})
    assert refused.value.code == "not_found"
