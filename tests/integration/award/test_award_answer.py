"""What winners answer, and to whom a prize goes then."""

import datetime as dt

import pytest
from sqlalchemy import select

from app import clock
from app.database import db
from app.queries.award import awards_of
from app.services import application_draft, award_answer, award_lapse
from models.application import ApplicantForm, Application, PartStatus
from models.award import Award, AwardStatus
from models.concept import ConceptMember, ConceptStatus
from models.errors import ConflictError, ForbiddenError, NotFoundError
from models.organisation import OrganisationRole
from models.outbox import OutboxMessage
from models.testbed_kind import ApplicantKind, EntryMode
from tests.factories import award as make
from tests.factories.account import acting, member, organisation, person
from tests.factories.application import days_later
from tests.factories.testbed import testbed

WELCOME = [ApplicantKind.COMPANIES.value, ApplicantKind.RESIDENTS.value]


def told(template):
    found = select(OutboxMessage).where(OutboxMessage.template == template)
    return db.session.scalars(found.order_by(OutboxMessage.id)).all()


def company_prize(**values):
    """Return a prize of a company's concept, with two testbeds of which it named the second."""
    company = organisation("Sumulamppu Oy")
    lead = member(company)
    challenge = make.decided(3, leads=(lead,), **values)
    challenge.testbeds = [testbed(applicants=WELCOME), testbed(applicants=WELCOME)]
    first = make.entries_of(challenge)[0]
    first.organisation_id, first.team_name = company.id, "Lamppujengi"
    first.contact_email = "lamput@koepaikka.example"
    first.testbeds = [challenge.testbeds[1]]
    db.session.commit()
    return make.prize(make.announced(challenge))


def test_an_accepted_prize_becomes_a_draft_with_the_concept_carried_over(session):
    award = company_prize()
    concept, lead = award.concept, make.lead_of(award)

    made = session.get(Application, award_answer.accept(lead, award.id))

    assert award.status is AwardStatus.ACCEPTED
    assert award.application_id == made.id
    assert made.submitted_at is None
    assert made.organisation_id == concept.organisation_id
    assert made.applicant_form is ApplicantForm.ORGANISATION
    assert made.author_id == concept.lead_id
    assert (made.title, made.language) == (concept.title, "fi")
    assert made.summary == "Pöly leijuu.\n\nLamppu kastelee kadun."
    assert made.goals == "Puhtaampi ilma."
    assert made.needs == "Kuukausi yhdellä kadulla.\n\nYksi katu ja vettä."
    assert made.themes == award.challenge.themes
    assert made.contact_email == "lamput@koepaikka.example"
    assert [part.testbed_id for part in made.parts] == [concept.testbeds[0].id]
    assert len(told("award/accepted_city")) == 1


def test_the_draft_goes_the_ordinary_way(session):
    award = company_prize()
    lead = make.lead_of(award)
    made = session.get(Application, award_answer.accept(lead, award.id))

    application_draft.save_draft(lead, made.id, made.version, {"novelty": "Uusi"})

    assert made.novelty == "Uusi"


def test_secrets_do_not_go_where_they_would_become_public(session):
    award = company_prize()
    award.concept.secrets = {"solution": "Resepti"}
    session.commit()

    made = session.get(Application, award_answer.accept(make.lead_of(award), award.id))

    assert made.summary == "Pöly leijuu."
    assert made.novelty == "Lamppu kastelee kadun."


def test_a_second_yes_answers_the_same_and_begins_nothing_new(session):
    award = company_prize()
    lead = make.lead_of(award)

    assert award_answer.accept(lead, award.id) == award_answer.accept(lead, award.id)

    assert len(session.scalars(select(Application)).all()) == 1


def test_where_no_testbed_takes_it_the_city_is_asked_for_a_place(session):
    award = company_prize()
    for place in award.challenge.testbeds:
        place.entry_mode = EntryMode.INVITATION
    session.commit()

    made = session.get(Application, award_answer.accept(make.lead_of(award), award.id))

    assert made.parts == []
    assert [one.city_id for one in made.requests] == [award.challenge.city_id]


def test_a_person_and_a_team_apply_as_what_they_are(session):
    alone = make.prize(make.announced(make.decided(2)))
    made = session.get(Application, award_answer.accept(make.lead_of(alone), alone.id))
    assert made.applicant_form is ApplicantForm.PERSON

    challenge = make.decided(2)
    make.entries_of(challenge)[0].team_name = "Naapurit"
    session.commit()
    team = make.prize(make.announced(challenge))
    made = session.get(Application, award_answer.accept(make.lead_of(team), team.id))
    assert (made.applicant_form, made.group_name) == (ApplicantForm.RESIDENTS_GROUP, "Naapurit")


def test_a_declined_prize_goes_down_the_ranking_until_nobody_is_left(session):
    challenge = make.announced(make.decided(4))
    entries = make.entries_of(challenge)

    award_answer.decline(make.lead_of(make.prize(challenge)), make.prize(challenge).id, "Ei aikaa")

    first, third = session.scalars(select(Award).where(Award.place == 1).order_by(Award.id)).all()
    assert (first.status, first.note) == (AwardStatus.DECLINED, "Ei aikaa")
    assert entries[0].status is ConceptStatus.STEPPED_BACK
    assert (third.concept_id, third.amount_eur, third.rank) == (entries[2].id, 5000, 3)
    assert (third.status, third.follows_id) == (AwardStatus.OFFERED, first.id)
    assert entries[2].status is ConceptStatus.WINNER
    assert [one.recipient for one in told("award/offered_next")] == [entries[2].lead.email]

    award_answer.decline(make.lead_of(third), third.id)
    fourth = session.scalars(select(Award).order_by(Award.id.desc())).first()
    assert fourth.concept_id == entries[3].id
    award_answer.decline(make.lead_of(fourth), fourth.id)

    assert len(awards_of(challenge.id)) == 4
    assert len(told("award/nobody_left")) == 1
    assert "Ei aikaa" not in str([one.context for one in told("award/passed_on")])


def test_what_is_below_a_minimum_is_offered_nothing(session):
    challenge = make.decided(3, out=1)
    make.announced(challenge)
    award = make.prize(challenge)

    award_answer.decline(make.lead_of(award), award.id)

    assert len(awards_of(challenge.id)) == 2


def test_nobody_answers_after_the_time_whether_or_not_the_job_ran(session):
    challenge = make.announced(make.decided(3))
    award = make.ends_in(make.prize(challenge), -1)
    lead = make.lead_of(award)

    with pytest.raises(ConflictError) as refused:
        award_answer.accept(lead, award.id)

    assert refused.value.code == "award_lapsed"
    assert award.status is AwardStatus.LAPSED
    assert len(told("award/lapsed")) == len(told("award/offered_next")) == 1
    assert award_lapse.lapse_all_due() == 0


def test_the_job_lets_lapse_and_offers_with_a_time_of_its_own(session):
    challenge = make.announced(make.decided(3))
    award = make.prize(challenge)
    with days_later(15):
        assert award_lapse.lapse_all_due() == 2  # both prizes; only one concept was left
        late = session.scalars(select(Award).order_by(Award.id.desc())).first()
        assert late.follows_id == award.id
        assert late.answer_by > clock.now() + dt.timedelta(days=14)
        assert award_lapse.lapse_all_due() == 0


def test_a_reminder_comes_once_and_not_on_the_heels_of_the_offer(session):
    award = make.prize(make.announced(make.decided(2)))
    assert award_lapse.remind_all() == 0
    with days_later(13):
        award_lapse.remind_all()
        award_lapse.remind_all()

    assert len(told("award/answer_soon")) == 2  # one of each prize
    assert award.status is AwardStatus.OFFERED


def test_a_winner_steps_back_while_the_application_is_a_draft(session):
    award = company_prize()
    lead = make.lead_of(award)
    application = session.get(Application, award_answer.accept(lead, award.id))

    award_answer.step_back(lead, award.id, "Muutimme")

    assert award.status is AwardStatus.STEPPED_BACK
    assert application.parts[0].status is PartStatus.DRAFT
    assert len(told("award/passed_on")) == 1


def test_nobody_steps_back_while_a_city_has_the_application(session):
    award = company_prize()
    lead = make.lead_of(award)
    application = session.get(Application, award_answer.accept(lead, award.id))
    application.parts[0].status = PartStatus.SUBMITTED
    application.submitted_at = clock.now()
    session.commit()

    with pytest.raises(ConflictError) as refused:
        award_answer.step_back(lead, award.id)

    assert refused.value.code == "award_application_live"


def test_only_the_lead_answers_and_strangers_learn_nothing(session):
    award = company_prize()
    concept, helper = award.concept, person("Jäsen")
    colleague = member(concept.organisation, OrganisationRole.OWNER)
    session.add(
        ConceptMember(
            concept_id=concept.id, email=helper.email, user_id=helper.id, token_sha256="a" * 64,
            invited_at=clock.now(), expires_at=clock.now(), accepted_at=clock.now(),
        )
    )  # fmt: skip
    session.commit()

    for who, refusal in (
        (helper, ForbiddenError), (colleague, NotFoundError), (person(), NotFoundError),
    ):  # fmt: skip
        with pytest.raises(refusal):
            award_answer.accept(acting(who), award.id)
