"""Workbooks written row by row, in the child process: the file is never in memory as a whole.

The same rows give the same bytes, so that a file may be known by its digest.  Texts stand in the
cells themselves, not in a table beside them, and never as formulas.
Source: ECMA-376, Office Open XML, part 1 (18.3 worksheets) and part 2 (the package).
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from geodata.exchange.defuse import defused, fit
from geodata.exchange.refusal import RefusedError

MOST_ROWS = 1_048_575  # and one of headings: what spreadsheet programs can hold
LONGEST_CELL = 32_000  # their own limit is 32,767 letters
_BOLD, _DAY, _INSTANT, _WRAP = 1, 2, 3, 4
_BEGAN = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets has no zone
_DAY_S = 86_400
_STAMP = (1980, 1, 1, 0, 0, 0)  # of every part, so that bytes do not tell when they were written
_LINE_ENDS = {"\r": "&#13;"}  # or reading would turn them into another
_NARROW, _WIDE, _WIDE_FROM = 18, 42, 24
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFE3EFF4"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf xfId="0"/><xf xfId="0" fontId="1" fillId="2" applyFont="1"/>'
    '<xf xfId="0" numFmtId="14" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/>'
    '<xf xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns as (name, kind), and what it holds, row by row.

    Kinds are text, number, decimal, mark, date and instant; dates and instants are ISO texts.
    """

    name: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Any]]
    is_wrapped: bool = False


def write(path: Path, sheets: Sequence[Sheet], about: dict[str, str]) -> None:
    """Write a workbook; ``about`` gives its properties: title, creator, description, stamp.

    Raises:
        RefusedError: ``too_many_rows``.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as book:
        for name, text in _frame(sheets, about):
            book.writestr(_part(name), text)
        for number, sheet in enumerate(sheets, 1):
            part = _part(f"xl/worksheets/sheet{number}.xml")
            with book.open(part, "w", force_zip64=True) as out:
                _write_sheet(out, sheet)


def _part(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, _STAMP)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _write_sheet(out: IO[bytes], sheet: Sheet) -> None:
    letters = [letter(number) for number in range(len(sheet.columns))]
    out.write(_start(sheet).encode())
    kinds = [kind for _name, kind in sheet.columns]
    style = _WRAP if sheet.is_wrapped else 0
    for number, row in enumerate(sheet.rows, 2):
        if number > MOST_ROWS + 1:
            raise RefusedError("too_many_rows", limit=MOST_ROWS)
        cells = (
            cell(f"{letters[place]}{number}", kinds[place], value, style)
            for place, value in enumerate(row)
            if value is not None
        )
        out.write(f'<row r="{number}">{"".join(cells)}</row>\n'.encode())
    out.write(b"</sheetData></worksheet>")


def _start(sheet: Sheet) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" customWidth="1" width="{_width(sheet, name)}"/>'
        for n, (name, _kind) in enumerate(sheet.columns, 1)
    )
    heads = "".join(
        cell(f"{letter(n)}1", "text", name, _BOLD) for n, (name, _kind) in enumerate(sheet.columns)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'
        f'</sheetViews><cols>{widths}</cols><sheetData><row r="1">{heads}</row>\n'
    )


def _width(sheet: Sheet, name: str) -> int:
    is_text = name.startswith(("title", "summary", "learned", "measured"))
    return _WIDE if is_text or sheet.is_wrapped else max(_NARROW, min(len(name), _WIDE_FROM))


def cell(place: str, kind: str, value: Any, style: int = 0) -> str:
    """Return one cell; a text that is too long for a spreadsheet program ends in dots."""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    if kind == "date":
        return f'<c r="{place}" s="{_DAY}"><v>{_days(value)}</v></c>'
    if kind == "instant":
        return f'<c r="{place}" s="{_INSTANT}"><v>{_days(value)}</v></c>'
    text = defused(fit(value))
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    styled = f' s="{style}"' if style else ""
    return (
        f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(text, _LINE_ENDS)}</t></is></c>"
    )


def _days(text: str) -> str:
    """Return an ISO date or instant (UTC) as spreadsheet programs count: days since 1899-12-30."""
    at = dt.datetime.fromisoformat(text)
    if at.tzinfo is not None:
        at = at.astimezone(dt.UTC).replace(tzinfo=None)
    past = at - _BEGAN
    part = past.seconds + past.microseconds / 1e6
    return repr(past.days + part / _DAY_S) if part else str(past.days)


def letter(number: int) -> str:
    """Return the letters of a column, the first being number 0."""
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters = chr(65 + rest) + letters
        number -= 1
    return letters


def _frame(sheets: Sequence[Sheet], about: dict[str, str]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
        for n in numbers
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )
    yield "[Content_Types].xml", types
    top = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/></Relationships>'
    )
    yield "_rels/.rels", top
    yield "docProps/core.xml", _properties(about)
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    whole = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{listed}</sheets></workbook>'
    )
    yield "xl/workbook.xml", whole
    led = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    inner = (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{led}'
        f'<Relationship Id="rId{len(sheets) + 1}" Type="{_REL}/styles" Target="styles.xml"/>'
        "</Relationships>"
    )
    yield "xl/_rels/workbook.xml.rels", inner
    yield "xl/styles.xml", _STYLES


def _properties(about: dict[str, str]) -> str:
    told = {name: escape(fit(about.get(name, ""))) for name in about}
    when = told.get("stamp", "")
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{when}</dcterms:{name}>'
        for name in ("created", "modified")
        if when
    )
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{told.get('title', '')}</dc:title>"
        f"<dc:creator>{told.get('creator', '')}</dc:creator>"
        f"<dc:description>{told.get('description', '')}</dc:description>{dates}"
        "</cp:coreProperties>"
    )
