"""The base map out of a PMTiles file: read as it is, refused when it holds no pictures."""

import random

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from app.adapters import tile_archive
from app.adapters.tile_archive import TileArchive
from app.factory import create_app
from tests.conftest import settings_for
from tests.integration.tile.upstream import PNG

PLACE = (10, 583, 296)
HELSINKI = "/tiles/base/10/583/296.png"


def archive(path, tiles=None, kind=TileType.PNG, packed=Compression.NONE, **metadata):
    """Write a small archive with a picture at every zoom from 9 to 10 of one place."""
    given = {PLACE: PNG, (9, 291, 148): PNG + b"9"} if tiles is None else tiles
    with path.open("wb") as file:
        writer = Writer(file)
        for place, body in sorted(given.items(), key=lambda one: zxy_to_tileid(*one[0])):
            writer.write_tile(zxy_to_tileid(*place), body)
        header = {"tile_type": kind, "tile_compression": packed, "min_zoom": 9, "max_zoom": 10}
        edges = {"min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1, "max_lat_e7": 1}
        middle = {"center_zoom": 9, "center_lon_e7": 0, "center_lat_e7": 0}
        writer.finalize({**header, **edges, **middle}, metadata)
    return path


def browser_for(folder, path, **changes):
    url = f"sqlite:///{folder / 'none.sqlite'}"
    return create_app(settings_for(url, folder, tiles_url=f"pmtiles:{path}", **changes))


def test_a_picture_is_given_as_it_is_and_asked_about_by_its_tag(tmp_path):
    tiles = browser_for(tmp_path, archive(tmp_path / "a.pmtiles")).test_client()
    first = tiles.get(HELSINKI)
    assert (first.status_code, first.data, first.mimetype) == (200, PNG, "image/png")
    assert first.cache_control.public
    assert 0 < first.cache_control.max_age <= 86_400
    again = tiles.get(HELSINKI, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert tiles.get("/tiles/base/9/291/148.png").data == PNG + b"9"


@pytest.mark.parametrize("place", ["10/584/296", "8/145/74", "11/1166/592"])
def test_a_place_that_the_archive_lacks_is_not_found(tmp_path, place):
    tiles = browser_for(tmp_path, archive(tmp_path / "a.pmtiles")).test_client()
    assert tiles.get(f"/tiles/base/{place}.png").status_code == 404


def test_many_tiles_are_found_through_the_directories_below_the_root(tmp_path):
    dice = random.Random(5)
    tiles = {
        (14, x, y): dice.randbytes(dice.randint(1, 90))
        for x in range(9300, 9400)
        for y in range(4700, 4900)
    }
    read = TileArchive(archive(tmp_path / "a.pmtiles", tiles))
    assert read._header["leaf_directory_length"] > 0
    for place in list(tiles)[::777]:
        assert read.tile(*place).body == tiles[place]


@pytest.mark.parametrize(("kind", "mimetype"), [(TileType.WEBP, "image/webp"),
                                                (TileType.JPEG, "image/jpeg")])  # fmt: skip
def test_other_pictures_are_given_as_what_they_are(tmp_path, kind, mimetype):
    tiles = browser_for(tmp_path, archive(tmp_path / "a.pmtiles", kind=kind)).test_client()
    assert tiles.get(HELSINKI).mimetype == mimetype


@pytest.mark.parametrize("kind", [TileType.MVT, TileType.UNKNOWN])
def test_an_archive_of_vector_tiles_is_refused_at_start_with_what_is_supported(tmp_path, kind):
    path = archive(tmp_path / "vector.pmtiles", kind=kind, packed=Compression.GZIP)
    with pytest.raises(ValueError, match=r"vector\.pmtiles .*Supported are PMTiles"):
        browser_for(tmp_path, path)


def test_packed_pictures_are_refused(tmp_path):
    path = archive(tmp_path / "a.pmtiles", packed=Compression.GZIP)
    with pytest.raises(ValueError, match="not packed"):
        browser_for(tmp_path, path)


@pytest.mark.parametrize(
    "content", [None, b"", b"PMTiles", b"PMTiles\x02" + b"\0" * 200, b"GIF89a"]
)
def test_a_file_that_cannot_be_read_leaves_the_outline(tmp_path, content, caplog):
    path = tmp_path / "a.pmtiles"
    if content is not None:
        path.write_bytes(content)
    app = browser_for(tmp_path, path)
    assert app.extensions["tile_ground"] is None
    assert app.test_client().get(HELSINKI).status_code == 404
    assert "a.pmtiles" in caplog.text


def test_a_damaged_archive_fails_like_an_upstream_that_does(tmp_path):
    path = archive(tmp_path / "a.pmtiles")
    tiles = browser_for(tmp_path, path).test_client()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 40)
    answers = {tiles.get(f"/tiles/base/{place}.png").status_code for place in ("10/583/296",)}
    assert answers == {502}


def test_a_picture_beyond_the_bound_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tile_archive, "MOST_BYTES", len(PNG) - 1)
    tiles = browser_for(tmp_path, archive(tmp_path / "a.pmtiles")).test_client()
    assert tiles.get(HELSINKI).status_code == 502


def test_thanks_come_from_the_setting_or_else_from_the_archive_as_plain_text(tmp_path):
    thanks = '<a href="https://x.example">© Makers</a>'
    path = archive(tmp_path / "a.pmtiles", attribution=thanks)
    ground = browser_for(tmp_path, path).extensions["tile_ground"]
    assert (ground.attribution, ground.min_zoom, ground.max_zoom) == ("© Makers", 9, 10)
    own = browser_for(tmp_path, path, tiles_attribution="© City").extensions["tile_ground"]
    assert own.attribution == "© City"
