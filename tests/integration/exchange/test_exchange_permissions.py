"""Who may import into a city, and who may know of its imports: a literal matrix."""

import io

import pytest

from models.account import CityRole
from models.exchange import ImportJob, ImportStatus
from models.testbed import Testbed
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.exchange import Importer
from tests.factories.exchange_file import feature, geojson
from tests.factories.testbed import draft, testbed

WHO = ("coordinator", "editor", "reviewer", "host", "admin", "other_city", "company", "visitor")
# 302: sign in first; 401: sign in first, sent; 403: not for this role; 404: nobody tells that it is
READS = {
    "": (200, 200, 403, 403, 200, 200, 403, 302),
    "/columns": (200, 200, 200, 200, 200, 200, 403, 302),
    "/{id}": (200, 200, 404, 404, 200, 404, 403, 302),
    "/{id}/progress": (200, 200, 404, 404, 200, 404, 403, 302),
    "/{id}/map.json": (200, 200, 404, 404, 200, 404, 403, 302),
    "/{id}?outcome=new&q=Salainen": (200, 200, 404, 404, 200, 404, 403, 302),
}
DEEDS = {
    "/{id}/check": (303, 303, 404, 404, 303, 404, 403, 401),
    "/{id}/again": (303, 303, 404, 404, 303, 404, 403, 401),
    "/{id}/columns": (303, 303, 404, 404, 303, 404, 403, 401),
    "/{id}/write": (303, 303, 404, 404, 303, 404, 403, 401),
    "/{id}/layer": (303, 303, 404, 404, 303, 404, 403, 401),
    "/{id}/drop": (303, 303, 404, 404, 303, 404, 403, 401),
}


def somebody(who, one):
    make = {
        "coordinator": lambda: staff(CityRole.COORDINATOR, "helsinki"),
        "editor": lambda: staff(CityRole.EDITOR, "helsinki"),
        "reviewer": lambda: staff(CityRole.REVIEWER, "helsinki"),
        "host": lambda: host(one),
        "admin": admin,
        "other_city": lambda: staff(CityRole.COORDINATOR, "tampere"),
        "company": member,
    }
    return make[who]() if who in make else None


@pytest.fixture
def job(session, app):
    """An import into Helsinki that was checked; its file lies where the application's files do."""
    editor = acting(staff(CityRole.EDITOR, "helsinki"))
    folder = app.extensions["settings"].instance
    made = Importer(folder, editor).checked(geojson(feature("Salainen paikka")))
    yield made
    Importer(folder, editor).folders.remove(made.folder)


@pytest.fixture
def enter(client, sign_in):
    def go(who, one):
        user = somebody(who, one)
        if user is not None:
            sign_in(user)
        return client

    return go


@pytest.mark.parametrize("who", WHO)
def test_reading(session, enter, job, who):
    ident, place = job.id, testbed("helsinki")
    client = enter(who, place)
    column = WHO.index(who)
    for path, row in READS.items():
        answer = client.get("/en/desk/testbeds/import" + path.format(id=ident))
        assert answer.status_code == row[column], path
        if answer.status_code != 200 or "{id}" not in path:
            assert "Salainen paikka" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", list(DEEDS))
@pytest.mark.parametrize("who", WHO)
def test_deeds(session, enter, job, who, path):
    ident, version, place = job.id, job.version, testbed("helsinki")
    client = enter(who, place)
    data = {"version": str(version), "column_0": "name_fi", "epsg": "4326"}

    answer = client.post(f"/en/desk/testbeds/import{path.format(id=ident)}", data=data)

    assert answer.status_code == DEEDS[path][WHO.index(who)]
    if answer.status_code != 303:
        kept = session.get(ImportJob, ident)
        assert (kept.status, kept.version) == (ImportStatus.CHECKED, version)


@pytest.mark.parametrize("who", ["reviewer", "host", "company"])
def test_who_may_not_import_sends_no_file(session, enter, who):
    client = enter(who, testbed("helsinki"))
    sent = {"file": (io.BytesIO(geojson(feature("x"))), "a.geojson"), "city": "1"}

    answer = client.post("/en/desk/testbeds/import", data=sent)

    assert answer.status_code == 403
    assert session.query(ImportJob).count() == 0


def test_a_file_goes_into_ones_own_city_only(session, enter, app):
    client, other = enter("editor", testbed("helsinki")), testbed("tampere").city_id
    sent = {"file": (io.BytesIO(geojson(feature("x"))), "a.geojson"), "city": str(other)}

    client.post("/en/desk/testbeds/import", data=sent)

    assert {one.city.slug for one in session.query(ImportJob).all()} <= {"helsinki"}


def test_only_the_coordinator_may_publish_by_import(session, enter, job):
    ident = job.id
    data = {"version": str(job.version), "column_0": "name_fi", "epsg": "4326", "publish": "y"}
    client = enter("editor", testbed("helsinki"))

    answer = client.post(f"/en/desk/testbeds/import/{ident}/check", data=data)

    assert answer.status_code == 403
    assert session.get(ImportJob, ident).status is ImportStatus.CHECKED


@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_exports_hold_only_what_the_reader_may_see(session, client, sign_in, kind):
    ours, theirs = draft("helsinki"), draft("tampere")
    hosted = draft("tampere")
    seen = {
        staff(CityRole.EDITOR, "helsinki"): {ours.slug},
        staff(CityRole.REVIEWER, "tampere"): {theirs.slug, hosted.slug},
        host(hosted): {hosted.slug},
        admin(): {ours.slug, theirs.slug, hosted.slug},
    }
    for user, expected in seen.items():
        sign_in(user)
        body = client.get(f"/en/desk/testbeds/export.{kind}").get_data(as_text=True)
        found = {one for one in (ours.slug, theirs.slug, hosted.slug) if f"{one}" in body}
        assert found == expected
    sign_in(person())
    assert client.get(f"/en/desk/testbeds/export.{kind}").status_code == 403
    assert session.query(Testbed).count() == 3
