"""A challenge on its pages: written at the desk, approved, read and asked about by everybody."""

import datetime as dt

import pytest
import time_machine

from models.account import CityRole
from models.challenge import Challenge, ChallengeStatus, ChallengeTerms
from models.outbox import OutboxMessage
from tests.factories.account import member, organisation, person, staff
from tests.factories.challenge import challenge
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.testbed import testbed
from tests.page import read_page

WINTER = dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)
MY = "/en/my/challenges"


@pytest.fixture
def january():
    with time_machine.travel(WINTER, tick=False):
        yield


@pytest.fixture
def desk(january, session, client, sign_in):
    return sign_in(staff())


def texts(*names):
    return {f"{name}_{lang}": f"{name} {lang}" for name in names for lang in ("fi", "sv", "en")}


def post(client, url, **data):
    return client.post(url, data=data)


def version(session):
    session.expire_all()
    return str(session.query(Challenge).one().version)


def written(client, session, place):
    """Write a whole challenge through its forms, and return its id."""
    answer = post(client, "/en/desk/challenges/new", city=str(city().id), **texts("title"))
    assert answer.status_code == 303
    made = session.query(Challenge).one().id
    terms = session.query(ChallengeTerms).filter_by(version="rights-stay-1").one()
    levels = texts(*(f"level{score}" for score in range(6)))
    steps = {
        "edit/basics": texts("title", "summary", "brief", "expected") | {"themes": "energy"},
        "edit/place": {"testbeds": str(place.id), "shape": "point", "crs": "4326",
                       "coordinates": "60.17, 24.94"},
        "edit/entry": {"entrants": ["student", "startup"], "legal_form": "idea_contest",
                       "terms_id": str(terms.id), "entries": "sealed"},
        "criteria/new": texts("name", "words") | levels | {"weight": "30", "minimum": "2.5"},
        "edit/prizes": {"prizes-0-amount_eur": "5 000", "prizes-1-reward_fi": "Kokeilu"},
        "edit/times": {
            "opens_day": "2027-01-10", "opens_time": "9", "questions_day": "2027-01-31",
            "questions_time": "16", "closes_day": "2027-02-07", "closes_time": "16.00",
            "decision_by": "2027-03-15", "rounds": "2", "readers_needed": "3",
            "shortlist_size": "10",
        },
    }  # fmt: skip
    for where, data in steps.items():
        answer = post(client, f"{MY}/{made}/{where}", version=version(session), **data)
        assert answer.status_code == 303, where
    return made


def test_a_challenge_from_the_first_line_to_everybody(january, session, client, sign_in):
    place = testbed()
    sign_in(staff(CityRole.EDITOR))
    made = written(client, session, place)
    page = client.page(f"{MY}/{made}")
    assert "Everything is there" in page.text
    client.page(f"{MY}/{made}/preview")
    assert client.get("/en/challenges/title-fi").status_code == 404
    assert post(client, f"{MY}/{made}/submit", version=version(session)).status_code == 303
    sign_in(staff())
    assert "Challenges to approve" in client.page("/en/desk").text
    assert post(client, f"{MY}/{made}/approve", version=version(session)).status_code == 303

    for lang in ("fi", "sv", "en"):
        page = client.page(f"/{lang}/challenges/title-fi")
        assert f"brief {lang}" in page.text
        assert "5 000" in page.text.replace("\xa0", " ") or "5,000" in page.text
        assert client.page(f"/{lang}/challenges").text.count(f"title {lang}") == 1
    with time_machine.travel(WINTER + dt.timedelta(days=30), tick=False):
        page = client.page("/en/challenges/title-fi")
        assert "4 days left" in page.text
        assert "7 Feb 2027 at 16:00 (Finnish time)" in page.text
    told = {one.template for one in session.query(OutboxMessage)}
    assert told == {"challenge/submitted_city", "challenge/approved"}


@pytest.mark.parametrize(
    ("section", "data", "field", "words"),
    [
        ("times", {"opens_day": "2027-02-10", "opens_time": "9", "closes_day": "2027-02-07",
                   "closes_time": "16"}, "closes_day", "has to close after it opens"),
        ("times", {"closes_day": "2027-02-07", "closes_time": ""}, "closes_time",
         "both the day and the time"),
        ("times", {"questions_day": "2027-02-08", "questions_time": "9",
                   "closes_day": "2027-02-07", "closes_time": "16"}, "questions_day",
         "end before the closing"),
        ("times", {"readers_needed": ""}, "readers_needed", "Write a number"),
        ("place", {"coordinates": "61.5, 23.8", "shape": "point", "crs": "4326"}, "coordinates",
         "Helsinki"),
        ("place", {"testbeds": "999999"}, "testbeds", "Choose"),
        ("entry", {"entries": ""}, "entries", "Choose one"),
        ("basics", {"title_fi": "", "title_sv": "", "title_en": ""}, "title_fi", "title"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(desk, section, data, field, words):
    client, made = desk, challenge(ChallengeStatus.DRAFT)
    url = f"{MY}/{made.id}/edit/{section}"
    answers = filled(client.page(url), "") | data
    answer = client.post(url, data=answers)
    assert answer.status_code == 422
    page = read_page(answer)
    said = ["".join(one.itertext()) for one in page.all("p", id=f"{field}-error")]
    assert any(words in one for one in said), said


def test_an_organisation_poses_one_and_the_city_decides(january, session, client, sign_in):
    of = organisation("Lamput Oy")
    sign_in(member(of))
    answer = post(client, f"{MY}/new", city=str(city().id), **texts("title"))
    assert answer.status_code == 303
    made = session.query(Challenge).one()
    assert made.organisation_id == of.id
    assert "Lamput Oy" in client.page(f"{MY}/{made.id}").text
    assert "Lamput Oy" in client.page(MY).text
    assert client.get(f"/en/desk/challenges/{made.id}").status_code == 403
    assert post(client, f"{MY}/{made.id}/approve", version="1").status_code == 403
    sign_in(member())
    assert client.get(f"{MY}/{made.id}").status_code == 404
    sign_in(staff())
    assert "Lamput Oy" in client.page("/en/desk/challenges").text


def test_a_list_says_how_each_stands_and_can_be_narrowed(session, client):
    open_one = challenge()
    coming = challenge(opens=24, closes=48, slug="tampere")
    challenge(ChallengeStatus.JUDGING_1, opens=-48, closes=-2)
    challenge(ChallengeStatus.DRAFT)
    page = client.page("/en/challenges")
    heads = [one for one in page.all("h2") if one.get("id", "").startswith("stand")]
    assert [one.text.strip() for one in heads] == ["Open now", "Coming", "Being judged"]
    assert "3 challenges" in page.text
    narrowed = client.page("/en/challenges?city=tampere").text
    assert "1 challenge" in narrowed
    assert coming.slug in client.get("/en/challenges?city=tampere").text
    assert open_one.slug not in client.get("/en/challenges?city=tampere").text
    assert "No challenge fits" in client.page("/en/challenges?theme=learning").text


def test_nothing_public_shows_a_draft(session, client, sign_in):
    made = challenge(ChallengeStatus.IN_REVIEW, was_public=False)
    for url in (f"/en/challenges/{made.slug}", f"/en/challenges/{made.slug}/questions"):
        assert client.get(url).status_code == 404
    sign_in(person())
    assert client.get(f"{MY}/{made.id}").status_code == 404
