"""Writing an application: from a testbed's page to the receipt, as a browser without scripts."""

import pytest
from sqlalchemy import func, select

from app.database import db
from app.services import closure
from models.application import ApplicantForm, Application, PartStatus, TermsAcceptance
from models.base import Translated
from models.organisation import OrganisationKind
from models.outbox import OutboxMessage
from models.testbed import TestbedStatus
from models.testbed_kind import EntryMode
from tests.factories import application as make
from tests.factories.account import acting, member, organisation, person, staff
from tests.factories.form import filled
from tests.factories.testbed import testbed

HOME = "/en/my/applications"


@pytest.fixture
def owner(session):
    return member()


@pytest.fixture
def company(owner, sign_in):
    return sign_in(owner)


def step(client, application_id, name):
    return client.page(f"{HOME}/{application_id}/edit/{name}")


def go_on(client, application_id, name, **answers):
    """Fill in a step as it is shown, save and return the address that comes next."""
    url = f"{HOME}/{application_id}/edit/{name}"
    response = client.post(url, data=filled(step(client, application_id, name)) | answers)
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.location


def begin(client, place, applicant, **asked):
    """Start an application at a testbed and return its id."""
    url = f"{HOME}/new?testbed={place.id}" + "".join(f"&{k}={v}" for k, v in asked.items())
    response = client.post(url, data=filled(client.page(url)) | {"applicant": applicant})
    assert response.status_code == 303, response.get_data(as_text=True)
    return int(response.location.split("/applications/")[1].split("/")[0])


def days_of(made, start=10, days=10, **more):
    """Return the answers of the first place's days."""
    part = made.parts[0].id
    wish = {"earliest": make.day(start).isoformat(), "days": str(days)} | more
    return {f"p{part}-{name}": value for name, value in wish.items()}


def of_id(application_id):
    return db.session.get_one(Application, application_id)


def waiting_letters():
    return db.session.scalar(select(func.count(OutboxMessage.id)))


def test_a_company_writes_an_application_from_start_to_receipt(company, owner):
    place = testbed(min_days=5, decision_rhythm_days=14)
    own = acting(owner).organisations
    made = begin(company, place, f"organisation:{next(iter(own))}")
    assert go_on(company, made, "places", **days_of(of_id(made))).endswith("/edit/idea")
    idea = {
        "title": "Lamps that listen", "summary": "They dim.", "novelty": "No camera.",
        "stage": "prototype", "goals": "Half the electricity", "themes": ["lighting", "energy"],
    }  # fmt: skip
    assert go_on(company, made, "idea", **idea).endswith("/edit/data")
    data = {"users": "Walkers", "measured": "Electricity", "personal_data": "no"}
    assert go_on(company, made, "data", **data).endswith("/edit/practical")
    assert go_on(company, made, "practical", price_eur="1 500").endswith("/edit/contact")
    assert go_on(company, made, "contact").endswith("/edit/check")

    check = step(company, made, "check")
    for answer in ("Lamps that listen", "No camera.", "€1,500", "10 days from"):
        assert answer in check.text
    assert "Nothing is missing" in check.text
    sent = company.post(f"{HOME}/{made}/edit/check", data=filled(check) | {"terms": "y"})
    assert sent.location.endswith(f"/applications/{made}")

    receipt = company.page(sent.location)
    assert "Your application has been sent." in receipt.text
    assert "What happens next" in receipt.text
    assert f"Application number {made}" in receipt.text
    assert of_id(made).parts[0].status is PartStatus.SUBMITTED
    signed = db.session.scalars(select(TermsAcceptance)).one()
    assert (signed.terms_version, signed.user_id) == ("2026-1", owner.id)


@pytest.mark.parametrize("applicant", ["person", "residents_group"])
def test_residents_get_the_short_form(session, sign_in, applicant):
    client = sign_in(person())
    made = begin(client, testbed(), applicant)
    assert go_on(client, made, "places", **days_of(of_id(made))).endswith("/edit/idea")
    idea = step(client, made, "idea")
    names = {field.get("name") for tag in ("input", "textarea") for field in idea.all(tag)}
    assert "novelty" not in names
    assert "stage" not in names
    assert ("group_name" in names) == (applicant == "residents_group")
    group = {"group_name": "Yard club"} if "group_name" in names else {}
    go_on(client, made, "idea", title="A bench", summary="To sit on", **group)
    go_on(client, made, "data", measured="Nothing", personal_data="no")
    go_on(client, made, "contact")
    client.page(f"{HOME}/{made}/edit/practical", 404)
    check = step(client, made, "check")
    sent = client.post(f"{HOME}/{made}/edit/check", data=filled(check) | {"terms": "y"})
    assert sent.status_code == 303
    assert of_id(made).applicant_form is ApplicantForm(applicant)
    assert "A bench" in client.page(sent.location).heading


def test_the_start_offers_only_applicants_whom_every_place_welcomes(owner, company):
    welcome = testbed(applicants=["companies", "residents"])
    companies_only = testbed(applicants=["companies"])

    def offered(*places):
        url = f"{HOME}/new?" + "&".join(f"testbed={place.id}" for place in places)
        return {field.get("value") for field in company.page(url).all("input", name="applicant")}

    own = f"organisation:{next(iter(acting(owner).organisations))}"
    assert offered(welcome) == {own, "person", "residents_group"}
    assert offered(welcome, companies_only) == {own}
    refused = company.post(
        f"{HOME}/new?testbed={companies_only.id}", data={"applicant": "person", "language": "en"}
    )
    assert refused.status_code == 422
    assert db.session.scalar(select(func.count(Application.id))) == 0


def test_a_university_is_told_whom_a_place_for_companies_welcomes(session, sign_in):
    client = sign_in(member(organisation(kind=OrganisationKind.UNIVERSITY)))
    page = client.page(f"{HOME}/new?testbed={testbed(applicants=['companies']).id}")
    assert "This place welcomes: Companies." in page.text
    assert not page.all("input", name="applicant")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"entry_mode": EntryMode.INVITATION}, "invites its experiments"),
        ({"entry_mode": EntryMode.CALL}, "No call is open"),
        ({"status": TestbedStatus.PAUSED}, "does not take applications now"),
    ],
)
def test_a_place_that_takes_no_applications_says_so_before_anything_is_asked(
    company, values, words
):
    page = company.page(f"{HOME}/new?testbed={testbed(**values).id}")
    assert words in page.text
    assert not page.all("input", name="applicant")


@pytest.mark.parametrize(
    "asked", ["", "?testbed=", "?testbed=abc", "?testbed=999999", "?testbed=" + "9" * 40]
)
def test_the_start_without_a_place_leads_to_the_testbeds(company, asked):
    page = company.page(HOME + "/new" + asked)
    assert page.all("a", href="/en/testbeds")
    assert "Let a city propose a place" in page.text


def test_a_draft_testbed_is_not_found_by_its_number(company):
    hidden = testbed(status=TestbedStatus.DRAFT, name=Translated("Salainen", "Hemlig", "Secret"))
    assert "Secret" not in company.page(f"{HOME}/new?testbed={hidden.id}").text


def test_days_chosen_in_the_calendar_are_filled_in(company, owner):
    first = make.day(20).isoformat()
    made = begin(company, testbed(), "person", start=first, days=7)
    page = company.page(f"{HOME}/{made}/edit/places?start={first}&days=7")
    fields = page.fields()
    part = of_id(made).parts[0].id
    assert (fields[f"p{part}-earliest"], fields[f"p{part}-days"]) == (first, "7")
    company.page(f"{HOME}/{made}/edit/places?start=soon&days=many")


PROBLEMS = [
    ({"earliest": -3}, "earliest", "has passed"),
    ({"earliest": 2}, "earliest", "needs more time to prepare"),
    ({"earliest": 20, "days": 2}, "days", "The shortest time here is 5 days."),
    ({"earliest": 20, "days": 40}, "days", "The longest time here is 30 days."),
    ({"earliest": 20, "latest_end": 15}, "latest_end", "must not be before the first day"),
    (
        {"earliest": 20, "days": 10, "latest_end": 24},
        "latest_end",
        "There are only 5 days from",
    ),
    ({"earliest": 5000}, "earliest", "Bookings can be made until"),
    ({"earliest": 300}, "earliest", "The place is closed"),
    ({"earliest": 20, "units": 3}, "units", "There are 2 places here."),
]


@pytest.mark.parametrize(("wish", "field", "words"), PROBLEMS, ids=[row[2] for row in PROBLEMS])
def test_unfit_days_are_kept_and_explained_at_their_field(company, owner, wish, field, words):
    place = testbed(capacity=2, lead_days=7, min_days=5, max_days=30)
    closure.close_days(acting(staff()), place.id, make.day(295), make.day(330))
    made = make.draft(
        place,
        author=owner,
        **{
            name: make.day(value) if name in {"earliest", "latest_end"} else value
            for name, value in ({"days": 10} | wish).items()
        },
    )
    part, id_ = made.parts[0].id, made.id
    assert words in step(company, id_, "places").text
    check = step(company, id_, "check")
    links = [link.get("href") for link in check.all("a")]
    assert f"{HOME}/{id_}/edit/places#p{part}-{field}" in links
    places = step(company, id_, "places")
    assert f"p{part}-{field}" in {one.get("id") for one in places.root.iter()}
    refused = company.post(f"{HOME}/{id_}/edit/check", data=filled(check) | {"terms": "y"})
    assert refused.status_code == 422
    assert of_id(id_).submitted_at is None


def test_every_gap_leads_to_a_field_that_is_there(company, owner):
    made = make.draft(
        author=owner,
        earliest=None,
        days=None,
        **dict.fromkeys(
            (
                "title",
                "summary",
                "novelty",
                "stage",
                "users",
                "goals",
                "measured",
                "personal_data",
                "contact_name",
                "contact_email",
            ),
            None,
        ),
    ).id
    check = step(company, made, "check")
    gaps = [
        link for link in check.all("a") if "/edit/" in link.get("href") and "#" in link.get("href")
    ]
    assert len(gaps) == 12
    for link in gaps:
        url, anchor = link.get("href").split("#")
        assert anchor in {one.get("id") for one in company.page(url).root.iter()}, anchor


def test_sending_twice_with_one_key_sends_once(company, owner):
    made = make.draft(author=owner).id
    answers = filled(step(company, made, "check")) | {"terms": "y"}
    first = company.post(f"{HOME}/{made}/edit/check", data=answers)
    letters = waiting_letters()
    second = company.post(f"{HOME}/{made}/edit/check", data=answers)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert waiting_letters() == letters
    assert "has been sent already" not in company.page(second.location).text
    other = company.post(f"{HOME}/{made}/edit/check", data=answers | {"request_key": "another"})
    assert "has been sent already" in company.page(other.location).text
    assert waiting_letters() == letters


def test_terms_have_to_be_accepted(company, owner):
    made = make.draft(author=owner).id
    refused = company.post(f"{HOME}/{made}/edit/check", data=filled(step(company, made, "check")))
    assert refused.status_code == 422
    assert "Read the terms and accept them." in refused.get_data(as_text=True)


def test_a_draft_that_was_changed_elsewhere_is_read_again_before_it_is_sent(company, owner):
    made = make.draft(author=owner)
    answers = filled(step(company, made.id, "check")) | {"terms": "y"}
    go_on(company, made.id, "idea", title="Another name")
    refused = company.post(f"{HOME}/{made.id}/edit/check", data=answers)
    assert refused.status_code == 409
    assert "Another name" in refused.get_data(as_text=True)
    assert of_id(made.id).submitted_at is None


def test_pages_of_a_draft_that_was_sent_lead_to_what_was_sent(company, owner):
    made = make.sent(author=owner).id
    for name in ("places", "idea", "check"):
        response = company.get(f"{HOME}/{made}/edit/{name}")
        assert (response.status_code, response.location) == (302, f"{HOME}/{made}")
    for name in ("places", "idea"):
        late = company.post(f"{HOME}/{made}/edit/{name}", data={"version": "1", "title": "Late"})
        assert late.status_code == 409
        assert f"{HOME}/{made}" in late.get_data(as_text=True)
    assert of_id(made).title == "Lamps that listen"


def test_a_draft_is_thrown_away_and_an_application_used_again(company, owner):
    draft, sent = make.draft(author=owner).id, make.sent(author=owner).id
    assert company.post(f"{HOME}/{draft}/edit/discard").status_code == 303
    company.page(f"{HOME}/{draft}", 404)
    copied = company.post(f"{HOME}/{sent}/copy")
    assert (
        "Lamps that listen" in company.page(copied.location.replace("places", "idea")).text
        or copied.status_code == 303
    )
    assert len(db.session.scalars(select(Application)).all()) == 2
