"""Add the pictures, files and links of testbeds.

New tables only: an older version runs on beside them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LICENCES = ("city", "cc_by", "cc_by_sa", "cc0", "permission")
KINDS = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp")


def _choice(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _texts(name: str) -> list[sa.Column]:
    return [sa.Column(f"{name}_{lang}", sa.Text(), nullable=False) for lang in ("fi", "sv", "en")]


def _table(table: str, *columns: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("testbed_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *columns,
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["testbed_id"], ["testbed.id"], name=op.f(f"fk_{table}_testbed_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["account.id"], name=op.f(f"fk_{table}_added_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_testbed_id"), table, ["testbed_id"])


def upgrade() -> None:
    _table(
        "testbed_picture",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        *_texts("alt"),
        sa.Column("licence", _choice(LICENCES, "picture_licence"), nullable=False),
        sa.Column("credit", sa.String(length=200), nullable=False),
    )
    op.create_index("ix_testbed_picture_digest", "testbed_picture", ["digest"])
    _table(
        "testbed_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", _choice(KINDS, "file_kind"), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *_texts("title"),
    )
    op.create_index("ix_testbed_file_digest", "testbed_file", ["digest"])
    _table(
        "testbed_link",
        sa.Column("url", sa.String(length=500), nullable=False),
        *_texts("title"),
        sa.Column("publisher", sa.String(length=200), nullable=False),
    )


def downgrade() -> None:
    for table in ("testbed_link", "testbed_file", "testbed_picture"):
        op.drop_table(table)
