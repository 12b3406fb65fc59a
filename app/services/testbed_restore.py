"""Bring back what a testbed's record said in an older version, whole or in some of its fields.

What comes back is a new version: nothing is taken out of the history.  It passes the rules of the
form: what is public stays complete, capacity goes through the ledger, the shape lies in its city.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from app.adapters.file_store import FileStore
from app.database import use_case
from app.policies.actor import Actor
from app.queries.testbed_history import version_of
from app.services.lapse import settled
from app.services.testbed import change_room, to_edit, written
from app.services.testbed_media_record import PARTS, bring_media_back, media_of
from app.services.testbed_shape import derive, put_shape
from app.services.testbed_version import (
    PLAIN,
    TEXTS,
    Deed,
    reason_of,
    record_of,
    refuse_stale,
)
from models.base import Translated
from models.errors import FieldError, NotFoundError
from models.testbed import Testbed
from models.testbed_kind import SlotUnit

RESTORABLE = (frozenset((*PLAIN, *TEXTS, *PARTS)) | {"shape"}) - {"slug", "status"}
"""Fields that this brings back; a state changes by its moves, an address with the name."""

_ROOM = ("capacity", "slot_unit")


@dataclass(frozen=True, slots=True)
class Return:
    """Which fields are to come back and why; ``store`` is where kept pictures and files lie."""

    names: Collection[str]
    reason: str
    store: FileStore


@settled("testbed")
@use_case
def restore(
    actor: Actor, testbed_id: int, number: int, version: int, asked: Return
) -> dict[str, Any]:
    """Write what version ``number`` said into the fields asked for; returns as ``testbed.save``.

    ``left_out`` in what is returned says how many pictures and files are no longer kept.

    Raises:
        NotFoundError: The version is not kept, or the actor may not know of the testbed.
        ForbiddenError: The actor may read the record only.
        ConflictError: Somebody changed one of the fields since ``version`` was shown.
        CapacityError: As in ``app.services.booking.change_capacity``.
        FieldError: ``reason_needed``, ``nothing_chosen``, ``needed_while_public`` (fields),
            ``unit_in_use``, ``lengths_crossed``, ``in_other_city``, ``outside_city``,
            ``not_a_choice``.
    """
    testbed = to_edit(actor, testbed_id)
    kept = version_of(testbed_id, number)
    if kept is None:
        raise NotFoundError
    wanted = [name for name in kept.record if name in RESTORABLE and name in asked.names]
    if not wanted:
        raise FieldError("nothing_chosen", field="fields")
    words = reason_of(asked.reason)
    refuse_stale(testbed, version, frozenset(wanted))
    before = record_of(testbed)
    values = {name: kept.record[name] for name in wanted}
    left_out = _put_media_back(actor, testbed, values, asked.store)
    _put_back(actor, testbed, values)
    done = written(actor, testbed, before, Deed("restore", words, number))
    return {**done, "left_out": left_out}


def _put_media_back(
    actor: Actor, testbed: Testbed, values: Mapping[str, Any], store: FileStore
) -> int:
    chosen = {name: values[name] for name in PARTS if name in values}
    if not chosen:
        return 0
    return bring_media_back(actor, testbed, media_of(testbed) | chosen, store)


def _put_back(actor: Actor, testbed: Testbed, values: Mapping[str, Any]) -> None:
    if any(name in values for name in _ROOM):
        unit = SlotUnit(values.get("slot_unit", testbed.slot_unit))
        change_room(actor, testbed, values.get("capacity", testbed.capacity), unit)
    if "shape" in values:
        text = values["shape"]
        put_shape(testbed, shapely.from_geojson(text) if text else None)
    for name, value in values.items():
        if name in TEXTS:
            setattr(testbed, name, Translated.of(value))
        elif name in PLAIN and name not in _ROOM:
            setattr(testbed, name, _typed(name, value))
    derive(testbed)


def _typed(name: str, value: Any) -> Any:
    """Return a value as its column holds it: words of a vocabulary as its members."""
    kind = getattr(Testbed.__table__.c[name].type, "enum_class", None)
    if kind is None or value is None:
        return value
    try:
        return kind(value)
    except ValueError:
        raise FieldError("not_a_choice", field=name) from None
