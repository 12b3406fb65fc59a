"""One import, step by step: its columns, its progress, what it would do, what it did."""

from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.exchange import ColumnsForm
from app.forms.ident import ident
from app.labels import label
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.exchange import (
    PAGE_LENGTH,
    RowFilter,
    import_job,
    import_rows,
    progress,
)
from app.queries.exchange_layout import guess, guess_system
from app.services import exchange
from app.services.exchange_shape import SYSTEMS_OFFERED
from app.services.exchange_upload import read_layer
from geodata.crs import SYSTEMS, WGS84
from geodata.exchange.sandbox import Column, FileFacts
from models.errors import DomainError, FieldError
from models.exchange import ImportJob, ImportStatus, RowOutcome
from views import exchange_map, filter_link, language, navigation
from views.access import staff, viewer
from views.errors import flash_refusal
from views.exchange_frame import here, prepare
from views.exchange_words import (
    PILLS,
    change_words,
    code_words,
    field_options,
    field_words,
    problem_words,
)
from views.language import PREFIX
from views.messages import message_for
from views.page import number, page
from views.testbed_frame import Step

blueprint = Blueprint("exchange_job", __name__, url_prefix=PREFIX + "/desk/testbeds/import")
blueprint.record(prepare)

MERCATOR_NAME = "Web Mercator"


@blueprint.get("/<int:job_id>")
@staff
def show(job_id: int) -> ResponseReturnValue:
    """Show an import as it stands."""
    job = import_job(viewer(), job_id)
    now = progress(job, here().folders)
    if job.status is ImportStatus.MAPPING:
        return _columns(job, columns_form(job))
    if now.is_running:
        return page("exchange/running.html", now=now, **_frame(job, 2 if _is_checking(job) else 3))
    if now.is_stopped:
        problem = job.problem or {}
        why = code_words(problem["code"], problem["facts"]) if problem else ""
        return page("exchange/stopped.html", why=why, **_frame(job, 1))
    return _checked(job)


@blueprint.get("/<int:job_id>/progress")
@staff
def how_far(job_id: int) -> ResponseReturnValue:
    """Tell the page's script how far an import is."""
    now = progress(import_job(viewer(), job_id), here().folders)
    words = _("%(done)s of %(total)s rows", done=number(now.done), total=number(now.total))
    return jsonify({"done": now.done, "total": now.total, "running": now.is_running,
                    "words": words})  # fmt: skip


@blueprint.post("/<int:job_id>/check")
@staff
def check(job_id: int) -> ResponseReturnValue:
    """Take what the columns are, and begin the dry run."""
    job = import_job(viewer(), job_id)
    form = columns_form(job)
    columns = FileFacts.of(job.facts).columns
    if form.validate_on_submit():
        try:
            run = exchange.order_check(
                viewer(), job_id, form.seen, form.answers(columns), is_stopped=_is_stopped(job)
            )
        except FieldError as error:
            if column := error.facts.get("column"):
                form.blame_column(columns, column, message_for(error))
            else:
                form.blame(error.field, message_for(error))
        else:
            here().start(job_id, run)
            return redirect(url_for("exchange_job.show", job_id=job_id), 303)
    return _columns(job, form, 422)


@blueprint.post("/<int:job_id>/again")
@staff
def again(job_id: int) -> ResponseReturnValue:
    """Run the check again as it was: after a stop, or when something has changed meanwhile."""
    job = import_job(viewer(), job_id)
    try:
        choice = exchange.Choice(job.mapping, job.epsg, publish=job.publish)
        run = exchange.order_check(viewer(), job_id, _seen(), choice, is_stopped=_is_stopped(job))
    except DomainError as error:
        return flash_refusal(error, url_for("exchange_job.show", job_id=job_id))
    here().start(job_id, run)
    return redirect(url_for("exchange_job.show", job_id=job_id), 303)


@blueprint.post("/<int:job_id>/columns")
@staff
def columns_again(job_id: int) -> ResponseReturnValue:
    """Go back to the columns."""
    job = import_job(viewer(), job_id)
    try:
        exchange.remap(viewer(), job_id, _seen(), is_stopped=_is_stopped(job))
    except DomainError as error:
        return flash_refusal(error, url_for("exchange_job.show", job_id=job_id))
    return redirect(url_for("exchange_job.show", job_id=job_id), 303)


@blueprint.post("/<int:job_id>/layer")
@staff
def layer(job_id: int) -> ResponseReturnValue:
    """Read another layer or sheet of the same file."""
    import_job(viewer(), job_id)
    wanted = request.form.get("layer", "")[:200]
    try:
        read_layer(viewer(), here().folders, job_id, _seen(), wanted)
    except DomainError as error:
        return flash_refusal(error, url_for("exchange_job.show", job_id=job_id))
    return redirect(url_for("exchange_job.show", job_id=job_id), 303)


@blueprint.post("/<int:job_id>/write")
@staff
def write(job_id: int) -> ResponseReturnValue:
    """Begin to write everything that was checked."""
    import_job(viewer(), job_id)
    try:
        run = exchange.order_write(viewer(), job_id, _seen())
    except DomainError as error:
        return flash_refusal(error, url_for("exchange_job.show", job_id=job_id))
    here().start(job_id, run)
    return redirect(url_for("exchange_job.show", job_id=job_id), 303)


@blueprint.post("/<int:job_id>/drop")
@staff
def drop(job_id: int) -> ResponseReturnValue:
    """Forget an import and its file."""
    here().folders.remove(exchange.drop(viewer(), job_id))
    return redirect(url_for("exchange.index"), 303)


def columns_form(job: ImportJob) -> ColumnsForm:
    """Return the form of an import's columns: what was sent, remembered, or can be guessed."""
    facts = FileFacts.of(job.facts)
    names = [one.name for one in facts.columns]
    mapping = job.mapping or guess(names, has_shapes=bool(facts.shapes))
    epsg = job.epsg or guess_system(facts.columns, mapping, job.city.gk_epsg)
    if epsg is None and facts.kind in {"geojson", "kml"}:
        epsg = WGS84
    kept = {"version": str(job.version), "epsg": str(epsg or ""), "publish": job.publish,
            "mapping": mapping}  # fmt: skip
    form = ColumnsForm.of(facts.columns, field_options(), kept)
    form.epsg.choices = [("", _("Choose a system")), *_systems(job.city.gk_epsg)]
    return form


def _systems(own: int) -> list[tuple[str, str]]:
    """Return the systems to choose from, the common ones and the city's own first."""
    first = [WGS84, own, 3067]
    names = {code: crs.name for code, crs in SYSTEMS.items()}
    codes = [*first, *(code for code in SYSTEMS_OFFERED if code not in first)]
    return [(str(code), f"{names.get(code, MERCATOR_NAME)} (EPSG:{code})") for code in codes]


def _columns(job: ImportJob, form: ColumnsForm, status: int = 200) -> ResponseReturnValue:
    facts = FileFacts.of(job.facts)
    rows: list[tuple[Column, Any]] = [
        (column, form.control(place)) for place, column in enumerate(facts.columns)
    ]
    return page(
        "exchange/map.html", status, form=form, facts=facts, rows=rows,
        may_publish=may(viewer(), Action.TESTBED_PUBLISH, of_city(job.city_id)),
        is_remembered=bool(job.mapping), **_frame(job, 1),
    )  # fmt: skip


def _checked(job: ImportJob) -> ResponseReturnValue:
    """Show what an import would do, or has done."""
    asked = request.args.get("outcome", "")
    outcome = RowOutcome(asked) if asked in list(RowOutcome) else None
    text = request.args.get("q", "").replace("\0", " ").strip()[:100]
    found = import_rows(viewer(), job, RowFilter(outcome, text, filter_link.asked_page()))
    rows = [(row, change_words(row), problem_words(row)) for row in found.rows]
    return page(
        "exchange/checked.html", rows=rows, pills=PILLS, text=text, outcome=outcome,
        tabs=_tabs(job, outcome), pages=filter_link.pages(found.total, PAGE_LENGTH),
        to_write=job.counts.get(RowOutcome.NEW, 0) + job.counts.get(RowOutcome.CHANGED, 0),
        wrong=job.counts.get(RowOutcome.WRONG, 0), map=exchange_map.of(job, outcome),
        used=[(column, field_words(name)) for column, name in job.mapping.items()],
        **_frame(job, 4 if job.status is ImportStatus.DONE else 2),
    )  # fmt: skip


def _tabs(job: ImportJob, outcome: RowOutcome | None) -> list[navigation.Link]:
    everything = navigation.Link(
        _("All rows"), filter_link.without("outcome"), outcome is None, sum(job.counts.values())
    )
    return [everything] + [
        navigation.Link(
            label(one), filter_link.replaced("outcome", one.value), one is outcome,
            job.counts.get(one, 0),
        )
        for one in RowOutcome
    ]  # fmt: skip


def _frame(job: ImportJob, at: int) -> dict[str, Any]:
    """Return what every page of an import shows around its content; ``at`` counts the steps."""
    words = [_("File"), _("Columns"), _("Check"), _("Write")]
    steps = [
        Step(text, "", "current" if place == at else "done" if place < at else "todo")
        for place, text in enumerate(words)
    ]
    return {
        "job": job,
        "city": job.city.name.best(language.current())[0],
        "steps": steps,
        "section_links": navigation.desk_menu(),
    }


def _is_checking(job: ImportJob) -> bool:
    return job.status is ImportStatus.CHECKING


def _is_stopped(job: ImportJob) -> bool:
    return progress(job, here().folders).is_stopped


def _seen() -> int:
    """The version that the page showed; 0 when somebody has played with it."""
    text = request.form.get("version", "")
    return ident(text)
