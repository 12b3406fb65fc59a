"""A ranking stays as it was fixed, whoever writes to the database."""

import datetime as dt

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from app import clock
from app.services import jury_decision as service
from models.challenge import Challenge
from models.jury import Ranking
from tests.factories import jury as make
from tests.factories.account import person

LATER = dt.timedelta(hours=1)


def shortlisted():
    made = make.judging()
    make.score_all(made)
    return make.shortlisted(made)


def signed(session):
    """Return the ranking of a last round, with both signatures."""
    ranking = waiting(session)
    made = session.get(Challenge, ranking.challenge_id)
    service.sign(make.second(made), made.id)
    session.expire_all()
    return ranking


def waiting(session):
    """Return the ranking of a last round that waits for its second signature."""
    made = make.judging(rounds=1)
    make.score_all(made)
    ident = service.prepare(make.runner(made), made.id, service.digest_now(made, 1), ())
    return session.get(Ranking, ident)


def refused(session, statement, words):
    with pytest.raises(DBAPIError) as told, session.begin_nested():
        session.execute(statement)
    assert words in str(told.value.orig)


@pytest.mark.parametrize(
    "values",
    [
        {"round": 2},
        {"algorithm": "other"},
        {"inputs": {}},
        {"result": []},
        {"digest": "0" * 64},
        {"chosen": []},
        {"reason": "Toinen syy"},
        {"made_at": clock.now() - LATER},
    ],
    ids=lambda values: next(iter(values)),
)
def test_nothing_of_what_was_fixed_changes(session, values):
    ranking = shortlisted()
    change = update(Ranking).where(Ranking.id == ranking.id).values(**values)
    refused(session, change, "stays as it was fixed")


def test_who_signed_and_when_stays(session):
    ranking, other = signed(session), person().id
    for values in (
        {"made_by_id": other},
        {"signed_by_id": other},
        {"signed_at": None},
        {"signed_at": ranking.signed_at + LATER},
    ):
        change = update(Ranking).where(Ranking.id == ranking.id).values(**values)
        refused(session, change, "stays as it was fixed")


def test_one_that_holds_stays(session):
    for ranking in (shortlisted(), signed(session)):
        refused(session, delete(Ranking).where(Ranking.id == ranking.id), "that holds stays")


def test_one_that_waits_for_its_second_signature_can_be_sent_back(session):
    ranking = waiting(session)
    session.execute(delete(Ranking).where(Ranking.id == ranking.id))
    assert session.scalar(text("SELECT count(*) FROM ranking")) == 0
