"""Finding a testbed and reading about one: the list beside the map, and the page of a place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.booking import HoursForm
from app.forms.testbed_filter import FreeDaysForm, testbed_filter
from app.labels import choices, label
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.city import city_names
from app.queries.testbed import cards, pilots_here, public_testbed, similar
from app.queries.testbed_filter import PAGE_LENGTH, Found, TestbedFilter, next_free, search
from geodata.crs import from_web_mercator
from geodata.map_labels import EXPERIMENT_LABELS
from geodata.map_options import ExperimentsMap
from geodata.maps import experiments_map
from models.pilot import Pilot, PublicPhase
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import (
    ApplicantKind,
    Environment,
    Infrastructure,
    Money,
    Permit,
    SlotUnit,
    TestbedKind,
    Theme,
)
from views import experiment_card, filter_link, language
from views.access import public, viewer
from views.call_words import door_words
from views.city import boundary_urls
from views.exchange_link import export_links
from views.hours_words import hours_views
from views.language import PREFIX
from views.map_page import base_map, map_parts, words
from views.page import date, page
from views.testbed_calendar import apply_box, public_day, public_month
from views.testbed_card import PILLS, card, people_of, place_of, small_map, who_may_apply
from views.testbed_gallery import data_links, downloads, gallery

blueprint = Blueprint("testbed", __name__, url_prefix=PREFIX)

FREE = ("days", "start", "end")
MARGIN = 0.02  # degrees
TEXTS = (
    "name", "summary", "description", "data_protection_note", "support", "season_note",
    "accessibility_note", "reference_note",
)  # fmt: skip


@blueprint.get("/testbeds")
@public
def index() -> ResponseReturnValue:
    """Show the testbeds that pass the filter: cards of one page, and the map of all."""
    today = clock.today()
    free = FreeDaysForm(request.args, today)
    wanted = testbed_filter(request.args, free.search())
    found = search(wanted, today, language.current())
    where = filter_link.pages(len(found.rows), PAGE_LENGTH)
    first = (where.number - 1) * PAGE_LENGTH
    shown = found.rows[first : first + PAGE_LENGTH]
    starts = found.starts or next_free([row.id for row in shown], today)
    return page(
        "testbed/index.html",
        wanted=wanted,
        free=free,
        total=len(found.rows),
        cities=len({row.city for row in found.rows}),
        cards=[card(one, starts.get(one.id)) for one in cards([row.id for row in shown])],
        pages=where,
        groups=groups(found, wanted),
        chosen=chosen(found, wanted),
        sorts=sorts(wanted),
        open_url=filter_link.replaced("open", "now"),
        downloads=export_links("exchange_export.everybody"),
        map=map_parts(experiments_map, _map(wanted, found)),
    )


def groups(found: Found, wanted: TestbedFilter) -> list[filter_link.Group]:
    """Return the filters with their counts, in the order of the page."""
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    rows: list[tuple[str, str, list[tuple[str, str]], frozenset[str]]] = [
        ("city", _("City"), cities, wanted.cities),
        ("kind", _("Kind of place"), choices(TestbedKind), wanted.kinds),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("who", _("Who may apply"), choices(ApplicantKind), wanted.applicants),
        ("setting", _("Setting"), choices(Environment), wanted.environments),
        ("money", _("Money"), choices(Money), wanted.money),
    ]
    return [
        filter_link.group(
            name, title, options, {str(k): n for k, n in found.counts[name].items()}, on
        )
        for name, title, options, on in rows
    ]


def chosen(found: Found, wanted: TestbedFilter) -> list[filter_link.Option]:
    """Return the filters in force, each with the address that takes it off.

    Cities are left out: their chips always stand there.
    """
    on = [option for one in groups(found, wanted)[1:] for option in one.chosen]

    def add(name: str, text: str, *names: str) -> None:
        on.append(filter_link.Option(name, "", text, 0, True, filter_link.without(name, *names)))

    if wanted.text:
        add("q", f"“{wanted.text}”")
    if wanted.free is not None:
        start, end = date(wanted.free.start), date(wanted.free.end)
        days = wanted.free.days
        add("days", _("Free %(days)s days, %(start)s – %(end)s", days=days, start=start, end=end),
            *FREE)  # fmt: skip
    if wanted.open_now:
        add("open", _("Open for applications now"), "open")
    if wanted.near:
        add("near", _("Nearest first"), "sort")
    return on


@dataclass(frozen=True, slots=True)
class Sort:
    """One way to order the list."""

    label: str
    url: str
    is_current: bool


def sorts(wanted: TestbedFilter) -> list[Sort]:
    """Return the orders to choose from; the nearest first only once a place is known."""
    orders = [("name", _("By name")), ("soonest", _("Free soonest"))]
    if wanted.near:
        orders.append(("near", _("Nearest")))
    return [Sort(text, filter_link.sorted_by(one), one == wanted.sort) for one, text in orders]


def _asked(wanted: TestbedFilter) -> dict[str, list[str]]:
    """Return the filter as arguments of an address, nothing else that stood in the reader's."""
    free = wanted.free
    given = {
        "q": [wanted.text] if wanted.text else [],
        "city": sorted(wanted.cities),
        "kind": sorted(wanted.kinds),
        "theme": sorted(wanted.themes),
        "who": sorted(wanted.applicants),
        "setting": sorted(wanted.environments),
        "money": sorted(wanted.money),
        "open": ["now"] if wanted.open_now else [],
        "days": [str(free.days)] if free else [],
        "start": [free.start.isoformat()] if free else [],
        "end": [free.end.isoformat()] if free else [],
    }
    return {name: values for name, values in given.items() if values}


def _map(wanted: TestbedFilter, found: Found) -> ExperimentsMap:
    given = _asked(wanted)
    view: dict[str, Any] = {"centre": wanted.near, "zoom": 12} if wanted.near else {}
    if given and not wanted.near and (around := _around(found)):
        view = {"bounds": around}
    return ExperimentsMap(
        base=base_map(),
        label=_("Map of testbeds"),
        labels=words(EXPERIMENT_LABELS),
        data_url=url_for("testbed_map.clusters"),
        shapes_url=url_for("testbed_map.shapes"),
        outline_urls=boundary_urls(wanted.cities),
        params=given,
        near=wanted.near,
        legend=("testbed", "paused"),
        **view,
    )


def _around(found: Found) -> tuple[float, float, float, float] | None:
    """Return the box (EPSG:4326) of the places found, with a margin; None when there are none."""
    places = [(row.x, row.y) for row in found.rows if row.x is not None and row.y is not None]
    if not places:
        return None
    west, south = from_web_mercator(min(x for x, _y in places), min(y for _x, y in places))
    east, north = from_web_mercator(max(x for x, _y in places), max(y for _x, y in places))
    return west - MARGIN, south - MARGIN / 2, east + MARGIN, north + MARGIN / 2


@blueprint.get("/testbeds/<city>/<slug>")
@public
def show(city: str, slug: str) -> ResponseReturnValue:
    """Show one testbed to everybody."""
    testbed = public_testbed(city, slug)
    if testbed is None:
        abort(404)
    return page("testbed/show.html", desk_url=_desk_url(testbed), **values_of(testbed))


def values_of(testbed: Testbed) -> dict[str, Any]:
    """Return what the public page says of a testbed."""
    lang = language.current()
    today = clock.today(testbed.city.time_zone)
    open_now = {TestbedStatus.PUBLISHED, TestbedStatus.DRAFT}  # of a draft: as it will be
    box = apply_box(testbed, today) if testbed.status in open_now else None
    return {
        "testbed": testbed,
        "texts": {name: getattr(testbed, name).best(lang) for name in TEXTS},
        "shown_in": _fallback_words(testbed, lang),
        "pill": PILLS[testbed.status],
        "place": place_of(testbed),
        "facts": list(_facts(testbed)),
        "offers": [label(one) for one in Infrastructure if one in testbed.infrastructure],
        "permits": [label(one) for one in Permit if one in testbed.permits_needed],
        "people": people_of(testbed),
        "month": public_month(testbed, today, box),
        "day": public_day(testbed, today, box),
        "hour_choices": HoursForm(formdata=None).at(testbed),
        "apply": box,
        "door": door_words(box.call) if box and box.by_call else "",
        "hours": hours_views(testbed.id, today),
        "pilots": _pilots(testbed),
        "similar": [card(one) for one in similar(testbed)],
        "map": small_map(testbed),
        "pictures": gallery(testbed),
        "files": downloads(testbed),
        "links": data_links(testbed),
    }


def _fallback_words(testbed: Testbed, lang: str) -> str:
    """Return the honest note about texts that are not in the reader's language, or nothing."""
    written = {getattr(testbed, name).best(lang) for name in TEXTS}
    other = {used for text, used in written if text and used != lang}
    notes = {
        "fi": _(
            "The city has not written all of this in your language yet. The rest is in Finnish."
        ),
        "sv": _(
            "The city has not written all of this in your language yet. The rest is in Swedish."
        ),
        "en": _(
            "The city has not written all of this in your language yet. The rest is in English."
        ),
    }
    if len(other) > 1:
        return _(
            "The city has not written all of this in your language yet. "
            "The rest is in the languages that it has."
        )
    return notes[other.pop()] if other else ""


def _facts(testbed: Testbed) -> Iterator[tuple[str, str]]:
    """Return what one asks first, as (term, value)."""
    if testbed.kind:
        yield _("Kind of place"), label(testbed.kind)
    yield _("Setting"), label(testbed.environment)
    yield _("Pilots at the same time"), str(testbed.capacity)
    yield _("Length"), _("%(least)s–%(most)s days", least=testbed.min_days, most=testbed.max_days)
    if testbed.slot_unit is SlotUnit.HOUR:
        yield _("Booked"), label(testbed.slot_unit)
    yield _("Who may apply"), who_may_apply(testbed)
    yield _("Applications"), label(testbed.entry_mode)
    yield _("Decision"), _("Within %(days)s days", days=testbed.decision_rhythm_days)
    yield _("Who decides"), label(testbed.approval)
    yield _("Run by"), testbed.operator


def _pilots(testbed: Testbed) -> list[tuple[str, list[experiment_card.Card]]]:
    """Return what is, will be and was tried out here, under headings."""
    by_phase: dict[PublicPhase, list[Pilot]] = {phase: [] for phase in PublicPhase}
    for pilot in pilots_here(testbed.id):
        by_phase[experiment_card.phase_of(pilot)].append(pilot)
    now = [*by_phase[PublicPhase.RUNNING], *by_phase[PublicPhase.PAUSED]]
    rows = [
        (_("Being tried out here now"), now),
        (_("Coming"), by_phase[PublicPhase.SOON]),
        (_("Tried out here before"), by_phase[PublicPhase.ENDED]),
    ]
    card_of = experiment_card.card
    return [(title, [card_of(pilot) for pilot in pilots]) for title, pilots in rows if pilots]


def _desk_url(testbed: Testbed) -> str | None:
    if not may(viewer(), Action.TESTBED_READ, of_testbed(testbed)):
        return None
    return url_for("testbed_desk_state.show", testbed_id=testbed.id)
