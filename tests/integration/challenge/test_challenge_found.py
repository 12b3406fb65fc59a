"""Challenges are found by words, and on the pages of the testbeds that they offer."""

import pytest

from models.base import Translated
from models.challenge import ChallengeStatus as S
from models.testbed import TestbedStatus
from tests.factories.account import organisation
from tests.factories.challenge import challenge
from tests.factories.testbed import testbed

TITLE = "A cleaner street"


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("cleaner", True), ("gata", True), ("katupölyä", True), ("helsingissä", True),
        ("Älykatu", True), ("kirjasto", True), ("uimahalli", False), ("cleaner uimahalli", False),
    ],
)  # fmt: skip
def test_words_find_a_challenge_by_its_texts_and_its_places(client, session, words, is_found):
    made = challenge()
    made.testbeds = [testbed(name=Translated("Älykatu ja kirjasto"))]
    session.commit()
    page = client.page(f"/en/challenges?q={words}")
    assert (TITLE in page.text) is is_found
    assert ("No challenge fits" in page.text) is not is_found
    assert page.fields()["q"] == words


def test_words_narrow_the_numbers_of_the_filters_too(client, session):
    challenge(title=Translated("Hiljaisuus"))
    challenge(title=Translated("Valo"), organisation_id=organisation("Valotehdas Oy").id)
    page = client.page("/en/challenges?q=valotehdas")
    assert "1 challenge" in page.text
    assert "Hiljaisuus" not in page.text


def test_a_draft_and_a_hidden_place_are_found_by_nobody(client, session):
    challenge(S.DRAFT)
    made = challenge(title=Translated("Toinen"))
    made.testbeds = [testbed(status=TestbedStatus.DRAFT, name=Translated("Salainen halli"))]
    session.commit()
    assert "No challenge fits" in client.page("/en/challenges?q=salainen").text
    assert TITLE not in client.page("/en/challenges?q=cleaner").text


def test_a_testbed_leads_on_to_the_challenges_that_offer_it(client, session):
    place = testbed()
    offered = {
        "Auki": challenge(), "Ohi": challenge(S.ANNOUNCED, opens=-48, closes=-24),
        "Luonnos": challenge(S.DRAFT), "Peruttu": challenge(S.CANCELLED),
    }  # fmt: skip
    for title, one in offered.items():
        one.title, one.testbeds = Translated(title), [place]
    session.commit()
    page = client.page(f"/en/testbeds/{place.city.slug}/{place.slug}")
    shown = [
        one.get("href", "").rpartition("/")[2]
        for one in page.all("a")
        if "/challenges/" in one.get("href", "")
    ]
    assert shown == [offered["Auki"].slug, offered["Ohi"].slug]
    other = testbed()
    page = client.page(f"/en/testbeds/{other.city.slug}/{other.slug}")
    assert "Challenges with this place" not in page.text
