"""A pilot's indicators: planned, measured day by day, and told at the end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.attachment import AttachmentForm, content_of, title_of
from app.forms.ident import ident
from app.forms.indicator import IndicatorForm, PointForm
from app.forms.pilot import shown
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import indicator as indicators
from app.queries import pilot as query
from app.queries.attachment import attachments
from app.queries.report import report_of
from app.services import attachment as papers
from app.services import evidence
from app.services import indicator as service
from models.errors import ConflictError, DomainError
from models.indicator import Indicator
from models.pilot import Pilot
from models.report import ReportStatus
from views import attachment as attachment_view
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.file import file_store
from views.indicator_words import IndicatorLine, lines
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame

blueprint = Blueprint(
    "indicator", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/indicators"
)

OK, UNFIT = 200, 422
HIDDEN = frozenset({403, 404})
NUMBERS = ("unit", "baseline", "target", "result", "evidence_url")


@blueprint.get("")
@signed_in
def index(pilot_id: int) -> ResponseReturnValue:
    """List the indicators of a pilot."""
    pilot = query.get(viewer(), pilot_id)
    found = indicators.indicators_of([pilot_id])[pilot_id]
    return page(
        "indicator/index.html",
        pilot=pilot,
        lines=lines(found),
        writes=_writes(pilot),
        is_planned=pilot.status in service.PLANNED,
        **frame(pilot, "indicator.index"),
    )


def _writes(pilot: Pilot) -> bool:
    """Say whether the reader may change the indicators now."""
    report = report_of(pilot.id)
    waits = report is not None and report.status is ReportStatus.SENT
    is_open = pilot.status not in service.CLOSED and not waits
    return is_open and may(viewer(), Action.INDICATOR_EDIT, of_pilot(pilot))


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new(pilot_id: int) -> ResponseReturnValue:
    """Add one."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.INDICATOR_EDIT, of_pilot(pilot))
    form = _asked(pilot, IndicatorForm(), is_new=True)
    if form.validate_on_submit():
        fields, reason = form.values(), _reason(form)
        status = _kept(form, lambda: service.add(viewer(), pilot_id, fields, reason))
        if status == OK:
            flash(_("The indicator is saved."), "success")
            return redirect(url_for("indicator.index", pilot_id=pilot_id), 303)
        return _form_page(pilot_id, form, status)
    return _form_page(pilot_id, form, UNFIT if form.errors else OK)


@blueprint.route("/<int:indicator_id>", methods=["GET", "POST"])
@signed_in
def edit(pilot_id: int, indicator_id: int) -> ResponseReturnValue:
    """Change one, and tell its result."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.INDICATOR_EDIT, of_pilot(pilot))
    one = indicators.one_of(pilot_id, indicator_id)
    form = _asked(pilot, IndicatorForm(**_values(one)))
    if not form.is_submitted():
        return _form_page(pilot_id, form, OK, indicator_id)
    if not form.validate():
        return _form_page(pilot_id, form, UNFIT, indicator_id)
    text = form.version.data or ""
    version = ident(text)
    fields, reason = form.values(), _reason(form)
    status = _kept(form, lambda: service.change(viewer(), indicator_id, version, fields, reason))
    if status != OK:
        return _form_page(pilot_id, form, status, indicator_id)
    flash(_("The indicator is saved."), "success")
    return redirect(url_for("indicator.index", pilot_id=pilot_id), 303)


def _asked(pilot: Pilot, form: IndicatorForm, *, is_new: bool = False) -> IndicatorForm:
    """Leave out what is not asked yet: the reason and the result while it is only planned."""
    if pilot.status in service.PLANNED:
        for name in ("reason", "result", "evidence_url"):
            del form[name]
    elif is_new:
        form.reason.flags.required = True
    return form


def _reason(form: Any) -> str:
    return (form.reason.data or "") if "reason" in form else ""


def _values(one: Indicator) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in NUMBERS},
        **shown(one, ("name", "method")),
        "direction": one.direction.value,
        "version": str(one.version),
    }


def _form_page(
    pilot_id: int,
    form: Any,
    status: int,
    indicator_id: int | None = None,
    extra: dict[str, Any] | None = None,
) -> ResponseReturnValue:
    """Return the page of one indicator: the form, its days, its files and what was changed."""
    pilot = query.get(viewer(), pilot_id)
    one = indicators.one_of(pilot_id, indicator_id) if indicator_id is not None else None
    files = attachments(viewer(), pilot, evidence.purpose_of(indicator_id)) if one else []
    values: dict[str, Any] = {
        "point_form": PointForm(formdata=None).named("point"),
        "file_form": AttachmentForm(formdata=None),
        "form": form,
    }
    values |= extra or {}
    return page(
        "indicator/edit.html",
        status,
        pilot=pilot,
        one=one,
        line=_line(one),
        fields=form,
        writes=_writes(pilot),
        is_planned=pilot.status in service.PLANNED,
        files=attachment_view.lines(files),
        **values,
        **frame(pilot, "indicator.index"),
    )


def _line(one: Indicator | None) -> IndicatorLine | None:
    return lines([one])[0] if one is not None else None


@blueprint.post("/<int:indicator_id>/remove")
@signed_in
def remove(pilot_id: int, indicator_id: int) -> ResponseReturnValue:
    """Take one out of the plan."""
    query.get(viewer(), pilot_id)
    indicators.one_of(pilot_id, indicator_id)
    there = url_for("indicator.index", pilot_id=pilot_id)
    return _then(lambda: service.remove(viewer(), indicator_id), there)


@blueprint.post("/<int:indicator_id>/points")
@signed_in
def measure(pilot_id: int, indicator_id: int) -> ResponseReturnValue:
    """Keep what was measured on a day."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.INDICATOR_EDIT, of_pilot(pilot))
    one = indicators.one_of(pilot_id, indicator_id)
    form: Any = PointForm().named("point")
    status = UNFIT
    if form.validate_on_submit():
        day, value = form.day.data, form.value.data
        status = _kept(form, lambda: service.measure(viewer(), indicator_id, day, value))
        if status == OK:
            flash(_("The measurement is kept."), "success")
            return redirect(_one(pilot_id, indicator_id) + "#days", 303)
        one = indicators.one_of(pilot_id, indicator_id)
        pilot = query.get(viewer(), pilot_id)
    own = _asked(pilot, IndicatorForm(formdata=None, **_values(one)))
    return _form_page(pilot_id, own, status, indicator_id, {"point_form": form, "form": form})


@blueprint.post("/<int:indicator_id>/points/<int:point_id>/remove")
@signed_in
def forget(pilot_id: int, indicator_id: int, point_id: int) -> ResponseReturnValue:
    """Take a measurement out."""
    query.get(viewer(), pilot_id)
    indicators.one_of(pilot_id, indicator_id)
    there = _one(pilot_id, indicator_id) + "#days"
    return _then(lambda: service.forget(viewer(), indicator_id, point_id), there)


@blueprint.post("/<int:indicator_id>/files")
@signed_in
def add_file(pilot_id: int, indicator_id: int) -> ResponseReturnValue:
    """Add a file that shows where the number comes from."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.INDICATOR_EDIT, of_pilot(pilot))
    one = indicators.one_of(pilot_id, indicator_id)
    form: Any = AttachmentForm()
    status = UNFIT
    if form.validate_on_submit():
        status = _kept(form, lambda: _attached(pilot, indicator_id, form))
        if status == OK:
            flash(_("The file is added. It is public with the result."), "success")
            return redirect(_one(pilot_id, indicator_id) + "#evidence", 303)
        one = indicators.one_of(pilot_id, indicator_id)
        pilot = query.get(viewer(), pilot_id)
    own = _asked(pilot, IndicatorForm(formdata=None, **_values(one)))
    return _form_page(pilot_id, own, status, indicator_id, {"file_form": form, "form": form})


def _attached(pilot: Pilot, indicator_id: int, form: Any) -> int:
    title = title_of(form.title.data, form.upload)
    paper = papers.take(viewer(), pilot, file_store(), content_of(form.upload), title)
    return evidence.add(viewer(), indicator_id, paper)


@blueprint.post("/<int:indicator_id>/files/<int:attachment_id>/remove")
@signed_in
def drop_file(pilot_id: int, indicator_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file off."""
    query.get(viewer(), pilot_id)
    indicators.one_of(pilot_id, indicator_id)
    there = _one(pilot_id, indicator_id) + "#evidence"
    return _then(lambda: evidence.remove(viewer(), indicator_id, attachment_id), there)


def _one(pilot_id: int, indicator_id: int) -> str:
    return url_for("indicator.edit", pilot_id=pilot_id, indicator_id=indicator_id)


def _then(deed: Callable[[], object], there: str) -> ResponseReturnValue:
    """Run a deed that needs no words and go on; a refusal is told there."""
    try:
        deed()
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, there)
    return redirect(there, 303)


def _kept(form: Any, deed: Callable[[], object]) -> int:
    """Run a deed; put its refusal into the form and return the status of the answer."""
    try:
        deed()
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        if isinstance(error, ConflictError) and "version" in error.facts and "version" in form:
            form.version.data = str(error.facts["version"])
        form.blame(error.field, message_for(error))
        return error.status
    return OK
