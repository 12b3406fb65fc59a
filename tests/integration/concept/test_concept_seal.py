"""Who sees what of an entry in which stage: the whole table, literally; and breaking a seal."""

import pytest

from app.database import db
from app.policies.actor import VISITOR
from app.policies.seal import SIGHTS, Reader, Sight, Stage, is_published, sight_of_numbers
from app.queries import concept as query
from app.queries import concept_clock
from app.queries.concept_seal import breakings, readable, sight_of
from app.services.concept_seal import break_seal
from models.audit import AuditLine
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus, SealBreaking
from models.errors import FieldError, ForbiddenError, NotFoundError
from models.outbox import OutboxMessage
from tests.factories import concept as make
from tests.factories.account import acting, admin, person, staff
from tests.factories.challenge import challenge
from tests.integration.concept.scene_seal import WHY, scene

S, C = ConceptStatus, ChallengeStatus

# One row a reader, one column a stage: n nothing, c count, b blind, w whole.
STAGES = "taking closed screening judging decided announced archived cancelled"
WANTED = """
lead             w w w w w w w w
member           w w w w w w w w
seal_breaker     w w w w w w w w
juror            n c c b w w c n
conflicted_juror n c c c c c c n
recused_juror    n c c c c c c n
other_juror      n c c c c c c n
coordinator      n c w w w w w n
own_coordinator  n c c c c c c n
editor           n c c c c c c n
reviewer         n c c c c c c n
other_city       n c c c c c c n
poser            n c c c b b c n
poser_member     n c c c c c c n
admin            n c c c c c c n
colleague        n c c c c c c n
invited          n c c c c c c n
other_entrant    n c c c c c c n
resident         n c c c c c c n
visitor          n c c c c c c n
"""
LETTERS = {"n": Sight.NOTHING, "c": Sight.COUNT, "b": Sight.BLIND, "w": Sight.WHOLE}
ROWS = {line.split()[0]: line.split()[1:] for line in WANTED.strip().splitlines()}


def test_the_table_says_of_every_reader_and_every_stage():
    assert set(SIGHTS) == {(reader, stage) for reader in Reader for stage in Stage}
    assert STAGES.split() == [one.value for one in Stage]


@pytest.mark.parametrize("stage", STAGES.split())
def test_what_everybody_sees_in_each_stage(session, stage):
    made, actors = scene(stage)
    assert set(actors) == set(ROWS)
    column = STAGES.split().index(stage)
    wanted = {name: LETTERS[row[column]] for name, row in ROWS.items()}
    assert {name: sight_of(actor, made) for name, actor in actors.items()} == wanted


@pytest.mark.parametrize("stage", STAGES.split())
@pytest.mark.parametrize("status", [S.DRAFT, S.WITHDRAWN])
def test_what_was_never_sent_is_its_teams_in_every_stage(session, stage, status):
    made, actors = scene(stage)
    made.status = status
    db.session.commit()
    whole = {name for name, one in actors.items() if sight_of(one, made) is not Sight.NOTHING}
    assert whole == {"lead", "member", "seal_breaker"}


@pytest.mark.parametrize("status", [S.INELIGIBLE, S.DUPLICATE, S.MERGED])
@pytest.mark.parametrize("stage", ["judging", "decided", "announced"])
def test_what_was_screened_out_no_juror_and_no_poser_reads(session, status, stage):
    made, actors = scene(stage)
    make.publish_all(made.challenge)
    db.session.commit()
    made.status = status
    db.session.commit()
    reading = {name for name, one in actors.items() if sight_of(one, made) is not Sight.COUNT}
    assert reading == {"lead", "member", "seal_breaker", "coordinator"}


@pytest.mark.parametrize("stage", STAGES.split())
def test_a_winner_and_open_entries_are_published_after_all_and_not_before(session, stage):
    made, _actors = scene(stage)
    now = concept_clock.instant()
    after = stage in ("announced", "archived")
    assert is_published(made, now) is False
    make.publish_all(made.challenge)
    assert is_published(made, now) is after
    make.publish_all(made.challenge, entries_open=False)
    made.status = S.WINNER
    assert is_published(made, now) is after
    assert (sight_of(VISITOR, made) is Sight.PUBLISHED) is after


@pytest.mark.parametrize("stage", STAGES.split())
def test_how_many_there_are_is_told_to_everybody_or_nobody(session, stage):
    made, _actors = scene(stage)
    told = query.number_of_entries(made.challenge)
    assert told == (None if stage in ("taking", "cancelled") else 2)
    number = sight_of_numbers(made.challenge, concept_clock.instant())
    assert (number is Sight.NOTHING) is (told is None)


def test_a_team_reads_and_others_learn_nothing(session):
    made, actors = scene("taking")
    assert readable(actors["member"], made.id) == (made, Sight.WHOLE)
    for name in ("admin", "coordinator", "juror", "poser", "colleague", "visitor"):
        with pytest.raises(NotFoundError):
            readable(actors[name], made.id)
    with pytest.raises(NotFoundError):
        readable(actors["member"], made.id + 1000)


def test_an_administrator_breaks_one_seal_for_an_hour(session):
    made = make.submitted(challenge())
    other = make.submitted(made.challenge)
    who, chief = acting(admin()), staff()
    assert break_seal(who, made.challenge_id, made.code.lower(), WHY) == made.id
    assert sight_of(who, made) is Sight.WHOLE
    assert sight_of(who, other) is Sight.NOTHING
    assert sight_of(acting(admin()), made) is Sight.NOTHING

    mail = db.session.query(OutboxMessage).filter_by(template="concept/seal_broken").all()
    assert [(one.recipient, one.context["reason"]) for one in mail] == [(chief.email, WHY)]
    assert made.title not in str(mail[0].context)
    line = db.session.query(AuditLine).filter_by(action="seal:break").one()
    assert (line.actor_id, line.city_id) == (who.user_id, made.challenge.city_id)
    assert [one.reason for one in breakings(acting(chief), made.challenge)] == [WHY]
    assert breakings(acting(person()), made.challenge) == []

    row = db.session.query(SealBreaking).one()
    row.until = concept_clock.instant()
    db.session.commit()
    assert sight_of(who, made) is Sight.NOTHING


def test_nobody_else_breaks_a_seal_and_none_without_a_reason(session):
    made = make.submitted(challenge())
    for user in (staff(), person(), made.lead):
        with pytest.raises(ForbiddenError):
            break_seal(acting(user), made.challenge_id, made.code, WHY)
    for code, reason, field in ((made.code, "uteliaisuus", "reason"), ("C-0000", WHY, "code")):
        with pytest.raises(FieldError) as error:
            break_seal(acting(admin()), made.challenge_id, code, reason)
        assert error.value.field == field
    assert db.session.query(SealBreaking).count() == 0
