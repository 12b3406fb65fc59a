"""Scores: drafts, submitting, taking back, what a withdrawn entry and an ended round do."""

import pytest

from app.queries.jury import assignments_of, progress
from app.queries.jury_ranking import open_readings
from app.services import jury_decision
from app.services import jury_score as service
from app.services.jury_score import Given
from models.concept import ConceptStatus
from models.errors import ConflictError, FieldError, NotFoundError
from models.jury import AssignmentStatus
from tests.factories import jury as make
from tests.factories.jury import by, runner

A = AssignmentStatus


@pytest.fixture
def one(session):
    made = make.judging()
    make.declare_all(made)
    found = assignments_of(made.id, 1)[0]
    session.refresh(found)
    return found


def test_a_draft_keeps_what_is_there_also_words_without_a_mark(session, one):
    first, then = one.juror.challenge.criteria[:2]
    given = Given({first.id: 4}, {then.id: "Sanat ensin"}, "Kaikkiaan", "Muistiin")
    service.save(by(one.juror), one.id, one.version, given)
    session.refresh(one)
    assert {s.criterion_id: (s.value, s.comment) for s in one.scores} == {
        first.id: (4, ""), then.id: (None, "Sanat ensin"),
    }  # fmt: skip
    assert (one.status, one.comment, one.note) == (A.DECLARED, "Kaikkiaan", "Muistiin")
    service.save(by(one.juror), one.id, one.version, Given({then.id: 0}))
    session.refresh(one)
    assert [(s.criterion_id, s.value) for s in one.scores] == [(then.id, 0)]


def test_every_criterion_is_answered_before_it_is_submitted(session, one):
    criteria = one.juror.challenge.criteria
    given = Given({criteria[0].id: 3, criteria[2].id: 3})
    with pytest.raises(FieldError) as refused:
        service.submit(by(one.juror), one.id, one.version, given)
    assert refused.value.code == "mark_needed"
    assert refused.value.field == f"mark_{criteria[1].id}"


@pytest.mark.parametrize("mark", [-1, 6])
def test_a_mark_is_from_0_to_5(one, mark):
    ident = one.juror.challenge.criteria[0].id
    with pytest.raises(FieldError) as refused:
        service.save(by(one.juror), one.id, one.version, Given({ident: mark}))
    assert refused.value.code == "not_a_score"


def test_another_challenges_criterion_is_none(one):
    with pytest.raises(FieldError):
        service.save(by(one.juror), one.id, one.version, Given({999_999: 3}))


def test_what_is_submitted_is_opened_again_before_it_changes(session, one):
    make.score(one)
    session.refresh(one)
    assert one.submitted_at is not None
    with pytest.raises(ConflictError) as refused:
        service.save(by(one.juror), one.id, one.version, make.given(one))
    assert refused.value.code == "scores_submitted"
    service.take_back(by(one.juror), one.id)
    session.refresh(one)
    assert (one.status, one.submitted_at, len(one.scores)) == (A.DECLARED, None, 3)
    make.score(one)


def test_a_page_that_is_old_changes_nothing(one):
    with pytest.raises(ConflictError) as refused:
        service.save(by(one.juror), one.id, one.version - 1, make.given(one))
    assert refused.value.code == "changed_meanwhile"


def test_nobody_scores_for_another(session, one):
    others = [each for each in assignments_of(one.juror.challenge_id, 1)
              if each.juror_id != one.juror_id]  # fmt: skip
    for who in (by(others[0].juror), runner(one.juror.challenge)):
        with pytest.raises(NotFoundError):
            service.save(who, one.id, one.version, make.given(one))


def test_a_withdrawn_entry_is_neither_scored_nor_waited_for(session, one):
    challenge = one.juror.challenge
    before = open_readings(challenge, 1)
    one.concept.status = ConceptStatus.WITHDRAWN
    session.commit()
    with pytest.raises(ConflictError) as refused:
        make.score(one)
    assert refused.value.code == "round_over"
    assert open_readings(challenge, 1) == before - 3
    assert one.concept_id not in progress(challenge, 1).by_concept


def test_after_the_round_nothing_changes(session, one):
    challenge = one.juror.challenge
    make.score_all(challenge)
    make.shortlisted(challenge)
    with pytest.raises(ConflictError) as refused:
        service.take_back(by(one.juror), one.id)
    assert refused.value.code == "round_over"


def test_while_it_waits_for_the_second_signature_nothing_changes(session):
    made = make.judging(rounds=1)
    make.score_all(made)
    make.prepared(made)
    one = assignments_of(made.id, 1)[0]
    with pytest.raises(ConflictError):
        service.take_back(by(one.juror), one.id)
    jury_decision.send_back(runner(made), made.id, "Yksi muutos")
    service.take_back(by(one.juror), one.id)


@pytest.mark.parametrize("shown", [True, False])
def test_scores_are_final_where_the_others_are_shown_after_ones_own(session, shown):
    made = make.judging(jurors_see_scores=shown)
    make.score_all(made)
    make.final(made)
    make.declare_all(made, 2)
    one = assignments_of(made.id, 2)[0]
    make.score(one)
    if not shown:
        service.take_back(by(one.juror), one.id)
        return
    with pytest.raises(ConflictError) as refused:
        service.take_back(by(one.juror), one.id)
    assert refused.value.code == "scores_final"
