"""Where each kind of what is known can be corrected, and where a duty is handed over."""

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.labels import has_label, label
from app.policies.actor import Actor
from app.queries.personal_duty import Duty, DutyKind
from app.queries.reader import reader_of
from models.personal import Kind
from views import language
from views.page import date, moment

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DutyLink:
    """A duty in words, and the page where it ends."""

    text: str
    name: str
    label: str
    url: str


def places_to_correct(viewer: Actor) -> dict[Kind, Place]:
    """Return (words, address) of the page where somebody sees and changes a kind of data."""
    mine = (_("Your applications and pilots"), url_for("my.index"))
    found = {
        Kind.ACCOUNT: (_("Change your name and language"), url_for("account.settings")),
        Kind.ROLES: (_("Your organisations"), url_for("organisation.index")),
        Kind.FINDING: (_("Your saved searches"), url_for("saved_search.index")),
        Kind.APPLICATIONS: mine,
        Kind.MESSAGES: mine,
        Kind.FILES: mine,
        Kind.AGREEMENTS: mine,
        Kind.PILOTS: mine,
        Kind.MAIL: (_("Choose which mail you get"), url_for("notification.settings")),
    }
    if viewer.is_staff:
        found |= {
            Kind.ROLES: (_("Your roles in the city"), url_for("staff.own")),
            Kind.REVIEWS: (_("Applications at the desk"), url_for("decision.queue")),
            Kind.PLACES: (_("Testbeds at the desk"), url_for("testbed_desk.index")),
        }
    reader = reader_of(viewer)
    if reader is not None:
        page = (_("Your page as a reader"), url_for("reader.show", token=reader.token))
        found |= dict.fromkeys((Kind.FOLLOWING, Kind.PARTICIPATION, Kind.FEEDBACK), page)
    return found


def shown_value(value: Any) -> str:
    """Return a column's value as people read it."""
    if isinstance(value, StrEnum):
        return label(value) if has_label(value) else value.value
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return date(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def duty_links(duties: list[Duty]) -> list[DutyLink]:
    """Return each duty in words, with the page where somebody hands it over or ends it."""
    return [_link(duty) for duty in duties]


def _link(duty: Duty) -> DutyLink:
    name = duty.name.best(language.current())[0]
    said, words, url = {
        DutyKind.OWNER: (
            _("You are the only owner of an organisation whose work goes on."),
            _("Make somebody else an owner"),
            "organisation.show",
        ),
        DutyKind.COORDINATOR: (
            _("You are the only coordinator of a city."),
            _("Hand over your roles"),
            "staff.own",
        ),
        DutyKind.HOST: (
            _("You are the only host of a testbed."),
            _("Hand over the testbed"),
            "staff.own",
        ),
        DutyKind.APPLICANT: (
            _("Your own application is on its way."),
            _("Withdraw it, or answer the offer"),
            "application.show",
        ),
        DutyKind.PILOT: (
            _("You run an experiment that has not ended."),
            _("Look at the experiment"),
            "pilot_run.show",
        ),
        DutyKind.JUROR: (
            _("You have entries left to score in a jury."),
            _("Score them, or stand back from them"),
            "jury.index",
        ),
        DutyKind.AWARD: (
            _("A prize of yours is not settled."),
            _("Answer the offer, send the application, or give the prize back"),
            "concept.show",
        ),
        DutyKind.ADMIN: (
            _("You are the only administrator of the programme."),
            _("Your account"),
            "account.settings",
        ),
    }[duty.kind]
    return DutyLink(said, name, words, _address(url, duty.thing_id))


def _address(endpoint: str, thing_id: int) -> str:
    if endpoint == "organisation.show":
        return url_for(endpoint, organisation_id=thing_id)
    if endpoint == "application.show":
        return url_for(endpoint, application_id=thing_id)
    if endpoint == "pilot_run.show":
        return url_for(endpoint, pilot_id=thing_id)
    if endpoint == "concept.show":
        return url_for(endpoint, concept_id=thing_id)
    return url_for(endpoint)
