"""Two cities: people of Helsinki (A), and in Oulu (B) one of everything, its texts planted.

``SECRET`` stands in every text of Oulu's that is not public, beside ``FINDABLE``, by which a search
would find it.  A new thing is added in ``_things``: under its name in addresses (with the blueprint
before it where the same name means two things), its row among those that are planted.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask import current_app  # noqa: TID251 - the scene is laid in its context
from sqlalchemy import Enum, String
from sqlalchemy import inspect as inspected

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.agreement import live_of
from app.queries.pilot_task import tasks_of
from app.services import application, closure, decision, panel_text, webhook
from app.services.search import index_pilot, index_testbed
from app.services.testbed_version import keep
from models.account import CityRole, User
from models.application import Application, ApplicationPart
from models.base import Base, Translated
from models.closure import ClosureRange
from models.event import EventKind, EventStatus, EventTrack
from models.exchange import ImportJob, ImportRow, ImportStatus, RowOutcome
from models.feedback import Feedback, FeedbackStatus
from models.harm_report import HarmKind, HarmReport
from models.organisation import Invitation, Organisation, OrganisationRole
from models.pilot import Pilot
from models.pilot_change import PilotChange
from models.pilot_contact import PilotContact
from models.pilot_incident import PilotIncident
from models.pilot_midterm import PilotMidterm
from models.pilot_task import Side
from models.pilot_update import PilotUpdate
from models.reader import Reader
from models.saved_search import SavedSearch
from models.testbed import Testbed
from models.testbed_filter import SavedFilter
from models.volunteer import Volunteer, VolunteerStatus
from models.webhook import WebhookSide
from tests.factories import call as calls
from tests.factories import event as events
from tests.factories import indicator as indicators
from tests.factories import panel as panels
from tests.factories import webhook as hooks
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.application import (
    applicant,
    booked,
    booking_of,
    day,
    offered,
    part,
    pilot_part,
    sent,
)
from tests.factories.attachment import attached
from tests.factories.city import city
from tests.factories.fault import told
from tests.factories.mail import waiting_mail
from tests.factories.pilot_step import reporting
from tests.factories.place_request import requested
from tests.factories.staff import give_role, give_testbed, invitation
from tests.factories.testbed import draft, testbed
from tests.integration.tenant.scene_award import outcomes
from tests.integration.tenant.scene_challenge import challenge_things
from tests.integration.tenant.scene_concept import entries
from tests.integration.tenant.scene_jury import jury_things
from tests.integration.tenant.scene_login import login_things
from tests.integration.tenant.scene_registration import registration_things
from tests.integration.tenant.scene_token import token_things

A, B = "helsinki", "oulu"
SECRET, FINDABLE = "xqzsalaisuus", "zqfetsittava"
PLANTED = f"{FINDABLE} {SECRET}"
ADDRESS = f"https://koepaikka.example/{FINDABLE}/{SECRET}"
ROLES = ("editor", "reviewer", "coordinator", "host")
KEPT = {
    "email", "slug", "language", "password", "fs_uniquifier", "last_login_ip", "token_sha256",
    "current_login_ip", "tf_primary_method", "tf_totp_secret", "shape_json", "country", "size",
    "business_id", "web", "terms_version", "contact_email", "contact_phone", "code",
}  # fmt: skip


@dataclass
class Scene:
    """The people who try and those who may, and what stands for each name in an address.

    ``administrators`` may what is the whole service's, and are of no city.
    """

    a: dict[str, User] = field(default_factory=dict)
    b: list[User] = field(default_factory=list)
    administrators: list[User] = field(default_factory=list)
    things: dict[str, Any] = field(default_factory=dict)


def plant(*rows: Base) -> None:
    """Write ``PLANTED`` into every free text of these rows, ``ADDRESS`` where a link is made."""
    for row in rows:
        for column in inspected(type(row)).columns:
            is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
            is_text = is_text and (column.type.length or len(PLANTED)) >= len(PLANTED)
            if is_text and not column.foreign_keys and column.key not in KEPT:
                name = inspected(type(row)).get_property_by_column(column).key
                setattr(row, name, ADDRESS if name.endswith("_url") else PLANTED)
        if hasattr(row, "email"):
            row.email = f"{SECRET}{row.id}.{type(row).__name__}@koepaikka.example".lower()
        if hasattr(row, "contact_email"):
            row.contact_email = f"{SECRET}{row.id}@koepaikka.example"
    db.session.commit()


def scene() -> Scene:
    """Return the two cities with all that is in them."""
    made = Scene()
    place = testbed(A)
    draft(A)
    part(place)
    made.a = {role: staff(CityRole(role), A) for role in ROLES if role != "host"}
    made.a["host"] = host(place)
    _things(made, place)
    db.session.commit()
    return made


def _things(made: Scene, place_of_a: Testbed) -> None:
    """Make one of everything in Oulu; its names in addresses go into ``made.things``."""
    company = organisation()
    writer, inviter = member(company), staff(CityRole.COORDINATOR, B)
    worker = person("Työntekijä")
    grant_id = give_role(worker, CityRole.EDITOR, B)
    hidden, public = draft(B), testbed(B, capacity=9)
    give_testbed(worker, hidden)
    asked = invitation("kutsuttu.oulu@koepaikka.example", slug=B, by=inviter)
    mine, live = part(public, author=writer), booked(public, author=writer)
    held, done = offered(public, author=writer), reporting(public, author=writer)
    done.learned = done.failed = Translated(PLANTED, PLANTED, PLANTED)  # not public yet
    plant(hidden, live, mine.application, live.application, held.application)
    plant(asked, company, writer, inviter, worker)
    for row, index in ((hidden, index_testbed), (live, index_pilot), (done, index_pilot)):
        index(row)
    _conversations(acting(inviter), mine, sent(place_of_a, public))
    declined = part(public, author=writer)
    _records(acting(inviter), hidden, declined)
    made.b = [inviter, writer, worker]
    made.administrators = [admin()]
    made.things = {
        "slug": B,
        "city_id": city(B).id,
        "testbed_id": hidden.id,
        "part_id": mine.id,
        "decision_record.part_id": declined.id,
        "application_id": mine.application_id,
        "pilot_id": live.id,
        "booking_id": booking_of(held).id,
        "agreement_id": live_of(pilot_part(live).id).id,
        "user_id": worker.id,
        "grant_id": grant_id,
        "invitation_id": asked.id,
        "organisation_id": company.id,
        "membership_id": company.memberships[0].id,
        "step": "check",
        **_desk_things(inviter, hidden),
        **_finish_things(live),
        "request_id": _place_request(writer),
        "fault_id": told(PLANTED).id,
        "account_id": worker.id,
        "mail_id": waiting_mail(f"{SECRET}@koepaikka.example").id,
        "attachment_id": attached(mine.application, current_app, title=PLANTED).id,
        "organisation.invitation_id": _to_join(company, writer),
        **_around(live, writer),
        **_panel_things(live),
        **_spoken(live),
        **registration_things(B, PLANTED, f"{SECRET}.tulija@koepaikka.example"),
        **challenge_things(worker, plant, PLANTED),
        **outcomes(writer, B, PLANTED, plant),
        **_event_things(),
        **entries(writer, PLANTED, plant),
        **jury_things(writer),
        **token_things(inviter, hidden, plant),
        **login_things(inviter, worker),
    }


def _event_things() -> dict[str, Any]:
    """Leave a programme that is not public; return its names in addresses."""
    made = events.event(EventStatus.DRAFT, slug=B, kind=EventKind.PROGRAMME)
    made.tracks = [EventTrack(position=1, name=Translated(PLANTED))]
    db.session.flush()
    plant(made, *made.sessions, *made.tracks)
    return {"event_id": made.id, "session_id": made.sessions[0].id}


def _panel_things(live: Pilot) -> dict[str, Any]:
    """Leave a panel with somebody who waits; return their names in addresses."""
    made = panels.draft(live, cap=1)
    panel_text.keep_question(applicant(live.application), live.id, panels.cycling())
    db.session.refresh(made)
    plant(*made.questions, *made.purposes)
    reader = Reader(
        email=f"{SECRET}.lukija@koepaikka.example", language="fi", token="r" * 43,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(reader)
    db.session.flush()
    one = Volunteer(
        panel_id=made.id, reader_id=reader.id, status=VolunteerStatus.WAITING, token="v" * 43,
        name=PLANTED, asked_at=clock.now(), queued_at=clock.now(),
    )  # fmt: skip
    db.session.add(one)
    db.session.commit()
    return {
        "question_id": made.questions[0].id, "purpose_id": made.purposes[0].id,
        "volunteer_id": one.id,
    }  # fmt: skip


def _around(live: Pilot, writer: User) -> dict[str, Any]:
    """Leave one of everything that happens around a pilot; return their names in addresses."""
    task = tasks_of(live)[0]
    post = PilotUpdate(
        pilot_id=live.id, title=Translated(PLANTED), text=Translated(PLANTED),
        side=Side.APPLICANT, posted_at=clock.now(),
    )  # fmt: skip
    incident = PilotIncident(
        pilot_id=live.id, happened_on=day(0), what=PLANTED, is_harm=True, side=Side.APPLICANT,
        reported_by=PLANTED, reported_at=clock.now(),
    )  # fmt: skip
    change = PilotChange(
        pilot_id=live.id, old_start=live.start_day, old_end=live.end_day, start_day=day(20),
        end_day=day(24), reason=PLANTED, asked_by_id=writer.id, asked_at=clock.now(),
    )  # fmt: skip
    midterm = PilotMidterm(pilot_id=live.id, goes=PLANTED, sent_by=SECRET, sent_at=clock.now())
    contact = PilotContact(
        pilot_id=live.id, user_id=writer.id, side=Side.APPLICANT, added_at=clock.now()
    )
    db.session.add_all((post, incident, change, midterm, contact))
    task.note = PLANTED
    paper = attached(live, purpose="checklist:practicalities", title=PLANTED)
    db.session.commit()
    return {
        "task_id": task.id, "update_id": post.id, "incident_id": incident.id,
        "change_id": change.id, "contact_id": contact.id,
        "pilot_task.attachment_id": paper.id,
    }  # fmt: skip


def _spoken(live: Pilot) -> dict[str, Any]:
    """Leave feedback that waits and a report of harm; return their names in addresses."""
    said = Feedback(
        pilot_id=live.id, status=FeedbackStatus.WAITING, token="f" * 43, language="fi",
        words=PLANTED, name=SECRET, sent_at=clock.now(), confirmed_at=clock.now(),
    )  # fmt: skip
    told = HarmReport(
        pilot_id=live.id, token="h" * 43, language="fi", kind=HarmKind.DANGER, words=PLANTED,
        sent_at=clock.now(),
    )  # fmt: skip
    db.session.add_all((said, told))
    db.session.commit()
    return {"feedback_id": said.id, "report_id": told.id}


def _finish_things(live: Pilot) -> dict[str, Any]:
    """Leave an indicator with a day and a file, and a survey; return their names in addresses."""
    counted = indicators.indicator(live, "1", name=Translated(PLANTED), evidence_url=PLANTED)
    asked = indicators.survey(live, 3, words=PLANTED)
    proof = attached(live, current_app, title=PLANTED, purpose=f"evidence:{counted.id}")
    return {
        "indicator_id": counted.id, "point_id": counted.points[0].id, "token": asked.token,
        "indicator.attachment_id": proof.id,
    }  # fmt: skip


def _desk_things(chief: User, hidden: Testbed) -> dict[str, Any]:
    """Leave a call, closed days, an import and a kept filter; return their names in addresses."""
    called = calls.draft(hidden, slug=B, title=Translated(PLANTED, PLANTED, PLANTED))
    closed = ClosureRange(
        testbed_id=hidden.id, start_day=day(40), end_day=day(41), batch="b" * 36,
        reason=Translated(PLANTED), created_at=clock.now(),
    )  # fmt: skip
    brought = ImportJob(
        city_id=hidden.city_id, by_id=chief.id, file_name=f"{PLANTED}.csv", ending="csv",
        status=ImportStatus.CHECKED, folder="f" * 32, layout="l" * 64, created_at=clock.now(),
        facts={
            "kind": "csv", "rows": 1, "shapes": 0, "epsg": None, "crs_name": "", "layers": [],
            "layer": "", "columns": [{"name": SECRET, "filled": 1, "samples": [SECRET]}],
        },
        counts={"new": 1},
    )  # fmt: skip
    kept = SavedFilter(
        user_id=chief.id, city_id=hidden.city_id, name=SECRET, query=f"q={SECRET}",
        created_at=clock.now(),
    )  # fmt: skip
    looked_for = SavedSearch(
        user_id=chief.id, name=SECRET, wish={"q": [SECRET]}, stop_token=SECRET,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add_all((closed, brought, kept, looked_for))
    db.session.flush()
    row = ImportRow(job_id=brought.id, number=1, outcome=RowOutcome.NEW, title=SECRET)
    db.session.add(row)
    db.session.commit()
    return {
        "call_id": called.id, "range_id": closed.id, "batch": closed.batch, "number": 1,
        "job_id": brought.id, "filter_id": kept.id,
        "search_id": looked_for.id,
        **_webhook_things(chief),
    }  # fmt: skip


def _webhook_things(chief: User) -> dict[str, Any]:
    """Leave a webhook of Oulu's with a message; return their names in addresses."""
    made = hooks.hook(chief, side=WebhookSide.CITY, ident=city(B).id)
    sent_id = webhook.send_test(acting(chief), made.id)
    plant(made)
    return {"webhook_id": made.id, "delivery_id": sent_id}


def _place_request(writer: User) -> int:
    """Let somebody ask Oulu for a place."""
    asked = requested(B, author=writer)
    plant(asked, asked.application)
    return asked.id


def _to_join(company: Organisation, writer: User) -> int:
    made = Invitation(
        organisation_id=company.id,
        email=f"{SECRET}.kutsu@koepaikka.example",
        role=OrganisationRole.MEMBER,
        token_sha256="f" * 64,
        invited_by_id=writer.id,
        expires_at=clock.now() + dt.timedelta(days=9),
    )
    db.session.add(made)
    db.session.commit()
    return made.id


def _conversations(chief: Actor, mine: ApplicationPart, shared: Application) -> None:
    """Let Oulu ask, be answered and note; of a joint application also what Helsinki reads not."""
    theirs = next(one for one in shared.parts if one.city_id == mine.city_id)
    decision.ask(chief, mine.id, PLANTED)
    application.answer(applicant(mine.application), mine.id, PLANTED)
    for one in (mine, theirs):
        application.post_message(chief, one.application_id, PLANTED, part_id=one.id, internal=True)
    application.post_message(chief, shared.id, PLANTED, part_id=theirs.id)
    application.post_message(chief, shared.id, PLANTED, internal=True)
    decision.reject(chief, theirs.id, PLANTED)


def _records(chief: Actor, hidden: Testbed, declined: ApplicationPart) -> None:
    """Leave two versions, a closed day and a decision."""
    keep(chief, hidden)
    hidden.version += 1
    keep(chief, hidden)
    db.session.commit()
    closure.close_days(chief, hidden.id, day(3), day(4), SECRET)
    decision.reject(chief, declined.id, PLANTED)
