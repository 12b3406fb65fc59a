"""The data dictionary: as a page, as a table, as JSON, and beside each CSV."""

import csv
import datetime as dt
import io
import json

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import limiter
from app.queries.licence import licence_of, licences
from app.queries.open_feature import state_of
from app.serializers.dictionary import HEADS, csvw, dictionary, entries, rows
from app.serializers.exchange import BYTE_ORDER_MARK
from geodata.exchange.defuse import defused
from models.download import TABLES, VERSION
from views.access import public
from views.api.answer import answer
from views.download_frame import here, prepare
from views.download_words import TYPES, listed, table_tabs
from views.errors import problem
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("dictionary", __name__)
blueprint.record(prepare)


@blueprint.get(f"{PREFIX}/open-data/dictionary")
@public
def index() -> ResponseReturnValue:
    """Explain every column of a table, in the reader's language."""
    table = TABLES.get(request.args.get("table", next(iter(TABLES))))
    if table is None:
        abort(404)
    tabs = table_tabs(table, "dictionary.index")
    fields = list(entries(table))
    return page("dictionary/index.html", table=table, fields=fields, tabs=tabs, types=TYPES)


@blueprint.get("/data/dictionary.csv")
@public
@limiter.limit("120/minute")
def table() -> ResponseReturnValue:
    """Give the dictionary as a table, all three languages side by side."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(HEADS)
    lines.writerows([defused(cell) for cell in row] for row in rows())
    response = answer(BYTE_ORDER_MARK + out.getvalue(), "text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="koepaikka-dictionary.csv"'
    return response


@blueprint.get("/data/dictionary.json")
@public
@limiter.limit("120/minute")
def whole() -> ResponseReturnValue:
    """Give the dictionary as JSON."""
    body = json.dumps(dictionary(here().base_url, licences()), ensure_ascii=False, indent=1)
    return answer(body, "application/json")


@blueprint.get("/data/<name>.csv-metadata.json")
@public
@limiter.limit("120/minute")
def beside(name: str) -> ResponseReturnValue:
    """Give what a table of comma-separated values says of itself (CSVW)."""
    g.lang = "fi"
    found = TABLES.get(name)
    if found is None:
        detail = _("There is no such table. There are: %(known)s.", known=listed(TABLES))
        abort(problem(404, "unknown_table", detail, known=list(TABLES)))
    state = state_of(found.collection.name)
    modified = f"{state.changed_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    licence = licence_of(found.collection.name, state=state)
    told = csvw(found, here().base_url, modified, licence)
    body = json.dumps(told, ensure_ascii=False, indent=1)
    return answer(body, "application/csvm+json", VERSION, state)
