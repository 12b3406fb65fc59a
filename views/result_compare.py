"""Two to four results side by side, with the indicators that they share."""

from dataclasses import dataclass, field

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.queries.indicator import indicators_of
from app.queries.result import public_results
from models.base import LANGUAGES
from models.indicator import Indicator
from models.pilot import Pilot
from views import language
from views.access import public
from views.experiment_card import card
from views.indicator_words import IndicatorLine, lines
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("result_compare", __name__, url_prefix=PREFIX)

FEWEST, MOST = 2, 4


@dataclass(slots=True)
class Shared:
    """One indicator over the results: its name, and each result's own numbers where it has any."""

    name: str
    lang: str
    unit: str
    keys: set[str]
    cells: dict[int, IndicatorLine] = field(default_factory=dict)


@blueprint.get("/results/compare")
@public
def show() -> ResponseReturnValue:
    """Compare results; what fewer than two share stands below what all have."""
    asked = list(dict.fromkeys(request.args.getlist("result")))
    found = public_results(asked[:MOST])
    return page(
        "result/compare.html",
        cards=[card(one) for one in found],
        shared=shared(found),
        too_many=len(asked) > MOST,
        too_few=len(found) < FEWEST,
        most=MOST,
    )


def shared(found: list[Pilot]) -> list[Shared]:
    """Return the indicators of these pilots, the same ones in one row, most widely shared first.

    Two indicators are the same when they have the same unit and one name in common, in whichever
    language.
    """
    rows: list[Shared] = []
    for pilot_id, own in indicators_of([one.id for one in found]).items():
        for one in own:
            _put(rows, pilot_id, one)
    return sorted(rows, key=lambda row: -len(row.cells))


def _put(rows: list[Shared], pilot_id: int, one: Indicator) -> None:
    keys = {_key(one.name.get(lang)) for lang in LANGUAGES} - {""}
    unit = _key(one.unit)
    line = lines([one])[0]
    for row in rows:
        if row.unit == unit and row.keys & keys and pilot_id not in row.cells:
            row.cells[pilot_id] = line
            row.keys |= keys
            return
    name, lang = one.name.best(language.current())
    rows.append(Shared(name, lang, unit, keys, {pilot_id: line}))


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
