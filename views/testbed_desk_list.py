"""What the desk's list of testbeds shows around its rows: tabs, filters and kept filters."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms.testbed_desk_filter import query_of, read_query
from app.labels import choices, label
from app.policies.actor import Actor
from app.queries.testbed_desk import cities_of
from app.queries.testbed_desk_filter import IN_USE, NOBODY, SORTS, DeskFilter, Found
from app.queries.testbed_saved import saved_filters
from app.queries.testbed_stale import is_stale
from app.services.testbed_ready import gaps
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import TestbedKind, Theme
from views import filter_link, language, navigation


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down of the filters: (value, words with count, is chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept filter as a link; ``whose`` names who shares it when it is a colleague's."""

    name: str
    url: str
    is_current: bool
    whose: str


def tabs(found: Found, wanted: DeskFilter) -> list[navigation.Link]:
    """Return the states with their counts; the archive comes last and by itself."""
    counts = found.counts["status"]
    in_use = sum(counts[one.value] for one in IN_USE)
    everything = navigation.Link(
        _("All in use"), filter_link.without("status", "page"), wanted.status is None, in_use
    )
    states = [
        navigation.Link(
            _("Archive") if one is TestbedStatus.RETIRED else label(one),
            filter_link.replaced("status", one.value),
            one is wanted.status,
            counts[one.value],
        )
        for one in TestbedStatus
    ]
    return [everything, *states]


def selects(actor: Actor, found: Found, wanted: DeskFilter) -> list[Choice]:
    """Return the drop-downs; what nothing has is left out unless it is chosen."""
    lang = language.current()
    cities = [(one.slug, one.name.best(lang)[0]) for one in cities_of(actor)]
    people = [(str(user), name or _("No name")) for user, name in found.hosts.items()]
    hosts = [*people, (str(NOBODY), _("Nobody"))] if people else []
    rows: list[tuple[str, str, list[tuple[str, str]], frozenset[str]]] = [
        ("city", _("City"), cities if len(cities) > 1 else [], wanted.cities),
        ("kind", _("Kind of place"), choices(TestbedKind), wanted.kinds),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("host", _("Host"), hosts, frozenset(str(one) for one in wanted.hosts)),
    ]
    return [
        Choice(name, title, options)
        for name, title, offered, on in rows
        if (options := _options(found, name, offered, on))
    ]


def _options(
    found: Found, name: str, offered: list[tuple[str, str]], on: frozenset[str]
) -> list[tuple[str, str, bool]]:
    counts = {str(value): count for value, count in found.counts[name].items()}
    return [
        (value, f"{words} ({counts.get(value, 0)})", value in on)
        for value, words in offered
        if counts.get(value) or value in on
    ]


def sorts() -> list[tuple[str, str]]:
    """Return the orders of the list."""
    words = {
        "changed": _("Last changed first"),
        "name": _("By name"),
        "checked": _("Longest unchecked first"),
    }
    return [(one, words[one]) for one in SORTS]


def needs(found: Found, wanted: DeskFilter) -> list[tuple[str, str, bool]]:
    """Return the two things a record may need, as (name, words with count, is chosen)."""
    stale, missing = found.counts["stale"][True], found.counts["missing"][True]
    counted = f" ({missing})" if missing or wanted.missing else ""
    return [
        ("stale", _("Not checked for long") + f" ({stale})", wanted.stale),
        ("missing", _("Something is missing") + counted, wanted.missing),
    ]


def chosen(found: Found, wanted: DeskFilter) -> list[filter_link.Option]:
    """Return the filters in force, each with the address that takes it off."""

    def host(user: str) -> str:
        name = (
            found.hosts.get(int(user), _("Somebody else")) if user != str(NOBODY) else _("Nobody")
        )
        return _("Host: %(name)s", name=name)

    return [
        filter_link.Option(name, "", words, 0, True, filter_link.without(name, "page"))
        for name, words in _said(wanted, host)
        if name not in {"status", "sort"}
    ]


def _said(wanted: DeskFilter, host: Callable[[str], str]) -> list[tuple[str, str]]:
    """Return a filter in words, as (name of the argument, words)."""
    say: dict[str, Callable[[str], str]] = {
        "status": lambda one: _("Archive") if one == "retired" else label(TestbedStatus(one)),
        "city": str.capitalize,
        "kind": lambda one: label(TestbedKind(one)),
        "theme": lambda one: label(Theme(one)),
        "host": host,
        "stale": lambda _one: _("Not checked for long"),
        "missing": lambda _one: _("Something is missing"),
        "q": lambda one: f"“{one}”",
        "sort": lambda one: dict(sorts())[one],
    }
    return [(name, say[name](value)) for name, value in parse_qsl(query_of(wanted))]


def words_of_filter(query: str) -> str:
    """Return a kept filter in words, such as "Open, Street, not checked for long"."""
    return ", ".join(words for _name, words in _said(read_query(query), lambda _user: _("A host")))


def notes(testbed: Testbed) -> list[tuple[str, str]]:
    """Return what is to be done about a record, as pills (kind, words)."""
    found = []
    count = len(gaps(testbed)) if testbed.status is not TestbedStatus.RETIRED else 0
    if count:
        words = ngettext("%(num)s thing is missing", "%(num)s things are missing", count)
        found.append(("warning", words))
    if is_stale(testbed):
        found.append(("soon", _("Check it")))
    return found


def kept(actor: Actor, wanted: DeskFilter) -> list[Kept]:
    """Return the kept filters as links; the one in force is marked."""
    here = query_of(wanted)
    return [
        Kept(
            name=one.name,
            url=url_for("testbed_desk.index") + (f"?{one.query}" if one.query else ""),
            is_current=query_of(read_query(one.query)) == here,
            whose=one.user.name if one.user_id != actor.user_id else "",
        )
        for one in saved_filters(actor)
    ]
