"""What a testbed's record said before: who changed what when."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.database import db
from models.account import User
from models.testbed import TestbedVersion

MOST_VERSIONS = 300
ONE_SITTING = dt.timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Change:
    """What one person changed in one sitting; ``fields`` are names in the record.

    ``is_first`` when it began the record.
    """

    number: int
    who: str
    at: dt.datetime
    fields: tuple[str, ...]
    is_first: bool


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of what differs between two records, in the record's order."""
    return [name for name in after if before.get(name) != after[name]]


def version_of(testbed_id: int, number: int) -> TestbedVersion | None:
    """Return what was kept of one version, or None."""
    return db.session.scalar(
        select(TestbedVersion).where(
            TestbedVersion.testbed_id == testbed_id, TestbedVersion.number == number
        )
    )


def changes(testbed_id: int) -> list[Change]:
    """Return the changes of a testbed, latest first; saves of one sitting are one change."""
    rows = db.session.execute(
        select(TestbedVersion, User.name)
        .outerjoin(User, User.id == TestbedVersion.by_id)
        .where(TestbedVersion.testbed_id == testbed_id)
        .order_by(TestbedVersion.number.desc())
        .limit(MOST_VERSIONS)
    ).all()
    versions = [(version, who or "") for version, who in reversed(rows)]
    found: list[Change] = []
    before: TestbedVersion | None = None
    for version, who in versions:
        fields = changed_fields(before.record, version.record) if before else []
        one = Change(version.number, who, version.at, tuple(fields), is_first=version.number == 1)
        if found and _same_sitting(found[-1], one):
            one = _joined(found.pop(), one)
        found.append(one)
        before = version
    return found[::-1]


def _same_sitting(earlier: Change, later: Change) -> bool:
    if earlier.is_first or "status" in (*earlier.fields, *later.fields):
        return False
    return earlier.who == later.who and later.at - earlier.at <= ONE_SITTING


def _joined(earlier: Change, later: Change) -> Change:
    fields = tuple(dict.fromkeys((*earlier.fields, *later.fields)))
    return Change(later.number, later.who, later.at, fields, is_first=False)
