"""Dumps: what there is, as a page and for programs, and the files themselves."""

import datetime as dt
import json
from typing import Any, BinaryIO

from flask import Blueprint, Response, abort, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import limiter
from app.queries.dump import dump_of, dumps, newest
from app.queries.licence import licences
from models.download import ATTRIBUTION, FORMATS, TABLES
from models.dump import KEPT_DAYS, Dump, DumpFile
from models.licence import LICENCES, covering
from views import language
from views.access import public
from views.api.answer import answer
from views.download_frame import Shown, here, prepare, sent
from views.errors import problem
from views.language import PREFIX
from views.page import page
from views.testbed_gallery import size_words

blueprint = Blueprint("dump", __name__)
blueprint.record(prepare)

MONTH_S = 86_400 * 30  # a dump of a day does not change once the day is over
PACKED = "application/gzip"


@blueprint.get(f"{PREFIX}/open-data/dumps")
@public
def index() -> ResponseReturnValue:
    """Show which dumps there are, with every file of the newest."""
    found = dumps()
    shown = _by_table(found[0]) if found else []
    return page(
        "dump/index.html", dumps=found, tables=shown, kept_days=KEPT_DAYS, size_words=size_words,
        sizes={one.id: sum(file.size for file in one.files) for one in found},
    )  # fmt: skip


@blueprint.get(f"{PREFIX}/open-data/dumps/<day>")
@public
def show(day: str) -> ResponseReturnValue:
    """Show every file of the dump of a day, with its digest."""
    found = _of(day)
    return page("dump/show.html", dump=found, tables=_by_table(found), size_words=size_words)


def _by_table(found: Dump) -> list[tuple[str, list[DumpFile]]]:
    """Return the files of a dump under the names of their tables, in the order of tables."""
    lang = language.current()
    return [
        (table.title.get(lang), [one for one in found.files if one.table == table.name])
        for table in TABLES.values()
    ]


def _of(day: str) -> Dump:
    try:
        found = dump_of(dt.date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        abort(404)
    return found


@blueprint.get("/data/dumps/")
@public
@limiter.limit("120/minute")
def listing() -> ResponseReturnValue:
    """Tell programs which dumps there are, the newest first."""
    found = [{"day": one.day.isoformat(), "manifest": _address(one, "manifest.json")}
             for one in dumps()]  # fmt: skip
    licence = LICENCES[covering(licences().values())].url
    body = json.dumps({"licence": licence, "attribution": ATTRIBUTION, "dumps": found}, indent=1)
    return answer(body, "application/json")


@blueprint.get("/data/dumps/latest/<name>")
@public
@limiter.limit("120/minute")
def latest(name: str) -> ResponseReturnValue:
    """Lead to a file of the newest dump."""
    found = newest()
    if found is None:
        return _none(_("No dump has been made yet. Come back tomorrow."))
    kept = redirect(url_for("dump.file", day=found.day.isoformat(), name=name), 307)
    kept.headers["Cache-Control"] = "no-cache"
    return kept


@blueprint.get("/data/dumps/<day>/<name>")
@public
@limiter.limit("240/minute")
def file(day: str, name: str) -> ResponseReturnValue:
    """Give a file of a dump, its manifest, or the digests of all its files."""
    g.lang = "fi"
    try:
        found = dump_of(dt.date.fromisoformat(day))
    except ValueError:
        found = None
    if found is None:
        return _none(_("There is no dump of that day. The list tells which there are."))
    if name == "manifest.json":
        return answer(json.dumps(manifest(found), ensure_ascii=False, indent=1), "application/json")
    if name == "SHA256SUMS":
        lines = "".join(f"{one.digest}  {one.name}\n" for one in found.files)
        return answer(lines, "text/plain")
    known = next((one for one in found.files if one.name == name), None)
    if known is None:
        return _none(_("There is no such file in that dump. Its manifest tells which there are."))
    return _sent(found, known)


def _sent(found: Dump, known: DumpFile) -> Response:
    is_packed = known.name.endswith(".gz")
    max_age = MONTH_S if found.day < clock.today() else 0
    shown = Shown(
        PACKED if is_packed else FORMATS[known.format].mimetype,
        f"koepaikka-{found.day.isoformat()}-{known.name}",
        known.digest, known.changed_at, is_text=False, licence=found.licence,
        described_by=f"{here().base_url}/data/dictionary.json", max_age=max_age,
    )  # fmt: skip

    def opened() -> tuple[BinaryIO, int, Shown]:
        content = here().store.open(known.stored)
        if content is None:
            abort(_none(_("This file has been lost. Take that of another day.")))
        return content, known.size, shown

    return sent(shown, opened)


def _none(detail: str) -> Response:
    return problem(404, "no_dump", detail, list=f"{here().base_url}/data/dumps/")


def manifest(found: Dump) -> dict[str, Any]:
    """Return what a dump holds: of each file its size, digest, revision and number of rows."""
    return {
        "day": found.day.isoformat(),
        "made_at": _instant(found.made_at),
        "licence": LICENCES[found.licence].url,
        "attribution": ATTRIBUTION,
        "dictionary": f"{here().base_url}/data/dictionary.json",
        "files": [
            {
                "name": one.name,
                "href": _address(found, one.name),
                "table": one.table,
                "format": one.format,
                "size": one.size,
                "sha256": one.digest,
                "features": one.features,
                "revision": one.revision,
                "changed": _instant(one.changed_at),
            }
            for one in found.files
        ],
    }


def _instant(value: dt.datetime) -> str:
    return f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _address(found: Dump, name: str) -> str:
    return f"{here().base_url}/data/dumps/{found.day.isoformat()}/{name}"
