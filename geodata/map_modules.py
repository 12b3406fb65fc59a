"""The maps' own scripts, by the names under which they import one another."""

from collections.abc import Mapping
from typing import Final

MODULES: Final[Mapping[str, str]] = {
    "koepaikka_map": "js/map.js",
    **{
        f"koepaikka_map_{name}": f"js/map/{name}.js"
        for name in (
            "element", "frame", "base", "mark", "window", "page", "experiments", "place",
            "around",
        )
    },
    "koepaikka_geometry": "js/geometry.js",
    "koepaikka_geometry_edit": "js/geometry-edit.js",
    "koepaikka_geometry_text": "js/geometry-text.js",
}  # fmt: skip
"""Key in the asset manifest to path below ``static/``."""
