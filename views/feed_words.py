"""Entries of calendar feeds in words, in the language of the feed."""

from typing import Any
from urllib.parse import urlsplit

from flask import g, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from app import clock
from app.adapters.calendar_file import CalendarEvent, CalendarFile
from app.queries.feed_entry import Entry, EntryKind, EntryState
from models.base import Translated
from models.testbed import Testbed
from models.window import Hours
from views import language
from views.window_words import pattern_words

FREE = (EntryKind.ANSWER, EntryKind.REPORT, EntryKind.DECISION)  # days to mind, not to be away


def prepare(state: BlueprintSetupState) -> None:
    """Let the requests of a blueprint know the address that this installation is reached at."""
    base = str(state.app.extensions["settings"].public_url).rstrip("/")

    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.public_url = base

    state.app.url_value_preprocessors.setdefault(state.blueprint.name, []).append(know)


def head(name: str) -> CalendarFile:
    """Return the head of a feed with this name."""
    host = urlsplit(g.public_url).hostname or "koepaikka.invalid"
    return CalendarFile(name, language.current(), host)


def event(entry: Entry, *, is_staff: bool = False) -> CalendarEvent:
    """Return an entry as calendar programs show it; staff read who it is and get to the desk."""
    testbed = entry.testbed
    return CalendarEvent(
        uid=entry.uid,
        window=entry.window,
        zone=testbed.city.time_zone if testbed is not None else clock.FINLAND,
        summary=_summary(entry, is_staff=is_staff),
        status=entry.state.value.upper(),
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        description=_description(entry, is_staff=is_staff),
        location=_place(testbed),
        url=g.public_url + _path(entry, is_staff=is_staff),
        by_hour=entry.by_hour,
        is_busy=entry.kind not in FREE and entry.state is not EntryState.CANCELLED,
    )


def _summary(entry: Entry, *, is_staff: bool) -> str:
    title = _best(entry.title) or _("An experiment")
    if is_staff and entry.applicant:
        title = f"{title} ({entry.applicant})"
    if entry.kind is EntryKind.CLOSED:
        reason = entry.reason.best(language.current())[0]
        words = _("Closed: %(reason)s", reason=reason) if reason else _("Closed")
        return f"{words} · {_name(entry.testbed)}" if is_staff else words
    words = {
        EntryKind.OFFER: _("Offered: %(title)s", title=title),
        EntryKind.ANSWER: _("Answer the offer today at the latest: %(title)s", title=title),
        EntryKind.REPORT: _("Time to report: %(title)s", title=title),
        EntryKind.DECISION: _("Answer the application today: %(title)s", title=title),
    }.get(entry.kind, title)
    if entry.kind is EntryKind.ANSWER and is_staff:
        words = _("The offer is held until today: %(title)s", title=title)
    if entry.kind is EntryKind.TAKEN:
        return _taken(entry)
    return words


def _taken(entry: Entry) -> str:
    capacity = entry.testbed.capacity if entry.testbed is not None else 1
    if capacity == 1:
        return _("Taken")
    return _("Taken: %(units)s of %(all)s places", units=entry.window.units, all=capacity)


def _description(entry: Entry, *, is_staff: bool) -> str:
    lines = []
    if entry.kind in {EntryKind.OFFER, EntryKind.STAY, EntryKind.PILOT, EntryKind.TAKEN}:
        hours = entry.window.hours or Hours()
        lines.append(pattern_words([entry.window.weekdays, hours.start, hours.end]))
    if is_staff:
        lines.append(entry.applicant)
    if entry.state is EntryState.TENTATIVE:
        lines.append(_("Held, not yet accepted."))
    return "\n".join(line for line in lines if line)


def _path(entry: Entry, *, is_staff: bool) -> str:
    lang = language.current()
    if is_staff and entry.part_id:
        return url_for("decision.show", lang=lang, part_id=entry.part_id)
    if is_staff and entry.testbed is not None:
        ident = entry.testbed.id
        return url_for("testbed_desk_calendar.show", lang=lang, testbed_id=ident)
    if entry.application_id:
        return url_for("application.show", lang=lang, application_id=entry.application_id)
    if entry.kind is EntryKind.PILOT:
        return url_for("pilot.show", lang=lang, slug=entry.slug)
    if entry.testbed is None:
        return url_for("home.index", lang=lang)
    city = entry.testbed.city.slug
    return url_for("testbed.show", lang=lang, city=city, slug=entry.testbed.slug)


def _place(testbed: Testbed | None) -> str:
    if testbed is None:
        return ""
    return f"{_name(testbed)}, {testbed.city.name.best(language.current())[0]}"


def _name(testbed: Testbed | None) -> str:
    return testbed.name.best(language.current())[0] if testbed is not None else ""


def _best(title: str | Translated) -> str:
    return title if isinstance(title, str) else title.best(language.current())[0]
