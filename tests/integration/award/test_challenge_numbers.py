"""The numbers of challenges against counting by hand, small ones, and the open data."""

import csv
import datetime as dt
import io
import random
from zoneinfo import ZoneInfo

from app import clock
from app.queries import challenge_number as query
from app.services import award_answer
from models.challenge import ChallengeStatus, EntrantKind
from models.concept import ConceptStatus
from models.pilot import PilotStatus
from tests.factories import award as make
from tests.factories.challenge import challenge, closed
from tests.factories.concept import concept
from tests.factories.pilot import pilot

ZONE = ZoneInfo("Europe/Helsinki")
KINDS = list(EntrantKind)


def filled(session, made, number, seed):
    """Enter concepts of mixed kinds and days; return what was entered and stands."""
    chance = random.Random(seed)
    stands = []
    for _ in range(number):
        status = chance.choice(
            [ConceptStatus.SUBMITTED, ConceptStatus.INELIGIBLE, ConceptStatus.WITHDRAWN]
        )
        one = concept(made, status, entrant_kind=chance.choice(KINDS[:4]))
        one.submitted_at = made.opens_at + (made.closes_at - made.opens_at) * chance.random()
        if status is not ConceptStatus.WITHDRAWN:
            stands.append(one)
    session.commit()
    return stands


def test_the_numbers_are_those_that_counting_by_hand_gives(session):
    for seed in range(4):
        made = closed(opens=-24 * 9, closes=-1)
        stands = filled(session, made, 40, seed)

        (row,) = query.rows(slug=made.slug)

        assert row.entries == len(stands)
        for kind, count in row.kinds.items():
            true = sum(one.entrant_kind == kind for one in stands)
            assert count is None or count == true
            assert count is None or count == 0 or count >= 5
        by_day = {}
        for one in stands:
            day = one.submitted_at.astimezone(ZONE).date()
            by_day[day] = by_day.get(day, 0) + 1
        assert {day: count for day, count in row.days.items() if count} == by_day
        assert sum(row.days.values()) == row.entries
        assert row.judged is row.spread is row.decided_days is None


def test_nothing_is_counted_before_the_closing(session, client):
    going = challenge()
    filled(session, going, 12, 1)
    draft = closed(ChallengeStatus.CANCELLED)

    assert query.rows(slug=going.slug) == query.rows(slug=draft.slug) == []
    assert going.slug not in client.get("/en/challenges/numbers.json").get_data(as_text=True)


def test_few_entries_tell_no_days(session):
    made = closed()
    concept(made)
    concept(made, entrant_kind=EntrantKind.COMPANY)

    (row,) = query.rows(slug=made.slug)

    assert (row.entries, row.days) == (2, {})
    assert row.kinds["resident"] is row.kinds["company"] is None


def test_winners_are_followed_to_the_purchase(session):
    made = make.announced(make.decided(6, jurors=2))
    award = make.prize(made)
    application = award_answer.accept(make.lead_of(award), award.id)
    pilot(PilotStatus.COMPLETED, -60, -30, application_id=application, bought=True)
    pilot(PilotStatus.RUNNING, -2, 20, application_id=application)
    pilot(PilotStatus.PREPARING, 2, 20, application_id=application)

    (row,) = query.rows(slug=made.slug)

    assert row.winners == query.Winners(prizes=2, accepted=1, pilots=2, results=1, bought=1)
    assert (row.judged, row.jurors, row.readings) == (6, 2, 12)
    assert row.spread == "3.5"
    assert row.decided_days == 0


def test_a_prize_that_was_passed_on_counts_once(session):
    made = make.announced(make.decided(4))
    award = make.prize(made)
    award_answer.decline(make.lead_of(award), award.id)

    (row,) = query.rows(slug=made.slug)

    assert (row.winners.prizes, row.winners.accepted) == (2, 0)


def test_the_spread_of_few_concepts_is_not_told(session):
    made = make.announced(make.decided(4))

    (row,) = query.rows(slug=made.slug)

    assert row.spread is None


def test_the_open_data_says_the_same_in_both_forms(session, client):
    made = closed(opens=-24 * 9, closes=-1)
    filled(session, made, 30, 7)
    there = f"challenge={made.slug}"

    answer = client.get(f"/fi/challenges/numbers.json?{there}")
    whole = answer.get_json()
    text = client.get(f"/fi/challenges/numbers.csv?{there}").get_data(as_text=True)
    (told,) = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))

    (row,) = whole["rows"]
    assert whole["licence"] == row["licence"] == told["licence"]
    assert 'rel="license"' in answer.headers["Link"]
    assert {key: "" if value is None else str(value) for key, value in row.items()} == {
        key: value if key != "not_told" else str(value.split()) for key, value in told.items()
    } | {"demonstration": "False"}
    days = client.get(f"/fi/challenges/numbers/days.json?{there}").get_json()["rows"]
    assert sum(one["entries"] for one in days) == row["entries"]
    assert f"/fi/challenges/{made.slug}" in row["url"]


def test_the_page_shows_charts_with_their_tables(session, client):
    made = make.announced(make.decided(6))
    for one in make.entries_of(made):
        one.submitted_at = clock.now() - dt.timedelta(hours=30)
    session.commit()
    for lang in ("fi", "sv", "en"):
        for address in ("", f"?challenge={made.slug}", "?city=helsinki", "?city=oulu"):
            page = client.page(f"/{lang}/challenges/numbers{address}")
            captions = page.words("caption")
            assert len(page.all("svg", role="img")) <= len(captions)
            assert bool(captions) is (address != "?city=oulu")
