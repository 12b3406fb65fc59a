"""The filters of the front page: chips and boxes with their counts, and each one's address."""

from collections.abc import Collection, Iterable

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.labels import choices, label
from app.queries.city import city_names
from app.queries.experiment import ACTIVE, ExperimentFilter, Found
from models.pilot import PublicPhase
from models.testbed_kind import TestbedKind, Theme
from views import filter_link, language
from views.home_time import period_words

NEAR_NAMES = ("near", "place", "sort")


def phase_chips(found: Found, wanted: ExperimentFilter) -> list[filter_link.Option]:
    """Return the chips of the states.

    Until one is chosen, what is active now is shown, and at another time everything.
    """
    shown = wanted.phases or (frozenset() if wanted.at else ACTIVE)
    counts = found.counts["state"]
    return [
        filter_link.Option(
            "state",
            phase.value,
            label(phase),
            counts[phase],
            phase in shown,
            _phase_url(phase, shown),
        )
        for phase in PublicPhase
        if counts[phase] or phase in shown
    ]


def _phase_url(phase: PublicPhase, shown: frozenset[str]) -> str:
    """Return the address with one state switched, written out so that the address says it all."""
    return filter_link.here(_with_phases(set(shown) ^ {phase}))


def _with_phases(phases: Collection[str]) -> MultiDict[str, str]:
    args = MultiDict(request.args)
    args.setlist("state", [one.value for one in PublicPhase if one in phases])
    return args


def downloads(wanted: ExperimentFilter) -> list[tuple[str, str]]:
    """Return the forms in which this very list can be taken along, each with its address."""
    given = _with_phases(wanted.shown_phases)
    return [
        (_("table (CSV)"), filter_link.at("information.experiments_table", given)),
        (_("map (GeoJSON)"), filter_link.at("information.experiments", given)),
    ]


def groups(found: Found, wanted: ExperimentFilter) -> list[filter_link.Group]:
    """Return the filters with their counts, in the order of the page."""
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    answers = [("no", _("Collects no personal data")), ("yes", _("Collects personal data")),
               ("unknown", _("Not known"))]  # fmt: skip
    rows: list[tuple[str, str, list[tuple[str, str]], frozenset[str]]] = [
        ("city", _("City"), cities, wanted.cities),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("kind", _("Kind of place"), choices(TestbedKind), wanted.kinds),
        ("personal_data", _("Personal data"), answers, wanted.personal_data),
    ]
    return [
        filter_link.group(
            name, words_, options, {str(k): n for k, n in found.counts[name].items()}, on
        )
        for name, words_, options, on in rows
    ]


def chosen(
    filters: Iterable[filter_link.Group], wanted: ExperimentFilter
) -> list[filter_link.Option]:
    """Return the filters in force, each with the address that takes it off."""
    on = [option for one in filters for option in one.chosen]
    if wanted.text:
        on.append(
            filter_link.Option(
                "q", wanted.text, f"“{wanted.text}”", 0, True, filter_link.without("q")
            )
        )
    if wanted.at:
        on.append(
            filter_link.Option(
                "at", wanted.at.text, period_words(wanted.at), 0, True, filter_link.without("at")
            )
        )
    if wanted.near:
        on.append(
            filter_link.Option(
                "near", "", _("Nearest first"), 0, True, filter_link.without(*NEAR_NAMES)
            )
        )
    return on
