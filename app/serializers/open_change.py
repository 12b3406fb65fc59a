"""The feed of changes as JSON, and its cursors: the position in each collection, as text."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.queries.open_change import Position
from app.serializers.webhook import instant
from models.open_feature import OpenChange, OpenDeed

PIECE = re.compile(r"([a-z]+)\.(\d{1,18})\.(\d{1,10})")


def cursor_text(positions: Mapping[str, Position]) -> str:
    """Return positions as a cursor, as in "pilots.44.12~testbeds.7.3"."""
    return "~".join(
        f"{name}.{revision}.{key}" for name, (revision, key) in sorted(positions.items())
    )


def positions_of(cursor: str) -> dict[str, Position] | None:
    """Return what a cursor says; None for what is none."""
    found: dict[str, Position] = {}
    for piece in cursor.split("~"):
        read = PIECE.fullmatch(piece)
        if read is None:
            return None
        found[read[1]] = int(read[2]), int(read[3])
    return found


def changes_json(
    changes: Sequence[OpenChange], base_url: str, links: Sequence[Mapping[str, str]], **more: Any
) -> str:
    """Return a page of the feed; ``more`` stands beside the changes."""
    whole = {"changes": [_told(one, base_url) for one in changes], **more, "links": list(links)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def _told(change: OpenChange, base_url: str) -> dict[str, Any]:
    said: dict[str, Any] = {
        "collection": change.collection,
        "id": change.key,
        "deed": change.deed.value,
        "revision": change.revision,
        "at": instant(change.at),
    }
    if change.deed is not OpenDeed.REMOVED:
        said["url"] = f"{base_url}/api/v1/{change.collection}/{change.key}"
    return said
