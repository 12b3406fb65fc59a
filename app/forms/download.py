"""What a download's address asks for, read from its parameters."""

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app import clock
from app.queries.open_feature import Box, Interval, Wanted
from geodata.crs import TM35FIN, WGS84
from models.base import LANGUAGES
from models.download import DownloadFormat, DownloadTable
from models.wall_time import local_date

ALSO = ("datetime", "crs", "lang")
_CRS = {
    "4326": WGS84, "EPSG:4326": WGS84, "http://www.opengis.net/def/crs/EPSG/0/4326": WGS84,
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84": WGS84,
    "3067": TM35FIN, "EPSG:3067": TM35FIN, "http://www.opengis.net/def/crs/EPSG/0/3067": TM35FIN,
}  # fmt: skip
_CORNERS, _FLAT = 4, 6
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ParameterError(ValueError):
    """A parameter that cannot be taken: which, why (a code), and what would be right."""

    def __init__(self, name: str, code: str, known: Collection[str] = ()) -> None:
        super().__init__(name, code)
        self.name, self.code, self.known = name, code, known


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a table, a coordinate system and a language; ``is_part``: not the whole."""

    wanted: Wanted
    epsg: int = WGS84
    lang: str = "fi"

    @property
    def is_part(self) -> bool:
        """Whether something is left out."""
        return self.wanted != Wanted()


def known_names(table: DownloadTable) -> tuple[str, ...]:
    """Return the parameters that the files of a table know.

    ``datetime`` leaves nothing out where nothing has a time, as in the other interfaces.
    """
    return (*table.filters, *(one for one in ALSO if one not in table.filters))


def asked_of(
    args: Mapping[str, str], table: DownloadTable, fmt: DownloadFormat, cities: Collection[str]
) -> Asked:
    """Return what is asked for; a parameter that is not there leaves nothing out.

    Raises:
        ParameterError: ``unknown``, ``choose`` (one of those known), ``box``, ``time``, ``plane``.
    """
    known = known_names(table)
    for name in args:
        if name not in known:
            raise ParameterError(name, "unknown", known)
    equals: dict[str, Any] = {}
    if "city" in args:
        equals["city"] = _one_of("city", args["city"], cities)
    for name, field in (("kind", "kind"), ("theme", "themes")):
        if name in args and (described := table.field(field)) is not None:
            equals[field] = _one_of(name, args[name], described.values)
    wanted = Wanted(
        boxes=boxes_of(args["bbox"]) if "bbox" in args else (),
        interval=interval_of(args["datetime"]) if "datetime" in args else None,
        equals=equals,
    )
    lang = _one_of("lang", args.get("lang", "fi"), LANGUAGES)
    return Asked(wanted, _epsg(args.get("crs", "4326"), table, fmt), lang)


def _one_of(name: str, value: str, known: Collection[str]) -> str:
    if value not in known:
        raise ParameterError(name, "choose", known)
    return value


def _epsg(value: str, table: DownloadTable, fmt: DownloadFormat) -> int:
    if value not in _CRS:
        raise ParameterError("crs", "choose", ("EPSG:4326", "EPSG:3067"))
    if _CRS[value] != WGS84 and not (fmt.has_planes and table.has_shapes):
        planes = [one.ending for one in table.formats if one.has_planes and table.has_shapes]
        raise ParameterError("crs", "plane", planes)
    return _CRS[value]


def boxes_of(value: str) -> tuple[Box, ...]:
    """Return ``west,south,east,north`` in EPSG:4326 as boxes, two where it crosses longitude 180.

    Heights, where there are six numbers, leave nothing out.

    Raises:
        ParameterError: ``box``.
    """
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        raise ParameterError("bbox", "box") from None
    if len(numbers) == _FLAT:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != _CORNERS or not all(map(math.isfinite, numbers)):
        raise ParameterError("bbox", "box")
    west, south, east, north = numbers
    if south > north or not (-90 <= south <= 90 and -90 <= north <= 90):  # noqa: PLR2004 - degrees
        raise ParameterError("bbox", "box")
    if max(abs(west), abs(east)) > 180:  # noqa: PLR2004 - degrees
        raise ParameterError("bbox", "box")
    if west <= east:
        return ((west, south, east, north),)
    return (west, south, 180.0, north), (-180.0, south, east, north)


def interval_of(value: str) -> Interval:
    """Return a day, an instant, or two of them with a slash between; ``..`` is open.

    Raises:
        ParameterError: ``time``.
    """
    start, slash, end = value.partition("/")
    if not slash:
        day = _day(start)
        if day is None:
            raise ParameterError("datetime", "time")
        return day, day
    first, last = _day(start), _day(end)
    if (first is None and last is None) or (first and last and first > last):
        raise ParameterError("datetime", "time")
    return first, last


def _day(text: str) -> dt.date | None:
    """Return the local day of a day or an instant; None where it is open."""
    if text in {"", ".."}:
        return None
    try:
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ParameterError("datetime", "time") from None
    if at.tzinfo is None or "T" not in text.upper():
        raise ParameterError("datetime", "time")
    try:
        return local_date(at, clock.FINLAND)
    except OverflowError:
        raise ParameterError("datetime", "time") from None
