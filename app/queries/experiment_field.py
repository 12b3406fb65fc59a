"""The public experiments as arrays, held in the process for as long as nothing has changed.

models/experiment_revision.py numbers the states.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import String, Text, cast, select, type_coerce

from app.database import db
from app.queries.facet_field import Column, Floats, Integers, Sets, coded, integers, sets_of
from app.queries.held import Held
from models.city import City
from models.experiment_revision import ExperimentRevision
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.testbed import Testbed
from models.testbed_kind import TestbedKind

STATES: Final = tuple(PilotStatus)
PERSONAL: Final = ("no", "yes", "unknown")
_ANSWER: Final = {False: 0, True: 1, None: 2}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Every public pilot, by id; arrays of one length.

    ``status`` and ``personal`` are places in STATES and PERSONAL.  Days are proleptic ordinals,
    inclusive.  ``x`` and ``y`` are EPSG:3857 metres, not numbers where a pilot has no place.
    """

    ids: Integers
    city: Column
    kind: Column
    themes: Sets
    status: Integers
    start: Integers
    end: Integers
    personal: Integers
    x: Floats
    y: Floats


def read() -> Field:
    """Read every public pilot anew, in one statement."""
    statement = (
        select(
            Pilot.id,
            City.slug,
            type_coerce(Testbed.kind, String),
            cast(Pilot.themes, Text),
            type_coerce(Pilot.status, String),
            Pilot.start_day,
            Pilot.end_day,
            Pilot.personal_data,
            Pilot.anchor_x,
            Pilot.anchor_y,
        )
        .join(City, City.id == Pilot.city_id)
        .outerjoin(Testbed, Testbed.id == Pilot.testbed_id)
        .where(Pilot.status.in_(PUBLIC_STATES))
        .order_by(Pilot.id)
    )
    rows = db.session.execute(statement).all()
    columns: list[tuple[Any, ...]] = list(zip(*rows, strict=True)) or [()] * 10
    place_of = {state.value: place for place, state in enumerate(STATES)}
    return Field(
        ids=integers(columns[0]),
        city=coded(columns[1]),
        kind=coded(one or TestbedKind.NEIGHBOURHOOD.value for one in columns[2]),
        themes=sets_of(columns[3]),
        status=integers(place_of[one] for one in columns[4]),
        start=integers(day.toordinal() for day in columns[5]),
        end=integers(day.toordinal() for day in columns[6]),
        personal=integers(_ANSWER[one] for one in columns[7]),
        x=np.array(columns[8], dtype=np.float64),
        y=np.array(columns[9], dtype=np.float64),
    )


_held = Held(ExperimentRevision, read)
field = _held.current
