"""Which testbed a row of a file means, and what would change in it, in short."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.database import db
from models.base import LANGUAGES
from models.errors import FieldError
from models.testbed import Testbed

_SHOWN = 160


@dataclass(slots=True)
class Known:
    """The city's testbeds by everything that a row may call them by."""

    slugs: dict[str, int] = field(default_factory=dict)
    externals: dict[str, int] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)
    with_external: set[int] = field(default_factory=set)


def known_of(city_id: int) -> Known:
    """Return what the city's testbeds are called."""
    known = Known()
    columns = Testbed.__table__.c
    rows = db.session.execute(
        select(columns.id, columns.slug, columns.external_id,
               *(columns[f"name_{lang}"] for lang in LANGUAGES))
        .where(columns.city_id == city_id)
    )  # fmt: skip
    for ident, slug, external, *names in rows:
        known.slugs[slug] = ident
        if external:
            known.externals[external] = ident
            known.with_external.add(ident)
        for name in filter(None, names):
            known.names.setdefault(name.casefold(), set()).add(ident)
    return known


class Matcher:
    """Finds the testbed of each row of one file, and rows that mean the same one."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.claimed: set[int] = set()
        self.seen: dict[tuple[str, Any], int] = {}

    def claim(self, slug: Any, external: Any) -> None:
        """Note the testbed that a row names by slug or identifier: no name means it any more."""
        by_slug = self.known.slugs.get(_word(slug))
        if ident := by_slug or self.known.externals.get(_word(external)):
            self.claimed.add(ident)

    def match(self, number: int, values: dict[str, Any]) -> int | None:
        """Return the id of the testbed that a row means, or None for a new one.

        Raises:
            FieldError: ``row_twice`` (other: the row before), ``name_ambiguous`` (count).
        """
        slug, external = values.get("slug"), values.get("external_id")
        names = [values.get(f"name_{lang}") for lang in LANGUAGES]
        found = self.known.slugs.get(_word(slug)) or self.known.externals.get(_word(external))
        if found is None:
            found = self._by_name(external, names)
        key: tuple[str, Any] = ("id", found)
        if found is None:
            name = next((one.casefold() for one in names if one), "")
            key = ("slug", slug) if slug else ("external", external) if external else ("name", name)
        first = self.seen.setdefault(key, number)
        if first != number and key != ("name", ""):
            raise FieldError("row_twice", field="name", other=first)
        return found

    def _by_name(self, external: str | None, names: list[str | None]) -> int | None:
        found: set[int] = set()
        for name in names:
            if name and not found:
                found = self.known.names.get(name.casefold(), set()) - self.claimed
        if external:
            found -= self.known.with_external
        if len(found) > 1:
            raise FieldError("name_ambiguous", field="name", count=len(found))
        return next(iter(found), None)


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip()


def shown(name: str, before: Any, after: Any, far: float | None) -> list[list[Any]]:
    """Return [field, from, to] for one attribute, texts once for each language that differs."""
    if name == "shape":
        return [[name, bool(before), bool(after), None if far is None else round(far, 1)]]
    if isinstance(after, dict):
        return [
            [f"{name}_{lang}", before[lang][:_SHOWN], after[lang][:_SHOWN]]
            for lang in LANGUAGES
            if before[lang] != after[lang]
        ]
    if isinstance(after, str) or isinstance(before, str):
        return [[name, (before or "")[:_SHOWN], (after or "")[:_SHOWN]]]
    return [[name, before, after]]
