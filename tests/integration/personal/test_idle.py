"""Accounts that nobody uses: asked about once, erased a month later, and whose never are."""

import datetime as dt

import pytest
from sqlalchemy import delete, select

from app import clock
from app.database import db
from app.services import application, login, personal_idle, retention
from models.account import CityRole, User
from models.application import Application
from models.audit import AuditLine
from models.organisation import OrganisationRole
from models.outbox import OutboxMessage
from models.personal_idle import ASKED_DAYS, IDLE_DAYS
from models.reader import Reader
from models.retention import RetentionRun
from models.testbed import TestbedHost
from tests.factories import panel as panels
from tests.factories import pilot_step
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.application import days_later, draft, part
from tests.factories.mail import templates
from tests.factories.testbed import testbed

ASKED_ON = IDLE_DAYS - ASKED_DAYS + 1


@pytest.fixture
def resident(session):
    made = person("Xqpoissa")
    return made.id, made.email


def lines(action):
    return list(db.session.scalars(select(AuditLine).where(AuditLine.action == action)))


def is_active(ident):
    db.session.expire_all()
    return db.session.get(User, ident).active


def night():
    """Do what happens every night."""
    personal_idle.ask_all()
    retention.run()


def test_an_account_is_asked_about_once_and_erased_a_month_later(session, resident):
    ident, address = resident
    unsent = draft(author=session.get(User, ident)).id
    panels.confirmed(panels.opened(), email=address)
    db.session.execute(delete(OutboxMessage))
    db.session.commit()
    with days_later(ASKED_ON - 2):
        night()
        assert templates(address) == []
    with days_later(ASKED_ON):
        night()
        night()
        assert templates(address) == ["personal/idle"]
        last_day = db.session.scalars(select(OutboxMessage.context)).one()["last_day"]
        assert last_day == (clock.today() + dt.timedelta(days=ASKED_DAYS)).isoformat()
    with days_later(ASKED_ON + ASKED_DAYS - 1):
        night()
        assert is_active(ident)
    with days_later(ASKED_ON + ASKED_DAYS + 1):
        night()
        assert not is_active(ident)
        assert templates(address)[-1:] == ["personal/erased"]
        assert db.session.get(User, ident).name == "\N{EM DASH}"
        assert db.session.get(Application, unsent) is None
        assert session.query(Reader).filter_by(email=address).count() == 0
        farewell = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.template == "personal/erased")
        ).one()
        assert farewell.context["was_idle"]
        assert len(lines("account:erase_idle")) == 1
        night()
        assert len(lines("account:erase_idle")) == 1


def test_whoever_signs_in_stays_and_is_asked_anew_two_years_later(session, resident):
    ident, address = resident
    with days_later(ASKED_ON):
        night()
    with days_later(ASKED_ON + 20):
        login.sign_in(acting(session.get(User, ident)), ident, login.NewLogin("c" * 64, ""))
    with days_later(ASKED_ON + 60):
        night()
        assert is_active(ident)
        assert session.get(User, ident).idle_asked_at is None
    with days_later(2 * ASKED_ON + 60):
        night()
        assert is_active(ident)
        assert templates(address).count("personal/idle") == 2


def duties():
    place = testbed()
    return {
        "admin": admin(), "host": host(place), "editor": staff(CityRole.EDITOR),
        "reviewer": staff(CityRole.REVIEWER), "coordinator": staff(),
        "owner": member(organisation("Yritys")),
        "applicant": part(author=person()).application.author,
        "runner": pilot_step.running(place, author=person()).application.author,
    }  # fmt: skip


def test_who_answers_for_something_is_neither_asked_nor_erased(session):
    busy = {name: one.id for name, one in duties().items()}
    plain = member(organisation("Toinen"), OrganisationRole.MEMBER).id
    with days_later(ASKED_ON):
        personal_idle.ask_all()
        asked = set(db.session.scalars(select(User.id).where(User.idle_asked_at.is_not(None))))
        assert {name for name, one in busy.items() if one in asked} == set()
        assert plain in asked
    with days_later(ASKED_ON + ASKED_DAYS + 1):
        night()
        assert all(is_active(one) for one in busy.values())
        assert not is_active(plain)


def test_who_got_a_role_meanwhile_stays_and_is_not_erased_the_day_it_ends(session, resident):
    ident, _address = resident
    with days_later(ASKED_ON):
        night()
    place = testbed()
    with days_later(ASKED_ON + 5):
        session.add(TestbedHost(testbed_id=place.id, user_id=ident))
        session.commit()
        night()
        session.execute(delete(TestbedHost))
        session.commit()
    with days_later(ASKED_ON + ASKED_DAYS + 10):
        night()
        assert is_active(ident), "a month has to pass since the new question"


def test_a_dry_run_and_the_report_tell_of_it(app, session, resident):
    ident, _address = resident
    with days_later(ASKED_ON):
        personal_idle.ask_all()
    with days_later(ASKED_ON + ASKED_DAYS + 1):
        shown = app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"]).output
        due = [line for line in shown.splitlines() if line.startswith("account.")]
        assert [line for line in due if f": 1 past {ASKED_DAYS} days after" in line], due
        assert is_active(ident)
        retention.run()
        row = db.session.scalars(
            select(RetentionRun).where(RetentionRun.thing == "account", RetentionRun.count > 0)
        ).one()
        (told,) = [one for one in lines("retention:forget") if one.facts["forgot"] == "account"]
        assert (told.thing_id, told.facts["count"], told.actor_id) == (row.id, 1, None)


def test_an_application_that_was_decided_long_ago_keeps_nobody(session):
    made = part(author=person())
    author = made.application.author
    application.withdraw_all(acting(author), made.application_id)
    with days_later(ASKED_ON):
        night()
        db.session.refresh(author)
        assert author.idle_asked_at
