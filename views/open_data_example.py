"""How open data is read in the tools that people have: code to copy, steps to follow."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.serializers.catalogue_way import Way

HELSINKI = "24.90,60.15,25.00,60.20"


@dataclass(frozen=True, slots=True)
class Example:
    """One example; ``code`` is the same in every language, ``steps`` are sentences instead."""

    key: str
    title: str
    words: str
    code: str = ""
    steps: tuple[str, ...] = ()


def examples(name: str, ways: tuple[Way, ...], base: str) -> list[Example]:
    """Return the examples for a collection that its ways make possible."""
    return list(_examples(name, {way.name: way.url for way in ways}, base))


def _examples(name: str, urls: dict[str, str], base: str) -> Iterator[Example]:
    whole, items = urls.get("geojson"), urls.get("ogc")
    if whole or items:
        yield Example("curl", "curl", _("On the command line."), _curl(name, whole, items))
    if source := whole or items:
        yield Example("python", "Python", _("With GeoPandas."), _python(name, source))
        yield Example("r", "R", _("With the package sf."), _r(name, source))
    if items:
        yield Example("qgis", "QGIS", _("Version 3.22 or newer, nothing to install."), steps=(
            _("Choose Layer, then Add Layer, then Add WFS / OGC API – Features Layer."),
            _("Press New and give a name and this address: %(address)s", address=f"{base}/ogc/"),
            _("Choose OGC API – Features as the version, press OK and then Connect."),
            _("Choose %(name)s from the list and press Add.", name=name),
        ))  # fmt: skip


def _curl(name: str, whole: str | None, items: str | None) -> str:
    lines = []
    if whole:
        lines.append(f'curl -o {name}.geojson "{whole}"')
    if items:
        mark = "&" if "?" in items else "?"
        lines.append(f'curl "{items}{mark}bbox={HELSINKI}&limit=10"')
    return "\n".join(lines)


def _python(name: str, source: str) -> str:
    return (
        "import geopandas\n\n"
        f'{name} = geopandas.read_file("{source}")\n'
        f'print({name}[["title_fi", "city"]].head())'
    )


def _r(name: str, source: str) -> str:
    return f'library(sf)\n\n{name} <- st_read("{source}")\nplot(st_geometry({name}))'
