"""Nightly dumps: whole or not there, kept for a month, and never written twice for nothing."""

import datetime as dt
import gzip
import hashlib
import json

import pytest

from app import clock
from app.adapters.download_folder import DownloadFolder
from app.adapters.file_store import FolderStore
from app.cli.open_data import nightly
from app.database import db
from app.jobs import dump as making
from app.services.dump import forget_old
from app.services.testbed_media import sweep
from models.download import TABLES
from models.dump import Dump, DumpFile
from tests.factories.testbed import testbed

DAY = dt.date(2026, 3, 10)


@pytest.fixture
def whole(monkeypatch, dumping):
    """Make dumps of every table, which takes as many child processes as there are formats."""
    monkeypatch.setattr(making, "TABLES", TABLES)


@pytest.fixture
def dumping(app, monkeypatch):
    """What dumps of a few tables are made with, in the folders that the application serves from."""
    few = {name: TABLES[name] for name in ("testbeds", "results")}
    monkeypatch.setattr(making, "TABLES", few)
    instance = app.extensions["settings"].instance
    found = making.Dumping(
        DownloadFolder(instance), FolderStore(instance / "files"), "http://localhost"
    )
    for name in list(found.store.put_before(clock.now().timestamp() + 60)):
        if name.startswith("dumps/"):
            found.store.remove(name)
    return found


@pytest.fixture
def at(monkeypatch):
    """Set the clock: ``at(day, hour)``, UTC."""

    def set_to(day, hour=3):
        then = dt.datetime.combine(day, dt.time(hour), dt.UTC)
        monkeypatch.setattr(clock, "now", lambda: then)

    return set_to


def stored(dumping):
    return {
        name
        for name in dumping.store.put_before(clock.now().timestamp() + 10 * 365 * 86_400)
        if name.startswith("dumps/")
    }


def test_a_dump_holds_every_table_in_every_format_with_its_digest(
    session, client, dumping, whole, at
):
    testbed()
    at(DAY)

    making.make(dumping)

    manifest = client.get("/data/dumps/2026-03-10/manifest.json").json
    wanted = [(t.name, f.ending) for t in TABLES.values() for f in t.formats]
    assert [(one["table"], one["format"]) for one in manifest["files"]] == wanted
    sums = client.get("/data/dumps/2026-03-10/SHA256SUMS").text.splitlines()
    for one, line in zip(manifest["files"], sums, strict=True):
        answer = client.get(one["href"])
        assert answer.status_code == 200
        assert len(answer.data) == one["size"]
        assert hashlib.sha256(answer.data).hexdigest() == one["sha256"]
        assert line == f"{one['sha256']}  {one['name']}"


def test_what_is_put_aside_is_what_was_to_be_had(session, client, dumping, at):
    testbed()
    at(DAY)
    making.make(dumping)
    packed = client.get("/data/dumps/2026-03-10/testbeds.geojson.gz")
    book = client.get("/data/dumps/2026-03-10/testbeds.gpkg")

    assert packed.mimetype == "application/gzip"
    assert json.loads(gzip.decompress(packed.data)) == client.get("/data/testbeds.geojson").json
    assert book.data == client.get("/data/testbeds.gpkg").data
    assert book.headers["ETag"].strip('"') == hashlib.sha256(book.data).hexdigest()


def test_the_newest_is_found_at_an_address_that_lasts(session, client, dumping, at):
    at(DAY)
    making.make(dumping)
    at(DAY + dt.timedelta(days=1))
    making.make(dumping)

    led = client.get("/data/dumps/latest/testbeds.csv.gz")

    assert (led.status_code, led.location) == (307, "/data/dumps/2026-03-11/testbeds.csv.gz")
    listed = [one["day"] for one in client.get("/data/dumps/").json["dumps"]]
    assert listed == ["2026-03-11", "2026-03-10"]


def test_what_has_not_changed_is_not_made_or_kept_again(session, dumping, at, monkeypatch):
    testbed()
    at(DAY)
    making.make(dumping)
    before, asked = stored(dumping), []
    real = making.made
    monkeypatch.setattr(making, "made", lambda *a, **k: asked.append(a[1]) or real(*a, **k))

    at(DAY + dt.timedelta(days=1))
    making.make(dumping)
    same = list(asked)
    testbed()
    at(DAY + dt.timedelta(days=2))
    making.make(dumping)

    assert same == []
    assert {one.table.name for one in asked} == {"testbeds"}
    assert before < stored(dumping)


def test_a_night_gives_one_dump_and_not_before_it_is_over(session, dumping, at):
    at(DAY, 22)  # past midnight in Finland, as the first dump of all
    assert "files" in making.nightly(dumping)
    assert making.nightly(dumping) == "made already"
    at(DAY + dt.timedelta(days=1), 22)
    assert making.nightly(dumping) == "too early"
    at(DAY + dt.timedelta(days=2), 0)
    assert "files" in making.nightly(dumping)


def test_two_are_never_made_at_once(session, dumping, at):
    at(DAY)
    with dumping.folder.alone(making.LOCK):
        assert making.make(dumping) == "being made already"
    assert session.query(Dump).count() == 0


def test_a_run_that_breaks_off_leaves_nothing_to_be_seen(session, client, dumping, at, monkeypatch):
    testbed()
    at(DAY)
    making.make(dumping)
    kept = stored(dumping)
    testbed()
    at(DAY + dt.timedelta(days=1))
    with monkeypatch.context() as broken:
        broken.setattr(making, "keep_dump", broken_off)
        with pytest.raises(KeyboardInterrupt):
            making.make(dumping)

    assert client.get("/data/dumps/2026-03-11/manifest.json").status_code == 404
    assert client.get("/data/dumps/latest/testbeds.csv.gz").location.startswith(
        "/data/dumps/2026-03-10/"
    )
    left = stored(dumping) - kept
    assert left
    at(clock.today() + dt.timedelta(days=900))  # the files' own times are those of the machine
    making.make(dumping)
    named = {one.stored for one in session.query(DumpFile)}
    assert stored(dumping) == named


def broken_off(*_given):
    raise KeyboardInterrupt


def test_a_dump_made_again_takes_the_place_of_the_first(session, client, dumping, at):
    at(DAY)
    making.make(dumping)
    testbed()
    making.make(dumping)

    (found,) = session.query(Dump).all()
    rows = {one.name: one.features for one in found.files}
    assert rows["testbeds.csv.gz"] == 1


def test_a_month_of_dumps_stays_and_the_first_of_each_month_for_good(session):
    for back in range(100):
        day = DAY - dt.timedelta(days=back)
        if day != dt.date(2026, 2, 1):  # nothing was made that day
            db.session.add(Dump(day=day, made_at=clock.now(), base_url="http://localhost"))
    db.session.commit()

    forget_old(DAY.isoformat())

    left = sorted(one.day for one in session.query(Dump))
    old = [day for day in left if (DAY - day).days > 30]
    assert old == [dt.date(2025, 12, 1), dt.date(2026, 1, 1), dt.date(2026, 2, 2)]
    assert len(left) == len(old) + 31


def test_the_sweep_of_the_store_leaves_what_a_dump_names(session, dumping, at):
    at(DAY)
    making.make(dumping)
    kept = stored(dumping)
    at(clock.today() + dt.timedelta(days=900))

    sweep(dumping.store)

    assert stored(dumping) == kept


def test_what_is_not_there_is_said_with_the_list(session, client, dumping, at):
    at(DAY)
    making.make(dumping)
    for address in ("2020-01-01/testbeds.csv.gz", "2026-03-10/x.csv", "nonsense/testbeds.csv.gz"):
        answer = client.get(f"/data/dumps/{address}")
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
        assert answer.json["list"] == "http://localhost/data/dumps/"


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_pages_show_the_newest_and_lead_to_the_others(session, client, dumping, at, lang):
    client.page(f"/{lang}/open-data/dumps")
    for back in (1, 0):
        at(DAY - dt.timedelta(days=back))
        making.make(dumping)

    page = client.page(f"/{lang}/open-data/dumps")

    links = {a.get("href") for a in page.all("a")}
    assert f"/{lang}/open-data/dumps/2026-03-09" in links
    assert "/data/dumps/2026-03-10/testbeds.gpkg" in links
    client.page(f"/{lang}/open-data/dumps/2026-03-09")
    client.page(f"/{lang}/open-data/dumps/2026-03-01", 404)


def test_the_command_makes_one(session, app, dumping):
    testbed()

    done = app.test_cli_runner().invoke(args=["open-data", "dump"])

    assert done.exit_code == 0, done.output
    assert "files" in done.output
    assert session.query(Dump).count() == 1


def test_a_service_that_was_just_started_is_left_in_peace(session, app, dumping, at):
    at(DAY)
    job = nightly(app.extensions["settings"])

    first = job.work()
    at(DAY, 4)

    assert first == "just started"
    assert "files" in job.work()
    assert job.work() == "made already"
