"""The rounds of a survey side by side: charts of the graded questions, and all as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.adapters.chart import Bar, Chart, drawings
from app.labels import label
from app.queries.survey import Summary, compared
from models.survey import GoOn, Round
from views.file import file_store
from views.page import number

ROLES = {Round.START: "start", Round.MIDDLE: "target", Round.END: "result"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines of the table, (question, figure for each round), and the charts of the first two."""

    rounds: list[str]
    lines: list[tuple[str, list[str]]]
    charts: list[Markup]


def comparison(pilot_id: int) -> Comparison | None:
    """Return the rounds of a pilot side by side; None unless each is large enough to be shown."""
    found = compared(pilot_id)
    if not found:
        return None
    graded: list[tuple[str, Callable[[Summary], Decimal]]] = [
        (_("Useful, of 5"), lambda one: one.useful),
        (_("Easy, of 5"), lambda one: one.easy),
    ]
    lines = [(name, [number(take(one)) for one in found.values()]) for name, take in graded]
    lines += [
        (
            _("Should it go on? %(answer)s", answer=label(way)),
            [number(one.go_on[way]) for one in found.values()],
        )
        for way in GoOn
    ]
    lines.append((_("Answers"), [number(one.count) for one in found.values()]))
    drawn = drawings([_chart(name, take, found) for name, take in graded], file_store())
    charts = [Markup(svg) for svg in drawn if svg is not None]  # noqa: S704 - made anew by the adapter
    return Comparison([label(one) for one in found], lines, charts)


def _chart(name: str, take: Callable[[Summary], Decimal], found: dict[Round, Summary]) -> Chart:
    bars = tuple(
        Bar(label(one), float(take(summary)), number(take(summary)), ROLES[one])
        for one, summary in found.items()
    )
    signs: dict[str, Any] = {
        "decimal": get_decimal_symbol(get_locale()),
        "thousands": get_group_symbol(get_locale()),
    }
    return Chart(name, ". ".join(f"{bar.label}: {bar.shown}" for bar in bars), bars, **signs)
