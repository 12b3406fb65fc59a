"""The page of the queue: what waits for a decision, filtered by the address."""

from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.forms.ident import ident
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import decision as query
from app.queries.call import desk_calls
from app.queries.decision_mark import RUNNING, Mark
from app.queries.place_request import open_requests
from app.queries.testbed_desk import cities_of
from app.services.decision_bulk import BulkKind
from models.application import BOOKED, OPEN_FOR_DECISION, PartStatus
from views import filter_link, language, navigation
from views.access import viewer
from views.desk_words import due_kind, due_words, part_label
from views.page import page

PER_PAGE = 50
ORDERS = ("due", "oldest", "newest", "testbed")
MOST_LETTERS = 100
SINGLE = (*OPEN_FOR_DECISION, PartStatus.OFFERED, *BOOKED)
ENDED = tuple(one for one in PartStatus if one not in SINGLE and one is not PartStatus.DRAFT)


MARK_WORDS: dict[Mark, Any] = {
    Mark.LATE: _l("Late"),
    Mark.UNREAD: _l("New messages"),
    Mark.TO_REVIEW: _l("Waiting for my review"),
    Mark.MINE: _l("Reviewed by me"),
}


@dataclass(frozen=True, slots=True)
class MarkLink:
    """A filter by what parts are to the viewer."""

    mark: Mark
    label: str
    url: str
    count: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; odd values ask for nothing."""

    state: str
    statuses: tuple[PartStatus, ...]
    city_id: int | None
    testbed_id: int | None
    call_id: int | None
    text: str
    only: frozenset[Mark]
    order: str

    @property
    def is_narrow(self) -> bool:
        narrow = (
            self.state, self.city_id, self.testbed_id, self.call_id, self.text, self.only,
        )  # fmt: skip
        return any(narrow)


def queue_page() -> ResponseReturnValue:
    """Return the queue as the address asks for it."""
    actor = replace(viewer(), language=language.current())
    chosen = _asked()
    asked_page = filter_link.asked_page()
    found = query.queue(
        actor,
        query.QueueFilter(
            statuses=chosen.statuses or RUNNING,
            city_id=chosen.city_id,
            testbed_id=chosen.testbed_id,
            call_id=chosen.call_id,
            text=chosen.text,
            only=chosen.only,
            marked=True,
            order=chosen.order,
            page=asked_page,
            per_page=PER_PAGE,
        ),
    )
    where = filter_link.pages(found.total, PER_PAGE)
    if where.number < asked_page:
        return redirect(filter_link.here())
    waiting = _many(found, RUNNING)
    return page(
        "decision/queue.html",
        queue=found,
        requests=open_requests(actor) if asked_page == 1 and not chosen.state else [],
        pages=where,
        chosen=chosen,
        tabs=_tabs(found, chosen.state, waiting),
        cities=_cities(),
        calls=_calls(chosen.call_id),
        marks=_mark_links(found, chosen.only),
        weights=_weight_links(actor),
        kinds=list(BulkKind),
        waiting=waiting,
        part_label=part_label,
        due_words=due_words,
        due_kind=due_kind,
        section_links=navigation.desk_menu(),
    )


def _asked() -> Choice:
    state = request.args.get("state", "")
    statuses: tuple[PartStatus, ...] = ENDED if state == "ended" else ()
    if state in set(PartStatus) - {PartStatus.DRAFT}:
        statuses = (PartStatus(state),)
    order = request.args.get("order", "due")
    return Choice(
        state=state if statuses else "",
        statuses=statuses,
        city_id=_number("city"),
        testbed_id=_number("testbed"),
        call_id=_number("call"),
        text=request.args.get("q", "").replace("\0", " ")[:MOST_LETTERS].strip(),
        only=frozenset(Mark(one) for one in request.args.getlist("only") if one in set(Mark)),
        order=order if order in ORDERS else "due",
    )


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return ident(asked) or None


def _many(found: query.Queue, statuses: tuple[PartStatus, ...]) -> int:
    return sum(found.counts.get(status, 0) for status in statuses)


def _tabs(found: query.Queue, state: str, waiting: int) -> list[navigation.Link]:
    """Return everything that waits, then each state that anything is in."""
    tabs = [navigation.Link(_("To answer"), filter_link.without("state"), not state, waiting)]
    for status in SINGLE:
        count, is_on = found.counts.get(status, 0), state == status.value
        if count or is_on:
            url = filter_link.replaced("state", status.value)
            tabs.append(navigation.Link(part_label(status), url, is_on, count))
    ended = _many(found, ENDED)
    if ended or state == "ended":
        url = filter_link.replaced("state", "ended")
        tabs.append(navigation.Link(_("Ended"), url, state == "ended", ended))
    return tabs


def _cities() -> list[tuple[int, str]]:
    """Return the viewer's cities, when there are several to choose from."""
    lang = language.current()
    cities = [(one.id, one.name.best(lang)[0]) for one in cities_of(viewer())]
    return cities if len(cities) > 1 else []


def _calls(chosen: int | None) -> list[tuple[int, str]]:
    """Return the viewer's calls that somebody has applied in, and the one chosen."""
    lang = language.current()
    return [
        (call.id, call.title.best(lang)[0])
        for call, count in desk_calls(viewer())
        if count or call.id == chosen
    ]


def _mark_links(found: query.Queue, only: frozenset[Mark]) -> list[MarkLink]:
    """Return a way to each mark that any part carries, to put it on or take it off."""
    return [
        MarkLink(
            mark,
            str(MARK_WORDS[mark]),
            filter_link.toggled("only", mark.value),
            found.marks.get(mark, 0),
            mark in only,
        )
        for mark in Mark
        if found.marks.get(mark) or mark in only
    ]


def _weight_links(actor: Actor) -> list[tuple[str, str]]:
    """Return the slug and name of each city whose weights the viewer chooses."""
    lang = language.current()
    return [
        (one.slug, one.name.best(lang)[0])
        for one in cities_of(actor)
        if may(actor, Action.CITY_WEIGHTS, of_city(one.id))
    ]
