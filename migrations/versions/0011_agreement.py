"""Keep agreements with their signatures, and let a part be agreed.

The CHECK on a part's state gets one more value.  On SQLite the text of the table's definition is
changed in place, as SQLite's documentation advises for constraints that rows already meet: copying
the table would drop what hangs on it.
Source: https://www.sqlite.org/lang_altertable.html#otheralter
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

HOW = ("by_name", "standing", "move")
BEFORE, AFTER = "'accepted', ", "'accepted', 'agreed', "
CHECK = "ck_application_part_part_status"
STATES = (
    "'draft', 'submitted', 'in_review', 'needs_info', 'shortlisted', 'waitlisted', 'offered', {}"
    "'expired', 'declined', 'rejected', 'withdrawn', 'cancelled_by_city', 'cancelled_by_applicant'"
)


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("template_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_signature("applicant"),
        *_signature("city"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(applicant_signed_at IS NULL) = (applicant_signed_how IS NULL)",
            name=op.f("ck_agreement_applicant_signature_whole"),
        ),
        sa.CheckConstraint(
            "(city_signed_at IS NULL) = (city_signed_how IS NULL)",
            name=op.f("ck_agreement_city_signature_whole"),
        ),
        sa.CheckConstraint(
            "superseded_by_id IS NULL OR ended_at IS NOT NULL",
            name=op.f("ck_agreement_superseded_has_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["application_part.id"], name=op.f("fk_agreement_part_id")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_signed_by_id"],
            ["account.id"],
            name=op.f("fk_agreement_applicant_signed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_signed_by_id"], ["account.id"], name=op.f("fk_agreement_city_signed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["agreement.id"], name=op.f("fk_agreement_superseded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index("ix_agreement_part", "agreement", ["part_id"])
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_agreement_part_live",
        "agreement",
        ["part_id"],
        unique=True,
        postgresql_where=live,
        sqlite_where=live,
    )
    guard.install_agreement(op.get_bind())
    _states(BEFORE, AFTER)


def downgrade() -> None:
    op.execute("UPDATE application_part SET status = 'accepted' WHERE status = 'agreed'")
    _states(AFTER, BEFORE)
    guard.remove_agreement(op.get_bind())
    op.drop_table("agreement")


def _signature(side: str) -> list[sa.Column]:
    return [
        sa.Column(f"{side}_signed_by_id", sa.Integer(), nullable=True),
        sa.Column(f"{side}_signed_name", sa.String(length=200), nullable=False),
        sa.Column(f"{side}_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            f"{side}_signed_how",
            sa.Enum(
                *HOW,
                name=f"{side}_signed_how",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
    ]


def _states(before: str, after: str) -> None:
    """Change the list of a part's states."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        _states_on_sqlite(connection, before, after)
        return
    states = STATES.format(after)
    connection.exec_driver_sql(f"ALTER TABLE application_part DROP CONSTRAINT {CHECK}")
    connection.exec_driver_sql(
        f"ALTER TABLE application_part ADD CONSTRAINT {CHECK} CHECK (status IN ({states}))"
    )


def _states_on_sqlite(connection: sa.Connection, before: str, after: str) -> None:
    where = "WHERE type = 'table' AND name = 'application_part'"
    definition = connection.exec_driver_sql(
        f"SELECT sql FROM sqlite_master {where}"  # noqa: S608 - a constant
    ).scalar_one()
    if definition.count(before) != 1:
        raise RuntimeError(definition)
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        f"UPDATE sqlite_master SET sql = ? {where}",  # noqa: S608 - a constant
        (definition.replace(before, after),),
    )
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")  # for other connections
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")  # for this one
