"""A program of its own that draws charts: Altair's words to SVG, by the engine of vl-convert.

The engine holds a JavaScript machine of some 80 MB, which a web process need not carry for charts
that are drawn once and kept.  `app.adapters.chart` starts this file by its path in an empty
environment and talks to it in JSON.  Nothing imports it, and it imports nothing of ours.  Values
come with the question, so nothing is fetched from anywhere.

Standard input: a list of charts, each ``{"bars": [{"label", "value", "shown", "role"}],
"points": [[day, value]], "levels": [{"label", "value", "role"}], "decimal", "thousands",
"day_format"}``; a chart with points is a line, else bars.  Standard output: a list of SVG texts.
"""

import json
import resource
import sys
from typing import Any

CPU_S = 60
WIDTH, BAR, LINE_HEIGHT = 300, 34, 150
SMALL = 12
COLOURS = {
    "start": "var(--line-strong)",
    "target": "var(--amber)",
    "reached": "var(--spruce)",
    "result": "var(--baltic)",
}


def limit() -> None:
    """Give up time and the writing of files."""
    for what, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _bars(alt: Any, asked: dict[str, Any]) -> Any:
    """Return horizontal bars in the order given, each with its number at its end."""
    rows = asked["bars"]
    values = [one["value"] for one in rows]
    least, most = min(0, *values), max(0, *values)
    room = (most - least or 1) * 0.4  # for the numbers beyond the ends
    domain = [least - (room if least < 0 else 0), most + (room if most > 0 else 0)]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("value:Q", scale=alt.Scale(domain=domain, nice=False), axis=None),
        y=alt.Y(
            "label:N",
            sort=[one["label"] for one in rows],  # a field would be lost between the layers
            axis=alt.Axis(
                title=None, domain=False, ticks=False, labelPadding=8, labelLimit=150, minExtent=84
            ),
        ),
        color=alt.Color(
            "role:N",
            legend=None,
            scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        ),
    )
    numbers = [
        base.transform_filter(where)
        .mark_text(align=align, dx=dx, fontSize=SMALL + 1, fontWeight=600)
        .encode(text="shown:N", color=alt.value("var(--ink)"))
        for where, align, dx in (("datum.value >= 0", "left", 6), ("datum.value < 0", "right", -6))
    ]
    zero = (
        alt.Chart(alt.Data(values=[{"value": 0}]))
        .mark_rule(color="var(--line-strong)")
        .encode(x="value:Q")
    )
    bars = base.mark_bar(size=20, cornerRadius=2)
    return alt.layer(bars, *numbers, zero).properties(width=WIDTH, height=BAR * len(rows))


def _line(alt: Any, asked: dict[str, Any]) -> Any:
    """Return a line through days, with a level for each number that it is held against."""
    rows = [{"day": day, "value": value} for day, value in asked["points"]]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X(
            "utcyearmonthdate(day):T",
            axis=alt.Axis(
                title=None, format=asked["day_format"], tickCount=4, grid=False, labelFlush=True
            ),
        ),
        y=alt.Y("value:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=None, tickCount=4)),
    )
    line = base.mark_line(color=COLOURS["result"], strokeWidth=2.5)
    dots = base.mark_point(color=COLOURS["result"], fill="var(--paper)", size=30, strokeWidth=2)
    rules, words = [], []
    for one in asked["levels"]:
        level = alt.Chart(alt.Data(values=[one])).encode(y="value:Q")
        rules.append(level.mark_rule(color=COLOURS[one["role"]], strokeDash=[6, 4], strokeWidth=2))
        text = {"align": "right", "baseline": "bottom", "dy": -3, "fontSize": SMALL}
        at = level.encode(x=alt.value(WIDTH), text="label:N")
        words.append(
            at.mark_text(color="var(--paper)", stroke="var(--paper)", strokeWidth=5, **text)
        )
        words.append(at.mark_text(color="var(--ink)", **text))
    layers = alt.layer(*rules, line, dots, *words)
    return layers.properties(width=WIDTH, height=LINE_HEIGHT)


def drawn(asked: dict[str, Any], alt: Any, convert: Any) -> str:
    """Return one chart as SVG text."""
    chart = _line(alt, asked) if asked["points"] else _bars(alt, asked)
    chart = (
        chart.configure(background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor="var(--ink)",
            labelFontSize=SMALL,
            gridColor="var(--line)",
            domainColor="var(--line-strong)",
            tickColor="var(--line-strong)",
        )
    )
    numbers = {
        "decimal": asked["decimal"],
        "thousands": asked["thousands"],
        "grouping": [3],
        "currency": ["", ""],
    }
    return str(convert.vegalite_to_svg(chart.to_dict(), format_locale=numbers))


def main() -> None:
    """Draw what standard input asks for."""
    limit()
    import altair as alt  # noqa: PLC0415 - only after the limits stand
    import vl_convert  # noqa: PLC0415 - as above

    asked = json.load(sys.stdin)
    json.dump([drawn(one, alt, vl_convert) for one in asked], sys.stdout)


if __name__ == "__main__":
    main()
