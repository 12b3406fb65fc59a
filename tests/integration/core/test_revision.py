"""What the migrations make is what the models say, and a newer database serves older code."""

import shutil
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade

from app.database import db
from app.queries.health import code_head, readiness
from config import ROOT
from tests.faults.mutant import mutants

HEAD = code_head()
LATER = {  # versions to come: what each does to a table, and what it removes from the ones before
    "9001": ("ADD COLUMN later TEXT", {}),
    "9002": ("ADD COLUMN latest TEXT", {"job_run.old": HEAD}),
    "9003": ("DROP COLUMN later", {"job_run.later": "9002"}),
}
REVISION = """
from alembic import op

revision, down_revision = {name!r}, {before!r}
REMOVES = {removes!r}


def upgrade():
    op.execute("ALTER TABLE job_run {change}")


def downgrade():
    op.execute("ALTER TABLE job_run {back}")
"""


@pytest.fixture(scope="module")
def own(databases, engine_kind):
    """An application with a database of its own, which goes to other revisions."""
    app = databases.application(engine_kind)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def later(tmp_path):
    """The migrations of a version to come."""
    folder, before = tmp_path / "migrations", HEAD
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (change, removes) in LATER.items():
        verb, _column, what = change.split()[:3]
        back = f"DROP COLUMN {what}" if verb == "ADD" else f"ADD COLUMN {what} TEXT"
        words = REVISION.format(name=name, before=before, removes=removes, change=change, back=back)
        Path(folder, "versions", f"{name}_later.py").write_text(words)
        before = name
    return str(folder)


def test_the_migrations_make_what_the_models_say(own):
    done = own.test_cli_runner().invoke(args=["db", "check"])
    assert done.exit_code == 0, done.output


def test_each_guard_names_the_tests_that_see_it_broken(own):
    with db.engine.connect() as connection:
        found = mutants(connection)
    assert {one.name for one in found if not one.tests} == set(), "see SEEN_BY"
    named = {path.partition("::")[0] for one in found for path in one.tests}
    assert {path for path in named if not Path(ROOT, path).is_file()} == set()


def test_older_code_is_ready_on_a_newer_database_until_that_lost_what_it_needs(own, later):
    def told():
        answer = readiness()
        return answer["revision"], answer["reasons"]

    assert told() == (HEAD, [])
    for revision, reasons in (("9001", []), ("9002", []), ("9003", ["revision"])):
        upgrade(directory=later, revision=revision)
        assert told() == (revision, reasons)
    downgrade(directory=later, revision="9002")
    assert told() == ("9002", [])
    downgrade(directory=later, revision=HEAD)
    assert told() == (HEAD, [])
    downgrade(revision="-1")
    assert readiness()["reasons"][0] == "revision", "code is newer than the database"
    upgrade()
    assert told() == (HEAD, [])
