"""Bring many testbeds in from a file: the steps of one import, each its own use case.

begin → order_check → (worker: claim, stage …, finish_check) → order_write → (worker: claim,
app/services/exchange_write.py) → done.  A worker holds the ``run`` it was ordered with; one that
was overtaken by a new order can no longer write anything down.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise, may
from app.queries.exchange_layout import layout_of
from app.services.audit import record
from app.services.exchange_shape import SYSTEMS_OFFERED
from app.services.move import move
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError
from models.exchange import (
    IMPORT_WORKFLOW,
    RUNNING,
    ImportAction,
    ImportJob,
    ImportLayout,
    ImportRow,
    ImportStatus,
    RowOutcome,
)
from models.exchange_field import BY_NAME, GEOJSON, MORE_WKT, SHAPE_COLUMNS, WKT, X, Y


@dataclass(frozen=True, slots=True)
class Choice:
    """How a file is read: column → field, the system of its coordinates, whether to publish."""

    mapping: Mapping[str, str]
    epsg: int | None
    publish: bool = False


@use_case
def begin(
    actor: Actor, *, city_id: int, file_name: str, ending: str, folder: str, facts: dict[str, Any]
) -> int:
    """Begin an import of a file that was read into ``folder``; returns its id.

    Raises:
        ForbiddenError: The actor brings no testbeds into this city.
    """
    authorise(actor, Action.TESTBED_IMPORT, of_city(city_id))
    if db.session.get(City, city_id) is None:
        raise NotFoundError
    columns = [one["name"] for one in facts["columns"]]
    known = db.session.scalar(
        select(ImportLayout).where(
            ImportLayout.city_id == city_id, ImportLayout.layout == layout_of(columns)
        )
    )
    job = ImportJob(
        city_id=city_id,
        by_id=actor.user_id,
        status=ImportStatus.MAPPING,
        version=1,
        file_name=file_name[:200],
        ending=ending,
        folder=folder,
        layout=layout_of(columns),
        facts=facts,
        mapping=dict(known.mapping) if known else {},
        epsg=facts["epsg"] or (known.epsg if known else None),
        total=facts["rows"],
        created_at=clock.now(),
    )
    db.session.add(job)
    db.session.flush()
    record(actor, "import:begin", job, rows=facts["rows"], kind=facts["kind"])
    return job.id


@use_case
def order_check(
    actor: Actor, job_id: int, version: int, choice: Choice, *, is_stopped: bool = False
) -> str:
    """Remember how the columns are read and order the dry run; returns the run for the worker.

    ``is_stopped`` says that the worker of a running import was seen to be gone.

    Raises:
        FieldError: ``mapping_twice`` (field), ``name_not_mapped``, ``shape_half``, ``crs_needed``.
        ConflictError: Somebody else moved the import meanwhile.
    """
    job = _locked(actor, job_id, version)
    mapping, epsg, publish = dict(choice.mapping), choice.epsg, choice.publish
    if publish:
        authorise(actor, Action.TESTBED_PUBLISH, of_city(job.city_id))
    _check_mapping(job, mapping, epsg)
    _note_stop(actor, job, is_stopped=is_stopped)
    run = secrets.token_hex(16)
    move(
        actor, job, IMPORT_WORKFLOW, ImportAction.CHECK, mapping=mapping, epsg=epsg,
        publish=publish, run=run, done=0, counts={}, problem=None, alive_at=clock.now(),
        finished_at=None,
    )  # fmt: skip
    _remember(job, mapping, epsg)
    return run


@use_case
def order_write(actor: Actor, job_id: int, version: int) -> str:
    """Order that everything checked be written; returns the run for the worker.

    Raises:
        FieldError: ``rows_wrong`` (count), ``nothing_to_write``.
        ConflictError: Somebody else moved the import meanwhile.
    """
    job = _locked(actor, job_id, version)
    if job.publish:
        authorise(actor, Action.TESTBED_PUBLISH, of_city(job.city_id))
    if wrong := job.counts.get(RowOutcome.WRONG, 0):
        raise FieldError("rows_wrong", count=wrong)
    if not job.counts.get(RowOutcome.NEW, 0) + job.counts.get(RowOutcome.CHANGED, 0):
        raise FieldError("nothing_to_write")
    run = secrets.token_hex(16)
    move(
        actor, job, IMPORT_WORKFLOW, ImportAction.WRITE, run=run, done=0, problem=None,
        alive_at=clock.now(),
    )  # fmt: skip
    return run


@use_case
def remap(actor: Actor, job_id: int, version: int, *, is_stopped: bool = False) -> int:
    """Go back to the columns; what was checked is forgotten.  Returns the job's id."""
    job = _locked(actor, job_id, version)
    _note_stop(actor, job, is_stopped=is_stopped)
    db.session.execute(delete(ImportRow).where(ImportRow.job_id == job.id))
    move(actor, job, IMPORT_WORKFLOW, ImportAction.REMAP, counts={}, problem=None, run="")
    return job.id


@use_case
def reread(actor: Actor, job_id: int, version: int, facts: dict[str, Any]) -> int:
    """Take what was read from another layer of the same file; returns the job's id."""
    job = _locked(actor, job_id, version)
    if job.status is not ImportStatus.MAPPING:
        raise ConflictError
    columns = [one["name"] for one in facts["columns"]]
    job.facts, job.layout, job.total = facts, layout_of(columns), facts["rows"]
    job.mapping, job.epsg, job.version = {}, facts["epsg"], job.version + 1
    record(actor, "import:reread", job, rows=facts["rows"])
    return job.id


@use_case
def drop(actor: Actor, job_id: int) -> str:
    """Forget an import with its rows; returns its folder, for the caller to remove.

    What was written stays, and so do the lines of the audit trail.
    """
    job = _job(actor, job_id)
    record(actor, "import:drop", job)
    folder = job.folder
    db.session.delete(job)
    return folder


@use_case
def claim(job_id: int, run: str) -> dict[str, Any] | None:
    """Return what a worker needs for the run it was started for, or None when it is too late."""
    job = db.session.get(ImportJob, job_id, with_for_update=True)
    if job is None or job.run != run or job.status not in RUNNING:
        return None
    if job.status is ImportStatus.CHECKING:
        db.session.execute(delete(ImportRow).where(ImportRow.job_id == job.id))
    job.alive_at = clock.now()
    return {
        "status": job.status.value, "city_id": job.city_id, "by_id": job.by_id,
        "folder": job.folder, "mapping": job.mapping, "epsg": job.epsg, "publish": job.publish,
        "total": job.total,
    }  # fmt: skip


@use_case
def stage(job_id: int, run: str, rows: list[dict[str, Any]]) -> int:
    """Write down what some rows would do; returns how many are through.

    Raises:
        ConflictError: The worker was overtaken by another order.
    """
    job = _of_run(job_id, run)
    db.session.execute(insert(ImportRow), [{"job_id": job_id, **row} for row in rows])
    job.done += len(rows)
    job.alive_at = clock.now()
    return job.done


@use_case
def finish_check(actor: Actor, job_id: int, run: str, counts: dict[str, int]) -> int:
    """Say that every row has been looked at."""
    job = _of_run(job_id, run)
    now = clock.now()
    move(actor, job, IMPORT_WORKFLOW, ImportAction.FINISH_CHECK, counts=counts, finished_at=now)
    return job.id


@use_case
def stop(actor: Actor, job_id: int, run: str, code: str, facts: dict[str, Any]) -> int | None:
    """Say that a worker could not go on, and why; nothing was written."""
    job = db.session.get(ImportJob, job_id, with_for_update=True)
    if job is None or job.run != run or job.status not in RUNNING:
        return None
    problem = {"code": code, "facts": facts}
    move(actor, job, IMPORT_WORKFLOW, ImportAction.STOP, problem=problem, run="")
    return job.id


def _of_run(job_id: int, run: str) -> ImportJob:
    job = db.session.get(ImportJob, job_id, with_for_update=True)
    if job is None or job.run != run or job.status not in RUNNING:
        raise ConflictError
    return job


def _job(actor: Actor, job_id: int) -> ImportJob:
    """Return the import, locked, for somebody who may bring testbeds into its city."""
    job = db.session.get(ImportJob, job_id, with_for_update=True)
    if job is None or not may(actor, Action.TESTBED_IMPORT, of_city(job.city_id)):
        raise NotFoundError
    return job


def _locked(actor: Actor, job_id: int, version: int) -> ImportJob:
    job = _job(actor, job_id)
    if job.version != version:
        raise ConflictError
    return job


def _note_stop(actor: Actor, job: ImportJob, *, is_stopped: bool) -> None:
    """Write down that the worker of a running import is gone, before it is run again."""
    if is_stopped and job.status in RUNNING:
        move(actor, job, IMPORT_WORKFLOW, ImportAction.STOP, run="")


def _check_mapping(job: ImportJob, mapping: dict[str, str], epsg: int | None) -> None:
    columns = {one["name"] for one in job.facts["columns"]}
    taken: set[str] = set()
    for column, name in mapping.items():
        if column not in columns or name not in {*BY_NAME, *SHAPE_COLUMNS, *MORE_WKT}:
            raise FieldError("mapping_unknown", column=column)
        if name in taken:
            raise FieldError("mapping_twice", column=column, name=name)
        taken.add(name)
    if not taken & {"name_fi", "name_sv", "name_en", "slug", "external_id"}:
        raise FieldError("name_not_mapped")
    if (X in taken) != (Y in taken) or ({WKT, GEOJSON, X} & taken and job.facts["shapes"]):
        raise FieldError("shape_half")
    has_shape = bool(job.facts["shapes"] or taken & {WKT, GEOJSON, X})
    if has_shape and epsg not in SYSTEMS_OFFERED:
        raise FieldError("crs_needed", field="epsg")


def _remember(job: ImportJob, mapping: dict[str, str], epsg: int | None) -> None:
    known = db.session.scalar(
        select(ImportLayout).where(
            ImportLayout.city_id == job.city_id, ImportLayout.layout == job.layout
        )
    )
    if known is None:
        known = ImportLayout(city_id=job.city_id, layout=job.layout)
        db.session.add(known)
    known.mapping, known.epsg, known.used_at = mapping, epsg, clock.now()
