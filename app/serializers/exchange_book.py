"""Testbeds as a workbook: one sheet of rows, one that says what each column holds."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.queries.exchange_export import ExportRow
from app.serializers.exchange import CITY, cell, wkt
from geodata.exchange.defuse import defused
from models.exchange_field import BY_NAME, MORE_WKT, WKT

LONGEST_CELL = 32_000  # Excel's own limit is 32,767 letters
SHEET, DICTIONARY = "testbeds", "columns"
_HEAD = "E3EFF4"  # the colour of the first row
_WIDE, _NARROW = 42, 18


def save(
    path: Path,
    rows: Iterable[ExportRow],
    columns: Sequence[str],
    dictionary: Sequence[Sequence[str]] = (),
) -> None:
    """Write the workbook; rows go to disk as they come.

    A shape that is too long for one cell goes on in the columns after it (``MORE_WKT``).
    """
    from openpyxl import Workbook  # noqa: PLC0415 - a large library, for those who ask for a book

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    names = [CITY, *columns, WKT, *MORE_WKT]
    for number, name in enumerate(names):
        letter = _letter(number)
        wide = name.startswith(("summary", "description", "name")) or name.endswith("note_fi")
        sheet.column_dimensions[letter].width = _WIDE if wide else _NARROW
        if name in MORE_WKT:
            sheet.column_dimensions[letter].hidden = True
    sheet.append(_heads(sheet, names))
    for row in rows:
        values = [_typed(name, row.values[name]) for name in columns]
        whole = wkt(row.shape)
        pieces = [whole[at : at + LONGEST_CELL] for at in range(0, len(whole), LONGEST_CELL)]
        sheet.append([row.city, *values, *pieces])
    if dictionary:
        _explain(book, dictionary)
    book.save(path)


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - untyped, used here alone

    return str(get_column_letter(number + 1))


def _heads(sheet: Any, names: Iterable[str]) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - as above

    cells, fill = [], PatternFill("solid", fgColor=_HEAD)
    for name in names:
        head = WriteOnlyCell(sheet, value=name)
        head.font, head.fill = Font(bold=True), fill
        cells.append(head)
    return cells


def _typed(name: str, value: Any) -> Any:
    return value if isinstance(value, bool | int) else cell(BY_NAME[name], value) or None


def _explain(book: Any, dictionary: Sequence[Sequence[str]]) -> None:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Alignment  # noqa: PLC0415 - as above

    sheet = book.create_sheet(DICTIONARY)
    sheet.freeze_panes = "B2"
    for number in range(len(dictionary[0])):
        sheet.column_dimensions[_letter(number)].width = _NARROW if number == 0 else _WIDE
    sheet.append(_heads(sheet, dictionary[0]))
    for row in dictionary[1:]:
        cells = [WriteOnlyCell(sheet, value=defused(text)) for text in row]
        for one in cells:
            one.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)
