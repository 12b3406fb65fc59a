"""The order that an address asks for, and the place in it where a page begins.

``sortby=-starts_on,title_fi`` sorts by the first, then by the second, then by id.  ``after`` is
opaque to the reader: the values of the last feature before it, which need not exist any more.

Source: draft of OGC API – Features – Part 8, sorting (as in OGC API – Records).
"""

import base64
import binascii
import json
from typing import Any

from app.forms.ogc_filter_limit import is_plain
from app.queries.ogc import Scalar, Sort
from models.ogc import OgcError
from models.open_collection import OpenCollection
from models.open_field import FieldType

MOST_SORTED = 4
MOST_LETTERS = 4000
GREATEST_KEY = 2**31 - 1


def read_sort(text: str, collection: OpenCollection) -> tuple[Sort, ...]:
    """Return what to sort by.

    Raises:
        OgcError: an unknown property, or more than are taken.

    """
    found = []
    for one in text.split(","):
        # A plus sign in an address means a blank, unless it is written %2B.
        name = one.strip().lstrip("+-").strip()
        field = collection.field(name)
        if field is None or field.type is FieldType.LIST:
            raise OgcError("ogc_sort", field="sortby", name=name[:60])
        found.append(Sort(name, is_falling=one.strip().startswith("-")))
    if len(found) > MOST_SORTED or len({one.name for one in found}) < len(found):
        raise OgcError("ogc_sort_many", field="sortby", most=MOST_SORTED)
    return tuple(found)


def written_after(after: tuple[Scalar, ...]) -> str:
    """Return ``after`` as it stands in an address: the key, or the sorted values and the key."""
    if len(after) == 1:
        return str(after[0])
    text = json.dumps(after, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_after(text: str, collection: OpenCollection, sort: tuple[Sort, ...]) -> tuple[Scalar, ...]:
    """Return where a page begins.

    Raises:
        OgcError: it is not what a ``next`` link of this order said.

    """
    try:
        values = [int(text)] if not sort else json.loads(_opened(text))
    except (ValueError, binascii.Error, RecursionError):
        raise _refused() from None
    if not isinstance(values, list) or len(values) != len(sort) + 1:
        raise _refused()
    *kept, key = values
    if not isinstance(key, int) or isinstance(key, bool) or not 0 <= key <= GREATEST_KEY:
        raise _refused()
    fits = (_fits(one, collection, by) for one, by in zip(kept, sort, strict=True))
    if not all(fits):
        raise _refused()
    return tuple(values)


def _opened(text: str) -> str:
    if len(text) > MOST_LETTERS or not text.isascii():
        raise ValueError
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()


def _fits(value: Any, collection: OpenCollection, by: Sort) -> bool:
    if value is None:
        return True
    field = collection.field(by.name)
    kind = field.type if field is not None else None
    if kind in {FieldType.INTEGER, FieldType.BOOLEAN}:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and is_plain(value)


def _refused() -> OgcError:
    return OgcError("ogc_after", field="after")
