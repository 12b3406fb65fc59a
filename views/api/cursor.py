"""Cursors of lists: where a page ended, as a text that programs hand back unread."""

import base64
import binascii
import datetime as dt
import json
import math
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _

from views.api.parameter import UnreadableError
from views.api.schema import MOST_ID

Place = tuple[Any, int]
Fits = Callable[[Any], bool]
DATES = {"d": dt.date.fromisoformat, "i": dt.datetime.fromisoformat}
LONGEST = 1_000
BACK = "<"  # before the order in a cursor that leads to the page before


def is_number(value: Any) -> bool:
    """Say whether a value of a cursor is an id."""
    return type(value) is int and 0 <= value <= MOST_ID


def is_distance(value: Any) -> bool:
    """Say whether a value of a cursor is a length."""
    return isinstance(value, float) and math.isfinite(value)


def is_day(value: Any) -> bool:
    """Say whether a value of a cursor is a day."""
    return type(value) is dt.date


def is_instant(value: Any) -> bool:
    """Say whether a value of a cursor is an instant."""
    return isinstance(value, dt.datetime) and value.tzinfo is not None and 1 < value.year < 9999  # noqa: PLR2004 - the calendar's ends


def is_text(value: Any) -> bool:
    """Say whether a value of a cursor is a text that a database can compare."""
    return (
        isinstance(value, str)
        and len(value) <= LONGEST
        and "\0" not in value
        and value == value.encode(errors="replace").decode()
    )


def written(order: str, place: Place) -> str:
    """Return the cursor of a place in a list that is in this order."""
    value, key = place
    kind = ""
    if isinstance(value, dt.datetime):
        kind, value = "i", value.isoformat()
    elif isinstance(value, dt.date):
        kind, value = "d", value.isoformat()
    packed = json.dumps([order, kind, value, key], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read(order: str, cursor: str, fits: Fits) -> Place:
    """Return the place of a cursor, whose value must fit.

    Raises:
        UnreadableError: It is no cursor of a list in this order.
    """
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found = json.loads(packed)
        made_for, sign, value, key = found
        value = DATES[sign](value) if sign else value
        if made_for == order and is_number(key) and fits(value):
            return value, key
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        pass
    raise UnreadableError(_("Take the cursor from “next” of a page of this very list."))


def read_either(order: str, cursor: str, fits: Fits) -> tuple[Place, bool]:
    """Return the place of a cursor, and whether it leads back.

    Raises:
        UnreadableError: It is no cursor of a list in this order.
    """
    try:
        return read(order, cursor, fits), False
    except UnreadableError:
        return read(BACK + order, cursor, fits), True


def next_url(base: str, cursor: str) -> str:
    """Return the address of another page: this one's with another cursor."""
    kept = [(name, text) for name, text in request.args.items(multi=True) if name != "cursor"]
    return f"{base}{request.path}?{urlencode([*kept, ('cursor', cursor)])}"
