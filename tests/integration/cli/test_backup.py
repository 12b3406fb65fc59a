"""What was backed up comes back whole, with its guards; nothing is replaced unasked."""

import stat
import zipfile

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.database import db
from models import guard
from models.testbed import Testbed
from tests.factories.media import file_url, picture_url, with_file, with_picture
from tests.factories.testbed import testbed
from tests.integration.core.test_ledger_smoke import booking


class Installation:
    """One application with a database and an instance folder of its own."""

    def __init__(self, databases, kind, folder):
        folder.mkdir()
        self.app = databases.application(kind, instance=folder)
        self.folder = folder

    def run(self, *arguments):
        return self.app.test_cli_runner().invoke(args=[str(one) for one in arguments])

    def names(self):
        with self.app.app_context():
            found = list(db.session.scalars(select(Testbed.slug).order_by(Testbed.id)))
            db.session.remove()
        return found

    def close(self):
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def install(databases, tmp_path, engine_kind):
    """Makes installations: ``install("first")``, perhaps on the other engine."""
    made = []

    def make(name, kind=engine_kind):
        made.append(Installation(databases, kind, tmp_path / name))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def first(install):
    """An installation with a booked testbed, an uploaded file, and what no backup may hold."""
    made = install("first")
    with made.app.app_context():
        place = testbed(capacity=1)
        db.session.add(booking(place, 20000, 20010))
        db.session.commit()
    files = {
        "uploads/a/photo ä.bin": b"picture" * 100, "secret_key": b"secret", "mail/x.eml": b"mail",
        "tiles/1/2.tile": b"tile", "other.sqlite": b"file", "setup.log": b"log",
    }  # fmt: skip
    for name, content in files.items():
        path = made.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return made


@pytest.fixture
def saved(first, tmp_path):
    path = tmp_path / "saved.zip"
    done = first.run("backup", path)
    assert done.exit_code == 0, done.output
    return path


def test_a_backup_holds_the_installation_without_its_secrets_and_only_its_owner_reads_it(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    with zipfile.ZipFile(saved) as archive:
        names = set(archive.namelist())
    assert names == {"manifest.json", "database", "files/uploads/a/photo ä.bin"}


def test_everything_comes_back_into_an_empty_installation_guards_included(first, saved, install):
    second = install("second")
    done = second.run("restore", saved)
    assert done.exit_code == 0, done.output
    assert second.names() == first.names() != []
    assert (second.folder / "uploads/a/photo ä.bin").read_bytes() == b"picture" * 100
    with second.app.app_context():
        assert guard.missing(db.session.connection()) == frozenset()
        place = db.session.scalars(select(Testbed)).one()
        db.session.add(booking(place, 20009, 20012))
        with pytest.raises(DBAPIError, match="within_capacity"):
            db.session.flush()
        db.session.rollback()
        db.session.add(booking(place, 20010, 20012))
        db.session.commit()
    assert second.run("db", "upgrade").exit_code == 0


def test_pictures_and_files_of_a_record_come_back_with_it(first, install, tmp_path):
    with first.app.app_context():
        place = with_file(first.app, with_picture(first.app, testbed("helsinki")))
        addresses = [picture_url(place), picture_url(place, ending="jpg"), file_url(place)]
    before = [first.app.test_client().get(address).data for address in addresses]
    assert first.run("backup", tmp_path / "media.zip").exit_code == 0

    second = install("second")
    assert second.run("restore", tmp_path / "media.zip").exit_code == 0
    answers = [second.app.test_client().get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.data for answer in answers] == before


def test_a_database_that_holds_something_is_replaced_only_with_yes(first, saved, install):
    second = install("second")
    with second.app.app_context():
        lost = testbed("oulu").slug
        db.session.remove()
    refused = second.run("restore", saved)
    assert refused.exit_code == 1
    assert "not empty" in refused.output
    assert second.names() == [lost]

    assert second.run("restore", saved, "--yes").exit_code == 0
    assert second.names() == first.names()


def test_a_backup_is_never_written_over(first, saved):
    before = saved.read_bytes()
    again = first.run("backup", saved)
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert saved.read_bytes() == before


def test_a_damaged_or_foreign_file_changes_nothing(first, saved, tmp_path):
    damaged, foreign = tmp_path / "damaged.zip", tmp_path / "foreign.zip"
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("hello.txt", "hello")
    (tmp_path / "text.zip").write_text("no archive")

    before = first.names()
    for name in ("damaged.zip", "foreign.zip", "text.zip"):
        done = first.run("restore", tmp_path / name, "--yes")
        assert done.exit_code == 1
        assert "Traceback" not in done.output
        assert "Restored" not in done.output
    assert first.names() == before


def test_a_copy_that_cannot_be_taken_in_leaves_the_database_as_it_was(first, saved, tmp_path):
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(saved) as good, zipfile.ZipFile(broken, "w") as bad:
        bad.writestr("manifest.json", good.read("manifest.json"))
        bad.writestr("database", good.read("database")[:2000])
    before = first.names()
    done = first.run("restore", broken, "--yes")

    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert first.names() == before


@pytest.mark.parametrize("name", ["files/../../evil", "files/a/../../../evil", "files/a\\..\\evil"])
def test_a_file_that_leads_out_of_the_installation_is_refused(first, saved, tmp_path, name):
    with zipfile.ZipFile(saved, "a") as archive:
        archive.writestr(name, "evil")
    done = first.run("restore", saved, "--yes")

    assert done.exit_code == 1
    assert "leads elsewhere" in done.output
    assert not list(tmp_path.rglob("*evil*"))


def test_a_backup_of_the_other_engine_is_refused_in_a_sentence(saved, install, engine_kind):
    from tests.conftest import SERVER  # noqa: PLC0415 - whether there is another engine

    if not SERVER:
        pytest.skip("there is only one engine in this run")
    other = install("other", "sqlite" if engine_kind == "postgresql" else "postgresql")
    done = other.run("restore", saved)
    assert done.exit_code == 1
    assert f"The backup is of {engine_kind}" in done.output


def test_without_the_programs_of_postgresql_the_package_is_named(first, tmp_path, monkeypatch):
    if db_kind(first) != "postgresql":
        pytest.skip("the embedded database needs no programs")
    monkeypatch.setattr("app.adapters.database_copy.PROGRAMS", tmp_path / "none")
    monkeypatch.setenv("PATH", str(tmp_path))
    done = first.run("backup", tmp_path / "new.zip")
    assert done.exit_code == 1
    assert "postgresql-client" in done.output
    assert not (tmp_path / "new.zip").exists()


def db_kind(installation):
    with installation.app.app_context():
        return db.engine.dialect.name
