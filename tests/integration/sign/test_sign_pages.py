"""Choosing the sign: for the company, the host and the city, before residents know of the pilot."""

from urllib.parse import parse_qs, urlsplit

import pytest

from models.base import Translated
from tests.factories.account import host, member, organisation, staff
from tests.factories.application import booked
from tests.factories.pilot_step import reporting
from tests.factories.testbed import testbed


@pytest.fixture
def scene(session):
    company = organisation("Lamput Oy")
    place = testbed("helsinki")
    made = booked(place, author=member(company))
    made.title = Translated("Valot", "Lampor", "Lamps")
    made.plain = Translated("Valot himmenevät", "Lampor dämpas", "Lamps dim")
    session.commit()
    people = {
        "company": member(company), "host": host(place), "coordinator": staff(),
        "other_company": member(), "other_city": staff(slug="oulu"),
    }  # fmt: skip
    return made, people


@pytest.mark.parametrize(
    ("who", "status"),
    [("company", 200), ("host", 200), ("coordinator", 200), ("other_company", 404),
     ("other_city", 404), ("visitor", 404)],
)  # fmt: skip
def test_who_gets_the_sign_before_the_pilot_is_public(client, scene, sign_in, who, status):
    made, people = scene
    if who in people:
        sign_in(people[who])
    answer = client.get(f"/fi/pilots/{made.slug}/sign.pdf")
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Cache-Control"] == "private, no-store"
    page = client.get(f"/fi/my/pilots/{made.id}/sign")
    assert page.status_code == (302 if who == "visitor" else status)


def test_the_choice_leads_to_the_file(client, scene, sign_in):
    made, people = scene
    sign_in(people["company"])
    page = client.page(f"/en/my/pilots/{made.id}/sign")
    assert f"/p/{made.code}" in page.text
    answer = client.get(f"/en/my/pilots/{made.id}/sign?size=a3&languages=fi&languages=sv")
    assert answer.status_code == 303
    where = urlsplit(answer.location)
    assert where.path == f"/en/pilots/{made.slug}/sign.pdf"
    assert parse_qs(where.query) == {"size": ["a3"], "languages": ["fi,sv"]}
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?size=a4&languages=fi", "The city needs these languages, too: Swedish"),
        ("?size=a4", "Choose at least one language"),
        ("?size=a9&languages=fi&languages=sv", "Choose one of these"),
    ],
)
def test_a_bilingual_city_has_both_languages_on_its_signs(client, scene, sign_in, query, words):
    made, people = scene
    sign_in(people["company"])
    page = client.page(f"/en/my/pilots/{made.id}/sign{query}", status=422)
    assert words in page.text


def test_a_language_that_is_not_written_is_told(client, scene, sign_in, session):
    made, people = scene
    made.plain = Translated("Valot himmenevät", "", "")
    session.commit()
    sign_in(people["company"])
    page = client.page(f"/en/my/pilots/{made.id}/sign")
    assert "Not written yet" in page.text
    assert "Swedish, English. In these" in page.text, page.text[600:1500]
    assert page.all("a", href=f"/en/my/pilots/{made.id}")


def test_after_the_end_no_sign_is_offered_but_the_address_stays(client, session, sign_in):
    author = member()
    made = reporting(testbed("helsinki"), author=author)
    sign_in(author)
    page = client.page(f"/en/my/pilots/{made.id}/sign")
    assert "no sign is needed any more" in page.text
    assert made.code in page.text
    assert not page.all("input", name="size")
