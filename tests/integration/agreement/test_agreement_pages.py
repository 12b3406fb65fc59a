"""Reading and signing an agreement in the browser, from both sides."""

import pytest

from app.database import db
from app.queries.agreement import live_of
from app.services import booking
from models.account import CityRole
from models.application import ApplicationPart, PartStatus
from models.testbed_kind import Approval
from tests.factories import application as make
from tests.factories.account import member, staff
from tests.factories.form import filled
from tests.factories.hostile import CODE
from tests.factories.testbed import testbed
from tests.page import read_page

MY = "/en/my"


@pytest.fixture
def owner(session):
    return member()


def status_of(part_id):
    db.session.expire_all()
    return db.session.get_one(ApplicationPart, part_id).status


def accept(part):
    return f"{MY}/offers/{part.id}/accept"


def shown(agreement, lang="en"):
    return f"/{lang}/my/agreements/{agreement.id}"


def links(page):
    return {link.get("href") for link in page.all("a")}


def move(part, start=20):
    """Move the days, as the part's city."""
    last = start + 6
    days = (make.day(start), make.day(last))
    booking.move_booking(make.coordinator(part), make.booking_of(part).id, *days, "Roadworks")


def test_the_offer_shows_the_agreement_that_is_signed(owner, sign_in):
    company = sign_in(owner)
    part = make.offered(testbed(address="Testikatu 1"), author=owner, title="Bench " + CODE)
    page = company.page(accept(part))
    for words in ("Agreement on an experiment", "Testikatu 1", CODE, "5. Equipment and taking"):
        assert words in page.text
    answers = filled(page)
    # Browsers send line ends of their own.
    answers["agreement"] = [answers["agreement"][0].replace("\n", "\r\n")]
    sent = company.post(accept(part), data=answers | {"name": "Aino", "terms": "y"})
    assert sent.status_code == 303
    kept = live_of(part.id)
    assert kept.body.strip() == answers["agreement"][0].replace("\r\n", "\n").strip()
    assert shown(kept) in links(company.page(sent.location))


def test_a_changed_agreement_comes_back_with_what_is_different(owner, sign_in):
    company = sign_in(owner)
    part = make.offered(author=owner)
    answers = filled(company.page(accept(part))) | {"name": "Aino Esimerkki", "terms": "y"}
    move(part)
    refused = company.post(accept(part), data=answers)
    assert refused.status_code == 409
    page = read_page(refused)
    assert "Nothing is signed yet" in page.text
    assert any(f"{make.day(10).day} " in words for words in page.words("del"))
    assert any(f"{make.day(20).day} " in words for words in page.words("ins"))
    again = filled(page)
    assert again["name"] == ["Aino Esimerkki"]
    assert "terms" not in again, "what is new is read before it is accepted"
    assert status_of(part.id) is PartStatus.OFFERED
    assert company.post(accept(part), data=again | {"terms": "y"}).status_code == 303
    assert live_of(part.id).facts["start"] == make.day(20).isoformat()


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_both_sides_see_text_signatures_and_proof(owner, sign_in, lang):
    part = make.pilot_part(make.agreed(author=owner))
    agreement = live_of(part.id)
    for who in (owner, staff()):
        page = sign_in(who).page(shown(agreement, lang))
        for words in (agreement.body_sha256, "Aino Esimerkki", "Kaisa Koordinaattori", "2026-1"):
            assert words in page.text
        assert shown(agreement, lang) + "/agreement.pdf" in links(page)
        assert not [one for one in page.all("form") if (one.get("action") or "").endswith("/sign")]


def test_the_city_signs_on_the_page(owner, sign_in):
    part = make.pilot_part(make.booked(author=owner))
    agreement = live_of(part.id)
    desk = sign_in(staff())
    assert shown(agreement) in links(desk.page(f"/en/desk/applications/{part.id}"))
    assert shown(agreement) in links(desk.page("/en/desk"))
    answers = filled(desk.page(shown(agreement)), "/sign")
    refused = desk.post(shown(agreement) + "/sign", data=answers)
    assert refused.status_code == 422
    assert "#read" in links(read_page(refused))
    sent = desk.post(shown(agreement) + "/sign", data=answers | {"read": "y"})
    assert sent.location == shown(agreement)
    assert "Signed by both sides." in desk.page(sent.location).text
    assert status_of(part.id) is PartStatus.AGREED
    assert shown(agreement) not in links(desk.page("/en/desk"))
    again = desk.post(
        shown(agreement) + "/sign", data=answers | {"read": "y", "request_key": "other"}
    )
    assert "already" in desk.page(again.location).text if again.location else read_page(again).text


def test_a_colleague_who_may_not_sign_reads_and_has_no_button(owner, sign_in):
    part = make.pilot_part(make.booked(author=owner))
    agreement = live_of(part.id)
    desk = sign_in(staff(CityRole.REVIEWER))
    page = desk.page(shown(agreement))
    assert not [one for one in page.all("form") if (one.get("action") or "").endswith("/sign")]
    sent = desk.post(
        shown(agreement) + "/sign",
        data={"seen": agreement.body_sha256, "name": "R", "read": "y"},
    )
    assert sent.status_code == 403
    assert status_of(part.id) is PartStatus.ACCEPTED


def test_days_moved_meanwhile_show_the_city_the_new_text_and_keep_its_name(owner, sign_in):
    place = testbed(approval=Approval.HOST_CITY)
    part = make.pilot_part(make.booked(place, author=owner))
    before = live_of(part.id)
    desk = sign_in(staff())
    answers = filled(desk.page(shown(before)), "/sign") | {"read": "y", "name": "Kaisa K"}
    move(part)
    refused = desk.post(shown(before) + "/sign", data=answers)
    assert refused.status_code == 409
    assert "What is different" in read_page(refused).text
    assert live_of(part.id).applicant_signed_at is None


def test_the_applicant_confirms_moved_days(owner, sign_in):
    part = make.pilot_part(make.agreed(author=owner))
    move(part)
    agreement = live_of(part.id)
    company = sign_in(owner)
    for path in (f"{MY}", f"{MY}/applications/{part.application_id}"):
        assert shown(agreement) in links(company.page(path))
    page = company.page(shown(agreement))
    assert "Your days were moved" in page.text
    assert page.words("ins")
    answers = filled(page, "/sign") | {"read": "y"}
    assert company.post(shown(agreement) + "/sign", data=answers).status_code == 303
    assert "Signed by both sides" in company.page(shown(agreement)).text
    assert shown(agreement) not in links(company.page(MY))
    older = [path for path in links(company.page(shown(agreement))) if "/my/agreements/" in path]
    assert len(older) >= 2, "the agreement before it can be read too"


def test_an_application_that_is_not_low_in_risk_says_why_people_read_it(owner, sign_in):
    place = testbed(approval=Approval.AUTOMATIC)
    part = make.part(place, author=owner, minors=True, price_eur=100)
    assert part.status is PartStatus.SUBMITTED
    page = sign_in(owner).page(f"{MY}/applications/{part.application_id}")
    assert "children or young people take part, there is a price" in page.text
    assert "cameras are used" not in page.text
