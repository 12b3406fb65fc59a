"""Two people at one record: who changed what meanwhile, both texts side by side, nothing lost."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.forms.testbed import SectionForm
from app.forms.testbed_place import PlaceForm
from app.queries.testbed_history import Author, authors, changed_fields, version_of
from app.services.testbed_merge import MISSING, as_kept, one_of, same
from app.services.testbed_shape import sent_place
from app.services.testbed_version import record_of
from models.base import LANGUAGES, Translated
from models.errors import ConflictError
from models.testbed import Testbed
from views.page import moment
from views.testbed_diff import FieldChange, change_of
from views.testbed_value import name_of


@dataclass(frozen=True, slots=True)
class Clash:
    """One field that both changed; ``theirs`` and ``mine`` say how each differs from before."""

    name: str
    label: str
    who: str
    at: str
    theirs: FieldChange
    mine: FieldChange


@dataclass(frozen=True, slots=True)
class Encounter:
    """What the page tells; ``form`` holds what was typed and, where nothing was, what stands now.

    ``others`` are the fields that only somebody else changed: they stay as they are now.
    """

    words: str
    form: SectionForm
    clashes: list[Clash] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def encounter(testbed: Testbed, form: Any, error: ConflictError) -> Encounter:
    """Return what happened while somebody wrote into ``form``, a valid form of a section."""
    seen = version_of(testbed.id, form.seen)
    base: Mapping[str, Any] = seen.record if seen else {}
    now, mine = record_of(testbed), _sent(testbed, form)
    wrote = authors(testbed.id, form.seen, list(mine)) if seen else {}
    names = error.facts.get("fields") or [name for name in mine if mine[name] != now.get(name)]
    clashes = [
        Clash(
            name=name,
            label=name_of(name),
            who=_who(wrote.get(name), error),
            at=_when(wrote.get(name), error),
            theirs=change_of(name, base.get(name), now.get(name)),
            mine=change_of(name, base.get(name), mine[name]),
        )
        for name in names
        if name in mine
    ]
    changed = changed_fields(dict(base), now) if seen else []
    others = [name_of(name) for name in changed if name in mine and name not in names]
    return Encounter(_words(clashes, error), _again(testbed, form, base, mine), clashes, others)


def meanwhile(testbed: Testbed, form: Any, saved: dict[str, Any]) -> str:
    """Return, after a save, what somebody else has changed in the section meanwhile, in words."""
    last = saved["version"] - 1 if saved["changed"] else saved["version"]
    if last <= form.seen:
        return ""
    names = list(_sent(testbed, form))
    found = authors(testbed.id, form.seen, names, until=last)
    if not found:
        return ""
    return " " + _(
        "%(who)s changed %(fields)s meanwhile; that is kept too.",
        who=_(" and ").join(dict.fromkeys(one.who or _("Somebody else") for one in found.values())),
        fields=", ".join(name_of(name) for name in names if name in found),
    )


def _who(author: Author | None, error: ConflictError) -> str:
    return (author.who if author else error.facts.get("who")) or _("Somebody else")


def _when(author: Author | None, error: ConflictError) -> str:
    if author is not None:
        return moment(author.at)
    return moment(dt.datetime.fromisoformat(error.facts["at"])) if "at" in error.facts else ""


def _words(clashes: list[Clash], error: ConflictError) -> str:
    people = list(dict.fromkeys(one.who for one in clashes)) or [_who(None, error)]
    return _(
        "%(who)s changed %(fields)s (%(at)s) while you were writing. Nothing of yours is lost: "
        "it is below and not saved yet.",
        who=_(" and ").join(people),
        fields=", ".join(one.label for one in clashes) or _("this page"),
        at=clashes[-1].at if clashes else _when(None, error),
    )


def _sent(testbed: Testbed, form: Any) -> dict[str, Any]:
    """Return what was sent, as the record keeps it."""
    answers = form.answers()
    if isinstance(form, PlaceForm):
        return sent_place(testbed, form.seen, answers)
    return {name: as_kept(getattr(answers, name)) for name in answers.__dataclass_fields__}


class _Blend:
    """A testbed as it would be with some fields as they were sent."""

    def __init__(self, testbed: Testbed, values: Mapping[str, Any]) -> None:
        self._testbed, self._values = testbed, values

    def __getattr__(self, name: str) -> Any:
        return self._values[name] if name in self._values else getattr(self._testbed, name)


def _again(
    testbed: Testbed, form: Any, base: Mapping[str, Any], mine: Mapping[str, Any]
) -> SectionForm:
    """Return the form with one's own words where one has written, and elsewhere what stands now."""
    now = record_of(testbed)
    own: dict[str, Any] = {}
    for name, value in mine.items():
        if name == "shape" or same(value, base.get(name, MISSING)):
            continue
        if isinstance(value, dict):
            own[name] = _texts(base.get(name) or {}, now[name], value)
        else:
            both = one_of(base.get(name, MISSING), now.get(name), value)
            own[name] = value if both is MISSING else both
    kept = type(form).kept(_Blend(testbed, own))
    made: SectionForm = type(form).again(testbed, kept)
    if isinstance(form, PlaceForm):
        if mine["shape"] != base.get("shape", MISSING):
            made["shape"].data, made["coordinates"].data = form.shape.data, form.coordinates.data
        made["crs"].data = form.crs.data
    return made


def _texts(base: Mapping[str, str], now: Mapping[str, str], mine: Mapping[str, str]) -> Translated:
    """Return both people's languages; where both wrote the same one, one's own."""
    found = {}
    for lang in LANGUAGES:
        both = one_of(base.get(lang, ""), now.get(lang, ""), mine.get(lang, ""))
        found[lang] = mine.get(lang, "") if both is MISSING else both
    return Translated.of(found)
