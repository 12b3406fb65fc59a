"""One person who has done everything that leaves something of them in a table.

``life`` returns them after it.  Every rule of the register must find something of theirs:
tests/integration/personal/test_erase_walk.py fails for a table that is missing here.
"""

import datetime as dt
import json
from decimal import Decimal

from flask import Flask

from app import clock
from app.adapters.exchange_folder import ROWS, UPLOAD, ExchangeFolders
from app.adapters.file_store import FileStore
from app.database import db
from app.queries.agreement import live_of
from app.services import (
    agreement,
    application,
    application_change,
    application_seen,
    decision,
    feed,
    indicator,
    notification,
    pilot_change,
    pilot_contact,
    pilot_incident,
    pilot_midterm,
    pilot_task,
    pilot_update,
    place_request,
    reader,
    report,
    saved_search,
    testbed_saved,
)
from app.services.application_wish import Wish
from app.services.personal_link import ask_address
from app.services.testbed_version import keep
from models.account import CityRole, Role, User
from models.attachment import stored_name
from models.base import Translated
from models.event import EventStatus
from models.exchange import ImportJob, ImportRow, ImportStatus, RowOutcome
from models.feed import FeedKind
from models.organisation import Invitation, Membership, OrganisationRole
from models.outbox import OutboxMessage, OutboxStatus
from models.pilot import Pilot
from models.pilot_task import PilotTask, Side
from models.receipt import Receipt
from models.saved_search import AlertRhythm
from models.testbed import Testbed
from tests.factories import indicator as indicators
from tests.factories import pilot_step
from tests.factories.account import acting, organisation, person, staff
from tests.factories.application import (
    booked,
    coordinator,
    day,
    draft,
    part,
    pilot_part,
    sent,
)
from tests.factories.attachment import attached
from tests.factories.document import pdf
from tests.factories.event import event as event_of
from tests.factories.event import session as starting
from tests.factories.media import with_file, with_link, with_picture
from tests.factories.place_request import requested
from tests.factories.review import give_review
from tests.factories.staff import give_role, give_testbed, invitation
from tests.factories.testbed import testbed
from tests.integration.personal import scene_challenge as challenges
from tests.integration.personal import voice
from tests.integration.personal.scene_concept import enters
from tests.integration.personal.scene_login import signs_in
from tests.integration.personal.scene_look import looks_and_is_looked_at
from tests.integration.personal.scene_registration import comes
from tests.integration.personal.scene_token import lets_programs_act
from tests.integration.personal.scene_webhook import is_told

NAME, ADDRESS, PHONE = "Xqnimi Zqsukunimi", "xqosoite@koepaikka.example", "+358 40 987612345"
CONTACT = {"contact_name": NAME, "contact_email": ADDRESS, "contact_phone": PHONE}


def life(app: Flask, store: FileStore) -> User:
    """Return somebody who has been resident, company, city and host, with nothing left to do."""
    made = person(NAME, email=ADDRESS)
    place = testbed(capacity=40, contact_email=ADDRESS)
    _alone(made, place, app)
    _applies(made, place, store)
    company = organisation()
    for who in (made, person("Toinen Omistaja")):
        db.session.add(
            Membership(
                user_id=who.id, organisation_id=company.id, role=OrganisationRole.OWNER,
                joined_at=clock.now(),
            )
        )  # fmt: skip
    db.session.commit()
    _runs(made, place)
    _works_for_the_city(made, place, app)
    voice.speaks(store, ADDRESS)
    voice.sees_to(made)
    _reads(made)
    enters(made, app)
    challenges.poses(made)
    challenges.wins(made)
    challenges.judges(made)
    comes(made)
    is_told(made)
    lets_programs_act(made)
    signs_in(made)
    looks_and_is_looked_at(made)
    return made


def _alone(made: User, place: Testbed, app: Flask) -> None:
    """Let the person keep searches, mail choices, calendars, links and invitations."""
    who = acting(made)
    saved_search.keep_search(who, "Xqhaku", {"need": ["power"]}, AlertRhythm.DAILY)
    feed.renew(who, feed.Whose(FeedKind.PERSON), "e" * 64)
    notification.choose_mail(who, ())
    ask_address(who, made.fs_uniquifier, "xquusi@koepaikka.example")
    invitation(ADDRESS, token="t1")
    invitation("joku@koepaikka.example", token="t2", by=made)
    for number, (email, by) in enumerate(((ADDRESS, staff()), ("muu@koepaikka.example", made))):
        db.session.add(
            Invitation(
                organisation_id=organisation().id, email=email, role=OrganisationRole.MEMBER,
                token_sha256=str(number) * 64, invited_by_id=by.id, expires_at=clock.now(),
            )
        )  # fmt: skip
    db.session.add(Receipt(key="k", work="w", actor_id=made.id, result={"a": NAME}, at=clock.now()))
    made.last_login_ip = made.current_login_ip = "198.51.100.77"
    made.password, made.tf_totp_secret = "xq-hash-of-password", "xq-totp-secret"
    made.tf_primary_method = "xqmethod"
    db.session.commit()


def _applies(made: User, place: Testbed, store: FileStore) -> None:
    """Let the person apply alone: a draft with a file, a refusal, and a completed pilot."""
    own = draft(place, author=made, **CONTACT)
    one = attached(own, digest="a1" * 32, by_id=made.id)
    store.put(stored_name(one.digest, one.kind), pdf(text="xqtiedosto"))
    asked = requested("helsinki", author=made)
    asked.application.contact_email = ADDRESS
    refused = part(place, author=made, **CONTACT)
    sent_file = attached(refused.application, digest="b2" * 32, by_id=made.id)
    store.put(stored_name(sent_file.digest, sent_file.kind), pdf(text="kuuluu asiaan"))
    decision.ask(coordinator(refused), refused.id, "What?")
    application.answer(acting(made), refused.id, "Xqvastaus")
    application_change.change_wish(
        acting(made), refused.id, refused.version, Wish(earliest=day(11), days=9)
    )
    decision.reject(coordinator(refused), refused.id, "No room")
    place_request.withdraw_request(acting(made), asked.id)
    solo = pilot_step.completed(place, author=made, **CONTACT)
    solo.runner_name = NAME
    solo.contact_email = ADDRESS
    db.session.commit()


def _runs(made: User, place: Testbed) -> None:
    """Let the person run a pilot of their company, from first to last."""
    pilot = pilot_step.running(place, author=made, days=120, **CONTACT)
    who = acting(made)
    pilot_contact.add(who, pilot.id, made.id)
    _tasks(pilot, made)
    pilot_update.publish(
        who, pilot.id, pilot_update.Post(Translated("Uutinen"), Translated("Xqkertomus"))
    )
    pilot_incident.report(
        who, pilot.id, pilot_incident.Incident(day=pilot.start_day, what="Xqlamppu", is_harm=False)
    )
    pilot_midterm.send(who, pilot.id, 0, pilot_midterm.Answers(goes="Xqmenee"))
    pilot_change.ask(who, pilot.id, pilot.start_day, pilot.end_day + dt.timedelta(days=1), "Xqlumi")
    gauge = indicators.indicator(pilot)
    indicator.change(who, gauge.id, gauge.version, {"target": Decimal(7)}, "Xqperuste")
    sent(place, author=made, contact_name=NAME, contact_email="yhteinen@koepaikka.example")


def _tasks(pilot: Pilot, made: User) -> None:
    who = acting(made)
    ident = pilot_task.add_task(who, pilot.id, "Xqtehtava", Side.APPLICANT)
    row = db.session.get_one(PilotTask, ident)
    change = pilot_task.TaskChange(
        state=row.state, owner=Side.APPLICANT, person_id=made.id, due_day=row.due_day
    )
    pilot_task.change_task(who, pilot.id, ident, row.version, change)


def _works_for_the_city(made: User, place: Testbed, app: Flask) -> None:
    """Let the person coordinate the city and host the place."""
    staff(CityRole.COORDINATOR)
    give_role(made, CityRole.COORDINATOR)
    give_testbed(made, place)
    give_testbed(person("Toinen Isäntä"), place)
    made.roles.append(Role(name="editor-of-tests"))
    db.session.commit()
    who = acting(made)
    testbed_saved.keep_filter(who, "Xqlista", "q=x")
    asked = part(place)
    note = application.post_message(
        who, asked.application_id, "Xqmuistio", part_id=asked.id, internal=True
    )
    application_seen.mark_seen(who, asked.id, note)
    give_review(who, asked, comment="Xqarvio")
    decision.reject(who, asked.id, "Xqhylkays")
    pilot = pilot_step.running(place, days=120)
    runner = acting(pilot.application.author)
    change = pilot_change.ask(
        runner, pilot.id, pilot.start_day, pilot.end_day + dt.timedelta(days=1), "R"
    )
    pilot_change.decline(who, pilot.id, change, "Xqvastaan")
    event = pilot_incident.Incident(day=pilot.start_day, what="W", is_harm=False)
    told = pilot_incident.report(runner, pilot.id, event)
    pilot_incident.close(who, pilot.id, told, "Xqsuljettu")
    pilot_midterm.send(runner, pilot.id, 0, pilot_midterm.Answers(goes="G"))
    pilot_midterm.mark_read(who, pilot.id)
    gone = pilot_update.publish(
        who, pilot.id, pilot_update.Post(Translated("Poistuva"), Translated("Teksti"))
    )
    pilot_update.remove(who, pilot.id, gone, "Xqsyy")
    report.approve(who, pilot_step.sent(place).id, report.Side.CITY, 1)
    unsigned = live_of(pilot_part(booked(place)).id)
    agreement.sign(who, unsigned.id, unsigned.body_sha256, NAME)
    _looks_after(made, place, app)


def _looks_after(made: User, place: Testbed, app: Flask) -> None:
    """Let the person change the place, bring pictures and files, and import."""
    who = acting(made)
    for add in (with_picture, with_file):
        add(app, place)
    with_link(place)
    for row in (*place.pictures, *place.files, *place.links):
        row.added_by_id = made.id
    keep(who, place)
    speaks = starting(48, speakers=f"Onni Malli\n{NAME}", unnamed=NAME)
    event_of(EventStatus.DRAFT, speaks, created_by_id=made.id, contact_email=ADDRESS)
    job = ImportJob(
        city_id=place.city_id, by_id=made.id, status=ImportStatus.CHECKED, file_name="a.csv",
        ending="csv", folder=upload(app, read=True), layout="l", created_at=clock.now(),
        facts={"columns": [{"name": ADDRESS}]},
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()
    db.session.add(
        ImportRow(
            job_id=job.id, number=1, outcome=RowOutcome.NEW, title="T",
            record={"contact_email": ADDRESS.upper()}, changes=[["contact_email", "", ADDRESS]],
        )
    )  # fmt: skip
    db.session.commit()


def upload(app: Flask, *, read: bool) -> str:
    """Let a file that names the person lie among the uploads of imports, perhaps read already."""
    folder = ExchangeFolders(app.extensions["settings"].instance).make()
    (folder / UPLOAD).write_text(f"nimi,yhteys\nRanta,{ADDRESS}\n", "utf-8")
    if read:
        row = {"n": 2, "v": {"yhteys": ADDRESS.upper()}}
        (folder / ROWS).write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    return folder.name


def unsent(address: str) -> OutboxMessage:
    """Return a mail to somebody else that could not be sent, and that names the person."""
    return OutboxMessage(
        dedup_key=f"dead:{address}", template="offer/accepted_city", language="fi",
        recipient=address, context={"applicant": NAME, "write_to": ADDRESS},
        status=OutboxStatus.DEAD, due_at=clock.now(), created_at=clock.now(),
    )  # fmt: skip


def _reads(made: User) -> None:
    """Let the person be a reader at their address."""
    row = reader.reader_for(acting(made), made.email, "fi")
    row.user_id = made.id
    db.session.commit()
