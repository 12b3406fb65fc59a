"""What readiness depends on: the database, its revision and guards, mail that waits, disk space."""

import functools
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from app import clock, row_scope
from app.database import db
from models import guard, row_security
from models.audit_seal import AuditCheck
from models.outbox import OutboxMessage, OutboxStatus

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
REVISION = re.compile(r"^(down_)?revision = (.+)$", re.MULTILINE)
MEGABYTE = 1024 * 1024
SERVES = text(  # of a table that migrations/env.py writes
    "SELECT 1 FROM alembic_step AS code JOIN alembic_step AS now"
    " ON code.place BETWEEN now.oldest AND now.place"
    " WHERE code.revision = :code AND now.revision = :now"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an installation bears; 0 lets anything pass.

    ``folder`` is where its files lie, ``outbox_s`` for how many seconds mail may be overdue,
    ``free_mb`` how many megabytes there must be left, ``role`` the one that row security binds.
    While the file ``drain`` is there no more readers shall be sent here.
    """

    folder: Path
    outbox_s: int = 0
    free_mb: int = 0
    role: str = ""
    drain: Path | None = None


@functools.cache
def code_head() -> str | None:
    """Return the revision of the database that this code was written for.

    Read from the texts: the library that runs migrations takes more memory than a web process has
    for one number.  None when they have no one end.
    """
    made, built_on = set[str](), set[str]()
    for path in (MIGRATIONS / "versions").glob("*.py"):
        for is_down, named in REVISION.findall(path.read_text("utf-8")):
            (built_on if is_down else made).update(re.findall(r'"([^"]+)"', named))
    ends = made - built_on
    return ends.pop() if len(ends) == 1 else None


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def readiness(limits: Limits | None = None) -> dict[str, Any]:
    """Return ``ready``, the ``reasons`` against it as short words, and the facts; never raises."""
    facts = _database_facts(limits.role if limits else "") | (
        _disk_facts(limits.folder) if limits else {}
    )
    reasons = list(_reasons(facts, limits))
    return {"ready": not reasons, "reasons": reasons, **facts}


def _reasons(facts: dict[str, Any], limits: Limits | None) -> list[str]:
    if "database" in facts:
        return ["database"]
    against = {
        "draining": bool(limits and limits.drain and limits.drain.exists()),
        "revision": not facts["serves_code"],
        "guards": bool(facts["guards_missing"]),
        "row_security": bool(facts["row_security_missing"]),
        "outbox": bool(limits and 0 < limits.outbox_s < facts["outbox_age_s"]),
        "disk": bool(limits and facts["free_mb"] < limits.free_mb),
    }
    return [reason for reason, holds in against.items() if holds]


@row_scope.as_system("whether the service is ready")
def _database_facts(role: str) -> dict[str, Any]:
    try:
        with db.engine.connect() as connection:
            missing = sorted(guard.missing(connection))
            apart = sorted(row_security.missing(connection, role))
            revision = _revision(connection)
            serves = _serves(connection, revision)
            oldest = (
                connection.execute(
                    select(func.min(OutboxMessage.due_at)).where(
                        OutboxMessage.status == OutboxStatus.WAITING
                    )
                ).scalar()
                if revision
                else None
            )
            broken = (
                connection.execute(
                    select(AuditCheck.broken).order_by(AuditCheck.id.desc()).limit(1)
                ).scalar()
                if revision
                else None
            )
    except SQLAlchemyError as problem:
        return {"database": type(problem).__name__}
    age = max(0, int((clock.now() - oldest).total_seconds())) if oldest else 0
    return {
        "revision": revision,
        "revision_of_code": code_head(),
        "serves_code": serves,
        "guards_missing": missing,
        "row_security_missing": apart,
        "outbox_age_s": age,
        # Told and not refused for: whoever tampers must not be able to stop the service by it.
        "audit_broken": broken,
    }


def _serves(connection: Connection, revision: str | None) -> bool:
    """Say whether this code can work with a database of a revision.

    It can with its own, and with newer ones that have only been added to, or that lost nothing
    which this code needs: a new version is brought in while processes of the old one answer.
    """
    if revision is None or revision == code_head():
        return revision is not None
    if not inspect(connection).has_table("alembic_step"):
        return False
    found = connection.execute(SERVES, {"code": code_head(), "now": revision}).first()
    return found is not None


def _disk_facts(folder: Path) -> dict[str, Any]:
    """Return the room left where files go; 0 where nothing can be written at all."""
    try:
        return {"free_mb": shutil.disk_usage(folder).free // MEGABYTE}
    except OSError:
        return {"free_mb": 0}
