"""Take one step with many parts: the preview, then what happened to each."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from app.forms.decision_bulk import BulkForm, BulkRejectForm
from app.forms.ident import is_ident
from app.labels import label
from app.services import decision_bulk as service
from app.services.decision_bulk import BulkKind, Reason, Result
from models.errors import FieldError
from models.legal_text import CURRENT, LEGAL_TEXTS
from views import language, navigation
from views.access import staff, viewer
from views.desk_words import part_label
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("decision_bulk", __name__, url_prefix=PREFIX + "/desk/applications/bulk")


@dataclass(frozen=True, slots=True)
class Line:
    """One part in the preview or among the results."""

    result: Result
    why: str


@blueprint.get("")
@staff
def choose() -> ResponseReturnValue:
    """Show what the step would do to each part that was ticked."""
    kind = _kind(request.args.get("kind", ""))
    ids = [int(one) for one in request.args.getlist("pick") if is_ident(one)]
    return _preview(kind, list(dict.fromkeys(ids)))


@blueprint.post("")
@staff
def carry_out() -> ResponseReturnValue:
    """Take the step with each, and list every one with what happened."""
    kind = _kind(request.form.get("kind", ""))
    seen = _seen(request.form.getlist("seen"))
    form = _form(kind)
    if not form.validate_on_submit():
        return _preview(kind, list(seen), form)
    reason = Reason(form.ready, form.reason.data or "") if kind is BulkKind.REJECT else None
    try:
        results = service.carry_out(viewer(), kind, seen, reason)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _preview(kind, list(seen), form)
    return page("decision/bulk_done.html", lines=_lines(results), **_words(kind))


def _preview(kind: BulkKind, ids: list[int], form: Any = None) -> ResponseReturnValue:
    problem, results = "", []
    try:
        results = service.plan(viewer(), kind, ids)
    except FieldError as error:
        problem = message_for(error)
    shown = form or _form(kind, empty=True)
    able = [one for one in results if one.is_done and one.part is not None]
    return page(
        "decision/bulk.html",
        422 if form is not None else 200,
        lines=_lines(results),
        able=[one.part for one in able],
        problem=problem,
        reject_form=shown,
        form=form,
        legal=LEGAL_TEXTS[CURRENT].best(language.current()),
        **_words(kind),
    )


def _words(kind: BulkKind) -> dict[str, Any]:
    return {
        "kind": kind,
        "deed": label(kind.move),
        "part_label": part_label,
        "section_links": navigation.desk_menu(),
    }


def _lines(results: list[Result]) -> list[Line]:
    return [Line(one, message_for(one.error) if one.error is not None else "") for one in results]


def _form(kind: BulkKind, *, empty: bool = False) -> Any:
    made = BulkRejectForm if kind is BulkKind.REJECT else BulkForm
    return made(formdata=None) if empty else made()


def _kind(text: str) -> BulkKind:
    if text not in set(BulkKind):
        abort(404)
    return BulkKind(text)


def _seen(values: list[str]) -> dict[int, int]:
    """Return the version by id of ``id:version`` texts; odd ones are left out."""
    pairs = [one.partition(":") for one in values]
    return {int(part): int(of) for part, _colon, of in pairs if is_ident(part) and is_ident(of)}
