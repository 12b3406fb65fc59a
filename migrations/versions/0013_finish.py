"""Keep indicators, the end survey, how far a report has come, and what an application repeats."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LANGUAGES = ("fi", "sv", "en")
TOLD = ("continues_why", "bought_why")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _texts(*names: str) -> list[sa.Column]:
    return [
        sa.Column(f"{name}_{lang}", sa.Text(), nullable=False)
        for name in names
        for lang in LANGUAGES
    ]


def _owner(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def _person(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{table}_{column}"))


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.String(length=28), nullable=nullable)


def upgrade() -> None:
    for name in TOLD:
        for lang in LANGUAGES:
            op.add_column(
                "pilot",
                sa.Column(f"{name}_{lang}", sa.Text(), nullable=False, server_default=""),
            )
    op.add_column("pilot", sa.Column("money_used_eur", sa.Integer(), nullable=True))
    op.create_table(
        "replication",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        _owner("replication", "application_id", "application"),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilot.id"], name=op.f("fk_replication_pilot_id")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_replication")),
    )
    op.create_index(op.f("ix_replication_pilot_id"), "replication", ["pilot_id"])
    op.create_index(op.f("ix_pilot_replicates_id"), "pilot", ["replicates_id"])
    _indicators()
    _reports()
    _surveys()


def _indicators() -> None:
    op.create_table(
        "pilot_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("name", "method"),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("direction", _choice("higher", "lower", name="indicator_direction"),
                  nullable=False),
        *(_number(name) for name in ("baseline", "target", "result")),
        sa.Column("evidence_url", sa.String(length=500), nullable=False),
        _instant("created_at"),
        _instant("updated_at"),
        _owner("pilot_indicator", "pilot_id", "pilot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_indicator")),
    )  # fmt: skip
    op.create_index(op.f("ix_pilot_indicator_pilot_id"), "pilot_indicator", ["pilot_id"])
    op.create_table(
        "pilot_indicator_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        _number("value", nullable=False),
        _owner("pilot_indicator_point", "indicator_id", "pilot_indicator"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_indicator_point")),
        sa.UniqueConstraint(
            "indicator_id", "day", name=op.f("uq_pilot_indicator_point_indicator_id_day")
        ),
    )
    op.create_table(
        "pilot_indicator_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        _instant("at"),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        _owner("pilot_indicator_change", "indicator_id", "pilot_indicator"),
        _person("pilot_indicator_change", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_indicator_change")),
    )
    op.create_index(
        op.f("ix_pilot_indicator_change_indicator_id"), "pilot_indicator_change", ["indicator_id"]
    )


def _reports() -> None:
    op.create_table(
        "pilot_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            _choice("writing", "sent", "returned", "approved", name="report_status"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        _instant("sent_at", nullable=True),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_by_name", sa.String(length=200), nullable=False),
        _instant("approved_at", nullable=True),
        _owner("pilot_report", "pilot_id", "pilot"),
        _person("pilot_report", "sent_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_report")),
        sa.UniqueConstraint("pilot_id", name=op.f("uq_pilot_report_pilot_id")),
    )
    op.create_table(
        "pilot_report_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("side", _choice("place", "city", name="report_side"), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        _instant("at"),
        _owner("pilot_report_verdict", "report_id", "pilot_report"),
        _person("pilot_report_verdict", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_report_verdict")),
        sa.UniqueConstraint(
            "report_id", "round", "side", name=op.f("uq_pilot_report_verdict_report_id_round_side")
        ),
    )


def _surveys() -> None:
    op.create_table(
        "pilot_survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        _instant("opened_at"),
        _instant("closed_at", nullable=True),
        _owner("pilot_survey", "pilot_id", "pilot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_survey")),
        sa.UniqueConstraint("pilot_id", name=op.f("uq_pilot_survey_pilot_id")),
        sa.UniqueConstraint("token", name=op.f("uq_pilot_survey_token")),
    )
    op.create_table(
        "pilot_survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "part", _choice("tester", "staff", "neighbour", name="survey_part"), nullable=False
        ),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("easy", sa.Integer(), nullable=False),
        sa.Column("go_on", _choice("yes", "maybe", "no", name="survey_go_on"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "useful BETWEEN 1 AND 5", name=op.f("ck_pilot_survey_answer_useful_grade")
        ),
        sa.CheckConstraint("easy BETWEEN 1 AND 5", name=op.f("ck_pilot_survey_answer_easy_grade")),
        _owner("pilot_survey_answer", "survey_id", "pilot_survey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_survey_answer")),
    )
    op.create_index(op.f("ix_pilot_survey_answer_survey_id"), "pilot_survey_answer", ["survey_id"])


def downgrade() -> None:
    for table in (
        "pilot_survey_answer",
        "pilot_survey",
        "pilot_report_verdict",
        "pilot_report",
        "pilot_indicator_change",
        "pilot_indicator_point",
        "pilot_indicator",
        "replication",
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_pilot_replicates_id"), table_name="pilot")
    op.drop_column("pilot", "money_used_eur")
    for name in TOLD:
        for lang in LANGUAGES:
            op.drop_column("pilot", f"{name}_{lang}")
