"""How well many testbeds fit a wish: models/testbed_fit.py, asked once for those alike."""

from collections.abc import Mapping, Sequence

import numpy as np

from app.queries.facet_field import Floats, Integers, integers
from app.queries.free_window import Stretch
from app.queries.testbed_field import Field
from models.testbed_fit import Facts, Wishes, fit

_NONE = Stretch(None, 0)
_MOST = 2**62


def facts_of(rows: Field, place: int, stretch: Stretch | None) -> Facts:
    """Return what the fit of one testbed is judged by."""
    return Facts(
        infrastructure=rows.needs.of(place),
        themes=rows.themes.of(place),
        people=rows.people.of(place),
        money=rows.money.words[rows.money.codes[place]],
        capacity=int(rows.capacity[place]),
        min_days=int(rows.min_days[place]),
        max_days=int(rows.max_days[place]),
        is_open=bool(rows.is_open[place]),
        start=stretch.start if stretch else None,
        longest=stretch.longest if stretch else 0,
    )


def scores(
    wishes: Wishes, rows: Field, places: Integers, stretches: Mapping[int, Stretch]
) -> Floats:
    """Return the score of each of ``places``, in their order.

    Those that are alike in all that the wishes are about share one judgement: of what is wished few
    combinations occur, however many testbeds there are.
    """
    if not len(places):
        return np.zeros(0)
    runs = []
    alike = [
        rows.needs.bits[places] & rows.needs.asked(wishes.needs),
        rows.themes.bits[places] & rows.themes.asked(wishes.themes),
        rows.people.bits[places] & rows.people.asked(wishes.people),
        rows.money.codes[places],
    ]
    if wishes.days is not None:
        runs = [stretches.get(one, _NONE) for one in rows.ids[places].tolist()]
        alike += [
            rows.is_open[places].astype(np.int64),
            np.minimum(rows.capacity[places], wishes.places),
            np.minimum(rows.min_days[places], wishes.days + 1),
            np.minimum(rows.max_days[places], wishes.days),
            integers(one.start is not None for one in runs),
            integers(min(one.longest, wishes.days) for one in runs),
        ]
    _kinds, first, kind = np.unique(_numbered(alike), return_index=True, return_inverse=True)
    judged = [
        fit(wishes, facts_of(rows, int(places[one]), runs[one] if runs else None)).score
        for one in first.tolist()
    ]
    found: Floats = np.array(judged)[kind]
    return found


def _numbered(columns: Sequence[Integers]) -> Integers:
    """Return one number a row: the same where all the columns are the same, else another."""
    number, width = np.zeros(len(columns[0]), dtype=np.int64), 1
    for one in columns:
        least, span = one.min(), int(np.ptp(one)) + 1
        if width * span > _MOST:
            _known, number = np.unique(number, return_inverse=True)
            width = int(number.max()) + 1
        number = number * span + (one - least)
        width *= span
    return number
