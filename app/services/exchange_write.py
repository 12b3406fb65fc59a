"""Write everything that an import has checked, in one transaction: all of it or nothing.

The rules are those of single saves (app/services/testbed.py), kept in chunks: every testbed gets
its version, its audit line and its search words.  A testbed that changed since it was checked
refuses the whole import.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import shapely
from geoalchemy2.shape import from_shape
from sqlalchemy import func, insert, select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries.testbed_history import changed_fields
from app.services.audit import record as audit
from app.services.booking import change_capacity
from app.services.exchange_record import apply, as_json, columns_of
from app.services.move import move
from app.services.testbed_ready import gaps
from app.services.testbed_slug import slug_of
from app.services.testbed_version import record_of
from geodata.crs import WGS84
from models.audit import AuditLine
from models.booking import TestbedLoad
from models.city import City
from models.errors import ConflictError, FieldError
from models.exchange import (
    IMPORT_WORKFLOW,
    ImportAction,
    ImportJob,
    ImportRow,
    ImportStatus,
    RowOutcome,
)
from models.search import SearchEntry
from models.testbed import Testbed, TestbedStatus, TestbedVersion

CHUNK = 500
Tell = Callable[[int], None]


@use_case
def write(actor: Actor, job_id: int, run: str, tell: Tell) -> dict[str, int]:
    """Write what was checked; returns how many testbeds are new and changed.

    ``tell`` is called with the number of rows that are through, for whoever waits.

    Raises:
        ForbiddenError: The actor may not, or no longer.
        ConflictError: ``changed_since_check`` (name), or the worker was overtaken.
        FieldError: ``needed_while_public_here``, CapacityError: as when one testbed is saved.
    """
    job = db.session.get(ImportJob, job_id, with_for_update=True)
    if job is None or job.run != run or job.status is not ImportStatus.WRITING:
        raise ConflictError
    authorise(actor, Action.TESTBED_IMPORT, of_city(job.city_id))
    if job.publish:
        authorise(actor, Action.TESTBED_PUBLISH, of_city(job.city_id))
    writer = _Writer(actor, job)
    through = 0
    for rows in _staged(job.id):
        writer.new([row for row in rows if row["outcome"] is RowOutcome.NEW])
        writer.changed([row for row in rows if row["outcome"] is RowOutcome.CHANGED])
        through += len(rows)
        tell(through)
    made = {"new": writer.made_new, "changed": writer.made_changed}
    job = db.session.get_one(ImportJob, job_id)
    move(actor, job, IMPORT_WORKFLOW, ImportAction.FINISH, finished_at=clock.now(), done=job.total)
    audit(actor, "import:write", job, moved=None, **made)
    return made


def _staged(job_id: int) -> Iterator[list[dict[str, Any]]]:
    """Yield what is to be written, in the order of the file, a chunk at a time."""
    columns = ImportRow.__table__.c
    after = -1
    while True:
        rows = [
            dict(row)
            for row in db.session.execute(
                select(columns.number, columns.outcome, columns.testbed_id, columns.seen_version,
                       columns.record, columns.extra)
                .where(columns.job_id == job_id, columns.number > after,
                       columns.outcome.in_((RowOutcome.NEW, RowOutcome.CHANGED)))
                .order_by(columns.number)
                .limit(CHUNK)
            ).mappings()
        ]  # fmt: skip
        if not rows:
            return
        yield rows
        after = rows[-1]["number"]


class _Writer:
    """Writes the rows of one import into one city."""

    def __init__(self, actor: Actor, job: ImportJob) -> None:
        self.actor = actor
        self.job_id = job.id
        self.city_id = job.city_id
        self.city = db.session.get_one(City, job.city_id)
        self.now = clock.now()
        self.today = clock.today(self.city.time_zone)
        self.made_new = self.made_changed = 0
        self.slugs = set(
            db.session.scalars(select(Testbed.slug).where(Testbed.city_id == job.city_id))
        )

    def new(self, rows: list[dict[str, Any]]) -> None:
        """Register the new ones: plain rows with ids taken beforehand, many times faster."""
        if not rows:
            return
        ids = _fresh_ids(len(rows))
        values = []
        for ident, row in zip(ids, rows, strict=True):
            record = row["record"]
            record["slug"] = self._free_slug(record)
            is_known = record["status"] != TestbedStatus.DRAFT.value
            values.append(
                {
                    **columns_of(record), **_columns_of_place(row["extra"]),
                    "id": ident, "city_id": self.city_id, "version": 1, "is_demo": False,
                    "created_at": self.now, "updated_at": self.now,
                    "published_at": self.now if is_known else None,
                    "checked_on": self.today if is_known else None,
                }
            )  # fmt: skip
        db.session.execute(insert(Testbed.__table__), values)  # type: ignore[arg-type]  # a table
        self._follow([(ident, 1) for ident in ids], rows, "testbed:import")
        self.made_new += len(rows)

    def changed(self, rows: list[dict[str, Any]]) -> None:
        """Change those that were there, in the order of their ids, so that writers never cross."""
        rows = sorted(rows, key=lambda row: int(row["testbed_id"]))
        if not rows:
            return
        self._change_room(rows)
        testbeds = self._locked(rows)
        kept = self._versions_kept(testbeds)
        for one, row in zip(testbeds, rows, strict=True):
            self._change(one, row, has_first=(one.id, one.version) in kept)
        db.session.flush()
        self._follow([(one.id, one.version) for one in testbeds], rows, "testbed:edit")
        self.made_changed += len(testbeds)
        for one in testbeds:  # so that memory stays that of one chunk
            db.session.expunge(one)

    def _change_room(self, rows: list[dict[str, Any]]) -> None:
        """Change the room of places with bookings by the ledger's own way, one at a time."""
        ids = [row["testbed_id"] for row in rows]
        loaded = set(
            db.session.scalars(
                select(TestbedLoad.testbed_id)
                .where(TestbedLoad.testbed_id.in_(ids))
                .group_by(TestbedLoad.testbed_id)
            )
        )
        capacities = dict(
            db.session.execute(
                select(Testbed.id, Testbed.capacity).where(Testbed.id.in_(loaded))
            ).all()
        )
        for row in rows:
            ident, wanted = row["testbed_id"], row["record"]["capacity"]
            if ident in capacities and capacities[ident] != wanted:
                change_capacity(self.actor, ident, wanted)

    def _locked(self, rows: list[dict[str, Any]]) -> list[Testbed]:
        ids = [row["testbed_id"] for row in rows]
        found = db.session.scalars(
            select(Testbed)
            .where(Testbed.id.in_(ids), Testbed.city_id == self.city_id)
            .order_by(Testbed.id)
            .options(joinedload(Testbed.city))
            .with_for_update(of=Testbed)
            .execution_options(populate_existing=True)
        ).all()
        by_id = {one.id: one for one in found}
        for row in rows:
            one = by_id.get(row["testbed_id"])
            if one is None or one.version != row["seen_version"]:
                name = row["record"]["name"]
                raise ConflictError("changed_since_check", name=name.get("fi") or name.get("en"))
        return list(found)

    def _versions_kept(self, testbeds: Sequence[Testbed]) -> set[tuple[int, int]]:
        number = select(TestbedVersion.testbed_id, TestbedVersion.number)
        ids = [one.id for one in testbeds]
        rows = db.session.execute(number.where(TestbedVersion.testbed_id.in_(ids)))
        return {(row[0], row[1]) for row in rows}

    def _change(self, one: Testbed, row: dict[str, Any], *, has_first: bool) -> None:
        before, record = as_json(record_of(one)), row["record"]
        was_draft = one.status is TestbedStatus.DRAFT
        if not has_first:
            db.session.add(
                TestbedVersion(
                    testbed_id=one.id, number=one.version, by_id=None, at=one.updated_at,
                    record=before,
                )
            )  # fmt: skip
        if before["name"] != record["name"] and one.published_at is None:
            self.slugs.discard(one.slug)
            record["slug"] = self._free_slug({**record, "slug": ""})
        apply(one, record)
        _put(one, row["extra"])
        if one.status is not TestbedStatus.DRAFT and gaps(one):
            raise FieldError("needed_while_public_here", field=gaps(one)[0].attribute)
        if was_draft and one.status is TestbedStatus.PUBLISHED:
            one.published_at, one.checked_on = self.now, self.today
        one.version += 1
        one.updated_at = self.now
        row["changed"] = changed_fields(before, record)

    def _follow(
        self, written: Sequence[tuple[int, int]], rows: list[dict[str, Any]], verb: str
    ) -> None:
        """Keep the version, the audit line and the search words of each (id, version)."""
        pairs = list(zip(written, rows, strict=True))
        db.session.execute(
            insert(TestbedVersion),
            [
                {"testbed_id": ident, "number": number, "by_id": self.actor.user_id,
                 "at": self.now, "record": row["record"]}
                for (ident, number), row in pairs
            ],
        )  # fmt: skip
        db.session.execute(
            insert(AuditLine),
            [
                {"at": self.now, "actor_id": self.actor.user_id, "action": verb,
                 "thing": "testbed", "thing_id": ident, "city_id": self.city_id,
                 "facts": {"import": self.job_id, "fields": row.get("changed", [])}}
                for (ident, _number), row in pairs
            ],
        )  # fmt: skip
        self._index({ident: row["extra"]["stems"] for (ident, _number), row in pairs})

    def _index(self, stems: dict[int, str]) -> None:
        known = {
            entry.thing_id: entry
            for entry in db.session.scalars(
                select(SearchEntry).where(
                    SearchEntry.thing == "testbed", SearchEntry.thing_id.in_(stems)
                )
            )
        }
        for ident, entry in known.items():
            entry.stems = stems[ident]
        fresh = [
            {"thing": "testbed", "thing_id": ident, "stems": words}
            for ident, words in stems.items()
            if ident not in known
        ]
        if fresh:
            db.session.execute(insert(SearchEntry), fresh)
        db.session.flush()

    def _free_slug(self, record: dict[str, Any]) -> str:
        base = slug_of(record["slug"] or next(filter(None, record["name"].values()), ""))
        number = 1
        while (slug := base if number == 1 else f"{base}-{number}") in self.slugs:
            number += 1
        self.slugs.add(slug)
        return slug


def _put(one: Testbed, extra: dict[str, Any]) -> None:
    """Put a testbed where it was computed to be when it was checked."""
    for name, value in _columns_of_place(extra).items():
        setattr(one, name, value)


def _columns_of_place(extra: dict[str, Any]) -> dict[str, Any]:
    wkb = extra["wkb"]
    return {
        "geom": None if wkb is None else from_shape(shapely.from_wkb(wkb), srid=WGS84),
        "shape_json": extra["shape_json"],
        "anchor_x": extra["x"],
        "anchor_y": extra["y"],
    }


def _fresh_ids(count: int) -> list[int]:
    """Return ids that no testbed has: the sequence's, or those after the last under our lock."""
    if db.session.get_bind().dialect.name == "sqlite":
        last = db.session.scalar(select(func.max(Testbed.id))) or 0
        return list(range(last + 1, last + count + 1))
    sequence = func.pg_get_serial_sequence("testbed", "id")
    numbers = func.generate_series(1, count).table_valued("number")
    return list(db.session.scalars(select(func.nextval(sequence)).select_from(numbers)))
