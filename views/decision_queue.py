"""The page of the queue: what waits for a decision, filtered by the address."""

from dataclasses import dataclass, replace

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.queries import decision as query
from app.queries.decision_queue import RUNNING
from app.queries.place_request import open_requests
from app.queries.testbed_desk import cities_of
from models.application import OPEN_FOR_DECISION, PartStatus
from views import filter_link, language, navigation
from views.access import viewer
from views.desk_words import due_kind, due_words, part_label
from views.page import page

PER_PAGE = 50
ORDERS = ("due", "newest", "testbed")
MOST_LETTERS = 100
SINGLE = (*OPEN_FOR_DECISION, PartStatus.OFFERED, PartStatus.ACCEPTED)
ENDED = tuple(one for one in PartStatus if one not in SINGLE and one is not PartStatus.DRAFT)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address asks for; odd values ask for nothing."""

    state: str
    statuses: tuple[PartStatus, ...]
    city_id: int | None
    testbed_id: int | None
    call_id: int | None
    text: str
    order: str

    @property
    def is_narrow(self) -> bool:
        narrow = (self.state, self.city_id, self.testbed_id, self.call_id, self.text)
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
        order=order if order in ORDERS else "due",
    )


def _number(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None  # noqa: PLR2004 - digits


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
