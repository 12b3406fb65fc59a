"""A seat in a jury: the page an invitation opens, and what the jury reads of the decision."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.jury import ReasonForm
from app.queries import jury as query
from app.queries.jury_outcome import decision_for_jury
from app.services import jury as service
from app.services import jury_decision
from models.errors import DomainError
from views import language, navigation
from views.access import public, signed_in, viewer
from views.errors import flash_refusal
from views.jury_words import criterion_names, missed_words, shown_rows
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("jury_seat", __name__, url_prefix=PREFIX)

GONE = 410
HIDDEN = frozenset({403, 404})
DECISION = "/my/jury/challenges/<int:challenge_id>"


@blueprint.get("/jury-invitations/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Show an invitation to whoever has its link, also before signing in."""
    found = query.invitation_by(token)
    if found is None:
        return page("jury/invitation_old.html", GONE)
    return page(
        "jury/invitation.html",
        juror=found,
        challenge=found.challenge,
        is_for_viewer=found.email == viewer().email,
        here=url_for("jury_seat.show", token=token),
    )


@blueprint.post("/my/jury/invitations/<int:juror_id>/<any(accept,decline):deed>")
@signed_in
def answer(juror_id: int, deed: str) -> ResponseReturnValue:
    """Take a seat, or say no."""
    here = url_for("jury.index")
    try:
        if deed == "accept":
            service.accept(viewer(), juror_id)
        else:
            service.decline(viewer(), juror_id)
    except DomainError as error:
        return flash_refusal(error, here)
    flash(
        _("Welcome to the jury. You get a mail when there is something to read.")
        if deed == "accept"
        else _("You said no, and the city is told."),
        "success",
    )
    return redirect(here, 303)


@blueprint.get(DECISION)
@signed_in
def decision(challenge_id: int) -> ResponseReturnValue:
    """Show the jury what was decided, and its chair what waits for a signature."""
    return _decision(challenge_id)


@blueprint.post(DECISION + "/sign")
@signed_in
def sign(challenge_id: int) -> ResponseReturnValue:
    """Give the second signature as the chair of the jury."""
    here = url_for("jury_seat.decision", challenge_id=challenge_id)
    decision_for_jury(viewer(), challenge_id)
    try:
        jury_decision.sign(viewer(), challenge_id)
    except DomainError as error:
        return flash_refusal(error, here)
    flash(_("Signed. The jury has decided."), "success")
    return redirect(here, 303)


@blueprint.post(DECISION + "/send-back")
@signed_in
def send_back(challenge_id: int) -> ResponseReturnValue:
    """Refuse the second signature, with a reason."""
    decision_for_jury(viewer(), challenge_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _decision(challenge_id, form, 422)
    try:
        jury_decision.send_back(viewer(), challenge_id, form.reason.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _decision(challenge_id, form, error.status)
    flash(_("Sent back. The city sees your reason."), "success")
    return redirect(url_for("jury.index"), 303)


def _decision(
    challenge_id: int, form: ReasonForm | None = None, status: int = 200
) -> ResponseReturnValue:
    found = decision_for_jury(viewer(), challenge_id)
    return page(
        "jury/decision.html",
        status,
        found=found,
        challenge=found.challenge,
        challenge_title=found.challenge.title.best(language.current()),
        rows=shown_rows(found.rows),
        missed_words=missed_words,
        criteria=criterion_names(found.challenge),
        form=form,
        why=form or ReasonForm(formdata=None),
        section_links=navigation.my_menu(viewer()),
    )
