"""Bringing many testbeds in: the file, the template, and what each column means."""

from flask import Blueprint, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.forms.exchange import UploadForm
from app.queries.exchange import cities_to_import_into, latest_imports
from app.serializers.exchange import BYTE_ORDER_MARK, COLUMNS
from app.serializers.exchange_book import save
from app.services.exchange_upload import receive
from models.errors import FieldError
from models.exchange_field import BY_NAME, WKT
from views import language, navigation
from views.access import staff, viewer
from views.exchange_frame import here, prepare
from views.exchange_words import (
    SHAPES,
    STATUS_PILLS,
    dictionary,
    field_words,
    holds,
    shape_holds,
)
from views.file import private_file
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("exchange", __name__, url_prefix=PREFIX + "/desk/testbeds/import")
blueprint.record(prepare)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.route("", methods=["GET", "POST"])
@staff
def index() -> ResponseReturnValue:
    """Take a file, and list the latest imports."""
    actor = viewer()
    cities = cities_to_import_into(actor)
    if not cities:
        abort(403)
    lang = language.current()
    form = UploadForm()
    form.city.choices = [(str(city.id), city.name.best(lang)[0]) for city in cities]
    if len(cities) == 1:
        form.city.data = str(cities[0].id)
    if form.validate_on_submit():
        upload = form.file.data
        try:
            job_id = receive(
                actor, here().folders, int(form.city.data), upload.filename, upload.save
            )
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            return redirect(url_for("exchange_job.show", job_id=job_id), 303)
    return page(
        "exchange/index.html",
        422 if form.errors else 200,
        form=form,
        one_city=cities[0] if len(cities) == 1 else None,
        jobs=latest_imports(actor),
        pills=STATUS_PILLS,
        section_links=navigation.desk_menu(),
    )


@blueprint.get("/columns")
@staff
def columns() -> ResponseReturnValue:
    """Say what every column of a file may hold."""
    rows = [(name, field_words(name), holds(BY_NAME[name])) for name in COLUMNS]
    rows += [(name, field_words(name), shape_holds(name)) for name in SHAPES]
    return page("exchange/columns.html", rows=rows, section_links=navigation.desk_menu())


@blueprint.get("/template.csv")
@staff
def template_csv() -> ResponseReturnValue:
    """Give an empty table to fill in."""
    body = BYTE_ORDER_MARK + ",".join([*COLUMNS[1:], WKT]) + "\r\n"
    return private_file(body, "text/csv", "koepaikka-testbeds.csv")


@blueprint.get("/template.xlsx")
@staff
def template_xlsx() -> ResponseReturnValue:
    """Give an empty workbook to fill in, with the columns explained in three languages."""
    folder = here().folders.make()
    path = folder / "template.xlsx"
    save(path, [], COLUMNS, dictionary())
    opened = path.open("rb")
    here().folders.remove(folder.name)  # the open file stays readable until it is sent
    return send_file(opened, XLSX, as_attachment=True, download_name="koepaikka-testbeds.xlsx")


@blueprint.get("/help")
@staff
def explain() -> ResponseReturnValue:
    """Tell how an import goes, and what files need."""
    return page("exchange/help.html", section_links=navigation.desk_menu(), host=request.host)
