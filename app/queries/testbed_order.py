"""The order of testbeds that were found: whole when all are asked for, cheaply for one page."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.queries.facet_field import Integers, integers
from app.queries.free_window import Stretch
from app.queries.testbed_field import Field
from app.queries.testbed_score import scores
from geodata.crs import Position, to_web_mercator
from models.testbed_fit import Wishes

_LAST = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """What is compared, the first thing first; arrays of one length."""

    keys: tuple[NDArray[Any], ...]

    def whole(self) -> Integers:
        """Return the places of all, in their order."""
        return np.lexsort(self.keys[::-1])

    def first(self, most: int) -> Integers:
        """Return the places of the first, as ``whole`` has them, without ordering all."""
        leading = self.keys[0]
        if most >= len(leading):
            return self.whole()
        if most < 1:
            return np.zeros(0, dtype=np.int64)
        bound = np.partition(leading, most - 1)[most - 1]
        near = np.flatnonzero(leading <= bound)
        ordered: Integers = near[np.lexsort([key[near] for key in self.keys[::-1]])][:most]
        return ordered


def nearest(rows: Field, places: Integers, near: Position, lang: str) -> Order:
    """Order by the distance from ``near`` (EPSG:4326); those that have no place come last."""
    x, y = to_web_mercator(*near)
    away = np.hypot(rows.x[places] - x, rows.y[places] - y)
    return Order((np.where(np.isnan(away), np.inf, away), rows.order[lang][places]))


def by_name(rows: Field, places: Integers, lang: str) -> Order:
    """Order by name; paused places come last."""
    return Order((_after(rows, places, rows.order[lang][places]),))


def soonest(rows: Field, places: Integers, starts: Mapping[int, dt.date], lang: str) -> Order:
    """Order by the first free day, then the name; paused places come last."""
    days = _days(rows, places, starts)
    return Order((_after(rows, places, days), rows.order[lang][places]))


def by_fit(
    wishes: Wishes,
    rows: Field,
    places: Integers,
    stretches: Mapping[int, Stretch],
    starts: Mapping[int, dt.date],
    lang: str,
) -> Order:
    """Order by fit, then the first free day and the name; paused places come last."""
    score = scores(wishes, rows, places, stretches)
    paused = ~rows.is_open[places]
    days = _days(rows, places, starts)
    return Order((np.where(paused, 2.0, 0.0) - score, days, rows.order[lang][places]))


def _after(rows: Field, places: Integers, key: Integers) -> Integers:
    """Return a key by which all that is paused comes after all that is not."""
    later: Integers = np.where(rows.is_open[places], key, key + _LAST + len(rows.ids))
    return later


def _days(rows: Field, places: Integers, starts: Mapping[int, dt.date]) -> Integers:
    """Return the first free day of each as an ordinal; those that have none come last."""
    if not starts:
        return np.zeros(len(places), dtype=np.int64)
    known = (starts.get(one) for one in rows.ids[places].tolist())
    return integers(_LAST if one is None else one.toordinal() for one in known)
