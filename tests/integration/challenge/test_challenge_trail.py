"""The trail of a city tells of its challenges and events by their names."""

import pytest

from app.services.challenge_step import take_step
from models.account import CityRole
from models.challenge import ChallengeAction, ChallengeStatus
from tests.factories.account import acting, staff
from tests.factories.challenge import challenge


@pytest.fixture
def coordinator(session):
    return staff(CityRole.COORDINATOR)


def test_a_challenge_and_its_move_are_named(session, client, sign_in, coordinator):
    made = challenge(ChallengeStatus.IN_REVIEW, submitted_by_id=staff(CityRole.EDITOR).id)
    take_step(acting(coordinator), made, ChallengeAction.APPROVE)
    session.commit()

    page = sign_in(coordinator).page("/en/desk/people/helsinki/trail").text

    assert "handled the challenge A cleaner street." in page
    assert "Waits for approval \u2192 Approved" in page
