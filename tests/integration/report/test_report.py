"""A report is sent, sent back, approved by the place and the city, and only then public."""

import pytest

from app.queries.report import days_overdue, report_of
from app.services import report
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.errors import (
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.pilot import PilotStatus
from models.report import DUE_DAYS, ReportStatus, Side
from models.testbed import TestbedHost
from tests.factories.account import acting, admin, host, member, staff
from tests.factories.application import applicant, day, days_later
from tests.factories.mail import mails, templates
from tests.factories.pilot_step import REPORT, reported, reporting, running, sent
from tests.factories.testbed import testbed

CITY, PLACE = Side.CITY, Side.PLACE


def chief(pilot):
    return acting(staff(CityRole.COORDINATOR, pilot.city.slug))


def status(pilot):
    return report_of(pilot.id).status


def test_the_citys_word_is_enough_where_the_place_has_no_host(session):
    pilot = sent()
    report.approve(chief(pilot), pilot.id, CITY, 1)
    assert (pilot.status, status(pilot)) == (PilotStatus.COMPLETED, ReportStatus.APPROVED)
    assert "pilot/completed" in templates(pilot.application.author.email)


@pytest.mark.parametrize("order", [(PLACE, CITY), (CITY, PLACE)])
def test_place_and_city_both_approve_in_either_order(session, order):
    pilot = sent()
    people = {PLACE: acting(host(pilot.testbed)), CITY: chief(pilot)}
    report.approve(people[order[0]], pilot.id, order[0], 1)
    assert (pilot.status, status(pilot)) == (PilotStatus.REPORTING, ReportStatus.SENT)
    report.approve(people[order[1]], pilot.id, order[1], 1)
    assert pilot.status is PilotStatus.COMPLETED
    kept = [(one.side, one.by_name, one.at) for one in report_of(pilot.id).verdicts]
    assert [(side, name) for side, name, _at in kept] == [
        (side, people[side].name) for side in order
    ]
    lines = session.query(AuditLine).filter_by(thing="pilot_report")
    assert lines.filter_by(action="report:approve_side").count() == 2


def both_roles(pilot):
    """Return somebody who is coordinator of the city and host of the place."""
    user = staff(CityRole.COORDINATOR, pilot.city.slug)
    pilot_testbed = pilot.testbed_id
    return user, TestbedHost(testbed_id=pilot_testbed, user_id=user.id)


def test_a_person_who_is_both_counts_once(session):
    pilot = sent()
    user, grant = both_roles(pilot)
    session.add(grant)
    session.commit()
    host(pilot.testbed)
    report.approve(acting(user), pilot.id, PLACE, 1)
    with pytest.raises(DomainError) as refused:
        report.approve(acting(user), pilot.id, CITY, 1)
    assert refused.value.code == "signs_once"
    assert pilot.status is PilotStatus.REPORTING


def test_the_only_host_signs_for_the_place_and_a_colleague_for_the_city(session):
    pilot = sent()
    user, grant = both_roles(pilot)
    session.add(grant)
    session.commit()
    with pytest.raises(DomainError) as refused:
        report.approve(acting(user), pilot.id, CITY, 1)
    assert refused.value.code == "sign_for_the_place"
    report.approve(acting(user), pilot.id, PLACE, 1)
    report.approve(chief(pilot), pilot.id, CITY, 1)
    assert pilot.status is PilotStatus.COMPLETED


def test_whoever_sent_it_does_not_approve_it(session):
    pilot = reported()
    boss = chief(pilot)
    report.send(boss, pilot.id)
    with pytest.raises(DomainError) as refused:
        report.approve(boss, pilot.id, CITY, 1)
    assert refused.value.code == "own_report"
    report.approve(chief(pilot), pilot.id, CITY, 1)


def test_it_goes_back_with_words_is_mended_and_sent_again(session):
    pilot = sent()
    boss, keeper = chief(pilot), acting(host(pilot.testbed))
    report.approve(keeper, pilot.id, PLACE, 1)
    with pytest.raises(FieldError):
        report.send_back(boss, pilot.id, CITY, 1, "  ")
    report.send_back(boss, pilot.id, CITY, 1, "Kerro hinta")
    assert status(pilot) is ReportStatus.RETURNED
    mail = mails(pilot.application.author.email)[-1]
    assert (mail.template, mail.context["text"]) == ("report/returned", "Kerro hinta")
    writer = applicant(pilot.application)
    report.save(writer, pilot.id, pilot.version, {"money_used_eur": 900})
    assert pilot.learned == REPORT["learned"], "nothing is lost"
    report.send(writer, pilot.id)
    with pytest.raises(ConflictError) as refused:
        report.approve(boss, pilot.id, CITY, 1)
    assert refused.value.code == "report_sent_anew"
    report.approve(boss, pilot.id, CITY, 2)
    assert pilot.status is PilotStatus.REPORTING, "the place approved another version"
    report.approve(keeper, pilot.id, PLACE, 2)
    assert pilot.status is PilotStatus.COMPLETED


def test_a_side_answers_once(session):
    pilot = sent()
    host(pilot.testbed)
    report.approve(chief(pilot), pilot.id, CITY, 1)
    with pytest.raises(ConflictError) as refused:
        report.approve(chief(pilot), pilot.id, CITY, 1)
    assert refused.value.code == "side_has_answered"


def test_what_was_sent_does_not_change_under_those_who_read_it(session):
    pilot = sent()
    with pytest.raises(ConflictError) as refused:
        report.save(applicant(pilot.application), pilot.id, pilot.version, {"testers": 3})
    assert refused.value.code == "report_is_sent"
    assert pilot.testers is None


@pytest.mark.parametrize("name", ["continues", "bought"])
def test_a_no_needs_its_reason(session, name):
    pilot = reported()
    writer = applicant(pilot.application)
    report.save(writer, pilot.id, pilot.version, {name: False})
    with pytest.raises(DomainError) as refused:
        report.send(writer, pilot.id)
    assert [gap.field for gap in refused.value.facts["gaps"]] == [f"{name}_why"]
    report.save(writer, pilot.id, pilot.version, {f"{name}_why": Translated("Liian kallis")})
    report.send(writer, pilot.id)


def test_place_and_city_are_told_that_it_waits(session):
    pilot = reported()
    keeper = host(pilot.testbed)
    report.send(applicant(pilot.application), pilot.id)
    assert "report/sent" in templates(keeper.email)
    assert "report/sent" in templates(pilot.city.role_mailbox)


def test_nothing_is_approved_that_was_not_sent(session):
    for pilot in (reported(), running()):
        with pytest.raises(IllegalMoveError):
            report.approve(chief(pilot), pilot.id, CITY, 0)


def test_late_is_counted_until_it_is_with_the_city(session):
    pilot = reporting()
    due = day(DUE_DAYS)
    assert days_overdue(pilot, None, due) == 0
    assert days_overdue(pilot, None, day(DUE_DAYS + 3)) == 3
    with days_later(DUE_DAYS + 3):
        report.save(applicant(pilot.application), pilot.id, pilot.version, REPORT)
        report.send(applicant(pilot.application), pilot.id)
        assert days_overdue(pilot, report_of(pilot.id), day(0)) == 0


ROLES = ("visitor", "stranger", "applicant", "host", "editor", "reviewer", "chief", "other",
         "admin")  # fmt: skip
TABLE = """
save        N N y y F F y N y
send        N N y F F F y N y
city        N N F F F F y N y
place       N N F y F F F N F
back        N N F y F F F N F
"""
MAKE = {"save": reporting, "send": reported}
ACT = {
    "save": lambda a, p: report.save(a, p.id, p.version, {"testers": 5}),
    "send": lambda a, p: report.send(a, p.id),
    "city": lambda a, p: report.approve(a, p.id, CITY, 1),
    "place": lambda a, p: report.approve(a, p.id, PLACE, 1),
    "back": lambda a, p: report.send_back(a, p.id, PLACE, 1, "Mend"),
}


def actor_for(role, pilot):
    from app.policies.actor import VISITOR  # noqa: PLC0415 - used here only

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


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_who_may_do_what_with_a_report(session, line):
    name, *answers = line.split()
    make = MAKE.get(name, sent)
    refusing = make(testbed())
    for role, answer in zip(ROLES, answers, strict=True):
        if answer == "y":
            pilot = make(testbed())
            ACT[name](actor_for(role, pilot), pilot)
            continue
        actor = actor_for(role, refusing)
        expected = {"F": ForbiddenError, "N": NotFoundError}[answer]
        with pytest.raises(expected) as refused:
            ACT[name](actor, refusing)
        assert type(refused.value) is expected, role
