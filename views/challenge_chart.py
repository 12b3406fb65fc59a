"""Charts of the numbers of challenges; each page has the table that says the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.numbers import get_decimal_symbol, get_group_symbol
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from app.adapters.chart import Bar, Chart, drawings
from app.labels import label
from app.queries.challenge_number import ChallengeRow, Winners
from models.challenge import EntrantKind
from views import language
from views.file import file_store
from views.page import date, number

DAYS = {"fi": "%-d.%-m.", "sv": "%-d.%-m.", "en": "%-d/%-m"}
FEWEST_POINTS = 2
MOST_BARS = 12


def charts(
    rows: Sequence[ChallengeRow], kinds: Mapping[str, int], winners: Winners
) -> dict[str, Markup | None]:
    """Return the drawings by name; None where there is nothing to draw or it could not be drawn."""
    asked = {
        "kinds": _chart(
            _("Entries by kind of entrant"),
            [(label(kind), kinds[kind.value], "result") for kind in EntrantKind],
        ),
        "winners": _chart(
            _("From prizes to purchases"),
            [
                (_("Prizes"), winners.prizes, "start"),
                (_("Accepted"), winners.accepted, "target"),
                (_("Experiments"), winners.pilots, "result"),
                (_("Results"), winners.results, "result"),
                (_("Taken into use"), winners.bought, "reached"),
            ],
        ),
        "decision": _chart(
            _("Days from closing to the announcement"),
            [
                (row.challenge.title.best(language.current())[0], row.decided_days, "result")
                for row in rows[:MOST_BARS]
                if row.decided_days is not None
            ],
        ),
    }
    return _drawn(asked)


def day_chart(row: ChallengeRow) -> Markup | None:
    """Return the line of entries per day of one challenge."""
    if len(row.days) < FEWEST_POINTS:
        return None
    points = tuple((day.isoformat(), float(count)) for day, count in row.days.items())
    told = "; ".join(f"{date(day)}: {count}" for day, count in row.days.items() if count)
    chart = Chart(str(_("Entries per day")), told, (), points, **_signs())
    return _drawn({"days": chart})["days"]


def _chart(title: str, bars: Sequence[tuple[str, int, str]]) -> Chart | None:
    shown = tuple(Bar(str(name), float(count), number(count), role) for name, count, role in bars)
    if not any(bar.value for bar in shown):
        return None
    told = ". ".join(f"{bar.label}: {bar.shown}" for bar in shown)
    return Chart(str(title), told, shown, **_signs())


def _signs() -> dict[str, Any]:
    return {
        "decimal": get_decimal_symbol(get_locale()),
        "thousands": get_group_symbol(get_locale()),
        "day_format": DAYS[language.current()],
    }


def _drawn(asked: Mapping[str, Chart | None]) -> dict[str, Markup | None]:
    known = [chart for chart in asked.values() if chart is not None]
    made = dict(zip([chart.name for chart in known], drawings(known, file_store()), strict=True))
    found: dict[str, Markup | None] = {}
    for name, chart in asked.items():
        svg = made.get(chart.name) if chart is not None else None
        found[name] = Markup(svg) if svg is not None else None  # noqa: S704 - made anew by the adapter
    return found
