"""An import on its pages: by hand without scripts, with a real worker, and one that was killed."""

import io
import signal
import subprocess
import sys
import time

import pytest

from app.adapters import exchange_worker
from app.adapters.exchange_folder import ExchangeFolders, alive
from app.database import db
from app.jobs.exchange import OPERATOR, work
from app.queries.exchange import import_job, progress
from app.services import exchange
from models.account import CityRole
from models.exchange import ImportJob, ImportStatus
from models.testbed import Testbed
from tests.conftest import settings_for
from tests.factories.account import acting, staff
from tests.factories.city import city
from tests.factories.exchange import Importer
from tests.factories.exchange_file import book, feature, geojson, table
from tests.factories.form import filled

IMPORT = "/en/desk/testbeds/import"


@pytest.fixture
def desk(session, client, sign_in, app):
    """Sends files, and does the worker's part when a page has ordered it."""
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    folders = ExchangeFolders(app.extensions["settings"].instance)

    class Desk:
        def send(self, content, name):
            data = {"file": (io.BytesIO(content), name)}
            answer = client.post(IMPORT, data=data, content_type="multipart/form-data")
            assert answer.status_code == 303
            return answer.location

        def press(self, url, ends, **changes):
            sent = {**filled(client.page(url), ends), **changes}
            return client.post(f"{url}/{ends}", data=sent)

        def work(self):
            job = session.query(ImportJob).order_by(ImportJob.id.desc()).first()
            return work(folders, job.id, job.run)

    yield Desk()
    for job in session.query(ImportJob).all():
        folders.remove(job.folder)


def test_from_the_file_to_the_list_by_hand(session, client, desk):
    url = desk.send(table("Nimi;Tyyppi;Lat;Lon", "Ranta;Satama;60,17;24,94"), "paikat.csv")

    assert desk.press(url, "check").status_code == 303
    running = client.page(url)
    assert "Every row is being looked at" in running.text
    assert client.get(f"{url}/progress").json["running"] is True
    desk.work()
    checked = client.page(url)
    assert "1 testbed is ready to be written" in checked.text
    assert desk.press(url, "write").status_code == 303
    desk.work()

    assert "Everything was written" in client.page(url).text
    made = session.query(Testbed).one()
    assert (made.name.fi, made.kind.value, made.slug) == ("Ranta", "harbour", "ranta")
    marks = client.get(f"{url}/map.json?zoom=12").json
    assert marks["total"] == 1
    assert marks["features"][0]["properties"]["title"] == "Ranta"


def test_an_import_whose_worker_is_gone_says_so_and_begins_again(session, client, desk):
    url = desk.send(table("Nimi;Tyyppi;Lat;Lon", "Ranta;Satama;60,17;24,94"), "paikat.csv")
    desk.press(url, "check")
    job = session.query(ImportJob).order_by(ImportJob.id.desc()).first()
    job.alive_at = job.created_at.replace(year=2020)
    session.commit()

    stopped = client.page(url)

    assert "Stopped before the end" in stopped.text
    assert "Nothing was written" in stopped.text
    assert desk.press(url, "again").status_code == 303
    assert "Every row is being looked at" in client.page(url).text


def test_wrong_rows_are_told_with_column_and_reason_and_can_be_filtered(client, desk):
    content = table("name_fi,kind,capacity", "Hyvä,park,1", "Huono,linna,x", "Toinen,park,2")
    url = desk.send(content, "a.csv")
    desk.press(url, "check")
    desk.work()

    page = client.page(f"{url}?outcome=wrong")

    assert "1 row is wrong" in page.text
    assert "kind: “linna” is not one of the values." in page.text
    assert "capacity: Write a whole number" in page.text
    assert "Toinen" not in page.text
    assert "Write all" not in page.text


def test_two_columns_of_one_field_are_told_at_the_column(client, desk):
    url = desk.send(table("name_fi,b", "x,y"), "a.csv")

    answer = desk.press(url, "check", column_1="name_fi")

    assert answer.status_code == 422
    assert "Another column is this field already." in answer.get_data(as_text=True)
    assert 'id="column_1-error"' in answer.get_data(as_text=True)


def test_another_sheet_can_be_read(client, desk):
    import openpyxl  # noqa: PLC0415 - beside its only use

    made = openpyxl.load_workbook(io.BytesIO(book(["note"], ["x"])))
    second = made.create_sheet("Paikat")
    second.append(["name_fi"])
    second.append(["Toisella välilehdellä"])
    out = io.BytesIO()
    made.save(out)
    url = desk.send(out.getvalue(), "a.xlsx")

    assert desk.press(url, "layer", layer="Paikat").status_code == 303

    assert "Toisella välilehdellä" in client.page(url).text


def test_texts_of_a_file_are_shown_as_text(client, desk):
    hostile = "</script>${7*7}<b>{{ 7*7 }}"
    url = desk.send(geojson(feature(hostile, **{"<i>odd": "x"})), "a.geojson")
    desk.press(url, "check")
    desk.work()

    for address in (url, f"{url}?outcome=new"):
        body = client.get(address).get_data(as_text=True)
        assert "<b>{{" not in body
        assert "49" not in client.page(address).words("table")[0]


@pytest.fixture
def installation(databases, tmp_path, engine_kind):
    """An application with its own database and folder, whose worker is a process of its own."""
    made = databases.application(engine_kind, instance=tmp_path)
    with made.app_context():
        city("helsinki")
        yield made, settings_for(made.config["SQLALCHEMY_DATABASE_URI"], tmp_path, testing=False)
        db.session.remove()
        db.engine.dispose()


def _ordered(tmp_path, rows):
    importer = Importer(tmp_path, OPERATOR)
    job = importer.begun(
        geojson(*(feature(f"Paikka {n}", lon=24.9 + n / 1e5) for n in range(rows)))
    )
    choice = exchange.Choice({"name_fi": "name_fi"}, 4326)
    run = exchange.order_check(OPERATOR, job.id, job.version, choice)
    return importer, job.id, run


def test_a_worker_of_its_own_does_the_work(installation, tmp_path):
    _app, settings = installation
    importer, ident, run = _ordered(tmp_path, 5)

    exchange_worker.start(settings, ident, run)

    for _ in range(600):
        db.session.rollback()
        if import_job(OPERATOR, ident).status is ImportStatus.CHECKED:
            break
        time.sleep(0.1)
    assert import_job(OPERATOR, ident).counts == {"new": 5}
    importer.folders.remove(import_job(OPERATOR, ident).folder)


def test_a_killed_worker_leaves_a_clear_state_and_nothing_half_written(installation, tmp_path):
    _app, settings = installation
    importer, ident, run = _ordered(tmp_path, 3_000)
    work(importer.folders, ident, run)
    job = import_job(OPERATOR, ident)
    run = exchange.order_write(OPERATOR, ident, job.version)
    environment = {
        "DATABASE_URL": settings.database_url, "SECRET_KEY": settings.secret_key,
        "INSTANCE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    folder = importer.folders.of(job.folder)
    db.session.remove()
    child = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "geodata", "work", str(ident), run],
        cwd=exchange_worker.ROOT, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    while int((folder / "progress").read_text() or 0) not in range(500, 3_000):
        assert child.poll() is None, "the worker was through before it could be killed"
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()

    assert db.session.query(Testbed).count() == 0
    job = import_job(OPERATOR, ident)
    assert job.status is ImportStatus.WRITING
    job.alive_at = job.created_at.replace(year=2020)
    db.session.commit()
    assert progress(job, importer.folders).is_stopped
    choice = exchange.Choice(job.mapping, job.epsg)
    run = exchange.order_check(OPERATOR, ident, job.version, choice, is_stopped=True)
    assert work(importer.folders, ident, run) == "checked"
    run = exchange.order_write(OPERATOR, ident, import_job(OPERATOR, ident).version)
    assert work(importer.folders, ident, run) == "done"
    assert db.session.query(Testbed).count() == 3_000


def test_a_second_worker_of_the_same_order_does_nothing(session, tmp_path):
    importer = Importer(tmp_path, acting(staff(CityRole.EDITOR, "helsinki")))
    job = importer.begun(geojson(feature("A")))
    choice = exchange.Choice({"name_fi": "name_fi"}, 4326)
    run = exchange.order_check(importer.actor, job.id, job.version, choice)

    with alive(importer.folders.of(job.folder)) as mine:
        assert mine
        assert work(importer.folders, job.id, run) == "overtaken"
