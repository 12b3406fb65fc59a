"""What pages say of indicators: numbers in the reader's way, how far one came, and its charts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.adapters.chart import Bar, Chart, drawings
from models.attachment import Attachment
from models.indicator import Direction, Indicator
from views import language
from views.file import file_store
from views.page import date

FEWEST_POINTS = 2
DAYS = {"fi": "%-d.%-m.", "sv": "%-d.%-m.", "en": "%-d/%-m"}


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One indicator as a page shows it; ``reached`` is None where nothing can be compared."""

    indicator: Indicator
    name: str
    lang: str
    baseline: str
    target: str
    result: str
    change: str
    reached: bool | None
    wanted: str
    points: tuple[tuple[str, str], ...]
    charts: tuple[Markup, ...] = ()
    files: tuple[Attachment, ...] = ()


def amount(value: Decimal | None, unit: str = "") -> str:
    """Return a number with its unit as the reader writes numbers; empty for none."""
    if value is None:
        return ""
    number = format_decimal(value, locale=get_locale(), decimal_quantization=False)
    number = str(number).replace("-", "−")
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def change(one: Indicator) -> str:
    """Return how the result differs from where it began, in per cent; empty where that is odd."""
    if one.baseline is None or one.result is None or one.baseline <= 0 or one.unit == "%":
        return ""
    percent = round((one.result - one.baseline) / one.baseline * 100)
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{abs(percent)}\N{NO-BREAK SPACE}%"


def lines(
    found: Iterable[Indicator], files: dict[int, list[Attachment]] | None = None
) -> list[IndicatorLine]:
    """Return indicators as the tables of pages show them, without charts."""
    made = []
    for one in found:
        name, lang = one.name.best(language.current())
        lower = one.direction is Direction.LOWER
        made.append(
            IndicatorLine(
                indicator=one,
                name=name,
                lang=lang,
                baseline=amount(one.baseline, one.unit),
                target=amount(one.target, one.unit),
                result=amount(one.result, one.unit),
                change=change(one),
                reached=one.is_reached,
                wanted=_("Less is better") if lower else _("More is better"),
                points=tuple((date(p.day), amount(p.value, one.unit)) for p in one.points),
                files=tuple((files or {}).get(one.id, ())),
            )
        )
    return made


def with_charts(made: list[IndicatorLine], *, is_told: bool = True) -> list[IndicatorLine]:
    """Return the same with their charts, drawn together; a line has none where there is nothing.

    Until the result is told (``is_told``) a chart shows only the way there.
    """
    asked = [
        (place, chart)
        for place, one in enumerate(made)
        for chart in _charts_of(one, is_told=is_told)
    ]
    drawn = drawings([chart for _place, chart in asked], file_store())
    found: dict[int, list[Markup]] = {}
    for (place, _chart), svg in zip(asked, drawn, strict=True):
        if svg is not None:
            found.setdefault(place, []).append(Markup(svg))  # noqa: S704 - made anew by the adapter
    return [_drawn(one, tuple(found.get(place, ()))) for place, one in enumerate(made)]


def _drawn(one: IndicatorLine, charts: tuple[Markup, ...]) -> IndicatorLine:
    values = {name: getattr(one, name) for name in IndicatorLine.__slots__}
    return IndicatorLine(**{**values, "charts": charts})


def _charts_of(one: IndicatorLine, *, is_told: bool) -> list[Chart]:
    """Return what to draw: the numbers side by side, and the way there when it was measured."""
    row = one.indicator
    role = "reached" if one.reached else "result"
    rows = (
        (_("Before"), row.baseline, one.baseline, "start"),
        (_("Aimed at"), row.target, one.target, "target"),
        (_("Result"), row.result, one.result, role),
    )
    bars = tuple(
        Bar(str(label), float(value), shown, part)
        for label, value, shown, part in rows
        if value is not None and (is_told or part in {"start", "target"})
    )
    told = ". ".join(f"{bar.label}: {bar.shown}" for bar in bars)
    signs: dict[str, Any] = {
        "decimal": get_decimal_symbol(get_locale()),
        "thousands": get_group_symbol(get_locale()),
        "day_format": DAYS[language.current()],
    }
    charts = []
    if is_told and row.result is not None and len(bars) > 1:
        charts.append(Chart(one.name, told, bars, **signs))
    if len(row.points) >= FEWEST_POINTS:
        title = str(_("%(name)s, day by day", name=one.name))
        way = "; ".join(f"{day}: {value}" for day, value in one.points)
        points = tuple((point.day.isoformat(), float(point.value)) for point in row.points)
        charts.append(Chart(title, way, bars, points, **signs))
    return charts
