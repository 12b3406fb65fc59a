"""Erasing somebody who competes, judges or poses: what they finish first, and what goes on."""

import pytest

from app.database import db
from app.queries.personal_duty import DutyKind, duties_of
from app.services import award_answer, personal, personal_idle, retention
from models.account import User
from models.award import Award, AwardStatus
from models.challenge import ChallengeStatus
from models.challenge_question import ChallengeQuestion
from models.concept import ConceptStatus
from models.errors import ConflictError
from models.jury import JurorStatus, JuryAssignment
from models.personal import NAMELESS
from models.personal_idle import ASKED_DAYS, IDLE_DAYS
from tests.factories import award as awards
from tests.factories import concept as concepts
from tests.factories import jury
from tests.factories.account import acting, member, organisation, person
from tests.factories.application import days_later
from tests.factories.challenge import challenge, closed


def kinds(user):
    return [one.kind for one in duties_of(acting(user))]


def erase(user):
    personal.erase_account(acting(user), user.fs_uniquifier)
    db.session.expire_all()


def test_a_juror_finishes_scoring_first_and_then_leaves_the_seat(client, session, sign_in):
    of = jury.judging(jurors=3, entries=3)
    seat = jury.jurors_of(of.id, JurorStatus.ACCEPTED)[1]
    judge = seat.user
    assert kinds(judge) == [DutyKind.JUROR]
    sign_in(judge)
    assert "You have entries left to score in a jury." in client.page("/en/my/data/erase").text
    jury.score_all(of)
    assert kinds(judge) == []
    erase(judge)
    assert (seat.status, seat.name) == (JurorStatus.REMOVED, NAMELESS)
    jury.final(of)
    given = db.session.query(JuryAssignment).filter_by(juror_id=seat.id)
    assert {one.round for one in given} == {1}, "what was given counts, no more is dealt"


def test_two_jurors_of_one_jury_can_both_go(session):
    of = jury.judging(jurors=4, entries=3, rounds=1)
    jury.decided(of)
    seats = jury.jurors_of(of.id, JurorStatus.ACCEPTED)
    for one in seats[:2]:
        erase(db.session.get(User, one.user_id))
    assert [one.name for one in seats[:2]] == [NAMELESS, NAMELESS]
    assert seats[0].email != seats[1].email
    assert {one.status for one in seats} == {JurorStatus.ACCEPTED}, "who decided stays"


def test_a_prize_is_answered_first_and_given_back_without_its_application(client, session, sign_in):
    winner = person("Xqvoittaja")
    of = awards.announced(awards.decided(leads=(winner,)))
    prize = awards.prize(of)
    assert kinds(winner) == [DutyKind.AWARD]
    sign_in(winner)
    assert "A prize of yours is not settled." in client.page("/en/my/data/erase").text
    award_answer.accept(acting(winner), prize.id)
    assert kinds(winner) == [DutyKind.AWARD]
    with pytest.raises(ConflictError, match="duties_left"):
        erase(winner)
    award_answer.step_back(acting(winner), prize.id, "En ehdi")
    erase(winner)
    assert (prize.runner_name, prize.note) == (NAMELESS, "")
    assert prize.title == "Ajatus 1"
    client.get("/en/logout")
    assert "Xqvoittaja" not in client.page(f"/fi/challenges/{of.slug}/results").text


def test_a_team_keeps_its_prize_without_the_name_of_who_led_it(session):
    winner = person("Xqvoittaja")
    of = awards.announced(awards.decided(leads=(winner,)))
    prize = awards.prize(of)
    other = concepts.joined(prize.concept)
    assert kinds(winner) == []
    erase(winner)
    assert prize.status is AwardStatus.OFFERED
    assert prize.runner_name == NAMELESS
    assert kinds(other) == [DutyKind.AWARD], "now it is theirs"


def test_an_organisations_name_stays_with_its_prize(session):
    company = organisation("Yritys Oy")
    winner = person()
    of = awards.decided(leads=(winner,))
    awards.entries_of(of)[0].organisation_id = company.id
    awards.announced(of)
    award_answer.decline(acting(winner), awards.prize(of).id)
    erase(winner)
    told = db.session.query(Award).filter_by(challenge_id=of.id, rank=1).one()
    assert told.runner_name == "Yritys Oy"


@pytest.mark.parametrize("status", [ChallengeStatus.IN_REVIEW, ChallengeStatus.DECIDED])
def test_the_only_owner_of_who_poses_a_challenge_hands_over_first(session, status):
    company = organisation()
    owner = member(company)
    of = challenge(status, organisation_id=company.id)
    assert kinds(owner) == [DutyKind.OWNER]
    of.status = ChallengeStatus.ARCHIVED
    session.commit()
    assert kinds(owner) == []


def test_a_question_that_nobody_answered_goes_and_an_answered_one_stays(session):
    asker = person()
    of = challenge()
    for words, answered in (("Xqavoin", None), ("Vastattu", of.opens_at)):
        session.add(
            ChallengeQuestion(
                challenge_id=of.id, asked_by_id=asker.id, language="fi", words=words,
                asked_at=of.opens_at, answer="Kyllä", answered_at=answered,
            )
        )  # fmt: skip
    session.commit()
    erase(asker)
    (left,) = session.query(ChallengeQuestion)
    assert (left.words, left.asked_by_id) == ("Vastattu", None)


def test_who_competes_or_judges_is_not_asked_for_being_away(session):
    going_on = closed(ChallengeStatus.SCREENING)
    sent = concepts.concept(going_on, ConceptStatus.SUBMITTED, lead=person())
    busy = [sent.lead.id, concepts.joined(sent).id, jury.seat(going_on).user_id]
    winner = person()
    awards.announced(awards.decided(leads=(winner,)))
    over = concepts.concept(
        closed(ChallengeStatus.ANNOUNCED), ConceptStatus.NOT_SELECTED, lead=person()
    )
    plain = [over.lead.id, concepts.draft(challenge(), lead=person()).lead.id]
    with days_later(IDLE_DAYS - ASKED_DAYS + 1):
        personal_idle.ask_all()
        asked = set(session.scalars(db.select(User.id).where(User.idle_asked_at.is_not(None))))
        assert asked & {*busy, winner.id} == set()
        assert set(plain) <= asked
    with days_later(IDLE_DAYS + 2):
        retention.run()
        session.expire_all()
        assert [session.get(User, one).active for one in (*busy, *plain)] == [True] * 3 + [
            False
        ] * 2
