"""Report harm or danger at a pilot, as anyone; everybody who answers for it is told at once.

The mails are written with the report and go before all others.  When many reports come in within
an hour each is kept, and one mail says that there are more.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.experiment_card import public_pilot
from app.queries.harm_report import report_of_token
from app.queries.pilot_contact import coordinators
from app.services.audit import record
from app.services.feedback_extra import Photo, point_near
from app.services.notification import tell_reader
from app.services.pilot_mail import tell_applicants, tell_cities
from app.services.reader import confirm as believe
from app.services.reader import reader_for
from app.services.typed_value import text_up_to
from models.errors import FieldError, NotFoundError
from models.harm_report import HarmKind, HarmReport, HarmStatus

WORDS, ALT = 3_000, 300
LEAST_LETTERS = 3
TOLD_ONE_BY_ONE = 5
"""How many reports on one pilot are mailed one by one within ``CROWD``."""
CROWD = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Harm:
    """What somebody reports; ``place`` as typed, ``email`` only if they want to hear of it."""

    kind: HarmKind
    words: str
    place: str = ""
    email: str = ""
    photo: Photo | None = None
    alt: str = ""


@use_case
def report(actor: Actor, slug: str, language: str, told: Harm) -> int:
    """Keep a report and tell the people of the pilot on both sides; returns its id.

    Raises:
        NotFoundError: No public pilot has this address.
        FieldError: ``what_needed`` at ``words``; as ``point_near``.
    """
    pilot = public_pilot(slug)
    if pilot is None:
        raise NotFoundError
    words = text_up_to(WORDS)("words", told.words)
    if len(words) < LEAST_LETTERS:
        raise FieldError("what_needed", field="words")
    row = HarmReport(
        pilot_id=pilot.id, status=HarmStatus.OPEN, token=secrets.token_urlsafe(32),
        language=language, kind=told.kind, words=words, sent_at=clock.now(),
    )  # fmt: skip
    if place := point_near(pilot.city, told.place):
        row.lon, row.lat = place
    if told.photo is not None:
        # In haste a picture may go without words; whoever looks at it reads the report beside it.
        row.picture_digest, row.picture_alt = told.photo.digest, text_up_to(ALT)("alt", told.alt)
        row.picture_width, row.picture_height = told.photo.width, told.photo.height
    if told.email:
        reader = reader_for(actor, told.email, language)
        row.reader_id = reader.id
        if actor.is_signed_in and reader.user_id == actor.user_id:
            row.confirmed_at = clock.now()
    db.session.add(row)
    db.session.flush()
    record(actor, "harm_report:report", row, pilot=pilot.id, kind=told.kind.value)
    _tell_people(row)
    if row.reader_id is not None:
        tell_reporter(row, "harm_report/received", asks=row.confirmed_at is None)
    return row.id


def _tell_people(row: HarmReport) -> None:
    """Write to hosts, coordinators, the mailbox and those who run the pilot, before other mail."""
    pilot = row.pilot
    recent = select(func.count()).where(
        HarmReport.pilot_id == pilot.id, HarmReport.sent_at > row.sent_at - CROWD
    )
    is_one = (db.session.scalar(recent) or 0) <= TOLD_ONE_BY_ONE
    if not is_one:
        hour = f"many{row.sent_at:%Y%m%dT%H}"
        tell_cities(pilot, "harm_report/many", hour, also=coordinators(pilot), urgent=True)
        tell_applicants(pilot, "harm_report/many", hour, urgent=True)
        return
    once, kind = f"h{row.id}", row.kind.value
    tell_cities(
        pilot, "harm_report/reported", once, also=coordinators(pilot), urgent=True,
        harm_kind=kind, words=row.words, report_id=row.id,
    )  # fmt: skip
    tell_applicants(
        pilot, "harm_report/reported", once, urgent=True,
        harm_kind=kind, words=row.words, report_id=row.id,
    )  # fmt: skip


def tell_reporter(row: HarmReport, template: str, **context: Any) -> None:
    """Write to whoever left an address; the caller sees that it is theirs."""
    tell_reader(row, template, str(row.version), "harm", **context)


@use_case
def confirm(actor: Actor, token: str) -> int:
    """Let the reporter be told how it goes on; a second time changes nothing.  Returns its id.

    Raises:
        NotFoundError: The link is nobody's.
    """
    row = report_of_token(token)
    if row.confirmed_at is None:
        if row.reader is not None:
            believe(row.reader)
        row.confirmed_at = clock.now()
        db.session.flush()
        record(actor, "harm_report:confirm", row, pilot=row.pilot_id)
    return row.id
