"""Read what a reader asked of the front page from the address; odd values ask for nothing."""

import re
from collections.abc import Iterable
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from app.queries.experiment import ExperimentFilter
from models.period import Period
from models.pilot import PublicPhase
from models.testbed_kind import TestbedKind, Theme
from models.text import tidy

NEAR = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")
CITIES = frozenset({"helsinki", "espoo", "vantaa", "tampere", "turku", "oulu"})
LONGEST_TEXT = 100
LONGEST_PLACE = 60


class Shown(StrEnum):
    """What the front page shows, on the map and in lists."""

    EXPERIMENTS = "experiments"
    CHALLENGES = "challenges"
    EVENTS = "events"


def shown_kinds(args: MultiDict[str, str]) -> frozenset[Shown]:
    """Return what an address wants to see; everything when it says nothing."""
    return frozenset(Shown(one) for one in _of(args.getlist("show"), Shown)) or frozenset(Shown)


def experiment_filter(args: MultiDict[str, str]) -> ExperimentFilter:
    """Return the filter that an address asks for: q, city, theme, kind, state and the others."""
    return ExperimentFilter(
        text=tidy(args.get("q", "")[:LONGEST_TEXT].replace("\n", " ")),
        cities=_known(args.getlist("city"), CITIES),
        themes=_of(args.getlist("theme"), Theme),
        kinds=_of(args.getlist("kind"), TestbedKind),
        phases=_of(args.getlist("state"), PublicPhase),
        personal_data=_known(args.getlist("personal_data"), frozenset({"yes", "no", "unknown"})),
        at=Period.of(args.get("at", "")[:LONGEST_TEXT]),
        near=near(args.get("near", "")),
        sort="end" if args.get("sort") == "end" else "start",
    )


def near(text: str) -> tuple[float, float] | None:
    """Return (longitude, latitude) of "latitude,longitude", or None when it is not that."""
    found = NEAR.fullmatch(text.strip())
    if found is None:
        return None
    lat, lon = float(found.group(1)), float(found.group(2))
    return (lon, lat) if -85 <= lat <= 85 and -180 <= lon <= 180 else None  # noqa: PLR2004 - degrees


def _known(values: Iterable[str], known: frozenset[str]) -> frozenset[str]:
    return frozenset(values) & known


def _of(values: Iterable[str], kind: type[StrEnum]) -> frozenset[str]:
    return _known(values, frozenset(member.value for member in kind))
