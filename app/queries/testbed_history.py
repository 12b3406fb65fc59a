"""What a testbed's record said before: who changed what when."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, true

from app.database import db
from models.account import User
from models.testbed import TestbedVersion

MOST_VERSIONS = 300
ONE_SITTING = dt.timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Change:
    """What one person changed in one sitting; ``fields`` are names in the record.

    ``since`` is the version before it, None when nothing older is kept.  ``is_first`` when it began
    the record.  ``deed``, ``reason`` and ``restored`` are those of the version.
    """

    number: int
    who: str
    at: dt.datetime
    fields: tuple[str, ...]
    is_first: bool
    since: int | None = None
    deed: str = "edit"
    reason: str = ""
    restored: int | None = None


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the names of what differs between two records, in the record's order.

    A field that the older record did not know yet has not changed while it is empty.
    """
    return [
        name
        for name in after
        if (before[name] != after[name] if name in before else not is_empty(after[name]))
    ]


def is_empty(value: Any) -> bool:
    """Say whether a value of a record says nothing."""
    if isinstance(value, dict):
        return all(is_empty(one) for one in value.values())
    return value is None or value is False or value in ("", [])


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
        one = Change(
            number=version.number,
            who=who,
            at=version.at,
            fields=tuple(fields),
            is_first=version.number == 1,
            since=before.number if before else None,
            deed=version.deed,
            reason=version.reason,
            restored=version.restored,
        )
        if found and _same_sitting(found[-1], one):
            one = _joined(found.pop(), one)
        found.append(one)
        before = version
    return found[::-1]


def _same_sitting(earlier: Change, later: Change) -> bool:
    if earlier.is_first or not earlier.deed == later.deed == "edit":
        return False
    if "status" in (*earlier.fields, *later.fields):
        return False
    return earlier.who == later.who and later.at - earlier.at <= ONE_SITTING


def _joined(earlier: Change, later: Change) -> Change:
    fields = tuple(dict.fromkeys((*earlier.fields, *later.fields)))
    return replace(later, fields=fields, since=earlier.since)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the latest of something, and when."""

    who: str
    at: dt.datetime


def authors(
    testbed_id: int, since: int, names: Collection[str], until: int | None = None
) -> dict[str, Author]:
    """Return who changed each of these fields last, after the version ``since``.

    ``until`` is the last version that is looked at; without it, the latest.
    """
    last = true() if until is None else TestbedVersion.number <= until
    rows = db.session.execute(
        select(TestbedVersion, User.name)
        .outerjoin(User, User.id == TestbedVersion.by_id)
        .where(TestbedVersion.testbed_id == testbed_id, TestbedVersion.number >= since, last)
        .order_by(TestbedVersion.number.desc())
        .limit(MOST_VERSIONS)
    ).all()
    found: dict[str, Author] = {}
    before: dict[str, Any] | None = None
    for version, who in reversed(rows):
        changed = changed_fields(before, version.record) if before is not None else []
        found |= {name: Author(who or "", version.at) for name in changed if name in names}
        before = version.record
    return found


def numbers(testbed_id: int) -> list[tuple[int, dt.datetime, str]]:
    """Return every kept version as (number, instant, who), the latest first."""
    rows = db.session.execute(
        select(TestbedVersion.number, TestbedVersion.at, User.name)
        .outerjoin(User, User.id == TestbedVersion.by_id)
        .where(TestbedVersion.testbed_id == testbed_id)
        .order_by(TestbedVersion.number.desc())
        .limit(MOST_VERSIONS)
    )
    return [(number, at, who or "") for number, at, who in rows]
