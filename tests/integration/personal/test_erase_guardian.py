"""A guardian whose data is erased: the link of their mail opens nothing any more."""

import pytest

from app import clock
from app.policies.actor import VISITOR
from app.services import personal, personal_link, retention, volunteer
from models.personal_link import LinkDeed
from models.testbed_kind import TestbedKind
from models.volunteer import Volunteer
from tests.factories import panel as panels
from tests.factories import pilot_step
from tests.factories.application import days_later
from tests.factories.mail import link, mails
from tests.factories.reader import reader
from tests.factories.testbed import testbed

ADDRESS = "huoltaja@koepaikka.example"


@pytest.fixture
def panel(session):
    school = testbed(kind=TestbedKind.SCHOOL)
    return panels.opened(pilot_step.running(school, days=5), takes_minors=True, least_age=6)


def young():
    return {"birth_year": clock.today().year - 14, "guardian_email": ADDRESS}


def erase_guardian():
    known = reader(ADDRESS)
    personal_link.ask_link(known.token, LinkDeed.ERASE)
    personal.erase_reader(link(ADDRESS).rpartition("/")[2])


def test_an_erased_guardian_s_link_opens_nothing_any_more(client, session, panel):
    made = panels.confirmed(panel, **young())
    path = f"/fi/volunteers/guardian/{made.guardian_token}"
    assert client.get(path).status_code == 200
    erase_guardian()
    session.refresh(made)
    assert (made.guardian_token, made.guardian_email) == (None, "")
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/refuse").status_code == 404


def test_no_mail_goes_to_nobody_when_the_guardian_was_erased_before(session, panel):
    made = panels.asked(panel, **young())
    erase_guardian()
    session.refresh(made)
    volunteer.confirm(VISITOR, made.token)
    assert "" not in {one.recipient for one in mails()}
    with days_later(15):
        ident = made.id
        retention.run()
        session.expire_all()
        assert session.get(Volunteer, ident) is None
