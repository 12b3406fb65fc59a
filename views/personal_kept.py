"""How long what is known of people is kept, in words from the register."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.labels import label
from app.labels_personal import SAID
from app.labels_processing import PURPOSE
from models.personal import Ground, Kind, Span
from models.personal_processing import PROCESSING
from models.personal_register import REGISTER, rules

LONG = {
    1: _l("a day"),
    7: _l("a week"),
    14: _l("two weeks"),
    30: _l("a month"),
    60: _l("two months"),
    90: _l("three months"),
    180: _l("six months"),
    365: _l("a year"),
    730: _l("two years"),
    1825: _l("five years"),
}
"""Every span of the register in words; a test asks for each."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of what is known: what it is and what for, how long it is kept, why some stays.

    ``bases``, ``people`` and ``recipients`` are in words, as in docs/processing.md.
    """

    kind: Kind
    said: str
    spans: tuple[str, ...]
    grounds: tuple[Ground, ...]
    purpose: str
    bases: str
    people: str
    recipients: str


def kept_lines() -> list[Kept]:
    """Return every kind that the register knows, in their order."""
    known = {rule.kind for _name, rule in rules()}
    return [_kept(kind) for kind in Kind if kind in known]


def _kept(kind: Kind) -> Kept:
    activity = PROCESSING[kind]
    return Kept(
        kind,
        str(SAID[kind]),
        tuple(_words(kind)),
        tuple(_grounds(kind)),
        str(PURPOSE[kind]),
        joined(activity.bases),
        joined(activity.people),
        joined(activity.recipients),
    )


def joined(members: Iterable[StrEnum]) -> str:
    """Return values of a vocabulary in words, as a list in one line."""
    return "; ".join(label(one) for one in members)


def _words(kind: Kind) -> Iterator[str]:
    said = {
        _span(span): None for line in REGISTER.values() for span in line.spans if span.kind is kind
    }
    yield from said
    if any(rule.kind is kind and rule.delete for _name, rule in rules()):
        yield _("until you delete it or erase your data")


def _grounds(kind: Kind) -> Iterator[Ground]:
    found = {rule.ground for _name, rule in rules() if rule.kind is kind}
    yield from (ground for ground in Ground if ground in found)


def _span(span: Span) -> str:
    words = {"long": how_long(span.days), "after": label(span.after)}
    if span.nameless:
        return str(_("names and contact details for %(long)s %(after)s", **words))
    if span.case is not None:
        return str(_("%(long)s %(after)s, %(case)s", case=label(span.case), **words))
    return str(_("%(long)s %(after)s", **words))


def how_long(days: int) -> str:
    """Return a span of the register as people say it; others in days."""
    if days in LONG:
        return str(LONG[days])
    return str(ngettext("%(num)s day", "%(num)s days", days))
