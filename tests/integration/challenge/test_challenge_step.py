"""One step of a challenge: whose it is, what must hold, and that only one of two wins."""

import pytest
from sqlalchemy import update

from app.policies.actor import SYSTEM
from app.services.challenge_step import NEEDS, entered, take_step
from models.audit import AuditLine
from models.challenge import Challenge
from models.challenge import ChallengeAction as A
from models.challenge import ChallengeStatus as S
from models.errors import ConflictError, ForbiddenError, IllegalMoveError, NotFoundError
from models.jury import Juror, JurorStatus
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.challenge import challenge, closed
from tests.factories.testbed import testbed


def coordinator(slug="helsinki"):
    return acting(staff(slug=slug))


def test_every_move_says_which_permission_it_takes():
    assert set(NEEDS) == set(A)


def test_approval_takes_another_pair_of_eyes(session):
    first, second = coordinator(), coordinator()
    made = challenge(S.DRAFT, was_public=False)
    take_step(first, made, A.SUBMIT)
    assert made.submitted_by_id == first.user_id

    with pytest.raises(ConflictError, match="four_eyes"):
        take_step(first, made, A.APPROVE)
    assert take_step(second, made, A.APPROVE) is S.APPROVED
    assert made.was_public
    assert made.approved_at is not None


def test_what_is_asked_for_stays_until_the_approval(session):
    made = challenge(S.IN_REVIEW)
    take_step(coordinator(), made, A.REQUEST_EDITS, "Kirjoita ruotsiksi")
    assert made.note == "Kirjoita ruotsiksi"
    take_step(coordinator(), made, A.SUBMIT, "not kept")
    assert made.note == "Kirjoita ruotsiksi"
    take_step(coordinator(), made, A.APPROVE)
    assert made.note == ""


def test_screening_waits_for_the_closing(session):
    still = challenge()
    with pytest.raises(ConflictError, match="challenge_still_open"):
        take_step(SYSTEM, still, A.BEGIN_SCREENING)
    assert take_step(SYSTEM, closed(), A.BEGIN_SCREENING) is S.SCREENING


@pytest.mark.parametrize(("rounds", "action"), [(1, A.SHORTLIST), (2, A.DECIDE)])
def test_the_first_round_ends_as_the_number_of_rounds_says(session, rounds, action):
    made = closed(S.JUDGING_1, rounds=rounds)
    with pytest.raises(IllegalMoveError):
        take_step(coordinator(), made, action)


def test_a_step_leaves_its_line_in_the_trail(session):
    made = challenge(S.DRAFT)
    take_step(coordinator(), made, A.SUBMIT, also="this")
    line = session.query(AuditLine).filter_by(action="challenge:submit").one()
    assert (line.from_status, line.to_status, line.city_id) == ("draft", "in_review", made.city_id)
    assert line.facts["also"] == "this"


def test_of_two_who_saw_the_same_only_the_first_takes_the_step(session):
    made = challenge(S.IN_REVIEW)
    behind = update(Challenge).where(Challenge.id == made.id).values(version=made.version + 1)
    session.execute(behind, execution_options={"synchronize_session": False})

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        take_step(coordinator(), made, A.REQUEST_EDITS, "x")


@pytest.mark.parametrize("action", [A.CANCEL, A.APPROVE])
def test_neither_another_city_nor_the_owner_decides(session, action):
    owner = member()
    made = challenge(S.IN_REVIEW, organisation_id=next(iter(acting(owner).organisations)))
    for who in (coordinator("tampere"), acting(owner), acting(person())):
        with pytest.raises(ForbiddenError):
            take_step(who, made, action, "why")


def test_who_may_not_know_of_it_finds_nothing(session):
    made = challenge(S.DRAFT)
    for who in (coordinator("tampere"), acting(person())):
        with pytest.raises(NotFoundError):
            entered(who, made.id, NEEDS[A.SUBMIT])
    assert entered(acting(admin()), made.id, NEEDS[A.SUBMIT]).id == made.id


def test_somebody_hosts_a_testbed_and_judges_a_challenge_at_once(session):
    place, made = testbed(), challenge()
    who = host(place)
    session.add(
        Juror(
            challenge_id=made.id, email=who.email, user_id=who.id, status=JurorStatus.ACCEPTED,
            token_sha256="j" * 64, invited_at=made.created_at, expires_at=made.closes_at,
        )
    )  # fmt: skip
    session.commit()
    actor = acting(who)
    assert (actor.hosted_testbeds, actor.juries) == ({place.id}, {made.id})
    assert actor.hosted_cities == {place.city_id}
