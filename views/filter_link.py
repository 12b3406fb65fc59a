"""Addresses of filters: the same page with one option more, one less, or another page number."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.datastructures import MultiDict

UNKEPT = frozenset({"page", "map", "lang"})
LONGEST, MOST = 60, 100  # letters of a value, arguments of an address
LONGEST_SEARCH = 100  # letters of what somebody looks for, in ``q``


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter group: what it is called, how many it leaves, where it leads."""

    name: str
    value: str
    label: str
    count: int
    is_on: bool
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """One filter with its options."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def chosen(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.is_on)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a long list stands; urls are None at its ends."""

    number: int
    pages: int
    total: int
    prev_url: str | None
    next_url: str | None


def here(changes: MultiDict[str, str] | None = None) -> str:
    """Return this page's address with these arguments instead of its own."""
    return _with(
        url_for(request.endpoint or "home.index", **(request.view_args or {})),
        request.args if changes is None else changes,
    )


def at(endpoint: str, args: MultiDict[str, str]) -> str:
    """Return another page's address with these arguments."""
    return _with(url_for(endpoint), args)


def _with(address: str, args: MultiDict[str, str]) -> str:
    """Return the address with arguments; ``url_for`` would take some names for its own."""
    pairs = given(args)
    return f"{address}?{urlencode(pairs)}" if pairs else address


def given(args: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return the arguments worth keeping, cut to what a filter can hold."""
    pairs = [
        (name, value[: LONGEST_SEARCH if name == "q" else LONGEST])
        for name, value in args.items(multi=True)
        if name not in UNKEPT and len(name) <= LONGEST
    ]
    return pairs[:MOST]


def toggled(name: str, value: str, *, single: bool = False) -> str:
    """Return the address with one option switched."""
    args = MultiDict(request.args)
    values = args.getlist(name)
    on = value in values
    kept = [] if single else [one for one in values if one != value]
    args.setlist(name, kept if on else [*kept, value])
    return here(args)


def without(*names: str) -> str:
    """Return the address without some arguments."""
    args = MultiDict(request.args)
    for name in names:
        args.poplist(name)
    return here(args)


def sorted_by(order: str) -> str:
    """Return the address with the list in another order."""
    return replaced("sort", order)


def replaced(name: str, value: str) -> str:
    """Return the address with one argument set to one value."""
    args = MultiDict(request.args)
    args.setlist(name, [value])
    return here(args)


def group(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    counts: dict[str, int],
    wanted: frozenset[str],
) -> Group:
    """Return one filter group; options that nothing matches are left out unless chosen."""
    options = tuple(
        Option(name, value, words, counts.get(value, 0), value in wanted, toggled(name, value))
        for value, words in choices
        if counts.get(value, 0) or value in wanted
    )
    return Group(name, label, options)


def asked_page() -> int:
    """Return the number of the page that the address asks for; odd values are the first."""
    asked = request.args.get("page", "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1  # noqa: PLR2004 - digits


def pages(total: int, length: int) -> Pages:
    """Return the pages of a list of ``total`` rows; a page past the end is the last one."""
    count = max(1, -(-total // length))
    number = min(asked_page(), count)
    return Pages(
        number,
        count,
        total,
        _numbered(number - 1) if number > 1 else None,
        _numbered(number + 1) if number < count else None,
    )


def _numbered(number: int) -> str:
    address = here()
    return f"{address}{'&' if '?' in address else '?'}page={number}"
