"""The worker of an import: looks at every row, or writes what was looked at.

It runs in a process of its own (``flask geodata work``).  Killed at any moment it leaves nothing
half done: the dry run is begun again from its first row, and writing is one transaction.
"""

import json
import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.adapters.exchange_folder import ExchangeFolders, alive, tell
from app.database import db
from app.jobs.exchange_words import vocabulary_words
from app.policies.actor import Actor
from app.queries.account import actor_of
from app.services import exchange
from app.services.exchange_check import Checker, Reading
from app.services.exchange_match import known_of
from app.services.exchange_shape import ShapeSource
from app.services.exchange_write import write
from geodata.crs import WGS84
from models.city import City
from models.errors import CapacityError, DomainError
from models.exchange import ImportStatus
from models.exchange_field import MORE_WKT, SHAPE_COLUMNS

logger = logging.getLogger(__name__)

CHUNK = 250
OPERATOR = Actor(name="Koepaikka", is_admin=True)
"""Who brings testbeds in from the command line: whoever runs the installation."""


def work(folders: ExchangeFolders, job_id: int, run: str) -> str:
    """Do what was ordered for this run; returns the state that the import is left in."""
    order = exchange.claim(job_id, run)
    if order is None:
        return "overtaken"
    folder = folders.of(order["folder"])
    if not folder.is_dir():
        exchange.stop(OPERATOR, job_id, run, "file_gone", {})
        return ImportStatus.STOPPED.value
    with alive(folder) as is_mine:
        if not is_mine:
            return "overtaken"
        state = _done(folder, job_id, run, order)
    if state == ImportStatus.DONE.value:
        folders.remove(order["folder"])
    folders.forget_old()
    return state


def _done(folder: Path, job_id: int, run: str, order: dict[str, Any]) -> str:
    actor = OPERATOR if order["by_id"] is None else actor_of(order["by_id"])
    tell(folder, 0)
    try:
        if order["status"] == ImportStatus.CHECKING.value:
            _check(actor, folder, job_id, run, order)
            return ImportStatus.CHECKED.value
        write(actor, job_id, run, lambda done: tell(folder, done))
    except DomainError as problem:
        exchange.stop(actor, job_id, run, problem.code, _facts(problem))
    except Exception:
        logger.exception("import %s failed", job_id)
        exchange.stop(actor, job_id, run, "import_failed", {})
    else:
        return ImportStatus.DONE.value
    return ImportStatus.STOPPED.value


def _facts(problem: DomainError) -> dict[str, Any]:
    if isinstance(problem, CapacityError):
        return {}
    return {name: fact for name, fact in problem.facts.items() if isinstance(fact, str | int)}


def _check(actor: Actor, folder: Path, job_id: int, run: str, order: dict[str, Any]) -> None:
    city = db.session.get_one(City, order["city_id"])
    checker = Checker(city, reading_of(order), known_of(city.id))
    checker.claim(_lines(folder))
    lines = _lines(folder)
    while chunk := list(islice(lines, CHUNK)):
        tell(folder, exchange.stage(job_id, run, checker.check(chunk)))
    exchange.finish_check(actor, job_id, run, dict(checker.counts))


def reading_of(order: dict[str, Any]) -> Reading:
    """Return how an import's file is read, from what was chosen."""
    held = (*SHAPE_COLUMNS, *MORE_WKT)
    mapping: dict[str, str] = order["mapping"]
    return Reading(
        mapping={column: name for column, name in mapping.items() if name not in held},
        shape=ShapeSource(
            {name: column for column, name in mapping.items() if name in held},
            order["epsg"] or WGS84,
        ),
        publish=order["publish"],
        words=vocabulary_words(),
    )


def _lines(folder: Path) -> Iterator[dict[str, Any]]:
    with (folder / "rows.ndjson").open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
