"""Many sessions of a programme from a table: looked at row by row, then all of them or none."""

import csv
import io

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.forms.event_session import SessionFileForm
from app.forms.event_table import (
    COLUMNS,
    MOST_BYTES,
    TableError,
    TableRow,
    read_table,
    text_in,
)
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries import event as query
from app.services import event_import as service
from models.errors import ConflictError, FieldError, NotFoundError
from models.event import Event
from views.access import staff, viewer
from views.event_desk_frame import frame
from views.file import private_file
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint(
    "event_desk_import", __name__, url_prefix=PREFIX + "/desk/events/<int:event_id>/sessions/import"
)

EXAMPLE = (
    "3.12.2026", "9.30", "10.15", "Avajaiset", "Öppning", "Opening", "", "", "", "Sali 1", "",
    "", "", "120",
)  # fmt: skip


@blueprint.route("", methods=["GET", "POST"])
@staff
def show(event_id: int) -> ResponseReturnValue:
    """Take a table, show what each row would do, and write it when all is well and asked for."""
    event = _written(event_id)
    form = SessionFileForm()
    rows: list[TableRow] = []
    if form.validate_on_submit():
        rows = _looked_at(event, form)
        good = bool(rows) and not any(row.errors for row in rows)
        if good and "write" in request.form:
            try:
                count = service.add_many(
                    viewer(), event_id, [row.written for row in rows if row.written is not None]
                )
            except (FieldError, ConflictError) as error:
                form.blame(None, message_for(error))
            else:
                words = ngettext(
                    "%(num)s session is in the programme.",
                    "%(num)s sessions are in the programme.",
                    count,
                )
                flash(words, "success")
                return redirect(url_for("event_desk_session.index", event_id=event_id), 303)
    bad = form.errors or form.form_errors or any(row.errors for row in rows)
    return page(
        "event_desk/import.html",
        422 if bad else 200,
        form=form,
        rows=rows,
        bad_count=sum(bool(row.errors) for row in rows),
        columns=COLUMNS,
        **frame(event, "event_desk_session.index"),
    )


@blueprint.get("/example.csv")
@staff
def example(event_id: int) -> ResponseReturnValue:
    """Give an empty table with the names of its columns and one row to go by."""
    _written(event_id)
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([COLUMNS, EXAMPLE])
    return private_file("\ufeff" + out.getvalue(), "text/csv", "sessions.csv")


def _written(event_id: int) -> Event:
    event = query.staff_event(viewer(), event_id)
    if not event.is_programme:
        raise NotFoundError
    authorise(viewer(), Action.EVENT_EDIT, of_city(event.city_id))
    return event


def _looked_at(event: Event, form: SessionFileForm) -> list[TableRow]:
    """Return the rows with everything that is wrong with them; a file goes into the text first."""
    try:
        if form.upload.data:
            form.rows.data = text_in(form.upload.data.stream.read(MOST_BYTES))
        rows = read_table(form.rows.data or "", event, service.MOST_ROWS)
    except TableError as problem:
        form.blame("rows", str(problem))
        return []
    found = service.problems(event, [row.written for row in rows])
    for number, error in found.items():
        rows[number].errors.append((error.field or "", message_for(error)))
    return rows
