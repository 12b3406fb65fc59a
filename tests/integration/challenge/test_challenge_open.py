"""Every page on which a challenge is written or decided opens, in three languages."""

import pytest

from app.services import challenge_question as question
from models.challenge import ChallengeStatus
from tests.factories.account import acting, person, staff
from tests.factories.challenge import challenge, whole

SECTIONS = ("basics", "place", "entry", "prizes", "times")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_pages_of_a_draft_open(session, client, sign_in, lang):
    made = whole(ChallengeStatus.DRAFT)
    at = f"/{lang}/my/challenges/{made.id}"
    criterion = made.criteria[0].id
    sign_in(staff())

    for section in SECTIONS:
        assert client.page(f"{at}/edit/{section}").all("form")
    for path in ("/criteria", "/criteria/new", f"/criteria/{criterion}", "/files", "/preview"):
        assert client.page(at + path).all("h1")


@pytest.mark.parametrize(
    ("status", "deed"),
    [
        (ChallengeStatus.IN_REVIEW, "request_edits"),
        (ChallengeStatus.APPROVED, "cancel"),
        (ChallengeStatus.APPROVED, "extend"),
        (ChallengeStatus.SCREENING, "reopen"),
    ],
)
def test_a_deed_that_asks_for_words_says_what_it_does(session, client, sign_in, status, deed):
    made = challenge(status)
    sign_in(staff())

    assert client.page(f"/en/my/challenges/{made.id}/{deed}").all("textarea")


def test_somebody_writes_their_own_question_again(session, client, sign_in):
    made, who = challenge(), person()
    asked = question.ask(acting(who), made.slug, "fi", "Saako ehdottaa kahta?")
    sign_in(who)

    assert client.page(f"/en/challenges/questions/{asked}").all("textarea")
