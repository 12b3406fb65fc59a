"""A juror's own pages: what there is to read, one entry, scores, standing back."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.adapters import document
from app.forms.ident import ident
from app.forms.jury import ConflictForm, score_form
from app.labels import label
from app.queries import jury as query
from app.queries import jury_entry as entries
from app.services import jury_conflict, jury_score
from models.attachment import PICTURE, stored_name
from models.errors import DomainError
from models.jury import AssignmentStatus, JuryAssignment
from models.jury_round import ConflictKind
from models.jury_score import Weighed, juror_mean, shown
from models.testbed_media import FileKind
from views import language, navigation
from views.access import signed_in, viewer
from views.attachment import kind_words
from views.errors import flash_refusal
from views.file import NEVER_KEPT, file_store, named, sent_with
from views.jury_words import PILLS, section_words, two
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.testbed_gallery import size_words

blueprint = Blueprint("jury", __name__, url_prefix=PREFIX + "/my/jury")

HIDDEN = frozenset({403, 404})
ENTRY = "/entries/<int:assignment_id>"


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """List every jury one sits in, with what there is to read and how far one is."""
    return page(
        "jury/index.html",
        duties=query.duties(viewer()),
        invitations=query.invitations_to(viewer()),
        pills=PILLS,
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/free")
@signed_in
def free() -> ResponseReturnValue:
    """Declare for several entries at once that nothing ties one to them."""
    here = url_for("jury.index")
    try:
        done = jury_conflict.declare_free(
            viewer(), [ident(one) for one in request.form.getlist("entry")]
        )
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, here)
    flash(
        ngettext("%(num)s entry is open to read.", "%(num)s entries are open to read.", done)
        if done
        else _("Tick the entries that nothing ties you to."),
        "success" if done else "info",
    )
    return redirect(here, 303)


@blueprint.route(ENTRY, methods=["GET", "POST"])
@signed_in
def show(assignment_id: int) -> ResponseReturnValue:
    """Read an entry and score it."""
    assignment = query.assigned(viewer(), assignment_id)
    form = score_form(assignment, language.current())
    if request.method == "GET" or not form.validate_on_submit():
        return _page(assignment, form)
    is_draft = bool(request.form.get("draft"))
    if not is_draft and not form.require():
        return _page(assignment, form, 422)
    try:
        deed = jury_score.save if is_draft else jury_score.submit
        deed(viewer(), assignment_id, form.seen, form.given())
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _page(query.assigned(viewer(), assignment_id), form, error.status)
    if is_draft:
        flash(_("Kept as a draft. Nobody else sees it."), "success")
        return redirect(url_for("jury.show", assignment_id=assignment_id), 303)
    return _to_next(query.assigned(viewer(), assignment_id))


def _to_next(done: JuryAssignment) -> ResponseReturnValue:
    """Go on to what is to be read next, or back to the list when everything is in."""
    duty = next(one for one in query.duties(viewer()) if one.juror.id == done.juror_id)
    left = entries.next_open(duty, done)
    if left is None:
        flash(_("Thank you. All your scores are in."), "success")
        return redirect(url_for("jury.index"), 303)
    flash(
        _(
            "Submitted: %(code)s. %(done)s of %(all)s are done. Here is the next one.",
            code=done.concept.code,
            done=duty.progress.done,
            all=duty.progress.all,
        ),
        "success",
    )
    return redirect(url_for("jury.show", assignment_id=left.id), 303)


@blueprint.post(ENTRY + "/<any(declare,take_back):deed>")
@signed_in
def press(assignment_id: int, deed: str) -> ResponseReturnValue:
    """Declare that nothing ties one to an entry, or open one's scores for changes."""
    here = url_for("jury.show", assignment_id=assignment_id)
    try:
        if deed == "declare":
            jury_conflict.declare_free(viewer(), [assignment_id])
        else:
            jury_score.take_back(viewer(), assignment_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, here)
    if deed == "take_back":
        flash(_("You can change your scores now. Submit them again when you are done."), "success")
    return redirect(here, 303)


@blueprint.post(ENTRY + "/recuse")
@signed_in
def recuse(assignment_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest."""
    assignment = query.assigned(viewer(), assignment_id)
    conflict = ConflictForm()
    if not conflict.validate_on_submit():
        return _page(assignment, None, 422, conflict)
    try:
        jury_conflict.recuse(viewer(), assignment_id, conflict.kind.data, conflict.words.data or "")
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        conflict.blame(error.field, message_for(error))
        return _page(query.assigned(viewer(), assignment_id), None, error.status, conflict)
    flash(_("You stand back from this entry. Somebody else reads it."), "success")
    return redirect(url_for("jury.index"), 303)


@blueprint.get(ENTRY + "/files/<int:file_id>")
@signed_in
def download(assignment_id: int, file_id: int) -> ResponseReturnValue:
    """Give a file of an entry, under a name that says nothing of who made it."""
    one = entries.blind_file(viewer(), assignment_id, file_id)
    content = file_store().read(stored_name(one.digest, one.kind))
    if content is None:
        abort(404)
    is_picture = one.kind == PICTURE
    kind = "image/jpeg" if is_picture else document.TYPES[FileKind(one.kind)]
    response = Response(content, mimetype=kind)
    name = named(f"{one.title}.{one.kind}")
    if is_picture:
        name = name.replace("attachment;", "inline;", 1)
    response.headers["Content-Disposition"] = name
    return sent_with(response, NEVER_KEPT)


def _mean(assignment: JuryAssignment) -> Decimal:
    """Return one juror's weighted mean, 0 to 100."""
    criteria = [Weighed(str(one.id), one.weight) for one in assignment.juror.challenge.criteria]
    marks = {str(one.criterion_id): one.value or 0 for one in assignment.scores}
    return shown(juror_mean(marks, criteria))


def _page(
    assignment: JuryAssignment, form: Any, status: int = 200, conflict: ConflictForm | None = None
) -> ResponseReturnValue:
    entry = entries.blind_entry(viewer(), assignment)
    others = entries.others_scores(viewer(), assignment)
    is_open = entries.is_open(assignment)
    own = entries.own_conflict(assignment)
    is_mine = assignment.status is AssignmentStatus.SUBMITTED
    shown_form = form or score_form(assignment, language.current())
    bad = form is not None and bool(form.errors or form.form_errors)
    return page(
        "jury/show.html",
        422 if bad and status == 200 else status,  # noqa: PLR2004 - a form that came back
        assignment=assignment,
        challenge=assignment.juror.challenge,
        entry=entry,
        section_names=section_words(),
        score=shown_form,
        form=conflict or shown_form,
        conflict=conflict or ConflictForm(formdata=None),
        opened=conflict is not None,
        is_open=is_open,
        may_take_back=is_mine
        and is_open
        and not jury_score.shows_others(assignment.juror.challenge, assignment.round),
        mean=two(_mean(assignment)) if is_mine else None,
        others=[(one, two(_mean(one))) for one in others],
        own_conflict=own,
        own_kind=label(ConflictKind(own.kind)) if own is not None else "",
        files=[
            (one, f"{kind_words(one.kind)}, {size_words(one.size)}")
            for one in (entry.files if entry else ())
        ],
        pills=PILLS,
        section_links=navigation.my_menu(viewer()),
    )
