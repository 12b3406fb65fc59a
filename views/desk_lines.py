"""What waits at the desk, as the start page tells it: groups of lines that lead to their deeds."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import clock
from app.labels import label
from app.policies.actor import Actor
from app.queries import desk_line as query
from app.queries.application_seen import unread
from app.queries.decision import QueueRow
from app.queries.desk import Tallies, Waits
from app.services.testbed_ready import gaps
from models.application import ApplicationPart
from models.staff import StaffInvitation
from models.testbed import Testbed
from views import desk_challenges, desk_pilots
from views.desk_line import SHOWN, Line, said
from views.desk_words import due_kind, due_words
from views.page import ago, date
from views.page import until as last_minute
from views.testbed_card import place_of

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    """The first lines of one kind of thing; ``total`` of them wait, and ``more_url`` has all."""

    kind: Waits
    title: str
    icon: str
    lines: list[Line]
    total: int
    more_url: str | None


TITLES: dict[Waits, tuple[Any, str]] = {
    Waits.ANSWER: (_l("Applications to answer"), "inbox"),
    Waits.ANSWERED: (_l("Your question is answered"), "chat"),
    Waits.REQUEST: (_l("Places to propose"), "search"),
    Waits.SIGN: (_l("Agreements to sign"), "edit"),
    Waits.LAPSING: (_l("Offers about to lapse"), "clock"),
    Waits.UNREAD: (_l("Messages not read"), "mail"),
    Waits.PILOT: (_l("Pilots starting or ending soon"), "calendar"),
    Waits.WISH: (_l("Other days wished for"), "calendar"),
    Waits.HARM: (_l("Harm or danger reported"), "warning"),
    Waits.FEEDBACK: (_l("Feedback to look at"), "chat"),
    Waits.INCIDENT: (_l("Open incidents"), "warning"),
    Waits.CHALLENGE: (_l("Challenges to approve"), "flag"),
    Waits.CHALLENGE_QUESTION: (_l("Questions about challenges"), "chat"),
    Waits.REPORT: (_l("Reports to write or approve"), "document"),
    Waits.DRAFT: (_l("Unfinished testbeds"), "edit"),
    Waits.STALE: (_l("Records to check"), "flag"),
    Waits.INVITATION: (_l("Invitations not answered"), "users"),
}


def group(kind: Waits, lines: Iterable[Line], total: int, more_url: str | None) -> Group:
    """Return one group under its title."""
    title, icon = TITLES[kind]
    return Group(kind, str(title), icon, list(lines), total, more_url)


def groups(actor: Actor, waits: Tallies, more_urls: dict[Waits, str]) -> list[Group]:
    """Return every group but the queue's own; what nothing waits for asks the database nothing."""
    return [
        group(kind, lines(actor), sum(waits[kind].values()), more_urls.get(kind))
        for kind, lines in READ.items()
        if kind in waits
    ]


def of_row(row: QueueRow) -> Line:
    """Return the line of an application in the queue."""
    return Line(
        title=row.title or _("No title yet"),
        lang=None,
        place=row.testbed,
        note=f"{row.applicant} · {_('sent %(when)s', when=ago(row.submitted_at))}",
        pill=(due_kind(row.days_left), due_words(row.days_left))
        if row.days_left is not None
        else None,
        url=url_for("decision.show", part_id=row.part_id),
    )


def _of_part(part: ApplicationPart, note: str, pill: tuple[str, str], anchor: str = "") -> Line:
    return Line(
        title=part.application.title or _("No title yet"),
        lang=None,
        place=said(part.testbed.name)[0],
        note=f"{part.application.applicant_name} · {note}",
        pill=pill,
        url=url_for("decision.show", part_id=part.id) + anchor,
    )


def _answered(actor: Actor) -> Iterable[Line]:
    for part in query.answered(actor, SHOWN):
        when = ago(part.status_changed_at) if part.status_changed_at else ""
        yield _of_part(part, _("answered %(when)s", when=when), ("info", _("Read the answer")),
                       "#conversation")  # fmt: skip


def _requests(actor: Actor) -> Iterable[Line]:
    for one in query.place_requests(actor, SHOWN):
        made = one.application
        sent = _("sent %(when)s", when=ago(made.submitted_at)) if made.submitted_at else ""
        yield Line(
            title=made.title or _("No title yet"),
            lang=None,
            place=said(one.city.name)[0],
            note=f"{made.applicant_name} · {sent}",
            pill=("info", _("Propose a place")),
            url=url_for("place_request.show", request_id=one.id),
        )


def _to_sign(actor: Actor) -> Iterable[Line]:
    for one in query.to_sign(actor, SHOWN):
        when = ago(one.applicant_signed_at) if one.applicant_signed_at else ""
        line = _of_part(one.part, _("signed %(when)s", when=when), ("warning", _("Read and sign")))
        yield replace(line, url=url_for("agreement.show", agreement_id=one.id))


def _lapsing(actor: Actor) -> Iterable[Line]:
    for one in query.lapsing(actor, SHOWN):
        until = one.booking.hold_expires_at
        days = (until - clock.now()) // ONE_DAY if until is not None else 0
        words = (
            ngettext("Lapses in %(num)s day", "Lapses in %(num)s days", days)
            if days
            else _("Lapses within a day")
        )
        kind = "warning" if days > 1 else "error"
        yield _of_part(
            one.part, _("held until %(moment)s", moment=last_minute(until)), (kind, words)
        )


def _unread(actor: Actor) -> Iterable[Line]:
    for one in unread(actor, SHOWN):
        words = ngettext("%(num)s new message", "%(num)s new messages", one.count)
        yield _of_part(one.part, ago(one.at), ("info", words), "#conversation")


def _drafts(actor: Actor) -> Iterable[Line]:
    for testbed in query.drafts(actor, SHOWN):
        missing = len(gaps(testbed))
        words = (
            ("neutral", ngettext("%(num)s thing is missing", "%(num)s things are missing", missing))
            if missing
            else ("running", _("Ready to publish"))
        )
        note = _("changed %(when)s", when=ago(testbed.updated_at))
        url = (
            url_for("testbed_desk.edit", testbed_id=testbed.id)
            if missing
            else url_for("testbed_desk_state.show", testbed_id=testbed.id)
        )
        yield _of_testbed(testbed, note, words, url)


def _stale(actor: Actor) -> Iterable[Line]:
    for testbed in query.stale(actor, SHOWN):
        checked = testbed.checked_on
        note = _("checked %(day)s", day=date(checked)) if checked else _("never checked")
        url = url_for("testbed_desk_state.show", testbed_id=testbed.id)
        yield _of_testbed(testbed, note, None, url)


def _of_testbed(testbed: Testbed, note: str, pill: tuple[str, str] | None, url: str) -> Line:
    name, lang = said(testbed.name)
    return Line(name or _("No name yet"), lang, place_of(testbed), note, pill, url)


def _invitations(actor: Actor) -> Iterable[Line]:
    for one in query.invitations(actor, SHOWN):
        yield _of_invitation(one)


def _of_invitation(one: StaffInvitation) -> Line:
    is_old = one.expires_at <= clock.now()
    pill = (
        ("error", _("Too old"))
        if is_old
        else ("neutral", _("open until %(day)s", day=date(one.expires_at)))
    )
    return Line(
        title=one.email,
        lang=None,
        place=said((one.testbed or one.city).name)[0],
        note=label(one.role),
        pill=pill,
        url=url_for("staff.people", slug=one.city.slug) + "#invitations",
    )


READ: dict[Waits, Callable[[Actor], Iterable[Line]]] = {
    Waits.ANSWERED: _answered,
    Waits.REQUEST: _requests,
    Waits.SIGN: _to_sign,
    Waits.LAPSING: _lapsing,
    Waits.UNREAD: _unread,
    Waits.PILOT: desk_pilots.pilots,
    Waits.WISH: desk_pilots.wishes,
    Waits.HARM: desk_pilots.harm,
    Waits.FEEDBACK: desk_pilots.feedback,
    Waits.INCIDENT: desk_pilots.incidents,
    Waits.CHALLENGE: desk_challenges.to_approve,
    Waits.CHALLENGE_QUESTION: desk_challenges.questions,
    Waits.REPORT: desk_pilots.reports,
    Waits.DRAFT: _drafts,
    Waits.STALE: _stale,
    Waits.INVITATION: _invitations,
}
