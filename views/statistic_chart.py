"""Charts of the programme's numbers; the page has the table that says the same."""

from collections.abc import Mapping
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.adapters.chart import Bar, Chart, drawings
from app.queries.statistic import Line
from views.file import file_store
from views.page import number

MOST_BARS = 16


def charts(lines: Mapping[str, Line], names: Mapping[str, str]) -> list[tuple[str, Markup]]:
    """Return (title, drawing) of what there is to draw: testbeds, pilots, days to a decision."""
    asked = (
        (_("Testbeds"), "testbeds", "start"),
        (_("Experiments"), "pilots", "result"),
        (_("Days from sending to the first decision"), "decision_days", "target"),
    )
    known = [
        chart
        for title, measure, role in asked
        if (chart := _chart(title, measure, role, lines, names)) is not None
    ]
    return [
        (chart.title, Markup(svg))  # noqa: S704 - made anew by the adapter
        for chart, svg in zip(known, drawings(known, file_store()), strict=True)
        if svg is not None
    ]


def _chart(
    title: str, measure: str, role: str, lines: Mapping[str, Line], names: Mapping[str, str]
) -> Chart | None:
    told = [(names[key], getattr(line, measure)) for key, line in lines.items()]
    bars = tuple(
        Bar(name, float(value), number(value), role)
        for name, value in told[-MOST_BARS:]
        if value is not None
    )
    if not any(bar.value for bar in bars):
        return None
    words = ". ".join(f"{bar.label}: {bar.shown}" for bar in bars)
    return Chart(title, words, bars, **_signs())


def _signs() -> dict[str, Any]:
    return {
        "decimal": get_decimal_symbol(get_locale()),
        "thousands": get_group_symbol(get_locale()),
    }
