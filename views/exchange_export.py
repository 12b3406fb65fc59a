"""Taking away what one sees: the list at the desk, and the public list, with their filters."""

from collections.abc import Callable, Iterator
from io import BufferedReader

from flask import Blueprint, Response, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue

from app import clock
from app.adapters.exchange_folder import ExchangeFolders
from app.extensions import limiter
from app.forms.testbed_desk_filter import desk_filter
from app.forms.testbed_filter import FreeDaysForm, testbed_filter
from app.queries.exchange_export import ExportRow, for_everybody, for_staff
from app.queries.testbed_desk_filter import find
from app.queries.testbed_filter import search
from app.serializers.exchange import (
    columns_of,
    csv_lines,
    geojson_lines,
    table_columns,
    table_lines,
)
from app.serializers.exchange_book import save
from app.services.testbed_ready import is_lacking
from geodata.exchange import sandbox
from views import language
from views.access import public, staff, viewer
from views.exchange_frame import here, prepare
from views.exchange_words import dictionary
from views.language import PREFIX

blueprint = Blueprint("exchange_export", __name__, url_prefix=PREFIX)
blueprint.record(prepare)

TYPES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KINDS = "csv,geojson,gpkg,xlsx"


@blueprint.get(f"/desk/testbeds/export.<any({KINDS}):kind>")
@staff
def desk(kind: str) -> ResponseReturnValue:
    """Give the records of the list at the desk that pass its filter."""
    actor, wanted = viewer(), desk_filter(request.args)
    ids = find(actor, wanted, is_lacking, language.current()).ids
    return _answer(kind, lambda: for_staff(actor, ids), _one(wanted.cities), is_public=False)


@blueprint.get(f"/testbeds/export.<any({KINDS}):kind>")
@public
@limiter.limit("20/minute")
def everybody(kind: str) -> ResponseReturnValue:
    """Give what is public of the testbeds that pass the list's filter."""
    today = clock.today()
    wanted = testbed_filter(request.args, FreeDaysForm(request.args, today).search())
    ids = search(wanted, today, language.current()).ids
    return _answer(kind, lambda: for_everybody(ids), _one(wanted.cities), is_public=True)


def _one(cities: frozenset[str]) -> str:
    return next(iter(cities)) if len(cities) == 1 else ""


def _answer(
    kind: str, rows: Callable[[], Iterator[ExportRow]], city: str, *, is_public: bool
) -> Response:
    """Return the file: text line by line, the others from a folder that is gone when it is sent."""
    columns = columns_of(public=is_public)
    name = "-".join(filter(None, ("koepaikka-testbeds", _safe(city), clock.today().isoformat())))
    if kind in {"csv", "geojson"}:
        make = {"csv": csv_lines, "geojson": geojson_lines}[kind]
        response = Response(stream_with_context(make(rows(), columns)), mimetype=TYPES[kind])
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    else:
        response = send_file(
            _made(here().folders, kind, rows(), columns), TYPES[kind], as_attachment=True,
            download_name=f"{name}.{kind}",
        )  # fmt: skip
    response.headers["Cache-Control"] = "private, no-store" if not is_public else "no-cache"
    return response


def _made(
    folders: ExchangeFolders, kind: str, rows: Iterator[ExportRow], columns: tuple[str, ...]
) -> BufferedReader:
    folder = folders.make()
    try:
        path = folder / f"made.{kind}"
        if kind == "xlsx":
            save(path, rows, columns, dictionary())
        else:
            with (folder / "rows.ndjson").open("w", encoding="utf-8") as lines:
                lines.writelines(table_lines(rows, columns))
            sandbox.write_gpkg(folder, table_columns(columns))
        return path.open("rb")
    finally:
        folders.remove(folder.name)


def _safe(city: str) -> str:
    return city if city.isascii() and city.isalpha() else ""
