"""Files that anybody may take away: one address for each table and format."""

from typing import BinaryIO, NoReturn

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import limiter
from app.forms.download import Asked, ParameterError, asked_of
from app.jobs.download import Order, made
from app.queries.city import cities
from app.queries.open_feature import State, Wanted
from geodata.crs import WGS84
from geodata.exchange.refusal import RefusedError
from models.base import LANGUAGES
from models.download import TABLES, DownloadFormat, DownloadTable
from models.errors import BusyError
from views.access import public
from views.api.problem import bad_parameter
from views.download_frame import Shown, here, prepare, sent
from views.download_words import listed, refused
from views.errors import problem

blueprint = Blueprint("download", __name__, url_prefix="/data")
blueprint.record(prepare)

RETRY_S = 5  # after which somebody who was refused may well ask again


@blueprint.get("/<name>.<ending>")
@public
@limiter.limit("120/minute")
def file(name: str, ending: str) -> ResponseReturnValue:
    """Give a table in a format, whole or the part that the parameters leave."""
    table, fmt = _known(name, ending)
    asked = _asked(table, fmt)
    order = Order(table, fmt, here().base_url, asked.wanted, asked.epsg, asked.lang)
    return sent(_shown(order, order.state(), asked), lambda: _opened(order, asked))


def _known(name: str, ending: str) -> tuple[DownloadTable, DownloadFormat]:
    """Return a table and a format, or refuse with a list of those that there are."""
    g.lang = _language()
    table = TABLES.get(name)
    if table is None:
        detail = _("There is no such table. There are: %(known)s.", known=listed(TABLES))
        abort(problem(404, "unknown_table", detail, known=list(TABLES)))
    formats = {one.ending: one for one in table.formats}
    if ending not in formats:
        detail = _("There is no such format. There are: %(known)s.", known=listed(formats))
        abort(problem(404, "unknown_format", detail, known=list(formats)))
    return table, formats[ending]


def _language() -> str:
    """Return the language of refusals: that of the address, else Finnish, whoever asks."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in LANGUAGES else "fi"


def _asked(table: DownloadTable, fmt: DownloadFormat) -> Asked:
    slugs = [one.slug for one in cities()]
    try:
        return asked_of(request.args, table, fmt, slugs)
    except ParameterError as wrong:
        bad_parameter(wrong.name[:100], refused(wrong))


def _opened(order: Order, asked: Asked) -> tuple[BinaryIO, int, Shown]:
    """Return the file, its size, and how it is sent: it may be newer than what was looked at."""
    try:
        whole = made(here().folder, order)
    except BusyError:
        _busy()
    except RefusedError as wrong:
        if wrong.code != "too_many_rows":
            raise
        detail = _("That is more rows than a spreadsheet holds. Choose a part, or another format.")
        abort(problem(400, wrong.code, detail))
    return whole.file, whole.size, _shown(order, whole.state, asked, is_one=whole.is_kept)


def _busy() -> NoReturn:
    answer = problem(
        429, "downloads_busy", _("Many files are being made right now. Try again in a moment.")
    )
    answer.headers["Retry-After"] = str(RETRY_S)
    abort(answer)


def _shown(order: Order, state: State, asked: Asked, *, is_one: bool = True) -> Shown:
    city = asked.wanted.equals.get("city", "")
    is_part = asked.wanted != Wanted(equals={"city": city} if city else {})
    plane = "" if order.epsg == WGS84 else str(order.epsg)
    day = f"{state.changed_at:%Y-%m-%d}"
    parts = ("koepaikka", order.table.name, city, "part" if is_part else "", plane, day)
    base = here().base_url
    by = f"{base}/data/dictionary.json"
    if order.format.ending == "csv":
        by = f"{base}/data/{order.table.name}.csv-metadata.json"
    return Shown(
        order.format.mimetype, f"{'-'.join(filter(None, parts))}.{order.format.ending}",
        order.tag(state), state.changed_at, order.format.is_text,
        order.licence(state), by, is_one=is_one,
    )  # fmt: skip
