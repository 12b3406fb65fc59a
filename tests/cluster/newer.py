"""A version after this one: our own code with one revision more, for an upgrade under load."""

import shutil
import subprocess
import sys

from config import ROOT

CODE = ("app", "models", "views", "geodata", "migrations", "templates", "translations", "static")
TOLD = 2000
REVISION = '''"""A trial: columns of tables that are written meanwhile, an index, a table."""

import sqlalchemy as sa
from alembic import op

revision = "trial"
down_revision = "{head}"


def upgrade():
    op.add_column("event", sa.Column("trial", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("registrant", sa.Column("trial", sa.Text(), nullable=True))
    op.create_index("ix_registrant_trial", "registrant", ["trial"])
    op.create_table("trial", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade():
    op.drop_table("trial")
    op.drop_index("ix_registrant_trial", "registrant")
    op.drop_column("registrant", "trial")
    op.drop_column("event", "trial")
'''


def newer_version(folder, head):
    """Put a version there that wants one revision more than ``head``."""
    folder.mkdir()
    for name in CODE:
        leave = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in ("config.py", "wsgi.py"):
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "migrations/versions/9999_trial.py").write_text(REVISION.format(head=head))
    return folder


def migrate(folder, url, environment):
    """Let a version bring the database to its revision, as an operator does; return the tries.

    A revision that does not get its lock in time changes nothing, and is tried again.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    for tries in range(1, 6):
        done = subprocess.run(
            command, cwd=folder, env={**environment, "DATABASE_URL": url}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return tries
        assert "LockNotAvailable" in done.stderr, done.stderr[-TOLD:]
    raise AssertionError("the revision never got its lock")
