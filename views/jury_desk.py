"""A jury at the city's desk: people, progress, conflicts, the beginning of each round."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms.ident import ident
from app.forms.jury import InviteForm, ReasonForm
from app.queries.jury import name_of
from app.queries.jury_desk import jury_at_desk
from app.queries.staff_invitation import new_token
from app.services import jury as service
from app.services import jury_conflict, jury_reminder, jury_round
from models.attempt import Door
from models.errors import DomainError
from models.jury import JurorStatus
from models.jury_round import MOST_JURORS
from views import attempt, language
from views.access import staff, viewer
from views.errors import flash_refusal
from views.jury_frame import framed
from views.jury_words import conflict_words
from views.language import PREFIX
from views.messages import message_for

blueprint = Blueprint(
    "jury_desk", __name__, url_prefix=PREFIX + "/desk/challenges/<int:challenge_id>/jury"
)

HIDDEN = frozenset({403, 404})
PILLS = {
    JurorStatus.INVITED: "soon",
    JurorStatus.ACCEPTED: "running",
    JurorStatus.DECLINED: "ended",
    JurorStatus.REMOVED: "ended",
}


@blueprint.get("")
@staff
def show(challenge_id: int) -> ResponseReturnValue:
    """Show who is in the jury and how far it is."""
    return _page(challenge_id)


@blueprint.post("/invite")
@staff
def invite(challenge_id: int) -> ResponseReturnValue:
    """Invite somebody to the jury."""
    jury_at_desk(viewer(), challenge_id)
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(challenge_id, form, 422)
    attempt.admit(Door.INVITATION, f"account:{viewer().user_id}")
    try:
        service.invite(viewer(), challenge_id, form.new(language.current()), _link())
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _page(challenge_id, form, error.status)
    flash(_("An invitation to %(email)s is on its way.", email=form.email.data), "success")
    return redirect(_home(challenge_id), 303)


@blueprint.post("/jurors/<int:juror_id>/<any(again,chair):deed>")
@staff
def press(challenge_id: int, juror_id: int, deed: str) -> ResponseReturnValue:
    """Send an invitation anew, or choose the chair."""
    try:
        if deed == "again":
            attempt.admit(Door.INVITATION, f"account:{viewer().user_id}")
            email = service.send_again(viewer(), juror_id, _link(), language.current())
            said = _("A new invitation to %(email)s is on its way.", email=email)
        else:
            service.choose_chair(viewer(), juror_id)
            said = _("Saved.")
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(challenge_id))
    flash(said, "success")
    return redirect(_home(challenge_id), 303)


@blueprint.route("/jurors/<int:juror_id>/remove", methods=["GET", "POST"])
@staff
def remove(challenge_id: int, juror_id: int) -> ResponseReturnValue:
    """Take an invitation back, or excuse a juror with a reason."""
    found = jury_at_desk(viewer(), challenge_id)
    line = next((one for one in found.jurors if one.juror.id == juror_id), None)
    if line is None:
        return redirect(_home(challenge_id))
    form = ReasonForm()
    if not found.round:
        form.reason.validators = ()
        form.reason.flags.required = False
    status = 422 if form.is_submitted() and not form.validate() else 200
    if form.is_submitted() and status == 200:  # noqa: PLR2004 - nothing to blame
        try:
            service.remove(viewer(), juror_id, form.reason.data or "")
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("Done. What was still open goes to others."), "success")
            return redirect(_home(challenge_id), 303)
    return framed(
        "jury/remove.html", found.challenge, status,
        found=found, line=line, person=name_of(line.juror), form=form,
    )  # fmt: skip


@blueprint.post("/exclude")
@staff
def exclude(challenge_id: int) -> ResponseReturnValue:
    """Keep an entry from a juror whom something ties to it."""
    here = _home(challenge_id) + "#conflicts"
    juror_id, concept_id = (ident(request.form.get(one)) for one in ("juror", "concept"))
    try:
        service.managed(viewer(), challenge_id)
        jury_conflict.exclude(viewer(), juror_id, concept_id, request.form.get("reason", ""))
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, here)
    flash(_("The entry is kept from this juror."), "success")
    return redirect(here, 303)


@blueprint.post("/<any(begin,begin_final,remind):deed>")
@staff
def run(challenge_id: int, deed: str) -> ResponseReturnValue:
    """Begin a round, or remind those who have not finished."""
    try:
        said = _run(challenge_id, deed)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(challenge_id))
    flash(said, "success")
    return redirect(_home(challenge_id), 303)


def _run(challenge_id: int, deed: str) -> str:
    if deed == "remind":
        count = jury_reminder.remind(viewer(), challenge_id)
        if not count:
            return str(_("Nobody needed a reminder: all are done, or have had a mail today."))
        return str(ngettext("%(num)s juror is reminded.", "%(num)s jurors are reminded.", count))
    if deed == "begin":
        jury_round.begin(viewer(), challenge_id)
        return str(_("Judging has begun. Every juror has a mail with what there is to read."))
    jury_round.begin_final(viewer(), challenge_id)
    return str(_("The last round has begun. Every juror reads the whole shortlist."))


def _home(challenge_id: int) -> str:
    return url_for("jury_desk.show", challenge_id=challenge_id)


def _link() -> service.Link:
    token, kept = new_token()
    here = url_for("jury_seat.show", token=token)
    return service.Link(here.removeprefix(f"/{language.current()}"), kept)


def _page(
    challenge_id: int, form: InviteForm | None = None, status: int = 200
) -> ResponseReturnValue:
    found = jury_at_desk(viewer(), challenge_id)
    return framed(
        "jury/desk.html", found.challenge, status,
        found=found, form=form, invite=form or InviteForm(formdata=None), name_of=name_of,
        kind_words=conflict_words, pills=PILLS, most=MOST_JURORS,
    )  # fmt: skip
