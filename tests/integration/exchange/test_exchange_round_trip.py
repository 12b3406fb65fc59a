"""What is taken away comes back as it was: every format, the whole demonstration, exact to 1 mm."""

import csv
import json

import pytest
import shapely

from app.adapters.exchange_folder import ExchangeFolders
from app.cli.geodata_exchange import export
from app.database import db
from app.jobs.exchange import OPERATOR
from app.policies.actor import SYSTEM
from app.queries.city import cities
from app.services.demo_people import cities as six_cities
from app.services.testbed_import import create_from_record
from geodata.crs import TM35FIN, WGS84, reproject
from geodata.demo import testbeds
from models.base import Translated
from models.testbed import Testbed
from tests.factories.exchange import Importer

KINDS = ("geojson", "gpkg", "csv", "xlsx")
ODD = Translated(fi="=1+1", sv="'@här", en="-5 °C")
LONG_LINE = "LINESTRING(" + ",".join(
    f"{24.9 + number / 1e5:.9f} {60.2 + (number % 7) / 1e5:.9f}" for number in range(4_000)
) + ")"  # fmt: skip


@pytest.fixture
def two(databases, tmp_path, engine_kind):
    """Two installations: one with the demonstration's testbeds, one with empty cities."""
    made = [databases.application(engine_kind, instance=tmp_path) for _each in range(2)]
    for app in made:
        with app.app_context():
            six_cities()
            db.session.commit()
            db.session.remove()
    yield made
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def fill(app):
    with app.app_context():
        home = {one.slug: one for one in cities()}
        for record in testbeds():
            create_from_record(SYSTEM, home[record["city"]], record, is_demo=True)
        odd = db.session.query(Testbed).filter_by(slug="kalasatama").one()
        odd.summary = ODD
        odd.external_id = "=HKI-1"
        odd.user_groups = [{"group": {"fi": "a|b", "sv": "", "en": "'c"}, "number": None}]
        odd.geom = f"SRID=4326;{LONG_LINE}"
        db.session.commit()
        db.session.remove()


def exported(app, folder, kind, city):
    with app.app_context():
        path = folder / f"{city}.{kind}"
        export(OPERATOR, ExchangeFolders(folder), path, kind, city)
        db.session.remove()
    return path


def imported(app, folder, path, city):
    with app.app_context():
        job = Importer(folder, OPERATOR, city).written(path.read_bytes(), path.name, publish=True)
        status, counts = job.status.value, dict(job.counts)
        again = Importer(folder, OPERATOR, city).checked(path.read_bytes(), path.name, publish=True)
        db.session.commit()
        repeated = dict(again.counts)
        db.session.remove()
    return status, counts, repeated


def records(path):
    """The records of a GeoJSON export without their shapes, and the shapes in metres."""
    features = json.loads(path.read_text("utf-8"))["features"]
    found = {feature["properties"]["slug"]: feature for feature in features}
    shapes = {
        slug: reproject(shapely.from_geojson(json.dumps(one["geometry"])), WGS84, TM35FIN)
        for slug, one in found.items()
        if one["geometry"]
    }
    return {slug: one["properties"] for slug, one in found.items()}, shapes


@pytest.mark.parametrize("kind", KINDS)
def test_the_demonstration_comes_back_as_it_was(two, tmp_path, kind):
    full, empty = two
    fill(full)
    total = 0
    for city in ("helsinki", "espoo", "vantaa", "tampere", "turku", "oulu"):
        first, second = tmp_path / f"first_{city}", tmp_path / f"second_{city}"
        first.mkdir()
        second.mkdir()
        path = exported(full, first, kind, city)

        status, counts, repeated = imported(empty, tmp_path, path, city)

        assert status == "done"
        assert set(counts) == {"new"}
        assert repeated == {"unchanged": counts["new"]}
        before, shapes_before = records(exported(full, first, "geojson", city))
        after, shapes_after = records(exported(empty, second, "geojson", city))
        assert after == before
        assert shapes_after.keys() == shapes_before.keys()
        for slug, shape in shapes_before.items():
            assert shape.hausdorff_distance(shapes_after[slug]) < 0.001
            assert shape.geom_type == shapes_after[slug].geom_type
        if kind == "csv":
            again = exported(empty, second, kind, city)
            assert list(csv.reader(again.open(encoding="utf-8-sig"))) == list(
                csv.reader(path.open(encoding="utf-8-sig"))
            )
        total += counts["new"]
    assert total == len(list(testbeds()))
