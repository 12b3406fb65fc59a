"""Erasing an account: what stops it, what it ends, and a reader's own way without an account."""

import io
import json
import zipfile

import pytest

from app.adapters import accounts
from app.database import db
from app.policies.actor import VISITOR
from app.queries.personal_duty import DutyKind, duties_of
from app.services import application, offer, personal, personal_link
from models.account import CityRole, User
from models.application import Application
from models.errors import ConflictError, NotFoundError
from models.organisation import Membership, OrganisationRole
from models.personal_link import LINK_HOURS, LinkDeed, PersonalLink
from models.reader import Reader
from tests.factories import pilot_step
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.application import days_later, draft, offered, part
from tests.factories.mail import link, templates
from tests.factories.reader import reader
from tests.factories.testbed import testbed

PASSWORD = "neljä sanaa peräkkäin riittää"
GONE = 410


def kinds(user):
    return [one.kind for one in duties_of(acting(user))]


def erase(user):
    return personal.erase_account(acting(user), user.fs_uniquifier)


@pytest.fixture
def resident(session):
    made = person("Oma Ihminen")
    made.password = accounts.hashed(PASSWORD)
    session.commit()
    return made


def test_after_erasing_nobody_can_sign_in_with_the_account(client, resident, sign_in):
    address = resident.email
    sign_in(resident)
    answer = client.post("/fi/my/data/erase", data={"sure": "y", "password": PASSWORD})
    assert answer.location.endswith("/fi/erased")
    assert "/login" in client.get("/fi/my/data").location
    answer = client.post("/fi/login", data={"email": address, "password": PASSWORD})
    assert answer.status_code == 422
    client.post("/fi/reset", data={"email": address})
    assert templates(address) == ["personal/erased"], "no way back by a link, either"
    again = person(email=address)
    assert again.id != resident.id, "the address is free for a new account"


def test_erasing_needs_the_tick(client, resident, sign_in):
    sign_in(resident)
    assert client.post("/fi/my/data/erase", data={"password": PASSWORD}).status_code == 422
    assert db.session.get(User, resident.id).active


def test_the_page_tells_what_goes_and_what_stays_in_figures(client, resident, sign_in):
    draft(author=resident)
    sign_in(resident)
    page = client.page("/en/my/data/erase")
    words = page.text
    assert "Applications and decisions: 1 entry" in words
    assert "It shows that somebody did it, with a number in place of the name." in words


def test_the_only_owner_hands_over_first(client, session, sign_in):
    pilot = pilot_step.running()
    owner = pilot.application.author
    assert kinds(owner) == [DutyKind.OWNER]
    with pytest.raises(ConflictError, match="duties_left"):
        erase(owner)
    sign_in(owner)
    assert "You are the only owner" in client.page("/en/my/data/erase").text
    (company,) = acting(owner).organisations
    joined = db.session.query(Membership).filter_by(organisation_id=company).one().joined_at
    second = Membership(
        user_id=person().id, organisation_id=company, role=OrganisationRole.OWNER, joined_at=joined
    )
    db.session.add(second)
    db.session.commit()
    erase(owner)
    assert not db.session.get(User, owner.id).active


def test_an_owner_without_anything_going_on_may_go(session):
    assert kinds(member(organisation())) == []


def test_the_only_coordinator_and_the_only_host_hand_over_first(session):
    one, alone = staff(CityRole.COORDINATOR), host(testbed())
    assert kinds(one) == [DutyKind.COORDINATOR]
    staff(CityRole.COORDINATOR)
    assert kinds(one) == []
    assert kinds(alone) == [DutyKind.HOST]


def test_the_only_administrator_stays(session):
    one = admin()
    assert kinds(one) == [DutyKind.ADMIN]
    admin()
    assert kinds(one) == []


def test_an_offer_or_a_running_pilot_of_ones_own_is_answered_first(session):
    resident = person()
    made = offered(testbed(), author=resident)
    assert kinds(resident) == [DutyKind.APPLICANT]
    offer.decline(acting(resident), made.id)
    assert kinds(resident) == []
    pilot_step.running(testbed(), author=resident)
    assert kinds(resident) == [DutyKind.PILOT]


def test_a_withdrawn_application_stays_without_the_name(session):
    resident = person("Xqnimi")
    made = part(testbed(), author=resident, contact_name="Xqnimi", contact_email=resident.email)
    application.withdraw(acting(resident), made.id)
    erase(resident)
    db.session.expire_all()
    left = db.session.get(Application, made.application_id)
    assert (left.contact_name, left.contact_email) == ("\N{EM DASH}", "")
    assert left.title == "Lamps that listen"


def test_a_password_changed_meanwhile_stops_it(session, resident):
    with pytest.raises(ConflictError):
        personal.erase_account(acting(resident), "another")


# Readers without an account


def test_a_reader_downloads_and_erases_by_a_link_that_works_once(client, session):
    made = reader()
    email, page = made.email, f"/fi/reader/{made.token}"
    client.page(page)
    assert client.post(f"{page}/download").status_code == 303
    path = link(email)
    client.page(path)
    packed = zipfile.ZipFile(io.BytesIO(client.post(path).data))
    tables = json.loads(packed.read("koepaikka.json"))["tables"]
    assert email in str([one for one in tables if one["table"] == "reader"])
    assert client.post(path).status_code == GONE

    client.post(f"{page}/erase")
    path = link(email)
    client.page(path)
    assert db.session.get(Reader, made.id).email == email, "reading erases nothing"
    assert client.post(path).location.endswith("/fi/erased")
    assert client.get(page).status_code == 404
    assert db.session.query(Reader).filter_by(email=email).count() == 0
    assert db.session.query(PersonalLink).count() == 0
    assert templates(email) == ["personal/erased"]
    assert client.post(path).status_code == GONE


def test_forged_and_old_links_of_readers_are_refused(client, session):
    made = reader()
    personal_link.ask_link(made.token, LinkDeed.ERASE)
    path = link(made.email)
    with days_later(LINK_HOURS / 24 + 0.01):
        assert client.post(path).status_code == GONE
    assert client.post(path[:-2] + "xx").status_code == GONE
    with pytest.raises(NotFoundError):
        personal_link.take_download(path.rpartition("/")[2])
    with pytest.raises(NotFoundError):
        personal_link.ask_link("x" * 43, LinkDeed.ERASE)
    assert db.session.get(Reader, made.id).email == made.email


def test_an_address_that_nobody_confirmed_is_sent_nothing(session):
    made = reader()
    made.confirmed_at = None
    session.commit()
    with pytest.raises(NotFoundError):
        personal_link.ask_link(made.token, LinkDeed.DOWNLOAD)
    assert templates(made.email) == []


def test_mails_to_one_reader_are_few(client, session):
    made = reader()
    statuses = [client.post(f"/fi/reader/{made.token}/erase").status_code for _try in range(9)]
    assert statuses[0] == 303
    assert statuses[-1] == 429


def test_a_reader_with_an_account_erases_the_account(session):
    made = reader("aino@koepaikka.example")
    personal_link.ask_link(made.token, LinkDeed.ERASE)
    token = link(made.email).rpartition("/")[2]
    user = person(email=made.email)
    with pytest.raises(ConflictError, match="reader_has_account"):
        personal.erase_reader(token)
    erase(user)
    db.session.expire_all()
    assert db.session.get(Reader, made.id).email.endswith("@erased.invalid")
    assert VISITOR.user_id is None


def test_a_reader_chooses_the_language_of_the_mail(client, session):
    made = reader()
    client.post(f"/fi/reader/{made.token}/language", data={"language": "sv"})
    client.post(f"/fi/reader/{made.token}/language", data={"language": "xx"})
    db.session.expire_all()
    assert db.session.get(Reader, made.id).language == "sv"
