"""A web process does not carry the libraries that only few of its requests, or none, need."""

import os
import subprocess
import sys

RARE = {
    "alembic", "app.cli.seed", "authlib", "cryptography", "icalendar", "openpyxl", "pyogrio",
    "rdflib", "rich", "segno", "typst", "webauthn",
}  # fmt: skip
ASK = "import sys, wsgi; print(*sys.modules)"


def test_what_few_need_is_not_there_after_the_start(tmp_path):
    given = {"SECRET_KEY": "k" * 40, "INSTANCE_DIR": str(tmp_path), "LOG_FORMAT": "off"}
    known = subprocess.run(
        [sys.executable, "-c", ASK],
        check=True, capture_output=True, text=True, env={**os.environ, **given, "DATABASE_URL": ""},
    ).stdout.split()  # fmt: skip
    assert not RARE & set(known)
    assert {"views.home", "app.thin", "flask_security", "structlog"} <= set(known)
