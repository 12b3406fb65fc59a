"""The phases of many experiments at once are those that models/pilot.py gives one by one."""

import datetime as dt
import itertools

import numpy as np

from app.queries.experiment import PHASES, phases
from app.queries.experiment_field import STATES, Field
from app.queries.facet_field import Column, Sets
from models.pilot import PUBLIC_STATES, public_phase

TODAY = dt.date(2026, 11, 26)
OFFSETS = (-40, -2, -1, 0, 1, 2, 40)


def test_every_state_with_every_order_of_days_has_the_same_phase():
    cases = [
        (state, TODAY + dt.timedelta(first), TODAY + dt.timedelta(last))
        for state, first, last in itertools.product(PUBLIC_STATES, OFFSETS, OFFSETS)
        if first <= last
    ]
    nothing = np.zeros(len(cases), dtype=np.int64)
    rows = Field(
        ids=nothing, city=Column(("a",), nothing), kind=Column(("a",), nothing),
        themes=Sets((), nothing), personal=nothing,
        x=nothing.astype(float), y=nothing.astype(float),
        status=np.array([STATES.index(state) for state, _first, _last in cases]),
        start=np.array([first.toordinal() for _state, first, _last in cases]),
        end=np.array([last.toordinal() for _state, _first, last in cases]),
    )  # fmt: skip

    together = [PHASES[place] for place in phases(rows, TODAY)]

    assert together == [public_phase(*case, TODAY) for case in cases]
