"""The database goes up, one back, up, all the way down and up again; two starters do it once."""

import os
import subprocess
import sys

import pytest

from app.database import db
from app.factory import create_app
from app.queries.health import readiness
from config import ROOT
from tests.conftest import settings_for

PATIENCE_S = 300


def run(app, *arguments):
    done = app.test_cli_runner().invoke(args=["db", *arguments])
    assert done.exit_code == 0, (arguments, done.output[-2000:], done.exception)


@pytest.fixture
def empty(engine_kind, databases, tmp_path):
    url = databases.url(engine_kind)
    app = create_app(settings_for(url, tmp_path))
    yield url, app
    with app.app_context():
        db.engine.dispose()


def test_every_revision_goes_up_and_down_and_up_again(empty):
    _url, app = empty
    for step in (("upgrade",), ("downgrade",), ("upgrade",), ("downgrade", "base"), ("upgrade",)):
        run(app, *step)
    with app.app_context():
        assert readiness()["ready"]


def test_two_that_start_at_once_both_find_the_database_ready(empty, tmp_path):
    url, app = empty
    environment = os.environ | {
        "DATABASE_URL": url, "INSTANCE_DIR": str(tmp_path), "SECRET_KEY": "k" * 40,
        "FLASK_APP": "wsgi",
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "db", "upgrade"]
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        for _starter in range(2)
    ]
    for one in both:
        _out, said = one.communicate(timeout=PATIENCE_S)
        assert one.returncode == 0, said[-2000:]
    with app.app_context():
        assert readiness()["ready"]
