"""Whatever the size, one page of features is in memory, and no transaction waits for a reader."""

import json
import weakref

import pytest

from app.adapters.backup_file import kept_files
from app.database import db
from app.jobs.download import Order
from app.queries import open_feature
from app.queries.download import PAGE, pages
from app.queries.open_feature import State, Wanted
from app.serializers import download
from app.serializers.download_row import BookLines, layer_lines
from models.download import FORMATS, TABLES
from tests.factories.testbed import testbed

TABLE = TABLES["testbeds"]
PAGES, ROWS = 6, 4


class Watched(list):
    """A page that can be watched going away."""


def feature(key):
    """Return a feature as it is kept."""
    said = {one.name: None for one in TABLE.fields if one.name != "id"}
    said |= {"themes": [], "applicants": [], "infrastructure": [], "page": "/fi/x"}
    where = {"type": "Point", "coordinates": [24.9, 60.1]}
    return json.dumps({"type": "Feature", "id": key, "geometry": where, "properties": said})


WRITERS = {
    "geojson": lambda found: download.collection_pieces(found, {"name": "testbeds"}),
    "geojsons": download.sequence_pieces,
    "ndjson": download.line_pieces,
    "csv": lambda found: download.csv_pieces(found, TABLE, 3067),
    "xlsx": lambda found: BookLines(found, TABLE, 4326),
    "gpkg": lambda found: layer_lines(found, TABLE, 4326),
    "fgb": lambda found: layer_lines(found, TABLE, 3067),
}


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_page_is_let_go_before_the_one_after_the_next_is_read(kind):
    seen, most = [], []

    def source():
        for number in range(PAGES):
            page = Watched(feature(number * ROWS + row) for row in range(ROWS))
            seen.append(weakref.ref(page))
            yield page
            del page
            most.append(sum(one() is not None for one in seen))

    pieces = list(WRITERS[kind](source()))

    assert len(pieces) > PAGES - 1
    assert max(most[:-1]) <= 1


def test_pages_are_small_and_read_in_transactions_of_their_own(session, monkeypatch):
    asked = []
    real = open_feature.page
    monkeypatch.setattr("app.queries.download.PAGE", 2)
    monkeypatch.setattr(
        "app.queries.download.page",
        lambda name, wanted, limit, after: asked.append(limit) or real(name, wanted, limit, after),
    )
    for _number in range(5):
        testbed()

    sizes = []
    for found in pages(TABLE, Wanted()):
        assert not db.session().in_transaction()
        sizes.append(len(found))

    assert (sizes, asked) == ([2, 2, 1], [2, 2, 2])
    assert PAGE <= 1_000


def test_what_is_asked_and_what_it_is_made_of_decide_the_name(session):
    testbed()
    db.session.commit()
    order = Order(TABLE, FORMATS["csv"], "http://localhost")
    state = order.state()
    others = [
        Order(TABLE, FORMATS["xlsx"], "http://localhost"),
        Order(TABLES["results"], FORMATS["csv"], "http://localhost"),
        Order(TABLE, FORMATS["csv"], "http://other"),
        Order(TABLE, FORMATS["csv"], "http://localhost", Wanted(equals={"city": "oulu"})),
        Order(TABLE, FORMATS["csv"], "http://localhost", Wanted(boxes=((1, 2, 3, 4),))),
        Order(TABLE, FORMATS["csv"], "http://localhost", epsg=3067),
        Order(TABLE, FORMATS["csv"], "http://localhost", lang="sv"),
    ]

    tags = {one.tag(state) for one in (order, *others)}
    restored = State(state.revision, state.changed_at.replace(year=2020))

    assert len(tags) == len(others) + 1
    assert order.tag(restored) not in tags


def test_files_that_can_be_made_again_are_in_no_backup(tmp_path):
    kept = tmp_path / "downloads" / "kept" / "testbeds-1-a.csv"
    kept.parent.mkdir(parents=True)
    kept.write_text("x")
    (tmp_path / "files" / "dumps").mkdir(parents=True)
    (tmp_path / "files" / "dumps" / "a.gz").write_text("x")

    assert [path.name for path in kept_files(tmp_path, set())] == ["a.gz"]
