"""Imports as those read them who may bring testbeds into the city: nobody else knows of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, joinedload

from app import clock
from app.adapters.exchange_folder import ExchangeFolders, is_alive, told
from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.city import City
from models.errors import NotFoundError
from models.exchange import RUNNING, ImportJob, ImportRow, ImportStatus, RowOutcome

PAGE_LENGTH = 50
LEASE = dt.timedelta(minutes=5)
GRACE = dt.timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows of an import to show."""

    outcome: RowOutcome | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class RowPage:
    """One page of rows, and how many pass the filter."""

    rows: Sequence[ImportRow]
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is; ``is_stopped`` when its worker is gone."""

    done: int
    total: int
    is_running: bool
    is_stopped: bool


def cities_to_import_into(viewer: Actor) -> list[City]:
    """Return the cities that the viewer may bring testbeds into."""
    return [one for one in cities() if may(viewer, Action.TESTBED_IMPORT, of_city(one.id))]


def import_job(viewer: Actor, job_id: int) -> ImportJob:
    """Return one import.

    Raises:
        NotFoundError: It does not exist, or the viewer brings nothing into its city.
    """
    job = db.session.get(ImportJob, job_id)
    if job is None or not may(viewer, Action.TESTBED_IMPORT, of_city(job.city_id)):
        raise NotFoundError
    return job


def latest_imports(viewer: Actor, limit: int = 10) -> Sequence[ImportJob]:
    """Return the latest imports into the viewer's cities."""
    ids = [one.id for one in cities_to_import_into(viewer)]
    return db.session.scalars(
        select(ImportJob)
        .where(ImportJob.city_id.in_(ids))
        .options(joinedload(ImportJob.city), joinedload(ImportJob.by))
        .order_by(ImportJob.created_at.desc(), ImportJob.id.desc())
        .limit(limit)
    ).all()


def progress(job: ImportJob, folders: ExchangeFolders) -> Progress:
    """Return how far an import is, and whether its worker still lives."""
    if job.status not in RUNNING:
        return Progress(job.done, job.total, False, job.status is ImportStatus.STOPPED)
    folder = folders.of(job.folder)
    lives = is_alive(folder)
    silent = clock.now() - (job.alive_at or job.created_at)
    stopped = silent > (GRACE if lives is False else LEASE) and not lives
    return Progress(max(job.done, told(folder)), job.total, not stopped, stopped)


def import_rows(viewer: Actor, job: ImportJob, chosen: RowFilter) -> RowPage:
    """Return a page of an import's rows, in the order of the file.

    Raises:
        NotFoundError: As ``import_job``.
    """
    import_job(viewer, job.id)
    conditions = _conditions(job, chosen)
    total = db.session.scalar(select(func.count(ImportRow.id)).where(*conditions)) or 0
    last = max(1, -(-total // PAGE_LENGTH))
    rows = db.session.scalars(
        select(ImportRow)
        .where(*conditions)
        .options(defer(ImportRow.record), defer(ImportRow.extra))
        .order_by(ImportRow.number)
        .limit(PAGE_LENGTH)
        .offset((min(chosen.page, last) - 1) * PAGE_LENGTH)
    ).all()
    return RowPage(rows, total)


def import_marks(
    viewer: Actor, job_id: int, outcome: RowOutcome | None
) -> list[tuple[int, str, str, float, float]]:
    """Return (number, outcome, title, x, y) of the rows that have a place, in EPSG:3857."""
    job = import_job(viewer, job_id)
    columns = ImportRow.__table__.c
    rows = db.session.execute(
        select(columns.number, columns.outcome, columns.title, columns.x, columns.y)
        .where(*_conditions(job, RowFilter(outcome)), columns.x.is_not(None))
        .order_by(columns.number)
    )
    return [(row[0], str(row[1]), row[2], row[3], row[4]) for row in rows]


def _conditions(job: ImportJob, chosen: RowFilter) -> list[ColumnElement[bool]]:
    conditions = [ImportRow.job_id == job.id]
    if chosen.outcome is not None:
        conditions.append(ImportRow.outcome == chosen.outcome)
    if chosen.text:
        conditions.append(ImportRow.title.icontains(chosen.text, autoescape=True))
    return conditions
