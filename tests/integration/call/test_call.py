"""Calls: when a testbed takes applications, what may be changed when, who may do it."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from app import clock
from app.policies.actor import VISITOR
from app.queries.call import call_at, open_by_call, public_calls
from app.services import application
from app.services import call as service
from app.services.completeness import missing
from models.account import CityRole
from models.base import Translated
from models.call import CallState
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError, NotFoundError
from tests.factories import application as make
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.call import HOUR, by_call, draft, published, text
from tests.factories.testbed import testbed

STAFF = CityRole.COORDINATOR


def coordinator(slug="helsinki"):
    return acting(staff(STAFF, slug))


def codes(made):
    return {gap.code for gap in missing(made, clock.today())}


def send(made):
    return application.submit(make.applicant(made), made.id, made.version, make.TERMS)


def at(instant):
    return time_machine.travel(instant, tick=False)


def test_state_follows_from_the_times_half_open(session):
    made = published(by_call(), opens=1, closes=2)
    second = dt.timedelta(seconds=1)
    assert made.state(made.opens_at - second) is CallState.PLANNED
    assert made.state(made.opens_at) is CallState.OPEN
    assert made.state(made.closes_at - second) is CallState.OPEN
    assert made.state(made.closes_at) is CallState.CLOSED
    assert draft(by_call()).state(clock.now()) is CallState.DRAFT


def test_an_application_is_taken_only_while_a_call_is_open(session):
    place = by_call()
    call = published(place, opens=1, closes=2)
    made = make.draft(place)  # an announced call may be prepared for
    assert "call_not_open" in codes(made)
    with pytest.raises(DomainError) as refused:
        send(made)
    assert refused.value.code == "incomplete"
    with at(call.closes_at):
        assert "no_open_call" in codes(made)
        with pytest.raises(DomainError):
            send(made)
    with at(call.closes_at - dt.timedelta(microseconds=1)):
        send(made)
    part = made.parts[0]
    assert part.call_id == call.id
    assert made.submitted_at < call.closes_at


@pytest.mark.parametrize("kind", ["none", "draft", "over", "other city", "other place"])
def test_without_an_announced_call_nobody_begins(session, kind):
    place = by_call()
    if kind == "draft":
        draft(place)
    elif kind == "over":
        published(place, closes=1)
    elif kind == "other city":
        published(slug="tampere")
    elif kind == "other place":
        published(by_call())
    with at(clock.now() + 2 * HOUR), pytest.raises(DomainError) as refused:
        make.draft(place)
    assert refused.value.code == "no_open_call"


def test_a_call_of_the_whole_city_lets_in_at_every_testbed_that_goes_by_calls(session):
    place, foreign, always = by_call(), by_call("tampere"), testbed()
    call = published()
    assert call_at(place).call.id == call.id
    assert call_at(foreign) is None
    assert call_at(always) is None
    assert open_by_call(clock.now()) == {place.id}
    made = make.sent(place)
    assert made.parts[0].call_id == call.id


def test_a_call_that_names_the_testbed_goes_before_that_of_the_city(session):
    place = by_call()
    published(closes=1)
    named = published(place, closes=5)
    assert call_at(place).call.id == named.id


def test_each_part_is_sent_in_the_call_of_its_own_testbed(session):
    mine, theirs, always = by_call(), by_call("tampere"), testbed()
    calls = [published(mine), published(theirs, slug="tampere")]
    made = make.sent(mine, theirs, always)
    found = {part.testbed_id: part.call_id for part in made.parts}
    assert found == {mine.id: calls[0].id, theirs.id: calls[1].id, always.id: None}


def test_wished_days_must_be_those_of_the_call(session):
    place = by_call()
    published(place, pilot_from=make.day(20), pilot_to=make.day(40))
    early = make.draft(place, earliest=make.day(10), days=10)
    late = make.draft(place, earliest=make.day(35), days=10)
    fitting = make.draft(place, earliest=make.day(20), days=10)
    assert "before_call_days" in codes(early)
    assert "after_call_days" in codes(late)
    assert codes(fitting) == set()


def test_once_somebody_has_applied_a_call_is_extended_but_never_shortened(session):
    place, other = by_call(), by_call()
    call = published(place, other, closes=24)
    kept = text(place, other, opens_at=call.opens_at, closes_at=call.closes_at)
    make.sent(place)
    actor = coordinator()
    for change, code in (
        ({"closes_at": call.closes_at - HOUR}, "call_shortened"),
        ({"opens_at": call.opens_at - HOUR}, "call_begun"),
        ({"criteria": Translated("Muuta")}, "call_begun"),
        ({"pilot_from": make.day(20)}, "call_begun"),
        ({"testbed_ids": (other.id,)}, "call_testbed_kept"),
    ):
        with pytest.raises(FieldError) as refused:
            service.save(actor, call.id, call.version, replace(kept, **change))
        assert refused.value.code == code
    for deed in (service.end, service.take_back):
        with pytest.raises(ConflictError) as refused:
            deed(actor, call.id, call.version)
        assert refused.value.code == "call_has_applications"
    later = replace(kept, closes_at=call.closes_at + HOUR, testbed_ids=(place.id,))
    service.save(actor, call.id, call.version, later)
    assert call.closes_at == kept.closes_at + HOUR
    assert [one.id for one in call.testbeds] == [place.id]


def test_before_that_it_is_shortened_taken_back_and_ended(session):
    place = by_call()
    call, actor = published(place, closes=24), coordinator()
    service.save(actor, call.id, call.version, text(place, closes=12))
    service.take_back(actor, call.id, call.version)
    assert call_at(place) is None
    service.publish(actor, call.id, call.version)
    service.end(actor, call.id, call.version)
    assert call.state(clock.now()) is CallState.CLOSED
    with pytest.raises(ConflictError):
        service.end(actor, call.id, call.version)


def test_a_stale_page_changes_nothing(session):
    place = by_call()
    call, actor = published(place), coordinator()
    seen = call.version
    service.save(actor, call.id, seen, text(place, closes=48))
    for deed in (
        lambda: service.save(actor, call.id, seen, text(place)),
        lambda: service.end(actor, call.id, seen),
    ):
        with pytest.raises(ConflictError):
            deed()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": Translated()}, "call_title_needed"),
        ({"opens": 5, "closes": 5}, "closes_before_opens"),
        ({"testbed_ids": (), "every_testbed": False}, "no_testbed"),
        ({"pilot_from": dt.date(2030, 2, 1), "pilot_to": dt.date(2030, 1, 1)}, "end_before_start"),
    ],
)
def test_what_cannot_be_written(session, change, code):
    with pytest.raises(FieldError) as refused:
        draft(by_call(), **change)
    assert refused.value.code == code


def test_testbeds_of_other_cities_are_no_choice(session):
    with pytest.raises(FieldError):
        draft(by_call("tampere"))


def test_publishing_needs_the_languages_of_the_city_and_a_closing_ahead(session):
    place = by_call()
    finnish = Translated("Haku")
    one = draft(place, title=finnish)
    for made, code in ((one, "call_language_needed"), (draft(place, closes=-1), "call_over")):
        with pytest.raises(FieldError) as refused:
            service.publish(coordinator(), made.id, made.version)
        assert refused.value.code == code
    elsewhere = draft(by_call("tampere"), slug="tampere", title=finnish, text=finnish)
    service.publish(coordinator("tampere"), elsewhere.id, elsewhere.version)
    assert [one.id for one in public_calls(clock.now())] == [elsewhere.id]


DEEDS = {
    "create": lambda actor, made: service.create(actor, made.city_id, text()),
    "save": lambda actor, made: service.save(actor, made.id, made.version, text()),
    "publish": lambda actor, made: service.publish(actor, made.id, made.version),
    "discard": lambda actor, made: service.discard(actor, made.id),
}
ALLOWED = {
    "visitor": set(),
    "resident": set(),
    "company": set(),
    "host": set(),
    "reviewer": set(),
    "editor": {"create", "save", "discard"},
    "coordinator": set(DEEDS),
    "other city": set(),
    "admin": set(DEEDS),
}


def somebody(name):
    who = {
        "resident": person,
        "company": member,
        "host": lambda: host(by_call()),
        "reviewer": lambda: staff(CityRole.REVIEWER),
        "editor": lambda: staff(CityRole.EDITOR),
        "coordinator": lambda: staff(STAFF),
        "other city": lambda: staff(STAFF, "tampere"),
        "admin": admin,
    }
    return acting(who[name]()) if name in who else VISITOR


@pytest.mark.parametrize("name", sorted(ALLOWED))
@pytest.mark.parametrize("deed", sorted(DEEDS))
def test_who_writes_calls(session, name, deed):
    by_call()
    made, actor = draft(), somebody(name)
    if deed in ALLOWED[name]:
        DEEDS[deed](actor, made)
        return
    with pytest.raises((ForbiddenError, NotFoundError)):
        DEEDS[deed](actor, made)


def test_an_editor_does_not_change_what_everybody_reads(session):
    made = published(by_call())
    with pytest.raises(ForbiddenError):
        service.save(acting(staff(CityRole.EDITOR)), made.id, made.version, text())
