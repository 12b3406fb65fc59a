"""A round begins: entries are dealt by lot, evenly, without conflicts, and can be dealt again."""

from collections import Counter

import pytest

from app.queries.jury import assignments_of, jurors_of, lacking, progress
from app.queries.jury_conflict import conflicts_of, hints
from app.services import jury_round
from models.challenge import ChallengeStatus
from models.concept import ConceptMember, ConceptStatus
from models.errors import ConflictError, ForbiddenError, NotFoundError
from models.jury import AssignmentStatus
from models.jury_assignment_plan import plan
from models.jury_round import ConflictKind, JuryRound
from models.outbox import OutboxMessage
from tests.factories import jury as make
from tests.factories.account import acting, member, organisation, person, staff
from tests.factories.challenge import closed
from tests.factories.concept import concept, concepts
from tests.factories.jury import runner

S = ChallengeStatus


def screened(**values):
    return closed(S.SCREENING, **values)


def begun(made):
    return jury_round.begin(runner(made), made.id)


def test_every_entry_goes_to_as_many_as_the_challenge_asks_for_and_loads_are_even(session):
    made = make.judging(5, 7)
    every = assignments_of(made.id, 1)
    by_entry = Counter(one.concept_id for one in every)
    loads = Counter(one.juror_id for one in every)
    assert set(by_entry.values()) == {3}
    assert max(loads.values()) - min(loads.values()) <= 1
    assert made.status is S.JUDGING_1
    assert session.query(OutboxMessage).filter_by(template="jury/begun").count() == 5


def test_the_kept_lot_deals_the_same_again(session):
    made = make.judging(6, 9)
    kept = session.query(JuryRound).filter_by(challenge_id=made.id, round=1).one()
    inputs = kept.inputs
    conflicts = {tuple(pair) for pair in inputs["conflicts"]}
    again = plan(inputs["jurors"], inputs["concepts"], conflicts, inputs["readers"], kept.seed)
    assert {(j, c) for c, those in again.readers.items() for j in those} == {
        (one.juror_id, one.concept_id) for one in assignments_of(made.id, 1)
    }


@pytest.mark.parametrize(
    ("status", "jurors", "code"),
    [
        (ConceptStatus.SUBMITTED, 3, "entries_unscreened"),
        (ConceptStatus.INELIGIBLE, 3, "entries_none"),
        (ConceptStatus.ELIGIBLE, 2, "jury_small"),
    ],
)
def test_it_does_not_begin_before_everything_is_there(session, status, jurors, code):
    made = screened()
    concepts(made, 2, status=status)
    make.seat_jury(made, jurors)
    with pytest.raises(ConflictError) as refused:
        begun(made)
    assert refused.value.code == code
    session.refresh(made)
    assert made.status is S.SCREENING


def test_the_service_keeps_an_entry_from_those_whom_it_knows_to_be_tied_to_it(session):
    made, company = screened(readers_needed=2), organisation()
    lead, colleague, invited = person(), member(company), person()
    own = concept(made, ConceptStatus.ELIGIBLE, lead=lead)
    theirs = concept(made, ConceptStatus.ELIGIBLE, organisation_id=company.id)
    free = concept(made, ConceptStatus.ELIGIBLE)
    session.add(
        ConceptMember(
            concept_id=free.id, email=invited.email, token_sha256="1" * 64,
            invited_at=free.created_at, expires_at=free.created_at,
        )
    )  # fmt: skip
    session.commit()
    people = {who.id: make.seat(made, who).id for who in (lead, colleague, invited)}
    make.seat_jury(made, 3)
    begun(made)
    found = {(one.juror_id, one.concept_id): one.kind for one in conflicts_of(made.id)}
    kinds = ConflictKind
    assert found == {
        (people[lead.id], own.id): kinds.TEAM,
        (people[lead.id], theirs.id): kinds.RIVAL,
        (people[lead.id], free.id): kinds.RIVAL,
        (people[colleague.id], theirs.id): kinds.ORGANISATION,
        (people[invited.id], free.id): kinds.TEAM,
        (people[invited.id], own.id): kinds.RIVAL,
        (people[invited.id], theirs.id): kinds.RIVAL,
    }
    given = {(one.juror_id, one.concept_id) for one in assignments_of(made.id, 1)}
    assert not given & set(found)
    assert not lacking(made, 1)


def test_an_entry_that_nobody_may_read_stops_it(session):
    made, company = screened(readers_needed=1), organisation()
    concept(made, ConceptStatus.ELIGIBLE, organisation_id=company.id, code="C-AAAA")
    make.seat(made, member(company))
    with pytest.raises(ConflictError) as refused:
        begun(made)
    assert (refused.value.code, refused.value.facts) == ("nobody_may_read", {"codes": ["C-AAAA"]})


def test_too_few_who_may_read_are_named_as_a_lack(session):
    made, company = screened(), organisation()
    short = concept(made, ConceptStatus.ELIGIBLE, organisation_id=company.id)
    concept(made, ConceptStatus.ELIGIBLE)
    make.seat(made, member(company))
    make.seat_jury(made, 2)
    begun(made)
    assert lacking(made, 1) == {short.id: 1}


def test_addresses_of_one_employer_are_a_hint_and_those_of_everybody_none(session):
    made = screened()
    near = person(email="anna@lamppu.fi")
    far = person(email="anna@gmail.com")
    theirs = concept(made, ConceptStatus.ELIGIBLE, contact_email="info@lamppu.fi")
    concept(made, ConceptStatus.ELIGIBLE, contact_email="other@gmail.com")
    juror = make.seat(made, near)
    make.seat(made, far)
    (hint,) = hints(made.id)
    assert (hint.juror.id, hint.concept.id, hint.domain) == (juror.id, theirs.id, "lamppu.fi")


def test_everybody_reads_the_whole_shortlist_in_the_last_round(session):
    made = make.judging(5, 6)
    make.score_all(made)
    make.final(made)
    assert made.status is S.JUDGING_2
    every = assignments_of(made.id, 2)
    assert len(every) == 5 * 2
    read_before = {(one.juror_id, one.concept_id) for one in assignments_of(made.id, 1)}
    for one in every:
        had = (one.juror_id, one.concept_id) in read_before
        assert one.status is (AssignmentStatus.DECLARED if had else AssignmentStatus.ASSIGNED)
        assert bool(one.scores) == had, "what was given before stands there as a draft"
    assert progress(made, 2).whole.done == 0


def test_only_those_who_run_the_citys_challenges_begin(session):
    made = screened()
    concepts(made, 1, status=ConceptStatus.ELIGIBLE)
    make.seat_jury(made, 3)
    juror = jurors_of(made.id)[0]
    for who, refusal in (
        (acting(staff(slug="oulu")), NotFoundError),
        (make.by(juror), NotFoundError),
        (acting(staff(make.CityRole.REVIEWER)), ForbiddenError),
    ):
        with pytest.raises(refusal):
            jury_round.begin(who, made.id)
