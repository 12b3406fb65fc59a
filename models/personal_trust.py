"""The register's lines of who looked at personal details, and of the seals of the audit trail.

A look names a thing; whose it is follows from ``WHOSE``.  A line of somebody erased leads nowhere.
"""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, and_, or_, select

from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Person,
    Rule,
    Span,
    Who,
    addressed,
    at,
    either,
    noted,
    own,
    read_by,
)
from models.personal_read import READS_KEPT

WHOSE: Mapping[str, Who] = {
    "volunteer": either(read_by("reader_id"), addressed("guardian_email")),
    "registrant": read_by("reader_id"),
    "application": either(own("author_id"), addressed("contact_email")),
    "concept": either(own("lead_id"), addressed("contact_email")),
    "feedback": read_by("reader_id"),
    "harm_report": read_by("reader_id"),
    "fault": addressed("email"),
}
"""For each table that is looked at, what finds the rows with a person's details."""


def _of_theirs(table: Table, person: Person) -> ColumnElement[bool]:
    """Find the looks at a person's things."""
    tables = table.metadata.tables
    return or_(
        *(
            and_(
                table.c.thing == name,
                table.c.thing_id.in_(select(tables[name].c.id).where(who(tables[name], person))),
            )
            for name, who in WHOSE.items()
        )
    )


DECLARED: dict[str, Declared] = {
    "personal_read": Declared(
        rules=(
            Rule(
                Kind.LOOKS,
                _of_theirs,
                tell="at capacity look city_id",
                keep="thing thing_id",
                ground=Ground.TRAIL,
            ),
            noted(Kind.TRAIL, "by_id", "at look"),
        ),
        spans=(Span(READS_KEPT, After.MADE, at("at"), Kind.LOOKS),),
    ),
    "audit_seal": Declared(
        plain="follows_id at last_id count hole_count late_count", free="holes late marks digest"
    ),
    "audit_check": Declared(
        plain="at seals lines seal_id broken_line",
        free="digest broken",
        spans=(Span(READS_KEPT, After.MADE, at("at"), Kind.TRAIL),),
    ),
}
