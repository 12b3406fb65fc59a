"""Screening: after the deadline, by an officer who has no part in the entry, entry by entry."""

import pytest

from app import clock
from app.database import db
from app.policies.actor import VISITOR
from app.queries import concept_screening as query
from app.queries.concept_public import given_out, published, published_by
from app.services import concept_screening as service
from app.services import demo_concept
from app.services.concept_reopen import return_all
from models.account import CityRole, CityRoleGrant
from models.audit import AuditLine
from models.challenge import ChallengeStatus
from models.concept import ConceptAction, ConceptStatus
from models.concept_section import content_of, digest_of
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError, NotFoundError
from models.organisation import Membership, OrganisationRole
from models.outbox import OutboxMessage
from tests.factories import concept as make
from tests.factories.account import acting, admin, organisation, person, staff
from tests.factories.challenge import challenge
from tests.factories.city import city

S, C = ConceptStatus, ChallengeStatus


@pytest.fixture
def of(session):
    return challenge(C.SCREENING, opens=-48, closes=-1)


@pytest.fixture
def officer(session):
    return acting(staff())


def test_the_screening_begins_when_the_database_says_that_it_is_over(session, officer):
    of = challenge()
    with pytest.raises(ConflictError) as error:
        service.begin(officer, of.id)
    assert error.value.code == "still_taking"
    make.close(of)
    service.begin(officer, of.id)
    assert of.status is C.SCREENING
    with pytest.raises(IllegalMoveError):
        service.begin(officer, of.id)


@pytest.mark.parametrize(
    ("who", "wanted"),
    [(lambda: staff(CityRole.EDITOR), ForbiddenError), (lambda: staff(slug="oulu"), NotFoundError),
     (person, NotFoundError)],
)  # fmt: skip
def test_others_do_not_begin_it(session, who, wanted):
    of = challenge(opens=-48, closes=-1)
    with pytest.raises(wanted):
        service.begin(acting(who()), of.id)


def test_before_it_begins_the_officer_reads_nothing(session, officer):
    of = challenge(opens=-48, closes=-1)
    made = make.concept(of)
    assert query.entries(officer, of) == []
    assert query.tallies(officer, of) == {}
    with pytest.raises(NotFoundError):
        query.entry_for_officer(officer, made.id)


def test_an_entry_goes_on_or_is_refused_with_a_reason(of, officer):
    good, bad = make.concept(of), make.concept(of)
    service.admit(officer, good.id, good.version)
    with pytest.raises(FieldError) as error:
        service.reject(officer, bad.id, bad.version, "  ")
    assert (error.value.code, error.value.field) == ("reason_needed", "reason")
    service.reject(officer, bad.id, bad.version, "Ei ole hakukelpoinen")
    assert (good.status, bad.status) == (S.ELIGIBLE, S.INELIGIBLE)
    mail = db.session.query(OutboxMessage).filter_by(template="concept/ineligible").one()
    assert (mail.recipient, mail.context["reason"]) == (bad.lead.email, "Ei ole hakukelpoinen")
    line = db.session.query(AuditLine).filter_by(action="concept:admit").one()
    assert line.city_id == of.city_id


@pytest.mark.parametrize(
    ("action", "after"),
    [(ConceptAction.MARK_DUPLICATE, S.DUPLICATE), (ConceptAction.MERGE, S.MERGED)],
)
def test_an_entry_is_set_aside_for_another_and_nobody_is_told_yet(of, officer, action, after):
    first, second = make.concept(of), make.concept(of)
    service.set_aside(officer, second.id, second.version, action, first.code.lower(), "Sama")
    assert (second.status, second.duplicate_of_id) == (after, first.id)
    assert db.session.query(OutboxMessage).count() == 0
    for code, wanted in ((first.code, "same_entry"), ("C-????", "no_such_entry"),
                         (second.code, "entry_is_aside")):  # fmt: skip
        with pytest.raises(FieldError) as error:
            service.set_aside(officer, first.id, first.version, action, code, "Sama")
        assert error.value.code == wanted


def test_what_was_found_is_taken_back_while_it_lasts(of, officer):
    made = make.concept(of)
    service.reject(officer, made.id, made.version, "Syy")
    service.review_again(officer, made.id, made.version)
    assert (made.status, made.screen_note) == (S.SUBMITTED, "")
    assert db.session.query(OutboxMessage).filter_by(template="concept/looked_at_again").count()
    of.status = C.JUDGING_1
    db.session.commit()
    with pytest.raises(ConflictError) as error:
        service.admit(officer, made.id, made.version)
    assert error.value.code == "not_screening"


def officer_of(company):
    user = staff()
    db.session.add(
        Membership(
            user_id=user.id, organisation_id=company.id, role=OrganisationRole.MEMBER,
            joined_at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    return acting(user)


def test_who_is_of_the_team_or_its_organisation_does_not_screen_it(of):
    company = organisation()
    made = make.concept(of, organisation_id=company.id)
    with pytest.raises(ForbiddenError) as error:
        service.admit(officer_of(company), made.id, made.version)
    assert error.value.code == "own_entry"

    both = person()
    db.session.add(
        CityRoleGrant(
            user_id=both.id, city_id=city("helsinki").id, role=CityRole.COORDINATOR,
            granted_at=clock.now(),
        )
    )  # fmt: skip
    make.joined(made, both)
    with pytest.raises(ForbiddenError):
        service.admit(acting(both), made.id, made.version)
    assert [one.is_own for one in query.entries(acting(both), of)] == [True]


@pytest.mark.parametrize("who", [admin, person, lambda: staff(CityRole.EDITOR)])
def test_nobody_else_screens(of, who):
    made = make.concept(of)
    with pytest.raises(NotFoundError):
        service.admit(acting(who()), made.id, made.version)


def test_two_officers_do_not_overtake_each_other(of, officer):
    made = make.concept(of)
    seen = made.version
    service.admit(officer, made.id, seen)
    with pytest.raises(ConflictError):
        service.reject(acting(staff()), made.id, seen, "Syy")
    assert made.status is S.ELIGIBLE


def test_the_officer_decides_what_is_a_trade_secret(of, officer):
    made = make.concept(of, secrets={"plan": "Resepti", "needs": "Hinnat"})
    entry = given_out(made, is_named=True)
    assert (entry.sections["plan"], entry.sections["needs"]) == (None, None)
    with pytest.raises(FieldError) as error:
        service.decide_secrets(officer, made.id, made.version, {"plan": (False, "Tunnettua")})
    assert error.value.field == "reason_needs"
    decided = {"plan": (False, "Tunnettua"), "needs": (True, "Hinnoittelu")}
    service.decide_secrets(officer, made.id, made.version, decided)
    entry = given_out(made, is_named=True)
    assert (entry.sections["plan"], entry.sections["needs"]) == (made.plan, None)
    line = db.session.query(AuditLine).filter_by(action="concept:secrets").one()
    assert line.facts == {"kept": ["needs"], "given": ["plan"]}


# What everybody reads after all


def test_winners_are_published_without_secrets_and_with_their_name(session, client):
    of = challenge(C.ANNOUNCED, opens=-48, closes=-1)
    won = make.concept(of, S.WINNER, secrets={"plan": "R"}, team_name="Tiimi Lumi")
    lost = make.concept(of, S.NOT_SELECTED, team_name="Tiimi Loska")
    assert [one.code for one in published(VISITOR, of)] == [won.code]
    text = client.get(f"/en/challenges/{of.slug}/entries/{won.code}").text
    assert "Tiimi Lumi" in text
    assert won.plan not in text
    assert "Held back as a trade secret" in text
    assert client.get(f"/en/challenges/{of.slug}/entries/{lost.code}").status_code == 404


def test_open_entries_are_published_and_named_by_consent(session, client):
    of = challenge(C.ANNOUNCED, opens=-48, closes=-1, entries_open=True)
    make.concept(of, S.NOT_SELECTED, team_name="Tiimi Loska", code="C-AAAA")
    make.concept(of, S.NOT_SELECTED, team_name="Tiimi Räntä", code="C-BBBB", shows_name=True)
    page = client.page(f"/fi/challenges/{of.slug}/entries")
    text = " ".join(page.words("main"))
    assert "Tiimi Räntä" in text
    assert "Tiimi Loska" not in text
    assert published_by(VISITOR, of, "C-AAAA").team == ""


def test_nothing_is_published_before(session, client):
    of = challenge(C.DECIDED, opens=-48, closes=-1, entries_open=True)
    made = make.concept(of, S.ELIGIBLE)
    assert client.get(f"/en/challenges/{of.slug}/entries").status_code == 404
    assert client.get(f"/en/challenges/{of.slug}/entries/{made.code}").status_code == 404


def test_a_challenge_that_is_reopened_forgets_what_was_found(of, officer):
    found = [make.concept(of, status) for status in (S.ELIGIBLE, S.INELIGIBLE, S.DUPLICATE)]
    still, gone = make.concept(of, S.SUBMITTED), make.concept(of, S.WITHDRAWN)
    assert return_all(officer, of) == 3
    assert {one.status for one in (*found, still)} == {S.SUBMITTED}
    assert gone.status is S.WITHDRAWN


# Entries of the demonstration


def test_invented_entries_have_receipts_and_nobody_can_sign_in_as_them(session):
    of = challenge(opens=-48, closes=-1)
    made = demo_concept.make_entries(of, 12)
    assert len({one.code for one in made}) == 12
    assert all(of.opens_at < one.submitted_at < of.closes_at for one in made)
    assert all(one.digest == digest_of(content_of(one)) for one in made)
    assert all(one.lead.password is None for one in made)
