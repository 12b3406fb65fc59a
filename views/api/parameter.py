"""Parameters of operations: what each means, its schema, and how its text is read.

One description serves the check of a request, the OpenAPI document and the documentation page.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from views.api import schema
from views.api.schema import Schema
from views.api.wording import Words

LONGEST = 200
MOST_VALUES = 50
FIRST_YEAR, LAST_YEAR = 1900, 2200
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
LEAST_BOX = 4
WEST, SOUTH, EAST, NORTH = -180.0, -90.0, 180.0, 90.0


class UnreadableError(ValueError):
    """The text of a parameter is not what it should be; the message says what to write."""


Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.  ``where`` is query, path or header; a list has its values between commas.

    ``example`` is a text as it stands in an address.
    """

    name: str
    words: Words
    schema: Schema
    read: Read
    where: str = "query"
    is_required: bool = False
    is_list: bool = False
    default: Any = None
    example: str = ""

    def value(self, texts: Sequence[str]) -> Any:
        """Return the value of what was written, which is at least one text.

        Raises:
            UnreadableError: It cannot be read, or is written several times.
        """
        if any("\0" in text for text in texts):
            raise UnreadableError(_("Leave out signs that cannot be seen."))
        if self.is_list:
            parts = [part for text in texts for part in text.split(",") if part]
            if len(parts) > MOST_VALUES:
                raise UnreadableError(_("At most %(most)s values.", most=MOST_VALUES))
            return tuple(dict.fromkeys(self.read(part) for part in parts))
        if len(texts) > 1:
            raise UnreadableError(_("Write it only once."))
        return self.read(texts[0])


def words(
    name: str, about: Words, *, longest: int = LONGEST, least: int = 0, **more: Any
) -> Parameter:
    """Return a parameter of free text."""

    def read(given: str) -> str:
        if not least <= len(given.strip()) or len(given) > longest:
            said = _("Write from %(least)s to %(most)s letters.", least=least, most=longest)
            raise UnreadableError(said)
        return given

    shape = schema.text(longest=longest) | ({"minLength": least} if least else {})
    return Parameter(name, about, shape, read, **more)


def integer(
    name: str, about: Words, *, least: int, most: int, clamped: bool = False, **more: Any
) -> Parameter:
    """Return a parameter of a whole number; ``clamped``: more than ``most`` means ``most``."""

    def read(given: str) -> int:
        value = int(given) if WHOLE.fullmatch(given) else least - 1
        if value > most and clamped:
            return most
        if not least <= value <= most:
            said = _("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
            raise UnreadableError(said)
        return value

    return Parameter(name, about, schema.integer(least, None if clamped else most), read, **more)


def flag(name: str, about: Words, **more: Any) -> Parameter:
    """Return a parameter that is true or false."""

    def read(given: str) -> bool:
        if given not in {"true", "false"}:
            raise UnreadableError(_("Write true or false."))
        return given == "true"

    return Parameter(name, about, schema.flag(), read, **more)


def choice(name: str, about: Words, values: Sequence[str], **more: Any) -> Parameter:
    """Return a parameter that is one of these words."""
    return Parameter(name, about, schema.one_of(values), _among(values), **more)


def choices(name: str, about: Words, values: Sequence[str], **more: Any) -> Parameter:
    """Return a parameter that is any of these words, between commas."""
    shape = schema.array(schema.one_of(values), MOST_VALUES)
    return Parameter(name, about, shape, _among(values), is_list=True, **more)


def _among(values: Sequence[str]) -> Read:
    known = frozenset(values)

    def read(given: str) -> str:
        if given not in known:
            raise UnreadableError(_("Write one of these: %(values)s.", values=", ".join(values)))
        return given

    return read


def day(name: str, about: Words, **more: Any) -> Parameter:
    """Return a parameter that is a day, as 2026-12-31."""
    return Parameter(name, about, schema.DAY, read_day, **more)


def read_day(given: str) -> dt.date:
    """Return a day of this or the next century.

    Raises:
        UnreadableError: It is none.
    """
    try:
        found = dt.date.fromisoformat(given) if DAY.fullmatch(given) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise UnreadableError(_("Write a day as 2026-12-31."))
    return found


def instant(name: str, about: Words, **more: Any) -> Parameter:
    """Return a parameter that is an instant with its zone, as 2026-12-31T12:00:00Z."""
    return Parameter(name, about, schema.INSTANT, read_instant, **more)


def read_instant(given: str) -> dt.datetime:
    """Return an instant in UTC; a plus sign that became a blank in the address is one again.

    Raises:
        UnreadableError: It is none, or has no zone.
    """
    try:
        found = dt.datetime.fromisoformat(re.sub(r" (?=\d\d:\d\d$)", "+", given))
        zoned = found.astimezone(dt.UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        zoned = None
    if zoned is None or not FIRST_YEAR <= zoned.year <= LAST_YEAR:
        raise UnreadableError(_("Write an instant with its zone, as 2026-12-31T12:00:00Z."))
    return zoned


def bbox(name: str = "bbox", **more: Any) -> Parameter:
    """Return the parameter of a box: west, south, east, north in degrees."""
    about = _l("Only what touches this box: west, south, east, north in degrees (WGS 84).")
    shape = schema.array(schema.number()) | {"minItems": 4, "maxItems": 4}
    return Parameter(name, about, shape, _read_box, example="24.8,60.1,25.2,60.3", **more)


def _read_box(given: str) -> tuple[float, float, float, float]:
    values = _numbers(given)
    if len(values) == LEAST_BOX:
        west, south, east, north = values
        if WEST <= west <= east <= EAST and SOUTH <= south <= north <= NORTH:
            return west, south, east, north
    raise UnreadableError(
        _("Write four numbers in degrees: west, south, east, north, as 24.8,60.1,25.2,60.3.")
    )


def point(name: str, about: Words, **more: Any) -> Parameter:
    """Return a parameter that is a place: longitude, latitude in degrees."""
    shape = schema.array(schema.number()) | {"minItems": 2, "maxItems": 2}
    return Parameter(name, about, shape, _read_point, example="24.94,60.17", **more)


def _read_point(given: str) -> tuple[float, float]:
    values = _numbers(given)
    if len(values) == 2 and abs(values[0]) <= EAST and abs(values[1]) < 85:  # noqa: PLR2004 - Web Mercator ends there
        return values[0], values[1]
    raise UnreadableError(_("Write longitude and latitude in degrees, as 24.94,60.17."))


def _numbers(given: str) -> list[float]:
    try:
        values = [float(part) for part in given.split(",")]
    except ValueError:
        return []
    return values if all(math.isfinite(one) for one in values) else []


def ident(name: str = "id", about: Words = "", **more: Any) -> Parameter:
    """Return the parameter of a path that is a thing's number."""
    words_of_it = about or _l("The number of the thing.")
    whole = integer(name, words_of_it, least=1, most=schema.MOST_ID)
    return Parameter(
        name, words_of_it, schema.IDENT, whole.read, where="path", is_required=True, **more
    )


def slug(name: str, about: Words, **more: Any) -> Parameter:
    """Return the parameter of a path that is the last part of a page's address."""
    shape = schema.text(longest=LONGEST, pattern="^[^/]+$")
    return Parameter(name, about, shape, str, where="path", is_required=True, **more)
