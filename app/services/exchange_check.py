"""The dry run: what each row of a file would do, written down and nothing else.

Rows are matched with the city's testbeds by the address of their page (slug), else by the city's
own identifier, else by name.  Every rule of the form is asked here, and once more by the
transaction that writes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, make_transient

from app.database import db
from app.services.exchange_match import Known, Matcher, shown
from app.services.exchange_record import (
    apply,
    as_json,
    blank,
    extra_of,
    place,
    set_value,
    shape_text,
)
from app.services.exchange_shape import ShapeReader, ShapeSource, moved_m
from app.services.exchange_value import Words, empty, read
from app.services.testbed_ready import gaps
from app.services.testbed_shape import check_city
from app.services.testbed_version import record_of
from models.base import LANGUAGES
from models.booking import OCCUPYING, Booking, TestbedLoad
from models.city import City
from models.errors import FieldError
from models.exchange import RowOutcome
from models.exchange_field import BY_NAME, ExchangeField
from models.testbed import Testbed, TestbedStatus

_PUBLIC = frozenset({TestbedStatus.PUBLISHED.value, TestbedStatus.PAUSED.value})


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: column → field, the shape's columns, the system, whether to publish."""

    mapping: Mapping[str, str]
    shape: ShapeSource
    publish: bool
    words: Words


@dataclass(slots=True)
class _Row:
    """One row while it is looked at."""

    number: int
    line: Mapping[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    shape: BaseGeometry | None = None
    has_shape: bool = False
    problems: list[dict[str, Any]] = field(default_factory=list)
    testbed_id: int | None = None

    def blame(self, error: FieldError, column: str) -> None:
        self.problems.append(
            {"column": column, "field": error.field, "code": error.code, "facts": error.facts}
        )


class Checker:
    """Looks at the rows of one file, chunk by chunk."""

    def __init__(self, city: City, reading: Reading, known: Known) -> None:
        self.city, self.reading, self.matcher = city, reading, Matcher(known)
        self.fields = {
            column: BY_NAME[name] for column, name in reading.mapping.items() if name in BY_NAME
        }
        self.columns = {field.name: column for column, field in self.fields.items()}
        self.shapes = ShapeReader(reading.shape)
        self.boundary = None if city.boundary is None else to_shape(city.boundary)
        if self.boundary is not None:
            shapely.prepare(self.boundary)  # one worker, one thread
        self.counts: Counter[str] = Counter()

    def claim(self, lines: Iterable[Mapping[str, Any]]) -> int:
        """Note which testbeds the file names surely, before names decide; returns the rows."""
        count = 0
        for line in lines:
            count += 1
            slug, external = (
                line["v"].get(self.columns.get(name, "")) for name in ("slug", "external_id")
            )
            self.matcher.claim(slug, external)
        return count

    def check(self, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows of ``import_row`` for a chunk of lines."""
        rows = [self._row(line) for line in lines]
        ids = {row.testbed_id for row in rows if row.testbed_id}
        existing = {
            one.id: one
            for one in db.session.scalars(
                select(Testbed).where(Testbed.id.in_(ids)).options(joinedload(Testbed.city))
            )
        }
        for one in existing.values():
            city = one.city
            make_transient(one)  # what follows tries changes out; none may reach the database
            one.city = city
        found = [self._judged(row, existing.get(row.testbed_id or 0)) for row in rows]
        self._refuse_what_is_booked(found)
        self.counts.update(str(one["outcome"]) for one in found)
        return found

    def _row(self, line: Mapping[str, Any]) -> _Row:
        row = _Row(line["n"], line)
        for column, spec in self.fields.items():
            self._read(row, column, spec)
        self._read_shape(row)
        if not row.problems:
            self._match(row)
        return row

    def _is_well_inside(self, shape: BaseGeometry) -> bool:
        """Whether the boundary covers the shape: asked of thousands, so of a prepared boundary."""
        return self.boundary is not None and bool(self.boundary.covers(shape))

    def _match(self, row: _Row) -> None:
        try:
            row.testbed_id = self.matcher.match(row.number, row.values)
        except FieldError as error:
            row.blame(error, "")

    def _read(self, row: _Row, column: str, spec: ExchangeField) -> None:
        cell = row.line["v"].get(column)
        if cell is None or cell == "":
            if not spec.keeps:
                row.values[spec.name] = empty(spec)
            return
        try:
            value = read(spec, cell, self.reading.words)
        except FieldError as error:
            row.blame(error, column)
            return
        if value not in ("", None) or not spec.keeps:
            row.values[spec.name] = value

    def _read_shape(self, row: _Row) -> None:
        source = self.reading.shape
        row.has_shape = source.is_said() or "g" in row.line or "w" in row.line
        try:
            row.shape = self.shapes.read(row.line)
            if row.shape is not None and not self._is_well_inside(row.shape):
                check_city(row.shape, self.city)
        except FieldError as error:
            row.blame(error, ", ".join(source.columns.values()))

    def _judged(self, row: _Row, testbed: Testbed | None) -> dict[str, Any]:
        """Return the staged row: what it would do to ``testbed``, or to none yet."""
        if row.problems:
            return self._staged(row, testbed, RowOutcome.WRONG)
        is_new = testbed is None
        before = blank(self.city) if testbed is None else as_json(record_of(testbed))
        one = testbed or Testbed(city=self.city, city_id=self.city.id)
        old_shape = to_shape(one.geom) if one.geom is not None else None
        after = self._after(row, before)
        far = None if is_new or not row.has_shape else moved_m(old_shape, row.shape)
        shape = old_shape if far == 0.0 or not row.has_shape else row.shape
        if shape is not old_shape:
            after["shape"] = shape_text(shape)
        apply(one, after)
        place(one, shape)
        self._refuse(row, one, after)
        self._publish(row, one, after, is_new=is_new)
        changed = [name for name in after if name != "slug" and before[name] != after[name]]
        if row.problems:
            return self._staged(row, testbed, RowOutcome.WRONG, one)
        if not changed and not is_new:
            return self._staged(row, testbed, RowOutcome.UNCHANGED, one)
        outcome = RowOutcome.NEW if is_new else RowOutcome.CHANGED
        staged = self._staged(row, testbed, outcome, one)
        staged["record"], staged["extra"] = after, extra_of(one, shape)
        if not is_new:
            staged["changes"] = [
                change for name in changed for change in shown(name, before[name], after[name], far)
            ]
        return staged

    def _after(self, row: _Row, before: dict[str, Any]) -> dict[str, Any]:
        after = dict(before)
        for name, value in row.values.items():
            if name in {"slug", "status"}:
                continue
            spec = BY_NAME[name]
            set_value(after, spec.attribute, spec.language, value)
        if not before["slug"]:
            after["slug"] = row.values.get("slug") or ""
        return after

    def _refuse(self, row: _Row, one: Testbed, after: dict[str, Any]) -> None:
        """Hold what the whole record must be, beyond single values."""
        if not one.name:
            column = self.columns.get(f"name_{self.city.required_languages[0]}", "")
            row.blame(FieldError("name_needed", field="name"), column)
        if after["max_days"] < after["min_days"]:
            row.blame(FieldError("longest_below_shortest", field="max_days"),
                      self.columns.get("max_days", ""))  # fmt: skip
        if after["status"] in _PUBLIC and (missing := gaps(one)):
            for gap in missing:
                row.blame(FieldError("needed_while_public_here", field=gap.attribute),
                          self.columns.get(gap.field, ""))  # fmt: skip

    def _publish(self, row: _Row, one: Testbed, after: dict[str, Any], *, is_new: bool) -> None:
        """Take the state that the file asks for, where the coordinator wants it and it may be."""
        if not self.reading.publish or after["status"] != TestbedStatus.DRAFT.value or row.problems:
            return
        wanted = row.values.get("status", TestbedStatus.PUBLISHED.value)
        if wanted == TestbedStatus.DRAFT.value or (
            not is_new and wanted != TestbedStatus.PUBLISHED.value
        ):
            return
        if not gaps(one):
            after["status"] = wanted

    def _staged(
        self, row: _Row, testbed: Testbed | None, outcome: RowOutcome, one: Testbed | None = None
    ) -> dict[str, Any]:
        names = [row.values.get(f"name_{lang}") or "" for lang in LANGUAGES]
        title = one.name.best("fi")[0] if one is not None else next(filter(None, names), "")
        return {
            "number": row.number,
            "outcome": outcome,
            "title": title[:200],
            "testbed_id": testbed.id if testbed is not None else None,
            "seen_version": testbed.version if testbed is not None else None,
            "x": one.anchor_x if one is not None else None,
            "y": one.anchor_y if one is not None else None,
            "changes": [],
            "problems": row.problems,
            "record": None,
            "extra": None,
        }

    def _refuse_what_is_booked(self, staged: list[dict[str, Any]]) -> None:
        """Hold what bookings forbid: less room than is used, another unit."""
        room = {
            one["testbed_id"]: one
            for one in staged
            if any(change[0] in {"capacity", "slot_unit"} for change in one["changes"])
        }
        if not room:
            return
        used = dict(
            db.session.execute(
                select(TestbedLoad.testbed_id, func.max(TestbedLoad.used))
                .where(TestbedLoad.testbed_id.in_(room), TestbedLoad.used > 0)
                .group_by(TestbedLoad.testbed_id)
            ).all()
        )
        booked = set(
            db.session.scalars(
                select(Booking.testbed_id).where(
                    Booking.testbed_id.in_(room),
                    Booking.status.in_(OCCUPYING),
                    Booking.end_slot > 0,
                )
            )
        )
        for ident, one in room.items():
            changed = {change[0] for change in one["changes"]}
            if "capacity" in changed and one["record"]["capacity"] < used.get(ident, 0):
                self._turn_wrong(one, "capacity", "capacity_used_here", used=used[ident])
            if "slot_unit" in changed and ident in booked:
                self._turn_wrong(one, "slot_unit", "unit_in_use")

    def _turn_wrong(self, one: dict[str, Any], name: str, code: str, **facts: Any) -> None:
        one["problems"].append(
            {"column": self.columns.get(name, ""), "field": name, "code": code, "facts": facts}
        )
        one |= {"outcome": RowOutcome.WRONG, "changes": [], "record": None, "extra": None}
