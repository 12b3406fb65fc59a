"""Begin an entry, write it, submit it with a receipt, take it back, withdraw it, bring it back."""

import hashlib
import json

import pytest

from app.database import db
from app.policies.seal import Sight
from app.queries import concept as query
from app.queries.concept_seal import sight_of
from app.services import concept as service
from models.audit import AuditLine
from models.challenge import ChallengeStatus, EntrantKind
from models.concept import Concept, ConceptStatus, ConceptVersion
from models.errors import (
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.organisation import OrganisationRole
from models.outbox import OutboxMessage
from tests.factories import concept as make
from tests.factories.account import acting, member, organisation, person
from tests.factories.challenge import challenge

S = ConceptStatus


@pytest.fixture
def of(session):
    return challenge()


def begun(of, who, kind=EntrantKind.RESIDENT, **values):
    return db.session.get_one(Concept, service.start(acting(who), of.id, kind, **values))


def test_a_person_begins_an_entry_with_a_code_that_tells_nothing(of):
    who = person("Ulla Uskalias")
    made = begun(of, who)
    assert (made.status, made.lead_id, made.contact_email) == (S.DRAFT, who.id, who.email)
    assert made.code.startswith("C-")
    assert len(made.code) == 6
    assert query.mine(acting(who)) == [made]
    assert query.mine(acting(person())) == []


def test_an_organisation_enters_through_somebody_of_it(of):
    company = organisation()
    made = begun(of, member(company), EntrantKind.COMPANY, organisation_id=company.id)
    assert made.organisation_id == company.id
    with pytest.raises(FieldError) as error:
        begun(of, person(), EntrantKind.COMPANY, organisation_id=company.id)
    assert error.value.code == "not_a_choice"
    with pytest.raises(FieldError) as error:
        begun(of, member(company), EntrantKind.COMPANY)
    assert error.value.code == "organisation_needed"


def test_colleagues_who_are_not_in_the_team_know_nothing_of_it(of):
    company = organisation()
    made = begun(of, member(company), EntrantKind.COMPANY, organisation_id=company.id)
    colleague = acting(member(company))
    assert sight_of(colleague, made) is Sight.NOTHING
    with pytest.raises(NotFoundError):
        service.save_draft(colleague, made.id, 1, {"title": "X"})


def test_whom_a_challenge_does_not_ask_cannot_enter(session):
    of = challenge(entrants=["student"])
    with pytest.raises(FieldError) as error:
        begun(of, person(), EntrantKind.RESIDENT)
    assert (error.value.code, error.value.field) == ("kind_not_welcome", "entrant")


def test_who_poses_the_challenge_cannot_enter_it(session):
    company = organisation()
    of = challenge(organisation_id=company.id)
    with pytest.raises(ForbiddenError) as error:
        begun(of, member(company))
    assert error.value.code == "poser_enters_not"
    assert begun(of, member(company, OrganisationRole.MEMBER)).status is S.DRAFT


def test_somebody_leads_so_many_entries_at_once(of):
    who = person()
    for _number in range(service.MOST_ENTRIES):
        begun(of, who)
    with pytest.raises(ConflictError) as error:
        begun(of, who)
    assert error.value.code == "entries_enough"


@pytest.mark.parametrize("status", [ChallengeStatus.DRAFT, ChallengeStatus.IN_REVIEW])
def test_one_cannot_enter_what_nobody_sees(session, status):
    with pytest.raises(NotFoundError):
        begun(challenge(status), person())


def test_two_windows_do_not_overwrite_each_other(of):
    made = make.draft(of)
    who = make.leading(made)
    version = service.save_draft(who, made.id, made.version, {"title": "Uusi", "problem": "P"})
    with pytest.raises(ConflictError) as error:
        service.save_draft(who, made.id, 1, {"title": "Toinen"})
    assert error.value.code == "draft_changed_elsewhere"
    assert error.value.facts == {"version": version, "fields": ["title"]}
    assert service.save_draft(who, made.id, 1, {"title": "Uusi"}) == version


def test_a_secret_needs_a_reason_and_a_section_that_can_be_one(of):
    made = make.draft(of)
    who = make.leading(made)
    for given, field in (({"plan": " "}, "secret_plan"), ({"title": "x"}, "secrets")):
        with pytest.raises(FieldError) as error:
            service.save_draft(who, made.id, made.version, {"secrets": given})
        assert error.value.field == field
    service.save_draft(who, made.id, made.version, {"secrets": {"plan": "Resepti"}})
    assert made.secrets == {"plan": "Resepti"}


def test_a_receipt_says_when_what_was_submitted(of):
    made = make.submitted(of)
    version = db.session.query(ConceptVersion).one()
    written = json.dumps(
        version.content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()

    assert made.status is S.SUBMITTED
    assert version.digest == made.digest == hashlib.sha256(written).hexdigest()
    assert version.submitted_at == made.submitted_at < of.closes_at
    assert version.content["solution"] == made.solution
    mail = db.session.query(OutboxMessage).filter_by(template="concept/receipt").one()
    assert mail.context["digest"] == made.digest


def test_what_is_submitted_tells_no_contact_details_that_could_not_be_erased(of):
    made = make.submitted(of)
    text = json.dumps(db.session.query(ConceptVersion).one().content)
    assert made.contact_email not in text
    assert made.contact_name not in text


def test_an_entry_that_lacks_something_is_not_submitted(of):
    made = make.draft(of, plan="")
    with pytest.raises(DomainError) as error:
        service.submit(make.leading(made), made.id, made.version, of.terms_id)
    assert (error.value.code, error.value.facts["fields"]) == ("entry_incomplete", ["plan"])
    db.session.refresh(made)
    assert (made.status, made.submitted_at) == (S.DRAFT, None)


def test_other_terms_than_those_of_the_challenge_are_not_accepted(of):
    made = make.draft(of)
    with pytest.raises(ConflictError) as error:
        service.submit(make.leading(made), made.id, made.version, of.terms_id + 1)
    assert error.value.code == "terms_renewed"


def test_only_the_lead_submits(of):
    made = make.draft(of)
    other = acting(make.joined(made))
    service.save_draft(other, made.id, made.version, {"title": "Meidän"})
    with pytest.raises(ForbiddenError):
        service.submit(other, made.id, made.version, of.terms_id)


def test_it_is_submitted_again_and_the_earlier_one_stays_sealed(of):
    made = make.submitted(of)
    who, first = make.leading(made), made.digest
    service.take_back(who, made.id, made.version)
    assert made.status is S.DRAFT
    service.save_draft(who, made.id, made.version, {"title": "Parempi"})
    service.submit(who, made.id, made.version, of.terms_id)

    assert made.digest != first
    assert [one.number for one in query.versions(who, made)] == [2, 1]
    assert query.versions(who, made)[1].content["title"] == "Kasteleva katulamppu"
    assert query.versions(acting(person()), made) == []


def test_it_is_withdrawn_and_brought_back(of):
    made = make.submitted(of)
    who = make.leading(made)
    service.withdraw(who, made.id, made.version)
    assert made.status is S.WITHDRAWN
    service.bring_back(who, made.id, made.version)
    assert made.status is S.DRAFT


def test_what_was_submitted_is_not_written(of):
    made = make.submitted(of)
    with pytest.raises(IllegalMoveError):
        service.save_draft(make.leading(made), made.id, made.version, {"title": "X"})


def test_only_what_was_never_submitted_is_thrown_away(of):
    made = make.submitted(of)
    who = make.leading(made)
    service.take_back(who, made.id, made.version)
    with pytest.raises(ConflictError):
        service.discard(who, made.id)
    new = make.draft(of)
    service.discard(make.leading(new), new.id)
    assert db.session.get(Concept, new.id) is None


def test_the_trail_of_the_city_says_nothing_while_entries_are_taken(of):
    make.submitted(of)
    lines = db.session.query(AuditLine).filter(AuditLine.thing == "concept").all()
    assert len(lines) >= 1
    assert {one.city_id for one in lines} == {None}


@pytest.mark.parametrize("status", [S.ELIGIBLE, S.SHORTLISTED])
def test_it_is_withdrawn_while_it_is_judged(session, status):
    of = challenge(ChallengeStatus.JUDGING_1)
    made = make.concept(of, status)
    service.withdraw(make.leading(made), made.id, made.version)
    assert made.status is S.WITHDRAWN


def test_it_is_not_withdrawn_once_the_jury_has_decided(session):
    of = challenge(ChallengeStatus.DECIDED)
    made = make.concept(of, S.SHORTLISTED)
    with pytest.raises(ConflictError) as error:
        service.withdraw(make.leading(made), made.id, made.version)
    assert error.value.code == "decided_already"
