"""Conflicts of interest: declared before reading, found out later, known to the city."""

import pytest

from app.queries.jury import assignments_of, jurors_of, lacking
from app.queries.jury_conflict import conflicts_of
from app.services import jury_conflict as service
from app.services import jury_score
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.jury import AssignmentStatus, JuryScore
from models.outbox import OutboxMessage
from tests.factories import jury as make
from tests.factories.account import acting, admin
from tests.factories.jury import by, runner

A = AssignmentStatus


def one_of(made, number=1):
    return assignments_of(made.id, number)[0]


def test_nothing_is_scored_before_the_declaration(session):
    one = one_of(make.judging())
    with pytest.raises(ConflictError) as refused:
        jury_score.save(by(one.juror), one.id, one.version, make.given(one))
    assert refused.value.code == "not_declared"
    assert service.declare_free(by(one.juror), [one.id]) == 1
    session.refresh(one)
    jury_score.save(by(one.juror), one.id, one.version, make.given(one))


def test_a_declared_conflict_gives_the_entry_to_who_has_least_to_read(session):
    made = make.judging(5, 5)
    one = one_of(made)
    readers = {each.juror_id for each in assignments_of(made.id, 1)
               if each.concept_id == one.concept_id}  # fmt: skip
    service.recuse(by(one.juror), one.id, "work", "")
    session.refresh(one)
    assert one.status is A.RECUSED
    now = {each.juror_id: each.status for each in assignments_of(made.id, 1)
           if each.concept_id == one.concept_id}  # fmt: skip
    (new,) = now.keys() - readers
    assert now[new] is A.ASSIGNED
    assert not lacking(made, 1)
    (kept,) = conflicts_of(made.id)
    assert (kept.kind, kept.is_automatic) == ("work", False)
    (mail,) = session.query(OutboxMessage).filter_by(template="jury/refilled").all()
    assert mail.context["code"] == one.concept.code


def test_a_recusal_after_reading_needs_a_reason_and_leaves_no_score(session):
    made = make.judging(5, 5)
    make.declare_all(made)
    one = one_of(made)
    session.refresh(one)
    make.score(one)
    with pytest.raises(FieldError) as refused:
        service.recuse(by(one.juror), one.id, "family", " ")
    assert (refused.value.code, refused.value.field) == ("needed", "words")
    service.recuse(by(one.juror), one.id, "family", "Tunnistin sisareni työn.")
    session.refresh(one)
    assert (one.status, one.comment, one.note) == (A.RECUSED, "", "")
    assert session.query(JuryScore).filter_by(assignment_id=one.id).count() == 0


@pytest.mark.parametrize("kind", ["", "team", "nonsense"])
def test_a_conflict_is_of_a_kind_that_people_know(session, kind):
    one = one_of(make.judging())
    with pytest.raises(FieldError) as refused:
        service.recuse(by(one.juror), one.id, kind, "Syy")
    assert refused.value.field == "kind"


def test_what_is_none_of_the_kinds_is_said_in_words(session):
    one = one_of(make.judging())
    with pytest.raises(FieldError) as refused:
        service.recuse(by(one.juror), one.id, "other", "")
    assert refused.value.field == "words"


def test_nobody_is_left_so_the_lack_is_named_and_told(session):
    made = make.judging(3, 2)
    one = one_of(made)
    service.recuse(by(one.juror), one.id, "money", "")
    assert lacking(made, 1) == {one.concept_id: 1}
    (mail,) = session.query(OutboxMessage).filter_by(template="jury/lacking").all()
    assert mail.recipient == made.city.role_mailbox
    assert one.juror.name not in str(mail.context)


def test_nobody_declares_for_another(session):
    made = make.judging()
    one, other = one_of(made), jurors_of(made.id)
    stranger = next(each for each in other if each.id != one.juror_id)
    for deed in (
        lambda: service.declare_free(by(stranger), [one.id]),
        lambda: service.recuse(by(stranger), one.id, "work", "S"),
        lambda: service.recuse(runner(made), one.id, "work", "S"),
    ):
        with pytest.raises(NotFoundError):
            deed()


def test_the_city_keeps_an_entry_from_a_juror_and_says_why(session):
    made = make.judging(5, 5)
    one = one_of(made)
    with pytest.raises(FieldError):
        service.exclude(runner(made), one.juror_id, one.concept_id, " ")
    service.exclude(runner(made), one.juror_id, one.concept_id, "Sama työnantaja")
    session.refresh(one)
    assert one.status is A.RECUSED
    assert not lacking(made, 1)
    with pytest.raises(ConflictError):
        service.exclude(runner(made), one.juror_id, one.concept_id, "Sama työnantaja")


def test_a_score_that_is_in_is_not_taken_out_by_the_city(session):
    made = make.judging()
    make.declare_all(made)
    one = one_of(made)
    session.refresh(one)
    make.score(one)
    with pytest.raises(ConflictError) as refused:
        service.exclude(runner(made), one.juror_id, one.concept_id, "Sama työnantaja")
    assert refused.value.code == "already_scored"


def test_who_does_not_read_names_excludes_nobody(session):
    made = make.judging()
    one = one_of(made)
    with pytest.raises(ForbiddenError):
        service.exclude(acting(admin()), one.juror_id, one.concept_id, "Syy")
