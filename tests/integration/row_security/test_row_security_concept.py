"""PostgreSQL hides sealed entries from all but their team, whatever a query forgets to ask."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.database import db
from app.policies.seal import READING, sight_of_numbers
from app.queries import concept_clock
from app.queries.concept import number_of_entries
from app.queries.concept_seal import sight_of
from app.services import concept_team as team
from models.concept import Concept, ConceptFile, ConceptVersion
from tests.factories import concept as make
from tests.factories.account import acting, person
from tests.factories.challenge import challenge
from tests.integration.concept.scene_seal import STATES, scene
from tests.integration.row_security.asked import asked_by

SEALED, AFTER_ALL = ("taking", "cancelled"), ("announced", "archived")
TEAM = {"lead", "member", "seal_breaker", "invited"}
AFTER_CLOSING = TEAM | {
    "juror", "conflicted_juror", "recused_juror", "other_juror", "coordinator", "own_coordinator",
    "editor", "reviewer", "poser", "poser_member",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _only_postgresql(engine_kind):
    if engine_kind == "sqlite":
        pytest.skip("SQLite knows no security of rows.")


def entry(stage):
    """Return an entry with a file and a submission, and people of every kind."""
    made, actors = scene(stage)
    now = clock.now()
    db.session.add_all([
        ConceptFile(
            concept_id=made.id, key="k" * 43, title="Piirros", kind="pdf", digest="d" * 64, size=1,
            at=now,
        ),
        ConceptVersion(
            concept_id=made.id, number=1, content={}, digest="d" * 64, submitted_at=now
        ),
    ])  # fmt: skip
    db.session.commit()
    return made, actors


def shown(made, actor):
    """Return how many rows of an entry the database shows to somebody."""
    hung = [select(func.count()).where(one.concept_id == made.id) for one in
            (ConceptFile, ConceptVersion)]  # fmt: skip
    asked = [select(func.count()).where(Concept.id == made.id), *hung]
    with asked_by(actor):
        return sum(db.session.scalar(one) for one in asked)


@pytest.mark.parametrize("stage", STATES)
def test_a_row_of_an_entry_is_shown_by_the_stage_of_its_challenge(session, stage):
    made, actors = entry(stage)
    by_stage = TEAM if stage in SEALED else actors if stage in AFTER_ALL else AFTER_CLOSING
    seen = {name: shown(made, actor) for name, actor in actors.items()}
    assert {name for name, rows in seen.items() if rows} == set(by_stage)
    assert set(seen.values()) <= {0, 3}
    readers = {name for name, actor in actors.items() if sight_of(actor, made) in READING}
    assert readers <= set(by_stage), "the second line hides nothing that the first one shows"


def test_everybody_is_told_the_same_number_of_what_they_do_not_see(session):
    made, actors = entry("closed")
    assert sight_of_numbers(made.challenge, concept_clock.instant()).value == "count"
    for actor in actors.values():
        with asked_by(actor):
            assert number_of_entries(made.challenge) == 2


def test_a_page_that_is_known_to_be_large_before_its_form_is_read_is_bound_to_who_asks(
    session, client, sign_in
):
    made = make.draft(challenge())
    assert sign_in(made.lead).get(f"/fi/my/concepts/{made.id}/files").status_code == 200


def test_a_team_grows_is_handed_over_and_shrinks_while_its_entry_is_sealed(session):
    made, friend = make.draft(challenge()), person()
    lead, asked = make.leading(made), make.invited(made, friend.email)
    team.accept(acting(friend), asked.id)
    team.hand_over(lead, made.id, asked.id)
    assert (shown(made, lead), shown(made, acting(friend))) == (1, 1)
    team.leave(lead, made.id)
    assert (shown(made, lead), shown(made, acting(friend))) == (0, 1)
