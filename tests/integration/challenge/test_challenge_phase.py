"""Whether a challenge is coming, open or closed follows from the clock and from its state."""

import datetime as dt

import pytest

from models.challenge import ChallengePhase, ChallengeStatus
from tests.factories.challenge import HOUR, challenge
from tests.factories.concept import concepts
from tests.factories.event import event

SECOND = dt.timedelta(seconds=1)


def test_it_opens_at_one_instant_and_closes_at_another(session):
    made = challenge(opens=1, closes=2)

    assert made.phase(made.opens_at - SECOND) is ChallengePhase.COMING
    assert made.phase(made.opens_at) is ChallengePhase.OPEN
    assert made.phase(made.closes_at - SECOND) is ChallengePhase.OPEN
    assert made.phase(made.closes_at) is ChallengePhase.CLOSED


@pytest.mark.parametrize("status", [ChallengeStatus.DRAFT, ChallengeStatus.IN_REVIEW])
def test_one_that_is_not_approved_has_no_phase(session, status):
    made = challenge(status)

    assert made.phase(made.opens_at + HOUR) is None
    assert not made.is_public


def test_the_screening_ends_the_time_to_enter(session):
    made = challenge(ChallengeStatus.SCREENING)

    assert made.phase(made.opens_at + HOUR) is ChallengePhase.CLOSED


def test_concepts_and_events_stand_in_the_database(session):
    of = challenge()

    assert len(concepts(of, 3)) == 3
    assert event().sessions[0].taken == 0
