"""Announcing: all of it or nothing, once, and each entrant is told what is theirs."""

import pytest
from sqlalchemy import event, select

from app.database import db
from app.queries.award import announcement_of, awards_of
from app.services import award_announce
from models.audit import AuditLine
from models.award import Award, AwardKind, AwardStatus
from models.award_rule import Share
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus
from models.errors import ConflictError, DomainError, FieldError
from models.outbox import OutboxMessage
from tests.factories import award as make
from tests.factories.account import person
from tests.factories.concept import concept


def states(challenge):
    db.session.expire_all()
    return [one.status for one in make.entries_of(challenge)]


def letters():
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [one for one in rows if one.template.startswith("award/")]


def test_everything_becomes_public_at_once(session):
    challenge = make.announced(make.decided(4))

    assert challenge.status is ChallengeStatus.ANNOUNCED
    assert challenge.announced_at is not None
    prizes = awards_of(challenge.id)
    assert [(one.place, one.amount_eur, one.status) for one in prizes] == [
        (1, 5000, AwardStatus.OFFERED),
        (2, 2000, AwardStatus.OFFERED),
    ]
    assert states(challenge) == [
        ConceptStatus.WINNER,
        ConceptStatus.WINNER,
        ConceptStatus.NOT_SELECTED,
        ConceptStatus.NOT_SELECTED,
    ]
    assert announcement_of(challenge.id).figures["entries"] == 4
    lines = session.scalars(select(AuditLine.action).where(AuditLine.thing == "challenge")).all()
    assert lines.count("award:announce") == lines.count("challenge:announce") == 1


def test_every_team_is_told_its_rank_scores_and_words_in_its_own_language(session):
    challenge = make.decided(3)
    third = make.entries_of(challenge)[2]
    third.lead.language = "sv"
    session.commit()

    make.announced(challenge)

    (letter,) = [one for one in letters() if one.recipient == third.lead.email]
    assert (letter.template, letter.language) == ("award/placed", "sv")
    told = letter.context
    assert (told["rank"], told["of"], told["score"]) == (3, 3, "87")
    assert [name for name, _weight, _mean in told["scores"]] == ["Värde 1", "Värde 2", "Värde 3"]
    assert [weight for _name, weight, _mean in told["scores"]] == [50, 33, 17]
    assert told["comments"] == [f"{make.WORDS} Ajatus 3"]
    assert "Raadin kesken" not in str(told)
    assert {one.template for one in letters()} == {
        "award/won", "award/placed", "award/announced_jury", "award/announced_city",
    }  # fmt: skip


def test_who_was_screened_out_is_told_that_it_is_decided(session):
    challenge = make.decided(2)
    out = concept(challenge, ConceptStatus.INELIGIBLE, lead=person("Ulkona"))

    make.announced(challenge)

    (letter,) = [one for one in letters() if one.recipient == out.lead.email]
    assert letter.template == "award/outside"
    assert states(challenge)[-1] is ConceptStatus.INELIGIBLE


def test_a_repeated_request_announces_once(session):
    challenge = make.announced()
    before = len(letters())
    version = announcement_of(challenge.id).version

    award_announce.announce(make.coordinator(challenge), challenge.id, version)

    assert len(letters()) == before
    assert len(awards_of(challenge.id)) == 2


class PowerCutError(Exception):
    """What happens in the middle of a transaction."""


def cut_at(table):
    """Return a listener that breaks the first writing of a table."""

    def cut(_connection, _cursor, statement, *_rest):
        if statement.startswith(f"INSERT INTO {table}"):
            raise PowerCutError

    return cut


@pytest.mark.parametrize("table", ["award ", "outbox ", "audit "])
def test_what_breaks_in_the_middle_leaves_nothing(session, table):
    challenge = make.decided(4)
    version = make.prepared(challenge)
    who, ident = make.coordinator(challenge), challenge.id
    cut = cut_at(table)
    event.listen(db.engine, "before_cursor_execute", cut)
    try:
        with pytest.raises(PowerCutError):
            award_announce.announce(who, ident, version)
    finally:
        event.remove(db.engine, "before_cursor_execute", cut)

    db.session.expire_all()
    assert challenge.status is ChallengeStatus.DECIDED
    assert challenge.announced_at is None
    assert not awards_of(ident)
    assert set(states(challenge)) == {ConceptStatus.ELIGIBLE}
    assert not letters()
    assert announcement_of(ident).figures == {}
    award_announce.announce(who, ident, version)  # and it can be done afterwards
    assert len(awards_of(ident)) == 2


def test_what_is_announced_is_what_was_seen(session):
    challenge = make.decided()
    seen = make.prepared(challenge)
    make.prepared(challenge, answer_days=7)

    with pytest.raises(ConflictError):
        award_announce.announce(make.coordinator(challenge), challenge.id, seen)


def test_nothing_is_announced_before_all_is_ready(session):
    challenge = make.decided()
    version = make.prepared(challenge, statement=make.Translated("Vain suomeksi"))

    with pytest.raises(DomainError) as told:
        award_announce.announce(make.coordinator(challenge), challenge.id, version)

    assert told.value.code == "award_not_ready"
    assert told.value.facts["gaps"] == ["statement_sv"]


def test_departing_from_the_ranking_needs_a_reason(session):
    challenge = make.decided(3)
    first, second, third = (one.id for one in make.entries_of(challenge))
    shares = {
        first: Share(AwardKind.PRIZE, 1, 5000),
        third: Share(AwardKind.PRIZE, 2, 2000),
        second: Share(AwardKind.MENTION),
    }
    with pytest.raises(FieldError) as told:
        make.prepared(challenge, shares=shares)
    assert (told.value.code, told.value.field) == ("award_reason_needed", "reason")

    make.announced(challenge, shares=shares, reason="Toinen vetäytyi.")

    assert states(challenge) == [
        ConceptStatus.WINNER, ConceptStatus.HONOURABLE, ConceptStatus.WINNER,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ({0: (1, 5000), 1: (1, 0)}, "award_place_taken"),
        ({0: (1, 7001)}, "award_over_budget"),
        ({0: (3, 10)}, "not_a_choice"),
    ],
)
def test_prizes_are_those_that_were_promised(session, shares, code):
    challenge = make.decided(3)
    entries = make.entries_of(challenge)
    given = {entries[n].id: Share(AwardKind.PRIZE, *share) for n, share in shares.items()}

    with pytest.raises(FieldError) as told:
        make.prepared(challenge, shares=given, reason="Siksi")

    assert told.value.code == code


def test_a_prize_is_only_for_what_the_jury_ranked(session):
    challenge = make.decided(2)
    stranger = concept(challenge, ConceptStatus.INELIGIBLE)

    with pytest.raises(FieldError) as told:
        make.prepared(challenge, shares={stranger.id: Share(AwardKind.MENTION)})

    assert told.value.code == "award_not_ranked"


def test_what_was_marked_as_a_secret_is_not_published(session):
    challenge = make.decided(2)
    first, second = make.entries_of(challenge)
    first.secrets = {"solution": "Resepti"}
    second.secrets = {"title": "Nimi", "solution": "Keino"}
    second.secrets_decided = {"solution": {"kept": False, "reason": "Yleisesti tunnettu"}}
    session.commit()

    make.announced(challenge)

    one, two = session.scalars(select(Award).order_by(Award.place)).all()
    assert (one.title, one.summary) == ("Ajatus 1", "Pöly leijuu.")
    assert (two.title, two.summary) == (second.code, "Lamppu kastelee kadun.")


def test_who_withdrew_after_the_decision_leaves_the_prize_to_the_next(session):
    challenge = make.decided(3)
    version = make.prepared(challenge)
    first, second, third = make.entries_of(challenge)
    first.status = ConceptStatus.WITHDRAWN
    session.commit()

    with pytest.raises(DomainError) as told:
        award_announce.announce(make.coordinator(challenge), challenge.id, version)
    assert told.value.facts["gaps"] == ["choices"]
    make.announced(challenge)

    prizes = awards_of(challenge.id)
    assert [(one.concept_id, one.place) for one in prizes] == [(second.id, 1), (third.id, 2)]
    assert first.status is ConceptStatus.WITHDRAWN
