"""Whoever is erased leaves entries as the register says: teams go on, decisions stay."""

import pytest

from app.database import db
from app.services import personal, retention
from models.challenge import ChallengeStatus
from models.concept import Concept, ConceptFile, ConceptStatus, ConceptVersion
from models.outbox import OutboxMessage
from tests.factories import concept as make
from tests.factories.account import acting
from tests.factories.application import days_later
from tests.factories.challenge import challenge

S = ConceptStatus


def erase(user):
    personal.erase_account(acting(user), user.fs_uniquifier)
    db.session.expire_all()


@pytest.mark.parametrize("sent", [True, False])
def test_an_entry_of_a_team_passes_to_who_joined_first(session, sent):
    made = make.draft(challenge())
    heir = make.joined(made)
    make.joined(made)
    if sent:
        terms = made.challenge.terms_id
        make.service.submit(make.leading(made), made.id, made.version, terms)
    state = made.status
    erase(made.lead)
    assert (made.lead_id, made.status, made.title) == (heir.id, state, "Kasteleva katulamppu")
    assert made.contact_email == heir.email
    assert len(made.team) == 2
    told = db.session.query(OutboxMessage).filter_by(template="concept/leads_now").one()
    assert told.recipient == heir.email


def test_a_draft_of_one_alone_goes(session):
    made = make.draft(challenge())
    ident = made.id
    erase(made.lead)
    assert db.session.get(Concept, ident) is None


@pytest.mark.parametrize("closed", [False, True])
def test_a_submitted_entry_of_one_alone_is_withdrawn_and_emptied(session, closed):
    made = make.submitted(challenge())
    if closed:
        make.screening(made.challenge)
    erase(made.lead)
    assert (made.status, made.title, made.solution) == (S.WITHDRAWN, "", "")
    assert made.contact_name == ""
    assert db.session.query(ConceptVersion).count() == db.session.query(ConceptFile).count() == 0


@pytest.mark.parametrize("status", [S.WINNER, S.NOT_SELECTED])
def test_after_the_decision_the_facts_stay_without_the_name(session, status):
    of = challenge(ChallengeStatus.ANNOUNCED, opens=-48, closes=-1)
    made = make.concept(of, status, contact_name="Ulla", team_name="Ullan tiimi")
    erase(made.lead)
    assert (made.status, made.title) == (status, "Kasteleva katulamppu")
    assert (made.contact_name, made.team_name, made.lead.name) == ("", "", "—")


def test_what_took_no_part_goes_half_a_year_after_the_deadline(session):
    of = challenge()
    draft, gone = make.draft(of).id, make.concept(of, S.WITHDRAWN).id
    sent = make.concept(of).id
    with days_later(180):
        retention.run()
        assert db.session.get(Concept, draft) is not None
    with days_later(182):
        retention.run()
        db.session.expire_all()
        assert db.session.get(Concept, draft) is None
        assert db.session.get(Concept, gone) is None
        assert db.session.get(Concept, sent) is not None


def test_words_of_who_did_not_win_go_five_years_after_the_outcome(session):
    of = challenge(ChallengeStatus.ARCHIVED, opens=-48, closes=-1)
    of.announced_at = of.closes_at
    lost, won = make.concept(of, S.NOT_SELECTED), make.concept(of, S.WINNER)
    db.session.commit()
    with days_later(5 * 365 + 1):
        retention.run()
        db.session.expire_all()
        assert (lost.title, lost.solution) == ("Kasteleva katulamppu", "")
        assert won.solution == "Lamppu kastelee kadun."
