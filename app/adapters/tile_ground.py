"""Where the tiles of an installation come from, by its settings: a service, a file, or nowhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.adapters.tile_archive import SCHEME, TileArchive
from app.adapters.tile_source import TileSource
from app.adapters.tile_store import Tile, TileStore

HIGHEST_ZOOM = 19


class Tiles(Protocol):
    """Gives tiles."""

    def tile(self, z: int, x: int, y: int) -> Tile:
        """Return one picture, or raise as `app.adapters.tile_source` says."""
        ...


class TileSettings(Protocol):
    """The part of the settings that says where tiles come from."""

    @property
    def tiles_url(self) -> str: ...
    @property
    def tiles_attribution(self) -> str: ...
    @property
    def public_url(self) -> str: ...
    @property
    def instance(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class TileGround:
    """The tiles of an installation, whom to thank for them, and at which zooms there are any."""

    tiles: Tiles
    attribution: str
    min_zoom: int = 0
    max_zoom: int = HIGHEST_ZOOM


def tile_ground(settings: TileSettings) -> TileGround | None:
    """Return the tiles that the settings name, or None.

    There are none either where they name a file that cannot be read: the map shows its outline.

    Raises:
        ValueError: What they name cannot be a base map; the text says what to set.
    """
    url = settings.tiles_url
    if not url:
        return None
    if not url.startswith(SCHEME):
        source = TileSource(url, settings.public_url)
        store = TileStore(source, settings.instance / "tiles")
        return TileGround(store, settings.tiles_attribution)
    archive = TileArchive(Path(url.removeprefix(SCHEME)))
    if not archive.is_open:
        return None
    credit = settings.tiles_attribution or archive.attribution
    return TileGround(archive, credit, archive.min_zoom, archive.max_zoom)
