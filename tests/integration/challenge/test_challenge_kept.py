"""What entrants go by stays as they read it; the closing moves later only, and all are told."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy.exc import DBAPIError

from app import clock
from app.services import challenge_approval as approval
from app.services import challenge_criterion as criteria
from app.services import challenge_deadline as deadline
from app.services import challenge_edit as service
from app.services.challenge_edit import Section
from models.account import CityRole
from models.base import Translated
from models.challenge import ChallengeStatus as S
from models.challenge_notice import ChallengeNotice, NoticeKind
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError
from models.outbox import OutboxMessage
from tests.factories.account import acting, person, staff
from tests.factories.challenge import challenge, criterion, terms, whole
from tests.factories.concept import concept

WHY = Translated("Syy", "Skäl", "Reason")
DAY = dt.timedelta(days=1)


def coordinator():
    return acting(staff())


def prizes(made, who):
    return service.save_prizes(
        who, made.id, made.version, [{"amount_eur": 1, "reward": Translated()}]
    )


def entry(made, who):
    values = {"terms_id": terms("other").id}
    return service.save(who, made.id, made.version, Section.ENTRY, values)


def weights(made, who):
    return criteria.weigh(who, made.id, made.version, {made.criteria[0].id: Decimal(9)})


def less(made, who):
    return criteria.remove(who, made.id, made.criteria[0].id, made.version)


FROZEN = [prizes, entry, weights, less]


@pytest.mark.parametrize("change", FROZEN)
def test_before_the_opening_the_coordinator_still_changes_it(session, change):
    made = whole(S.APPROVED)
    assert change(made, coordinator()) == made.version


@pytest.mark.parametrize("change", FROZEN)
def test_from_the_opening_on_it_stays_and_nobody_learns_whether_somebody_has_entered(
    session, change
):
    for entered in (False, True):
        made = challenge()
        if entered:
            concept(made)
        with pytest.raises(ConflictError, match=r"^challenge_frozen$"):
            change(made, coordinator())


def test_texts_may_still_be_mended_but_not_emptied(session):
    made, who = challenge(), coordinator()
    better = {"summary": Translated("Parempi", "Bättre", "Better")}
    service.save(who, made.id, made.version, Section.BASICS, better)
    empty = {"summary": Translated("Parempi", "", "Better")}
    with pytest.raises(FieldError) as refused:
        service.save(who, made.id, made.version, Section.BASICS, empty)
    assert refused.value.field == "summary_sv"
    with pytest.raises(ConflictError, match="challenge_times_kept"):
        service.save(who, made.id, made.version, Section.TIMES, {"rounds": 1})


def test_what_is_on_review_or_over_is_not_touched_and_editors_write_no_public_one(session):
    title = {"title": Translated("Uusi", "Ny", "New")}
    editor = coordinator()
    for made, code in (
        (challenge(S.IN_REVIEW), "challenge_in_review"),
        (challenge(opens=-48, closes=-1), "challenge_over"),
        (challenge(S.JUDGING_1), "challenge_over"),
    ):
        with pytest.raises(ConflictError, match=code):
            service.save(editor, made.id, made.version, Section.BASICS, title)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE challenge SET terms_id = {other} WHERE id = {id}",
        "UPDATE challenge SET rounds = 1 WHERE id = {id}",
        "UPDATE challenge SET closes_at = questions_close_at WHERE id = {id}",
        "UPDATE challenge_criterion SET weight = 99 WHERE challenge_id = {id}",
        "UPDATE challenge_criterion SET name_sv = 'X' WHERE challenge_id = {id}",
        "UPDATE challenge_criterion SET levels = '{{}}' WHERE challenge_id = {id}",
        "DELETE FROM challenge_criterion WHERE challenge_id = {id}",
        "UPDATE challenge_terms SET body_fi = 'X'",
        "DELETE FROM challenge_terms WHERE version = 'winner-shares-1'",
    ],
)
def test_the_database_keeps_it_once_somebody_has_entered(session, statement):
    made, other = challenge(), terms("other")
    concept(made)
    done = statement.format(id=made.id, other=other.id)
    session.commit()
    with pytest.raises(DBAPIError, match=r"stays as it was|never changes"):
        session.connection().exec_driver_sql(done)


def test_nor_is_a_criterion_added_once_somebody_has_entered(session):
    made = challenge()
    concept(made)
    made.criteria.append(criterion(9))
    with pytest.raises(DBAPIError, match="stays as it was"):
        session.flush()


def test_before_anybody_has_entered_the_database_lets_it_change(session):
    made = challenge()
    made.criteria[0].weight = Decimal(9)
    made.terms_id = terms("other").id
    session.flush()


def later(made, days=7):
    return deadline.NewTimes(closes_at=made.closes_at + days * DAY)


def test_the_deadline_moves_later_with_a_reason_and_all_who_take_part_are_told(session):
    made, who = challenge(decision_by=dt.date(2199, 1, 1)), coordinator()
    lead, before = person(), made.closes_at
    concept(made, lead=lead)
    outsider = person()
    deadline.extend(who, made.id, made.version, later(made), WHY)

    assert made.closes_at == before + 7 * DAY
    notice = session.query(ChallengeNotice).one()
    assert (notice.kind, notice.closed_at, notice.reason) == (NoticeKind.EXTENDED, before, WHY)
    told = {one.recipient for one in session.query(OutboxMessage)}
    assert told == {lead.email}
    assert outsider.email not in told


@pytest.mark.parametrize("days", [0, -1])
def test_the_deadline_never_moves_earlier(session, days):
    made = challenge()
    with pytest.raises(FieldError, match="challenge_only_later"):
        deadline.extend(coordinator(), made.id, made.version, later(made, days), WHY)


def test_a_deadline_that_has_passed_is_not_extended_but_reopened(session):
    made, who = challenge(opens=-48, closes=-1), coordinator()
    with pytest.raises(ConflictError, match="challenge_not_extendable"):
        deadline.extend(who, made.id, made.version, later(made), WHY)
    deadline.reopen(who, made.id, made.version, later(made), WHY)
    assert made.phase(clock.now()).value == "open"
    assert session.query(ChallengeNotice).one().kind is NoticeKind.REOPENED


def test_reopening_ends_with_the_judging_and_takes_a_reason(session):
    who = coordinator()
    made = challenge(S.SCREENING, opens=-48, closes=-1)
    with pytest.raises(FieldError) as refused:
        deadline.reopen(who, made.id, made.version, later(made), Translated("Syy"))
    assert refused.value.field == "reason_sv"
    deadline.reopen(who, made.id, made.version, later(made), WHY)
    assert made.status is S.APPROVED
    judged = challenge(S.JUDGING_1, opens=-48, closes=-1)
    with pytest.raises(IllegalMoveError):
        deadline.reopen(who, judged.id, judged.version, later(judged), WHY)


def test_only_the_coordinator_moves_the_deadline(session):
    made = challenge()
    with pytest.raises(ForbiddenError):
        deadline.extend(acting(staff(CityRole.EDITOR)), made.id, made.version, later(made), WHY)


def test_what_lacks_something_is_neither_sent_nor_approved(session):
    who = coordinator()
    made = whole(S.DRAFT, legal_form=None)
    with pytest.raises(ConflictError, match="challenge_lacks"):
        approval.submit(who, made.id, made.version)
    waiting = whole(S.IN_REVIEW)
    with time_machine.travel(waiting.closes_at + DAY), pytest.raises(ConflictError, match="lacks"):
        approval.approve(who, waiting.id, waiting.version)


def test_who_calls_a_public_one_off_says_why_to_all(session):
    made, lead = challenge(), person()
    concept(made, lead=lead)
    approval.cancel(coordinator(), made.id, made.version, WHY)
    assert made.status is S.CANCELLED
    assert made.is_public
    mail = session.query(OutboxMessage).one()
    assert (mail.recipient, mail.context["reason"]) == (lead.email, "Syy")
