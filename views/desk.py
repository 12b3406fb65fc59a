"""The city desk's first page: what waits for this person, by their role."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app.policies.actor import Actor
from app.queries.city import cities
from app.queries.decision import QueueFilter, queue
from app.queries.decision_queue import RUNNING
from app.queries.desk import Tallies, Waits
from app.queries.desk_line import answered_ids
from app.queries.staff_invitation import invitations_to
from app.queries.testbed_desk import cities_of, cities_to_register_in
from models.city import City
from views import language, navigation
from views.access import staff, viewer
from views.desk_line import SHOWN
from views.desk_lines import TITLES, Group, group, groups, of_row
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("desk", __name__, url_prefix=PREFIX + "/desk")

COLUMNS = (
    Waits.ANSWER, Waits.REQUEST, Waits.SIGN, Waits.LAPSING, Waits.PILOT, Waits.REPORT, Waits.HARM,
    Waits.CHALLENGE, Waits.CHALLENGE_QUESTION,
    Waits.FEEDBACK, Waits.DRAFT,
    Waits.STALE, Waits.INVITATION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CityRow:
    """One city of the administrator's table: its name, counts with their ways, how many late."""

    name: str
    cells: list[tuple[int, str]]
    late: int


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """Show what waits, the most urgent first; to an administrator, all six cities in a table."""
    actor, waits = replace(viewer(), language=language.current()), navigation.waits()
    to_answer, late = _to_answer(actor, waits)
    rest = [] if actor.is_admin else groups(actor, waits, _ways())
    shown = [*([to_answer] if to_answer else []), *rest]
    named = [city.name.best(language.current())[0] for city in cities_of(actor)]
    return page(
        "desk/index.html",
        groups=shown,
        late=sum(late.values()),
        table=_table(waits, late) if actor.is_admin else [],
        columns=[str(TITLES[kind][0]) for kind in COLUMNS],
        cities=named,
        invitations=invitations_to(actor),
        may_register=bool(cities_to_register_in(actor)),
        section_links=navigation.desk_menu(),
    )


def _to_answer(actor: Actor, waits: Tallies) -> tuple[Group | None, dict[int, int]]:
    """Return the most urgent applications, and how many are late by city.

    What an applicant has just answered has a group of its own, except for administrators.
    """
    if Waits.ANSWER not in waits:
        return None, {}
    told = not actor.is_admin and Waits.ANSWERED in waits
    without = answered_ids(actor) if told else frozenset()
    found = queue(actor, QueueFilter(statuses=RUNNING, without=without, per_page=SHOWN))
    if not found.rows:
        return None, {}
    lines = [of_row(row) for row in found.rows]
    return group(Waits.ANSWER, lines, found.total, url_for("decision.queue")), dict(found.late)


def _ways(city: City | None = None) -> dict[Waits, str]:
    """Return the way to all of each kind, in one city or in all of the viewer's."""
    slug, city_id = (city.slug, city.id) if city is not None else (None, None)
    applications: dict[str, Any] = {"city": city_id}
    return {
        Waits.ANSWER: url_for("decision.queue", **applications),
        Waits.ANSWERED: url_for("decision.queue", **applications),
        Waits.REQUEST: url_for("decision.queue", **applications),
        Waits.SIGN: url_for("decision.queue", state="accepted", **applications),
        Waits.LAPSING: url_for("decision.queue", state="offered", **applications),
        Waits.UNREAD: url_for("decision.queue", **applications),
        Waits.PILOT: url_for("pilot_desk.index", city=slug),
        Waits.WISH: url_for("pilot_desk.index", city=slug),
        Waits.HARM: url_for("feedback_desk.index", city=slug),
        Waits.FEEDBACK: url_for("feedback_desk.index", city=slug),
        Waits.INCIDENT: url_for("pilot_desk.index", city=slug),
        Waits.CHALLENGE: url_for("challenge_desk.index"),
        Waits.CHALLENGE_QUESTION: url_for("challenge_desk.index"),
        Waits.REPORT: url_for("pilot_desk.index", state="reporting", city=slug),
        Waits.DRAFT: url_for("testbed_desk.index", status="draft", city=slug),
        Waits.STALE: url_for("testbed_desk.index", stale="1", city=slug),
        Waits.INVITATION: url_for("staff.people", slug=slug) if slug else url_for("staff.index"),
    }


def _table(waits: Tallies, late: dict[int, int]) -> list[CityRow]:
    """Return a row for each city, in the order of cities."""
    rows = []
    for city in cities():
        ways = _ways(city)
        cells = [(waits.get(kind, {}).get(city.id, 0), ways[kind]) for kind in COLUMNS]
        name = city.name.best(language.current())[0]
        rows.append(CityRow(name, cells, late.get(city.id, 0)))
    return rows
