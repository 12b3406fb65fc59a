"""The page of downloads: every table in every format, and a form for a part of one."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.download_choice import DownloadForm
from app.labels_dictionary import words_of_value
from app.queries import download
from app.queries.city import city_names
from app.queries.dump import newest
from app.queries.licence import licence_of
from app.queries.open_feature import Wanted, states
from models.download import ATTRIBUTION, TABLES, DownloadTable
from models.licence import LICENCES
from views import language
from views.access import public
from views.download_words import table_tabs
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("download_page", __name__, url_prefix=f"{PREFIX}/open-data/downloads")

FIRST = "testbeds"


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """Show the files of a table, and the form that leaves out a part of it."""
    table = _asked()
    return _page(table, DownloadForm(request.args, table, _cities(), words_of_value))


@blueprint.get("/file")
@public
def chosen() -> ResponseReturnValue:
    """Lead to the file that the form asks for, or say what does not fit."""
    table = _asked()
    form = DownloadForm(request.args, table, _cities(), words_of_value)
    if not form.validate():
        return _page(table, form, 422)
    address = url_for("download.file", name=table.name, ending=form.format.data)
    return redirect(address + form.query(language.current()), 303)


def _asked() -> DownloadTable:
    table = TABLES.get(request.args.get("table", FIRST))
    if table is None:
        abort(404)
    return table


def _cities() -> dict[str, str]:
    lang = language.current()
    return {slug: name.best(lang)[0] for slug, name in city_names().items()}


def _page(table: DownloadTable, form: DownloadForm, status: int = 200) -> ResponseReturnValue:
    lang = language.current()
    state = states().get(table.collection.name)
    return page(
        "download/index.html", status, form=form, table=table, state=state,
        rows=download.count(table, Wanted()), tabs=table_tabs(table, "download_page.index"),
        files=_files(table, lang), dump=newest(), attribution=ATTRIBUTION,
        licence=LICENCES[licence_of(table.collection.name)],
    )  # fmt: skip


def _files(table: DownloadTable, lang: str) -> list[dict[str, str]]:
    known: dict[str, Any] = {} if lang == "fi" else {"lang": lang}
    return [
        {
            "title": one.title,
            "ending": one.ending,
            "words": one.words.get(lang),
            "url": url_for("download.file", name=table.name, ending=one.ending, **known),
        }
        for one in table.formats
    ]
