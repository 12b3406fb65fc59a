"""Keep panels, their volunteers and consents, and ask the survey in rounds.

The survey of a pilot becomes its round at the end.  Its two tables are made anew under other
names, because SQLite cannot drop the constraint that allowed one survey for each pilot.
"""

import sqlalchemy as sa
from alembic import op

from models import guard

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LANGUAGES = ("fi", "sv", "en")
LIVE = sa.text("status NOT IN ('lapsed', 'refused', 'withdrawn')")


def _choice(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _texts(*names: str) -> list[sa.Column]:
    return [
        sa.Column(f"{name}_{lang}", sa.Text(), nullable=False)
        for name in names
        for lang in LANGUAGES
    ]


def _id(name: str = "id", *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _yes(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _owner(table: str, column: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{owner}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )


def upgrade() -> None:
    _panels()
    _volunteers()
    guard.install_panel(op.get_bind())
    _survey_tables("survey_round", "survey_answer", with_rounds=True)
    op.execute(
        "INSERT INTO survey_round (id, pilot_id, round, token, opened_at, closed_at)"
        " SELECT id, pilot_id, 'end', token, opened_at, closed_at FROM pilot_survey"
    )
    _move_answers("pilot_survey_answer", "survey_answer", "survey_round")
    op.drop_index(op.f("ix_pilot_survey_answer_survey_id"), "pilot_survey_answer")
    op.drop_table("pilot_survey_answer")
    op.drop_table("pilot_survey")
    _next_ids("survey_round", "survey_answer")


def _panels() -> None:
    op.create_table(
        "panel",
        _id(),
        _id("pilot_id"),
        sa.Column("status", _choice("draft", "asked", "open", "closed", name="panel_status"),
                  nullable=False),
        _number("version"),
        *_texts("tasks", "reward"),
        _number("cap"),
        _number("taken"),
        sa.Column("opens_day", sa.Date(), nullable=False),
        sa.Column("closes_day", sa.Date(), nullable=False),
        _yes("takes_minors"),
        _number("least_age"),
        sa.Column("sent_back", sa.Text(), nullable=False),
        _instant("created_at"),
        _instant("approved_at", nullable=True),
        sa.CheckConstraint("taken >= 0 AND taken <= cap", name=op.f("ck_panel_within_places")),
        sa.CheckConstraint("closes_day >= opens_day", name=op.f("ck_panel_days_ordered")),
        _owner("panel", "pilot_id", "pilot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel")),
        sa.UniqueConstraint("pilot_id", name=op.f("uq_panel_pilot_id")),
    )  # fmt: skip
    op.create_table(
        "panel_question",
        _id(),
        _id("panel_id"),
        sa.Column("kind", _choice("yes", "no", "either", "choice", name="question_kind"),
                  nullable=False),
        *_texts("words"),
        sa.Column("fits", sa.JSON(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        _owner("panel_question", "panel_id", "panel"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_question")),
    )  # fmt: skip
    op.create_index(op.f("ix_panel_question_panel_id"), "panel_question", ["panel_id"])
    op.create_table(
        "panel_purpose",
        _id(),
        _id("panel_id"),
        *_texts("name", "words"),
        _yes("is_required"),
        _instant("dropped_at", nullable=True),
        _owner("panel_purpose", "panel_id", "panel"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_purpose")),
    )
    op.create_index(op.f("ix_panel_purpose_panel_id"), "panel_purpose", ["panel_id"])
    op.create_table(
        "panel_purpose_text",
        _id(),
        _id("purpose_id"),
        _number("version"),
        *_texts("name", "words"),
        _yes("is_required"),
        _instant("at"),
        _owner("panel_purpose_text", "purpose_id", "panel_purpose"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_purpose_text")),
        sa.UniqueConstraint(
            "purpose_id", "version", name=op.f("uq_panel_purpose_text_purpose_id_version")
        ),
    )


def _volunteers() -> None:
    states = (
        "asked", "guardian", "waiting", "offered", "placed", "took_part", "lapsed", "refused",
        "withdrawn",
    )  # fmt: skip
    parts = _choice("none", "informed", "permits", "answers", name="guardian_part")
    op.create_table(
        "volunteer",
        _id(),
        _id("panel_id"),
        _id("reader_id"),
        _number("seat"),
        sa.Column("status", _choice(*states, name="volunteer_status"), nullable=False),
        _number("version"),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        _id("birth_year", nullable=True),
        sa.Column("guardian_part", parts, nullable=False),
        sa.Column("guardian_email", sa.String(length=254), nullable=False),
        sa.Column("guardian_name", sa.String(length=100), nullable=False),
        sa.Column("guardian_token", sa.String(length=43), nullable=True),
        _instant("guardian_at", nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        _instant("asked_at"),
        *(_instant(name, nullable=True) for name in ("queued_at", "offered_until", "withdrawn_at")),
        sa.CheckConstraint(
            "(status = 'offered') = (offered_until IS NOT NULL)",
            name=op.f("ck_volunteer_offer_ends"),
        ),
        _owner("volunteer", "panel_id", "panel"),
        _owner("volunteer", "reader_id", "reader"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("token", name=op.f("uq_volunteer_token")),
        sa.UniqueConstraint("guardian_token", name=op.f("uq_volunteer_guardian_token")),
    )
    op.create_index(
        "uq_volunteer_live", "volunteer", ["panel_id", "reader_id", "seat"], unique=True,
        sqlite_where=LIVE, postgresql_where=LIVE,
    )  # fmt: skip
    op.create_index("ix_volunteer_queue", "volunteer", ["panel_id", "status", "queued_at"])
    op.create_index("ix_volunteer_offered_until", "volunteer", ["offered_until"])
    op.create_index(op.f("ix_volunteer_reader_id"), "volunteer", ["reader_id"])
    op.create_table(
        "volunteer_consent",
        _id(),
        _id("volunteer_id"),
        _id("text_id"),
        _instant("given_at"),
        _yes("by_guardian"),
        _instant("withdrawn_at", nullable=True),
        _owner("volunteer_consent", "volunteer_id", "volunteer"),
        sa.ForeignKeyConstraint(
            ["text_id"], ["panel_purpose_text.id"], name=op.f("fk_volunteer_consent_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_consent")),
        sa.UniqueConstraint(
            "volunteer_id", "text_id", "given_at",
            name=op.f("uq_volunteer_consent_volunteer_id_text_id_given_at"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_volunteer_consent_text_id"), "volunteer_consent", ["text_id"])


def _survey_tables(survey: str, answer: str, *, with_rounds: bool) -> None:
    rounds = _choice("start", "middle", "end", name="survey_round")
    once = ["pilot_id", "round"] if with_rounds else ["pilot_id"]
    op.create_table(
        survey,
        _id(),
        _id("pilot_id"),
        *([sa.Column("round", rounds, nullable=False)] if with_rounds else []),
        sa.Column("token", sa.String(length=43), nullable=False),
        _instant("opened_at"),
        _instant("closed_at", nullable=True),
        _owner(survey, "pilot_id", "pilot"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{survey}")),
        sa.UniqueConstraint(*once, name=op.f(f"uq_{survey}_{'_'.join(once)}")),
        sa.UniqueConstraint("token", name=op.f(f"uq_{survey}_token")),
    )
    op.create_table(
        answer,
        _id(),
        _id("survey_id"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("part", _choice("tester", "staff", "neighbour", name="survey_part"),
                  nullable=False),
        _number("useful"),
        _number("easy"),
        sa.Column("go_on", _choice("yes", "maybe", "no", name="survey_go_on"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("useful BETWEEN 1 AND 5", name=op.f(f"ck_{answer}_useful_grade")),
        sa.CheckConstraint("easy BETWEEN 1 AND 5", name=op.f(f"ck_{answer}_easy_grade")),
        _owner(answer, "survey_id", survey),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{answer}")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{answer}_survey_id"), answer, ["survey_id"])


def _move_answers(before: str, after: str, surveys: str) -> None:
    columns = "id, survey_id, day, part, useful, easy, go_on, words"
    op.execute(
        f"INSERT INTO {after} ({columns}) SELECT {columns} FROM {before}"  # noqa: S608 - names of tables written here
        f" WHERE survey_id IN (SELECT id FROM {surveys})"
    )


def _next_ids(*tables: str) -> None:
    """Let PostgreSQL count on from the ids that were copied."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608 - as above
                f" COALESCE((SELECT MAX(id) FROM {table}), 0) + 1, false)"
            )


def downgrade() -> None:
    _survey_tables("pilot_survey", "pilot_survey_answer", with_rounds=False)
    op.execute(
        "INSERT INTO pilot_survey (id, pilot_id, token, opened_at, closed_at)"
        " SELECT id, pilot_id, token, opened_at, closed_at FROM survey_round WHERE round = 'end'"
    )
    _move_answers("survey_answer", "pilot_survey_answer", "pilot_survey")
    op.drop_index(op.f("ix_survey_answer_survey_id"), "survey_answer")
    op.drop_table("survey_answer")
    op.drop_table("survey_round")
    _next_ids("pilot_survey", "pilot_survey_answer")
    guard.remove_panel(op.get_bind())
    for table in (
        "volunteer_consent", "volunteer", "panel_purpose_text", "panel_purpose",
        "panel_question", "panel",
    ):  # fmt: skip
        op.drop_table(table)
