"""What an import does: rows matched, checked by the form's rules, written all or not at all."""

import json
import subprocess
import sys

import pytest
import shapely
from geoalchemy2 import WKTElement
from geoalchemy2.shape import to_shape
from sqlalchemy import select

from app.database import db
from app.queries.exchange import import_job
from app.queries.testbed_desk_filter import DeskFilter, find
from app.services import exchange
from app.services.testbed import save
from app.services.testbed_ready import is_lacking
from geodata.crs import reproject
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.booking import Booking, BookingStatus
from models.city import City
from models.errors import FieldError
from models.exchange import ImportStatus
from models.testbed import Testbed, TestbedStatus, TestbedVersion
from tests.factories.account import acting, staff
from tests.factories.exchange import Importer, rows_of
from tests.factories.exchange_file import feature, geojson, table
from tests.factories.testbed import testbed


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


@pytest.fixture
def importer(editor, tmp_path):
    return Importer(tmp_path, editor)


def place(slug, **values):
    """A testbed of Helsinki whose page has this address."""
    one = testbed("helsinki", **values)
    one.slug = slug
    db.session.commit()
    return one


def slugs_found(viewer, words):
    ids = find(viewer, DeskFilter(text=words), is_lacking).ids
    return [db.session.get(Testbed, ident).slug for ident in ids]


def outcomes(job):
    return [row.outcome.value for row in rows_of(job)]


def problems(job):
    return [
        (row.number, problem["column"], problem["code"])
        for row in rows_of(job)
        for problem in row.problems
    ]


def test_new_rows_become_drafts_with_version_audit_and_search_words(session, importer, editor):
    job = importer.written(geojson(feature("Koekatu", kind="street", themes=["mobility"])))

    assert job.status is ImportStatus.DONE
    one = session.query(Testbed).filter_by(slug="koekatu").one()
    assert (one.status, one.version, one.kind.value) == (TestbedStatus.DRAFT, 1, "street")
    assert one.contact_email == one.city.role_mailbox
    assert json.loads(one.shape_json)["coordinates"] == [24.94, 60.17]
    version = session.query(TestbedVersion).filter_by(testbed_id=one.id).one()
    assert (version.number, version.by_id) == (1, editor.user_id)
    assert version.record["name"]["fi"] == "Koekatu"
    line = session.query(AuditLine).filter_by(thing="testbed", thing_id=one.id).one()
    assert (line.action, line.facts["import"]) == ("testbed:import", job.id)
    assert slugs_found(editor, "koekadulla") == []
    assert slugs_found(editor, "koekatu") == ["koekatu"]


def test_the_same_file_again_changes_nothing(session, importer):
    content = geojson(feature("A", capacity=3), feature("B", lon=24.95, summary_fi="Teksti"))
    importer.written(content)
    lines = session.query(AuditLine).filter_by(thing="testbed").count()

    job = importer.checked(content)

    assert outcomes(job) == ["unchanged", "unchanged"]
    assert session.query(AuditLine).filter_by(thing="testbed").count() == lines
    with pytest.raises(FieldError, match="nothing_to_write"):
        exchange.order_write(importer.actor, job.id, job.version)


def test_a_changed_row_says_what_changes_and_keeps_both_versions(session, importer, editor):
    one = place("paikka", capacity=2)
    ident, old_name = one.id, one.name.fi
    content = geojson(feature("Uusi nimi", lon=24.95, slug="paikka", capacity=4))

    job = importer.written(content)

    (row,) = rows_of(job)
    changed = {change[0]: change[1:] for change in row.changes}
    assert changed["name_fi"] == [old_name, "Uusi nimi"]
    assert changed["capacity"] == [2, 4]
    assert changed["shape"][:2] == [True, True]
    one = session.get(Testbed, ident)
    assert (one.name.fi, one.capacity, one.version, one.slug) == ("Uusi nimi", 4, 2, "paikka")
    assert one.name.sv.startswith("Plats")
    numbers = session.scalars(
        select(TestbedVersion.number).where(TestbedVersion.testbed_id == ident)
    ).all()
    assert sorted(numbers) == [1, 2]


def test_a_row_is_matched_by_slug_then_identifier_then_name(session, importer):
    by_slug = place("eka", name=Translated(fi="Sama"))
    by_external = testbed("helsinki", external_id="H-2")
    by_name = testbed("helsinki", name=Translated(fi="Nimellä"))
    elsewhere = testbed("tampere", name=Translated(fi="Muualla"))
    content = geojson(
        feature("Sama", slug="eka"), feature("Toinen", external_id="H-2"), feature("NIMELLÄ"),
        feature("Muualla", slug=elsewhere.slug), feature("Sama", external_id="H-3"),
    )  # fmt: skip

    job = importer.checked(content)

    assert [row.testbed_id for row in rows_of(job)] == [
        by_slug.id, by_external.id, by_name.id, None, None
    ]  # fmt: skip
    assert elsewhere.id not in {row.testbed_id for row in rows_of(job)}


def test_the_identifier_is_remembered_and_found_again(session, importer):
    importer.written(geojson(feature("Yksi", external_id="A-1")))

    job = importer.written(geojson(feature("Kaksi", external_id="A-1")))

    assert job.counts == {"changed": 1}
    assert [one.name.fi for one in session.query(Testbed).all()] == ["Kaksi"]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"name_fi": ""}, "name_fi", "name_needed"),
        ({"name_fi": "x" * 121}, "name_fi", "too_many_letters"),
        ({"kind": "castle"}, "kind", "not_a_choice_here"),
        ({"themes": "mobility; magic"}, "themes", "not_a_choice_here"),
        ({"capacity": "many"}, "capacity", "not_a_number"),
        ({"capacity": "0"}, "capacity", "number_range"),
        ({"min_days": "9", "max_days": "3"}, "max_days", "longest_below_shortest"),
        ({"blur": "perhaps"}, "blur", "not_yes_or_no"),
        ({"contact_email": "nobody"}, "contact_email", "not_an_address"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "not_a_web_address"),
        ({"user_groups": "no names"}, "user_groups", "not_groups"),
        ({"summary_fi": "=HYPERLINK(1)"}, "summary_fi", "formula"),
        ({"longitude": "60.17", "latitude": "24.94"}, "longitude, latitude", "shape_swapped"),
        ({"longitude": "18.07", "latitude": "59.33"}, "longitude, latitude",
         "shape_outside_finland"),
        ({"longitude": "23.76", "latitude": "61.50"}, "longitude, latitude", "in_other_city"),
        ({"longitude": "nan"}, "longitude, latitude", "shape_not_finite"),
        ({"longitude": "inf"}, "longitude, latitude", "shape_not_finite"),
        ({"longitude": "here"}, "longitude, latitude", "shape_not_a_pair"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_row_and_column(session, importer, cells, column, code):
    testbed("tampere")
    sound = {
        "name_fi": "Hyvä", "kind": "", "themes": "", "capacity": "", "min_days": "",
        "max_days": "", "blur": "", "contact_email": "", "source_url": "", "user_groups": "",
        "summary_fi": "", "longitude": "24.94", "latitude": "60.17",
    }  # fmt: skip
    wrong = {**sound, "name_fi": "Huono", **cells}
    lines = [",".join(sound), ",".join(sound.values()), ",".join(wrong.values())]

    job = importer.checked(table(*lines), "a.csv", **{name: name for name in sound})

    assert outcomes(job) == ["new", "wrong"]
    assert problems(job) == [(3, column, code)]
    with pytest.raises(FieldError, match="rows_wrong"):
        exchange.order_write(importer.actor, job.id, job.version)
    assert session.query(Testbed).filter_by(slug="hyva").count() == 0


def test_words_of_vocabularies_are_taken_in_any_language(session, importer):
    lines = ["name_fi,kind,themes,blur", "A,Katu,Ruoka; Energi,kyllä", "B,Park or nature area,,NEJ"]

    importer.written(table(*lines), "a.csv")

    made = {one.slug: one for one in session.query(Testbed).all()}
    assert (made["a"].kind.value, made["a"].blur) == ("street", True)
    assert set(made["a"].themes) == {"food", "energy"}
    assert (made["b"].kind.value, made["b"].blur) == ("park", False)


@pytest.mark.parametrize(
    ("x", "y", "epsg"),
    [("25496900", "6672900", 3879), ("385700", "6672100", 3067), ("2776000", "8437000", 3857)],
)
def test_coordinates_are_taken_in_any_system_and_either_order(session, importer, x, y, epsg):
    for first, second in ((x, y), (y, x)):
        lines = ["name_fi,longitude,latitude", f"Paikka,{first},{second}"]
        job = importer.checked(table(*lines), "a.csv")
        assert job.epsg == epsg
        assert outcomes(job) == ["new"] if epsg != 3857 or first == x else ["wrong"]


def test_an_empty_cell_empties_and_a_column_left_out_changes_nothing(session, importer):
    one = place("a", status=TestbedStatus.DRAFT, operator="Yritys", address="Katu 1")

    importer.written(table("slug,name_fi,operator,capacity", "a,Nimi,,"), "a.csv")

    one = session.query(Testbed).filter_by(slug="nimi").one()
    assert (one.operator, one.address, one.capacity) == ("", "Katu 1", 1)


def test_two_rows_of_one_testbed_and_a_name_of_two_are_wrong(session, importer):
    testbed("helsinki", name=Translated(fi="Kaksi"))
    testbed("helsinki", name=Translated(fi="Kaksi"))
    content = geojson(feature("Uusi"), feature("uusi"), feature("Kaksi"))

    job = importer.checked(content)

    assert [(number, code) for number, _column, code in problems(job)] == [
        (2, "row_twice"), (3, "name_ambiguous")
    ]  # fmt: skip


def test_what_everybody_sees_cannot_be_emptied(session, importer):
    place("a")

    job = importer.checked(table("slug,name_fi,summary_fi", "a,Nimi,"), "a.csv")

    assert problems(job) == [(2, "summary_fi", "needed_while_public_here")]


def test_less_room_than_is_booked_is_wrong(session, importer):
    one = place("a", capacity=3)
    ident = one.id
    session.add(Booking(testbed_id=one.id, start_slot=30_000, end_slot=30_005, units=2,
                        status=BookingStatus.CONFIRMED, created_at=one.created_at))  # fmt: skip
    session.commit()

    wrong = importer.checked(table("slug,name_fi,capacity", "a,Nimi,1"), "a.csv")
    fits = importer.written(table("slug,name_fi,capacity", "a,Nimi,2"), "a.csv")

    assert problems(wrong) == [(2, "capacity", "capacity_used_here")]
    assert fits.status is ImportStatus.DONE
    assert session.get(Testbed, ident).capacity == 2


def test_a_change_after_the_check_stops_the_whole_import(session, importer, editor):
    ident = place("a", status=TestbedStatus.DRAFT).id
    content = geojson(feature("Uusi", slug="uusi"), feature("Muuttuva", slug="a"))
    job = importer.checked(content)
    run = exchange.order_write(editor, job.id, job.version)
    session.get(Testbed, ident).version += 1
    session.commit()

    from app.jobs.exchange import work  # noqa: PLC0415 - after the factory has set the stage

    assert work(importer.folders, job.id, run) == "stopped"

    job = import_job(editor, job.id)
    assert job.problem["code"] == "changed_since_check"
    assert session.query(Testbed).filter_by(slug="uusi").count() == 0


def test_the_columns_are_remembered_for_the_city_alone(session, importer, tmp_path):
    content = table("Kohde X,Laji Y", "Paikka,Katu")
    importer.checked(content, "a.csv", **{"Kohde X": "name_fi", "Laji Y": "kind"})
    other = Importer(tmp_path, acting(staff(CityRole.EDITOR, "tampere")), "tampere")

    assert importer.begun(table("Laji Y,Kohde X", "a,b"), "b.csv").mapping == {
        "Kohde X": "name_fi", "Laji Y": "kind"
    }  # fmt: skip
    assert other.begun(content, "a.csv").mapping == {}


def test_publishing_takes_a_coordinator_and_a_complete_row(session, importer, tmp_path):
    whole = {
        "slug": "valmis", "name_sv": "N", "summary_fi": "T", "summary_sv": "S",
        "description_fi": "K", "description_sv": "B", "kind": "street", "themes": ["food"],
        "applicants": ["companies"],
    }  # fmt: skip
    content = geojson(feature("Valmis", **whole), feature("Kesken", slug="kesken"))
    coordinator = Importer(tmp_path, acting(staff(CityRole.COORDINATOR, "helsinki")))

    with pytest.raises(Exception, match="forbidden"):
        importer.checked(content, publish=True)
    coordinator.written(content, publish=True)

    states = {one.slug: one.status.value for one in session.query(Testbed).all()}
    assert states == {"valmis": "published", "kesken": "draft"}


def test_a_worker_that_was_overtaken_writes_nothing_down(session, importer, editor):
    job = importer.begun(geojson(feature("A")))
    choice = exchange.Choice({"name_fi": "name_fi"}, 4326)
    old = exchange.order_check(editor, job.id, job.version, choice)
    job = import_job(editor, job.id)
    exchange.order_check(editor, job.id, job.version, choice, is_stopped=True)

    from app.jobs.exchange import work  # noqa: PLC0415 - as above

    assert work(importer.folders, job.id, old) == "overtaken"
    assert rows_of(job) == []


def test_a_later_save_by_hand_still_works(session, importer, editor):
    importer.written(geojson(feature("A")))
    one = session.query(Testbed).filter_by(slug="a").one()
    from app.services.testbed import Terms  # noqa: PLC0415 - beside its only use
    from models.testbed_kind import Approval, EntryMode, SlotUnit  # noqa: PLC0415 - as above

    data = Terms(
        capacity=5, slot_unit=SlotUnit.DAY, min_days=1, max_days=9, lead_days=0,
        decision_rhythm_days=7, hold_days=7, applicants=[], entry_mode=EntryMode.ALWAYS,
        approval=Approval.HOST,
    )  # fmt: skip
    assert save(editor, one.id, 1, data)["version"] == 2


def test_rounding_on_the_way_is_no_change_and_a_step_is_one(session, importer):
    importer.written(table("name_fi,longitude,latitude", "P,25496900.123,6672900.456"), "a.csv")
    made = shapely.from_geojson(session.query(Testbed).one().shape_json)
    kept = to_shape(session.query(Testbed).one().geom)
    assert made.distance(kept) < 1e-6

    rounded = importer.checked(geojson(feature("P", round(kept.x, 8), round(kept.y, 8))))
    moved = importer.checked(geojson(feature("P", kept.x, kept.y + 1e-6)))

    assert outcomes(rounded) == ["unchanged"]
    assert outcomes(moved) == ["changed"]
    assert rows_of(moved)[0].changes == [["shape", True, True, 0.1]]


# GDAL must not be loaded beside the database's SQLite, so another process makes these files.
MAKE = """
import sys, zipfile, pathlib
import numpy as np, shapely
from pyogrio import raw
folder, kind = pathlib.Path(sys.argv[1]), sys.argv[2]
driver, name = {"gpkg": ("GPKG", "a.gpkg"), "zip": ("ESRI Shapefile", "a.shp")}[kind]
line = shapely.LineString([(385700, 6672100), (385900, 6672300)])
raw.write(folder / name, np.array([shapely.to_wkb(line)], dtype=object),
          [np.array(["Ränni"], dtype=object), np.array(["street"], dtype=object)],
          ["name_fi", "kind"], geometry_type="LineString", crs="EPSG:3067", driver=driver,
          encoding="UTF-8")
if kind == "zip":
    with zipfile.ZipFile(folder / "a.zip", "w") as made:
        for part in folder.glob("a.*"):
            if part.suffix != ".zip":
                made.write(part, part.name)
"""


@pytest.mark.parametrize("kind", ["gpkg", "zip"])
def test_maps_of_others_say_their_system_themselves(session, importer, tmp_path, kind):
    folder = tmp_path / "made"
    folder.mkdir()
    subprocess.run([sys.executable, "-c", MAKE, str(folder), kind], check=True)

    job = importer.written((folder / f"a.{kind}").read_bytes(), f"a.{kind}")

    assert (job.epsg, job.status) == (3067, ImportStatus.DONE)
    one = session.query(Testbed).one()
    assert (one.name.fi, one.kind.value) == ("Ränni", "street")
    plane = reproject(to_shape(one.geom), 4326, 3067)
    assert shapely.get_coordinates(plane) == pytest.approx(
        shapely.get_coordinates(shapely.LineString([(385700, 6672100), (385900, 6672300)])),
        abs=0.001,
    )


def test_the_real_boundary_judges_where_it_is_loaded(session, importer):
    home = session.get(City, importer.city_id)
    home.boundary = WKTElement(
        "MULTIPOLYGON(((24.9 60.1,25 60.1,25 60.2,24.9 60.2,24.9 60.1)))", srid=4326
    )
    session.commit()

    job = importer.checked(geojson(feature("Sisällä"), feature("Ulkona", lon=25.05)))

    assert outcomes(job) == ["new", "wrong"]
    assert problems(job) == [(2, "", "outside_city")]
