"""What is done with a challenge as a whole: submit, approve, extend, open again, call off."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.challenge_part import EditsForm
from app.forms.challenge_times import LaterForm, ReasonForm
from app.forms.ident import ident
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.challenge_desk import staff_challenge
from app.services import challenge as drafts
from app.services import challenge_approval as approval
from app.services import challenge_deadline as deadline
from models.errors import ConflictError, DomainError
from views.access import signed_in, viewer
from views.challenge_edit import blame
from views.challenge_frame import frame, home_of
from views.challenge_words import exact
from views.errors import flash_refusal, wants_json
from views.language import PREFIX
from views.page import page

blueprint = Blueprint(
    "challenge_deed", __name__, url_prefix=PREFIX + "/my/challenges/<int:challenge_id>"
)

WORKS: dict[str, tuple[Any, Action, Callable[..., int]]] = {
    "request_edits": (
        EditsForm,
        Action.CHALLENGE_APPROVE,
        lambda actor, ident_, version, form: approval.request_edits(
            actor, ident_, version, form.words.data or ""
        ),
    ),
    "cancel": (
        ReasonForm,
        Action.CHALLENGE_CANCEL,
        lambda actor, ident_, version, form: approval.cancel(actor, ident_, version, form.reason),
    ),
    "extend": (
        LaterForm,
        Action.CHALLENGE_RUN,
        lambda actor, ident_, version, form: deadline.extend(
            actor, ident_, version, form.times(), form.reason
        ),
    ),
    "reopen": (
        LaterForm,
        Action.CHALLENGE_RUN,
        lambda actor, ident_, version, form: deadline.reopen(
            actor, ident_, version, form.times(), form.reason
        ),
    ),
}
FORMS = ",".join(WORKS)


@blueprint.post("/<any(submit,approve,archive):deed>")
@signed_in
def press(challenge_id: int, deed: str) -> ResponseReturnValue:
    """Take a step that needs no words."""
    challenge = staff_challenge(viewer(), challenge_id)
    works = {
        "submit": approval.submit, "approve": approval.approve, "archive": approval.archive,
    }  # fmt: skip
    try:
        works[deed](viewer(), challenge_id, ident(request.form.get("version")))
    except ConflictError as error:
        return flash_refusal(error, home_of(challenge))
    said = {
        "submit": _("Sent. The city’s coordinator looks at it and approves it."),
        "approve": _("Approved. Everybody can read it, and it opens and closes by itself."),
        "archive": _("Archived. Its page stays."),
    }
    flash(said[deed], "success")
    return redirect(home_of(challenge), 303)


@blueprint.post("/discard")
@signed_in
def discard(challenge_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    challenge = staff_challenge(viewer(), challenge_id)
    back = frame(challenge, "")["list_url"]
    try:
        drafts.discard(viewer(), challenge_id)
    except ConflictError as error:
        return flash_refusal(error, home_of(challenge))
    flash(_("Thrown away."), "success")
    return redirect(back, 303)


@blueprint.post("/copy")
@signed_in
def copy(challenge_id: int) -> ResponseReturnValue:
    """Begin a new challenge with what this one says."""
    made = drafts.copy(viewer(), challenge_id)
    flash(_("A new draft holds what this challenge says, without its place and times."), "success")
    return redirect(url_for("challenge_edit.edit", challenge_id=made, section="basics"), 303)


@blueprint.route(f"/<any({FORMS}):deed>", methods=["GET", "POST"])
@signed_in
def explain(challenge_id: int, deed: str) -> ResponseReturnValue:
    """Take a step that needs words or times."""
    challenge = staff_challenge(viewer(), challenge_id)
    kind, action, work = WORKS[deed]
    authorise(viewer(), action, of_challenge(challenge))
    form, status = kind(), 200
    version = ident(request.form.get("version")) or challenge.version
    if isinstance(form, LaterForm):
        form.zone = challenge.city.time_zone
    if form.validate_on_submit():
        try:
            work(viewer(), challenge_id, version, form)
        except DomainError as error:
            if wants_json():
                raise
            status = blame_deed(form, error)
        else:
            flash(_SAID[deed](), "success")
            return redirect(home_of(challenge), 303)
    elif form.errors:
        status = 422
    challenge = staff_challenge(viewer(), challenge_id)
    return page(
        f"challenge/deed_{'later' if isinstance(form, LaterForm) else deed}.html",
        status,
        form=form,
        deed=deed,
        closes=exact(challenge.closes_at, challenge.city.time_zone, is_end=True),
        required=challenge.city.required_languages,
        **frame(challenge, ""),
    )


def blame_deed(form: Any, error: DomainError) -> int:
    """Put a refusal into the form of a deed; its version is the page's own hidden field."""
    error.facts.pop("version", None)
    return blame(form, error)


_SAID: dict[str, Callable[[], str]] = {
    "request_edits": lambda: _("Sent back with your words."),
    "cancel": lambda: _("The challenge is called off. Everybody who takes part is told."),
    "extend": lambda: _("The challenge closes later. Everybody who takes part is told."),
    "reopen": lambda: _("The challenge is open again. Everybody who takes part is told."),
}
