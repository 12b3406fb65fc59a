"""Draw charts as SVG that can stand in a page: no script, no style attribute, colours of the page.

Each chart is drawn once by a program of its own (app/adapters/chart_child.py) and kept in the file
store under the digest of what it shows.  What the program answers is taken apart and put together
anew from a short list of elements and attributes, so nothing else gets into a page.  Where drawing
fails the page has its table, which says the same.
Docs: docs/adr/0023-charts-drawn-on-the-server.md.
"""

import hashlib
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from defusedxml.ElementTree import fromstring

from app.adapters.file_store import FileStore

logger = logging.getLogger(__name__)

CHILD = Path(__file__).with_name("chart_child.py")
RECIPE = 2  # raised whenever charts are to look different
PATIENCE_S = 5
CHILD_PATIENCE_S = 60
_ONE_RUN = threading.Lock()
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset({"svg", "g", "path", "line", "rect", "text", "circle"})
ATTRIBUTES = frozenset(
    {
        "d", "transform", "x", "x1", "x2", "y", "y1", "y2", "cx", "cy", "r", "width", "height",
        "viewBox", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray",
        "stroke-opacity", "opacity", "text-anchor", "font-size", "font-weight", "display",
        "stroke-miterlimit",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One number: what it is, how long it is drawn, how it is written, and its part in the story.

    ``role`` is start, target, result, or reached for a result as good as what was aimed at.
    """

    label: str
    value: float
    shown: str
    role: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw.  With ``points`` (ISO day, value) a line held against ``bars``, else the bars.

    ``title`` and ``told`` are read out by screen readers; ``decimal`` and ``thousands`` are the
    reader's signs, ``day_format`` is how days are written on the axis, in the manner of strftime.
    """

    title: str
    told: str
    bars: tuple[Bar, ...]
    points: tuple[tuple[str, float], ...] = ()
    decimal: str = ","
    thousands: str = "\N{NO-BREAK SPACE}"
    day_format: str = "%-d.%-m."

    @property
    def name(self) -> str:
        """The name under which it is kept: another content has another name."""
        content = json.dumps([RECIPE, asdict(self)], ensure_ascii=False, sort_keys=True)
        return f"charts/{hashlib.sha256(content.encode()).hexdigest()}.svg"


def drawings(charts: Sequence[Chart], store: FileStore) -> list[str | None]:
    """Return the charts as SVG text in their order; None for one that is not there.

    What has to be drawn first is waited for at most ``PATIENCE_S``; it goes on being drawn and
    kept for the next reader.
    """
    found = {chart.name: _kept(chart, store) for chart in charts}
    new = [chart for chart in dict.fromkeys(charts) if found[chart.name] is None]
    if new:
        made: dict[str, str] = {}
        work = threading.Thread(target=_draw, args=(new, store, made), daemon=True)
        work.start()
        work.join(PATIENCE_S)
        found |= dict(made)
    return [found[chart.name] for chart in charts]


def _kept(chart: Chart, store: FileStore) -> str | None:
    content = store.read(chart.name)
    return content.decode() if content is not None else None


def _draw(charts: list[Chart], store: FileStore, made: dict[str, str]) -> None:
    """Draw and keep charts, one run at a time; another run may have drawn some meanwhile."""
    with _ONE_RUN:
        known = {chart.name: _kept(chart, store) for chart in charts}
        missing = [chart for chart in charts if known[chart.name] is None]
        for chart, svg in zip(missing, _drawn(missing), strict=True):
            if svg is not None:
                store.put(chart.name, svg.encode())
                known[chart.name] = svg
        made.update({name: svg for name, svg in known.items() if svg is not None})


def _drawn(charts: list[Chart]) -> list[str | None]:
    """Draw charts in a program of its own."""
    if not charts:
        return []
    asked = json.dumps([_asked(chart) for chart in charts])
    try:
        answer = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(CHILD)],
            input=asked.encode(),
            capture_output=True,
            timeout=CHILD_PATIENCE_S,
            env={},
            check=True,
        )
        texts = json.loads(answer.stdout)
        return [clean(text, chart) for text, chart in zip(texts, charts, strict=True)]
    except (subprocess.SubprocessError, OSError, ValueError):
        logger.exception("charts could not be drawn")
        return [None] * len(charts)


def _asked(chart: Chart) -> dict[str, Any]:
    levels = [
        {"label": f"{bar.label} {bar.shown}", "value": bar.value, "role": bar.role}
        for bar in chart.bars
        if bar.role in {"start", "target"}
    ]
    return {**asdict(chart), "levels": levels}


def clean(svg: str, chart: Chart) -> str:
    """Return the drawing made anew of what a drawing needs, with its title and description.

    Raises:
        ValueError: It is no SVG of a known size.
    """
    given = fromstring(svg)
    if given.tag != f"{SVG}svg" or not given.get("viewBox"):
        raise ValueError("no drawing")
    made = Element("svg", {"viewBox": given.get("viewBox", ""), "class": "chart", "role": "img"})
    SubElement(made, "title").text = chart.title
    SubElement(made, "desc").text = chart.told
    _copy_into(made, given)
    return tostring(made, encoding="unicode")


def _copy_into(made: Element, given: Element) -> None:
    for child in given:
        name = child.tag.removeprefix(SVG)
        if name not in ELEMENTS:
            continue
        kept = {key: value for key, value in child.items() if key in ATTRIBUTES}
        if any("url(" in value or "javascript:" in value for value in kept.values()):
            continue
        copy = SubElement(made, name, kept)
        copy.text = child.text
        _copy_into(copy, child)
