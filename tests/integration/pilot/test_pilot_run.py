"""A pilot from preparation to its published result; residents see exactly its days."""

import pytest

from app import clock
from app.policies.actor import SYSTEM, VISITOR
from app.queries import pilot as queries
from app.queries.pilot_task import tasks_of
from app.services import pilot as pilots
from app.services import report
from models.account import CityRole
from models.application import PartStatus
from models.audit import AuditLine
from models.base import Translated
from models.booking import BookingStatus
from models.decision import Decision, Outcome
from models.errors import (
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.pilot import (
    PILOT_WORKFLOW,
    PilotAction,
    PilotStatus,
    PublicPhase,
    public_phase,
)
from models.report import Side
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.application import applicant, booked, booking_of, city_signs, day, days_later
from tests.factories.mail import templates
from tests.factories.testbed import testbed
from tests.ledger import used_on

WHY = Translated("Tietyö", "Vägarbete", "Roadworks")
RESULT = {
    "outcome": WHY, "learned": WHY, "failed": WHY, "testers": 12, "continues": True,
    "bought": False, "bought_why": WHY,
}  # fmt: skip


def chief(pilot):
    return acting(staff(CityRole.COORDINATOR, pilot.city.slug))


def fill_in(pilot, **changes):
    texts = {
        "title": Translated("Lamput", "Lampor", "Lamps"),
        "plain": Translated("Lamput himmenevät.", "Lampor dämpas.", "Lamps dim."),
        "measured": Translated("Sähkö", "El", "Electricity"),
        "personal_data": False,
    }
    pilots.edit_public(chief(pilot), pilot.id, pilot.version, texts | changes)
    for line in tasks_of(pilot):
        pilots.tick(chief(pilot), pilot.id, line.key, "done")
    city_signs(pilot)
    return pilot


def ready(**values):
    pilot = fill_in(booked(testbed(), **values))
    pilots.make_ready(chief(pilot), pilot.id)
    return pilot


def running(**values):
    pilot = ready(**{"start": 0, "days": 10} | values)
    pilots.start(chief(pilot), pilot.id)
    return pilot


def paused():
    pilot = running()
    pilots.pause(chief(pilot), pilot.id, WHY)
    return pilot


def reporting():
    pilot = running()
    pilots.end(chief(pilot), pilot.id)
    return pilot


def send(pilot):
    writer = applicant(pilot.application)
    report.save(writer, pilot.id, pilot.version, RESULT)
    report.send(writer, pilot.id)


def completed():
    pilot = reporting()
    send(pilot)
    report.approve(chief(pilot), pilot.id, Side.CITY, 1)
    return pilot


def stopped():
    pilot = running()
    pilots.stop(chief(pilot), pilot.id, WHY)
    return pilot


def cancelled():
    pilot = booked(testbed())
    pilots.stop(chief(pilot), pilot.id, WHY)
    return pilot


def preparing():
    return fill_in(booked(testbed(), start=0, days=10))


MADE = {
    PilotStatus.PREPARING: preparing,
    PilotStatus.READY: lambda: ready(start=0, days=10),
    PilotStatus.RUNNING: running,
    PilotStatus.PAUSED: paused,
    PilotStatus.REPORTING: reporting,
    PilotStatus.COMPLETED: completed,
    PilotStatus.STOPPED: stopped,
    PilotStatus.CANCELLED: cancelled,
}
DEEDS = {
    PilotAction.MAKE_READY: lambda a, p: pilots.make_ready(a, p.id),
    PilotAction.START: lambda a, p: pilots.start(a, p.id),
    PilotAction.PAUSE: lambda a, p: pilots.pause(a, p.id, WHY),
    PilotAction.RESUME: lambda a, p: pilots.resume(a, p.id),
    PilotAction.END: lambda a, p: pilots.end(a, p.id),
    PilotAction.COMPLETE: lambda a, p: report.approve(a, p.id, Side.CITY, 1),
    PilotAction.STOP: lambda a, p: pilots.stop(a, p.id, WHY),
}


@pytest.mark.parametrize("status", list(MADE))
@pytest.mark.parametrize("action", list(DEEDS))
def test_every_move_is_made_or_refused(session, status, action):
    pilot = MADE[status]()
    assert pilot.status is status
    if status is PilotStatus.REPORTING:
        send(pilot)
    actor = chief(pilot)
    if not PILOT_WORKFLOW.allows(status, action):
        with pytest.raises(IllegalMoveError):
            DEEDS[action](actor, pilot)
        session.refresh(pilot)
        assert pilot.status is status
        return
    DEEDS[action](actor, pilot)
    assert pilot.status is PILOT_WORKFLOW.moves[status, action]
    moved = session.query(AuditLine).filter_by(thing="pilot", thing_id=pilot.id)
    assert moved.filter_by(from_status=status, to_status=pilot.status).count() == 1


def test_what_is_missing_before_residents_see_it(session):
    pilot = booked(testbed(permits_needed=["street_permit"]), personal_data=True, data_note="Ok")
    gaps = [(gap.field, gap.facts) for gap in pilots.missing(pilot)]
    assert gaps == [
        ("title", {"language": "fi"}), ("title", {"language": "sv"}),
        ("plain", {"language": "fi"}), ("plain", {"language": "sv"}),
        ("controller", {}), ("legal_basis", {}),
        ("kept_for", {"language": "fi"}), ("kept_for", {"language": "sv"}), ("agreement", {}),
        ("checklist", {"item": "practicalities"}), ("checklist", {"item": "street_permit"}),
        ("checklist", {"item": "data_protection"}), ("checklist", {"item": "insurance"}),
    ]  # fmt: skip
    with pytest.raises(DomainError) as refused:
        pilots.make_ready(chief(pilot), pilot.id)
    assert refused.value.code == "not_ready"
    fill_in(
        pilot, personal_data=True, controller="Lamput Oy", legal_basis="consent",
        kept_for=Translated("Vuoden", "Ett år", "A year"),
    )  # fmt: skip
    pilots.tick(chief(pilot), pilot.id, "street_permit", "not_needed", "No digging")
    assert pilots.missing(pilot) == []
    lines = {line.key: line for line in tasks_of(pilot)}
    assert lines["street_permit"].state == "not_needed"
    assert lines["street_permit"].note == "No digging"


def test_a_pilot_starts_no_earlier_than_its_first_day(session):
    pilot = ready(start=5)
    with pytest.raises(DomainError) as refused:
        pilots.start(chief(pilot), pilot.id)
    assert (refused.value.code, refused.value.facts["start"]) == ("starts_later", day(5))


def test_ending_early_frees_the_days_that_are_left(session):
    pilot = running(days=30)
    place = pilot.testbed
    assert used_on(place, day(20)) == 1
    with days_later(3):
        pilots.end(chief(pilot), pilot.id)
    assert pilot.end_day == day(3)
    assert used_on(place, day(20)) == 0
    assert (pilot.booking.status, pilot.booking.last_day) == (BookingStatus.COMPLETED, day(3))


def test_stopping_says_why_in_public_and_frees_the_days(session):
    pilot = running(days=30)
    with pytest.raises(FieldError):
        pilots.stop(chief(pilot), pilot.id, Translated())
    pilots.stop(chief(pilot), pilot.id, WHY)
    assert (pilot.status, pilot.status_note, pilot.end_day) == (
        PilotStatus.STOPPED, WHY, day(0),
    )  # fmt: skip
    assert used_on(pilot.testbed, day(20)) == 0
    assert "pilot/stopped" in templates(pilot.application.author.email)


def test_stopping_before_it_began_cancels_the_booking_and_writes_the_decision(session):
    pilot = ready(start=5)
    part = pilot.application.parts[0]
    pilots.stop(chief(pilot), pilot.id, WHY)
    assert (pilot.status, part.status) == (PilotStatus.STOPPED, PartStatus.CANCELLED_BY_CITY)
    assert booking_of(part).status is BookingStatus.CANCELLED
    last = session.query(Decision).filter_by(part_id=part.id).order_by(Decision.id.desc()).first()
    assert (last.outcome, last.reasons) == (Outcome.CANCEL, "Roadworks")


def test_residents_read_why_it_is_paused_and_no_longer_when_it_goes_on(session):
    pilot = paused()
    assert pilot.status_note == WHY
    pilots.resume(chief(pilot), pilot.id)
    assert not pilot.status_note


def test_the_result_needs_what_was_learned(session):
    pilot = reporting()
    with pytest.raises(DomainError) as refused:
        report.send(applicant(pilot.application), pilot.id)
    assert [gap.field for gap in refused.value.facts["gaps"]] == [
        "learned", "failed", "continues", "bought",
    ]  # fmt: skip
    send(pilot)
    report.approve(chief(pilot), pilot.id, Side.CITY, 1)
    assert (pilot.status, pilot.testers, pilot.bought) == (PilotStatus.COMPLETED, 12, False)


def test_no_report_before_the_end(session):
    pilot = running()
    with pytest.raises(ConflictError) as refused:
        report.save(chief(pilot), pilot.id, pilot.version, RESULT)
    assert refused.value.code == "not_reporting"


def test_two_tabs_with_the_same_pilot(session):
    pilot = booked(testbed())
    seen = pilot.version
    pilots.edit_public(chief(pilot), pilot.id, seen, {"runner_name": "First"})
    with pytest.raises(ConflictError) as refused:
        pilots.edit_public(chief(pilot), pilot.id, seen, {"runner_name": "Second"})
    assert refused.value.facts == {"version": seen + 1, "fields": ["runner_name"]}
    assert pilot.runner_name == "First"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": Translated("x" * 201)}, "too_many_letters"),
        ({"contact_email": "x" * 255}, "too_many_letters"),
        ({"money_eur": 10**12}, "number_range"),
        ({"themes": ["nonsense"]}, "not_a_choice"),
        ({"sensors": [{"type": "radar", "count": -1}]}, "number_range"),
        ({"status": "running"}, "unknown_field"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(session, change, code):
    pilot = booked(testbed())
    with pytest.raises(FieldError) as refused:
        pilots.edit_public(chief(pilot), pilot.id, pilot.version, change)
    assert (refused.value.code, refused.value.field) == (code, next(iter(change)))


ROLES = (
    "visitor",
    "stranger",
    "applicant",
    "host",
    "editor",
    "reviewer",
    "chief",
    "other",
    "admin",
)
TABLE = """
read        N N y y y y y N y
edit        N N y y y F y N y
tick        N N y y y F y N y
ready       N N F y F F y N y
pause       N N F y F F y N y
end         N N F y F F y N y
stop        N N F y F F y N y
report      N N y y F F y N y
"""
ACTS = {
    "read": (running, lambda a, p: queries.get(a, p.id)),
    "edit": (running, lambda a, p: pilots.edit_public(a, p.id, p.version, {"controller": "X"})),
    "tick": (running, lambda a, p: pilots.tick(a, p.id, "practicalities", "open")),
    "ready": (preparing, lambda a, p: pilots.make_ready(a, p.id)),
    "pause": (running, lambda a, p: pilots.pause(a, p.id, WHY)),
    "end": (running, lambda a, p: pilots.end(a, p.id)),
    "stop": (running, lambda a, p: pilots.stop(a, p.id, WHY)),
    "report": (reporting, lambda a, p: report.save(a, p.id, p.version, RESULT)),
}
ROWS = [
    pytest.param(line.split()[0], dict(zip(ROLES, line.split()[1:], strict=True)))
    for line in TABLE.strip().splitlines()
]


def actor_for(role, pilot):
    return {
        "visitor": lambda: VISITOR,
        "stranger": lambda: acting(member()),
        "applicant": lambda: applicant(pilot.application),
        "host": lambda: acting(host(pilot.testbed)),
        "editor": lambda: acting(staff(CityRole.EDITOR)),
        "reviewer": lambda: acting(staff(CityRole.REVIEWER)),
        "chief": lambda: acting(staff(CityRole.COORDINATOR)),
        "other": lambda: acting(staff(CityRole.COORDINATOR, "tampere")),
        "admin": lambda: acting(admin()),
    }[role]()


@pytest.mark.parametrize(("name", "answers"), ROWS)
def test_who_may_do_what_with_a_pilot(session, name, answers):
    make, act = ACTS[name]
    refusing = make()
    for role in ROLES:
        if answers[role] == "y":
            pilot = make()
            act(actor_for(role, pilot), pilot)
            continue
        expected = {"F": ForbiddenError, "N": NotFoundError}[answers[role]]
        with pytest.raises(expected) as refused:
            act(actor_for(role, refusing), refusing)
        assert type(refused.value) is expected, role


def test_the_day_starts_and_ends_pilots_and_the_map_is_right_without_it(session):
    pilot, unready = ready(start=5, days=3), booked(testbed(), start=5, days=3)

    def shown():
        return public_phase(pilot.status, pilot.start_day, pilot.end_day, clock.today())

    assert shown() is PublicPhase.SOON
    with days_later(5):
        assert shown() is PublicPhase.RUNNING
        assert pilots.run_daily() == {"started": 1, "ended": 0}
        assert pilots.run_daily() == {"started": 0, "ended": 0}
        assert (pilot.status, pilot.booking.status) == (PilotStatus.RUNNING, BookingStatus.RUNNING)
    with days_later(7):
        assert (shown(), pilots.run_daily()["ended"]) == (PublicPhase.RUNNING, 0)
    with days_later(8):
        assert shown() is PublicPhase.ENDED
        assert pilots.run_daily() == {"started": 0, "ended": 1}
    assert (pilot.status, pilot.end_day) == (PilotStatus.REPORTING, day(7))
    assert pilot.booking.status is BookingStatus.COMPLETED
    assert unready.status is PilotStatus.PREPARING


def test_a_job_that_slept_through_a_whole_pilot_catches_up(session):
    pilot = ready(start=5, days=3)
    with days_later(30):
        assert pilots.run_daily() == {"started": 1, "ended": 1}
    assert (pilot.status, pilot.end_day) == (PilotStatus.REPORTING, day(7))


def test_the_desk_lists_its_own_pilots_by_what_comes_next(session):
    soon, late, over = ready(start=2), ready(start=9), reporting()
    here = queries.desk(acting(staff(CityRole.EDITOR)))
    assert [one.id for one in here.rows] == [over.id, soon.id, late.id]
    assert here.counts == {PilotStatus.READY: 2, PilotStatus.REPORTING: 1}
    assert queries.desk(acting(staff(slug="tampere"))).total == 0
    assert [one.id for one in queries.desk(acting(host(late.testbed))).rows] == [late.id]
    assert [one.id for one in queries.mine(applicant(soon.application))] == [soon.id]
    assert queries.mine(acting(person())) == []


def test_the_system_alone_needs_no_role(session):
    pilot = ready(start=0)
    pilots.start(SYSTEM, pilot.id)
    assert pilot.status is PilotStatus.RUNNING
