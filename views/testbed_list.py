"""The list of testbeds: what it shows for an address, and the words and links around it."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.forms.testbed_filter import FREE_NAMES, FreeDaysForm, testbed_filter
from app.labels import choices
from app.queries.city import city_names
from app.queries.free_window import FreeSearch
from app.queries.testbed import cards
from app.queries.testbed_filter import (
    PAGE_LENGTH,
    Found,
    TestbedFilter,
    next_free,
    search,
)
from geodata.crs import from_web_mercator
from geodata.map_labels import EXPERIMENT_LABELS
from geodata.map_options import ExperimentsMap
from geodata.maps import experiments_map
from models.testbed_fit import PeopleWish
from models.testbed_kind import (
    ApplicantKind,
    Environment,
    Infrastructure,
    Money,
    TestbedKind,
    Theme,
)
from models.window import EVERY_DAY
from views import filter_link, language
from views.city import boundary_urls
from views.exchange_link import export_links
from views.map_page import base_map, map_parts, words
from views.page import date
from views.testbed_card import card
from views.testbed_fit import fit_words, ways_out

MARGIN = 0.02  # degrees


def list_values() -> dict[str, Any]:
    """Return what the page of the list shows for the address of this request."""
    today = clock.today()
    free = FreeDaysForm(request.args, today)
    wanted = testbed_filter(request.args, free.search())
    found = search(wanted, today, language.current())
    where = filter_link.pages(len(found), PAGE_LENGTH)
    first = (where.number - 1) * PAGE_LENGTH
    shown = found.page(first, PAGE_LENGTH)
    starts = found.starts or next_free(shown, today)
    filters = groups(found, wanted)
    return {
        "wanted": wanted,
        "free": free,
        "total": len(found),
        "cities": found.cities,
        "cards": [card(one, starts.get(one.id)) for one in cards(shown)],
        "fits": {ident: fit_words(one) for ident, one in found.fits(shown).items()},
        "ways": ways_out(found, wanted, {one.name: one.label for one in filters}),
        "pages": where,
        "groups": filters,
        "chosen": chosen(found, wanted),
        "sorts": sorts(wanted),
        "open_url": filter_link.replaced("open", "now"),
        "almost_url": filter_link.replaced("fit", "almost"),
        "save_url": filter_link.at("saved_search.new", request.args),
        "compare": compare_fields(),
        "downloads": export_links("exchange_export.everybody"),
        "map": map_parts(experiments_map, testbed_map(wanted, found)),
    }


def compare_fields() -> list[tuple[str, str]]:
    """Return what goes along to the comparison and back again, as names and values."""
    return [
        (name, value)
        for name, value in filter_link.given(request.args)
        if name != "place" and name.isprintable() and value.isprintable()
    ]


def _free_words(free: FreeSearch) -> str:
    """Return what was asked of the calendar, in one line."""
    start, end = date(free.start), date(free.end)
    said = [_("Free %(days)s days, %(start)s – %(end)s", days=free.days, start=start, end=end)]
    if free.units > 1:
        said.append(ngettext("%(num)s place", "%(num)s places", free.units))
    if free.weekdays != EVERY_DAY:
        said.append(_("weekdays"))
    return " · ".join(said)


def groups(found: Found, wanted: TestbedFilter) -> list[filter_link.Group]:
    """Return the filters with their counts, in the order of the page."""
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    rows: list[tuple[str, str, list[tuple[str, str]], frozenset[str]]] = [
        ("city", _("City"), cities, wanted.cities),
        ("kind", _("Kind of place"), choices(TestbedKind), wanted.kinds),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("need", _("What you need on site"), choices(Infrastructure), wanted.needs),
        ("people", _("People at the place"), choices(PeopleWish), wanted.people),
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
        add("days", _free_words(wanted.free), *FREE_NAMES)
    if wanted.open_now:
        add("open", _("Open for applications now"), "open")
    if wanted.almost:
        add("fit", _("Also places that fit almost"))
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
    """Return the orders to choose from: fit needs wishes, nearest needs a place."""
    orders = [("name", _("By name")), ("soonest", _("Free soonest"))]
    if wanted.wishes:
        orders.insert(0, ("fit", _("Best fit")))
    if wanted.near:
        orders.append(("near", _("Nearest")))
    return [Sort(text, filter_link.sorted_by(one), one == wanted.sort) for one, text in orders]


def asked(wanted: TestbedFilter) -> dict[str, list[str]]:
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
        "need": sorted(wanted.needs),
        "people": sorted(wanted.people),
        "fit": ["almost"] if wanted.almost else [],
        "open": ["now"] if wanted.open_now else [],
        "days": [str(free.days)] if free else [],
        "start": [free.start.isoformat()] if free else [],
        "end": [free.end.isoformat()] if free else [],
        "places": [str(free.units)] if free and free.units > 1 else [],
        "week": ["y"] if free and free.weekdays != EVERY_DAY else [],
    }
    return {name: values for name, values in given.items() if values}


def testbed_map(wanted: TestbedFilter, found: Found) -> ExperimentsMap:
    """Return the map of a list of testbeds."""
    given = asked(wanted)
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
    places = found.positions
    if not len(places):
        return None
    west, south = from_web_mercator(*places.min(axis=0).tolist())
    east, north = from_web_mercator(*places.max(axis=0).tolist())
    return west - MARGIN, south - MARGIN / 2, east + MARGIN, north + MARGIN / 2
