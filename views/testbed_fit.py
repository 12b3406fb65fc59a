"""Why a place fits or does not, in words, and what to loosen where nothing is left."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms.testbed_filter import FREE_NAMES
from app.labels import label
from app.queries.testbed_filter import Found, TestbedFilter, Way
from models.testbed_fit import ABOUT_DAYS, Fit, FitCode, PeopleWish, Reason
from models.testbed_kind import Infrastructure, Money, Theme
from views import filter_link
from views.page import date

MOST_WAYS = 4


@dataclass(frozen=True, slots=True)
class FitWords:
    """What a card says of the fit; ``is_dated`` tells that it speaks of free days."""

    matches: list[str]
    misses: list[str]
    is_dated: bool


@dataclass(frozen=True, slots=True)
class WayOut:
    """One thing to loosen: what it is, how many places it opens, where it leads."""

    label: str
    count: str
    url: str


def fit_words(fit: Fit) -> FitWords:
    """Return the reasons of a fit in the reader's language."""
    is_dated = any(one.code in ABOUT_DAYS for one in (*fit.matches, *fit.misses))
    return FitWords(_said(fit.matches, _MET), _said(fit.misses, _MISSING), is_dated)


Words = Callable[[list[Reason]], list[str]]


def _said(reasons: Iterable[Reason], words: Mapping[FitCode, Words]) -> list[str]:
    """Return the words of reasons; those of one code stand together already."""
    found: list[str] = []
    for code, some in groupby(reasons, key=attrgetter("code")):
        found += words[code](list(some))
    return found


def _labels(some: list[Reason], kind: type[Infrastructure] | type[Theme]) -> str:
    return ", ".join(label(kind(one.value)) for one in some)


def _free(some: list[Reason]) -> list[str]:
    days, start = some[0].number, date(some[0].day)
    return [
        ngettext("Free %(num)s day from %(day)s", "Free %(num)s days from %(day)s", days, day=start)
    ]


def _taken(some: list[Reason]) -> list[str]:
    longest = some[0].number
    if not longest:
        return [_("No free days then")]
    return [
        ngettext(
            "Free for only %(num)s day in a row then",
            "Free for only %(num)s days in a row then",
            longest,
        )
    ]


def _numbers(some: list[Reason]) -> dict[str, int]:
    return {"has": some[0].number, "asked": some[0].asked}


def _people_missing(some: list[Reason]) -> list[str]:
    words = {
        PeopleWish.USERS: _("No users are named"),
        PeopleWish.NO_MINORS: _("Minors are present"),
        PeopleWish.NO_PATIENTS: _("Patients are present"),
    }
    return [words[PeopleWish(one.value)] for one in some]


_MET: dict[FitCode, Words] = {
    FitCode.FREE: _free,
    FitCode.NEED: lambda some: [_("On site: %(things)s", things=_labels(some, Infrastructure))],
    FitCode.PEOPLE: lambda some: [label(PeopleWish(one.value)) for one in some],
    FitCode.THEME: lambda some: [_("Theme: %(things)s", things=_labels(some, Theme))],
    FitCode.MONEY: lambda some: [label(Money(one.value)) for one in some],
}
_MISSING: dict[FitCode, Words] = {
    FitCode.FREE: _taken,
    FitCode.LONGEST: lambda some: [
        _("Only %(has)s days at most: you asked for %(asked)s", **_numbers(some))
    ],
    FitCode.SHORTEST: lambda some: [
        _("At least %(has)s days at a time: you asked for %(asked)s", **_numbers(some))
    ],
    FitCode.PLACES: lambda some: [
        _("Room for only %(has)s at a time: you asked for %(asked)s", **_numbers(some))
    ],
    FitCode.NEED: lambda some: [_("Not on site: %(things)s", things=_labels(some, Infrastructure))],
    FitCode.PEOPLE: _people_missing,
    FitCode.THEME: lambda some: [_("Not its theme: %(things)s", things=_labels(some, Theme))],
    FitCode.MONEY: lambda some: [_("Money: %(model)s", model=label(Money(some[0].value)))],
}


def ways_out(found: Found, wanted: TestbedFilter, titles: Mapping[str, str]) -> list[WayOut]:
    """Return what to loosen, each with the address that does it."""
    ways = [_way(one, titles) for one in found.ways[:MOST_WAYS]]
    longest = max((one.days or 0 for one in found.ways if one.name == "days"), default=0)
    if wanted.free and 0 < longest < (wanted.free.days or 0):
        words = _("Ask for %(days)s days in a row", days=longest)
        ways.insert(0, WayOut(words, "", filter_link.replaced("days", str(longest))))
    return ways


def _way(way: Way, titles: Mapping[str, str]) -> WayOut:
    names = FREE_NAMES if way.name == "days" else (way.name,)
    words = {
        "q": _("Leave out the search words"),
        "open": _("Take in those that are not open now"),
        "days": _("Leave out the free days"),
    }
    said = words.get(way.name) or _("Leave out: %(filter)s", filter=titles.get(way.name, ""))
    count = ngettext("%(num)s testbed", "%(num)s testbeds", way.count)
    return WayOut(said, count, filter_link.without(*names))
