"""The team of an entry: who is in it, invitations, joining by a link, leaving, handing over."""

import secrets

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.concept import InviteForm
from app.queries import concept as query
from app.queries import concept_clock
from app.queries.concept_team import invitation_by, sha256
from app.services import concept_team as service
from models.attempt import Door
from models.concept import Concept
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError
from views import attempt, language
from views.access import public, signed_in, viewer
from views.concept_step import home_of, step_page, time_left
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("concept_team", __name__, url_prefix=PREFIX + "/my/concepts")

GONE, UNFIT = 410, 422


@blueprint.get("/<int:concept_id>/team")
@signed_in
def show(concept_id: int) -> ResponseReturnValue:
    """Show the team, and to its lead the form that invites."""
    return _page(query.of_team(viewer(), concept_id), InviteForm())


def _page(concept: Concept, form: InviteForm) -> ResponseReturnValue:
    return step_page(concept, "team", "concept/team.html", UNFIT if form.errors else 200, form=form)


@blueprint.post("/<int:concept_id>/team/invite")
@signed_in
def invite(concept_id: int) -> ResponseReturnValue:
    """Invite somebody by mail."""
    concept = query.of_team(viewer(), concept_id)
    if not query.leads(viewer(), concept):
        raise ForbiddenError("only_lead")
    form = InviteForm()
    if not form.validate_on_submit():
        return _page(concept, form)
    attempt.admit(Door.INVITATION, f"account:{viewer().user_id}")
    token = secrets.token_urlsafe(32)
    new = service.NewMember(
        email=form.email.data,
        token_sha256=sha256(token),
        path=url_for(".invitation", token=token),
        language=language.current(),
    )
    try:
        service.invite(viewer(), concept_id, new)
    except (FieldError, ConflictError) as error:
        form.blame(error.field, message_for(error))
        return _page(query.of_team(viewer(), concept_id), form)
    flash(_("An invitation to %(email)s is on its way.", email=form.email.data), "success")
    return redirect(url_for(".show", concept_id=concept_id), 303)


@blueprint.post("/<int:concept_id>/team/<int:member_id>/<any(remove,hand_over):deed>")
@signed_in
def press(concept_id: int, member_id: int, deed: str) -> ResponseReturnValue:
    """Take somebody out of the team, or make them its lead."""
    query.of_team(viewer(), concept_id)
    here = url_for(".show", concept_id=concept_id)
    deeds = {"remove": service.remove, "hand_over": service.hand_over}
    try:
        deeds[deed](viewer(), concept_id, member_id)
    except ConflictError as error:
        return flash_refusal(error, here)
    said = {"remove": _("Taken out of the team."), "hand_over": _("The team has a new lead.")}
    flash(said[deed], "success")
    return redirect(here, 303)


@blueprint.post("/<int:concept_id>/team/leave")
@signed_in
def leave(concept_id: int) -> ResponseReturnValue:
    """Leave a team that somebody else leads."""
    concept = query.of_team(viewer(), concept_id)
    try:
        service.leave(viewer(), concept_id)
    except ConflictError as error:
        return flash_refusal(error, home_of(concept))
    flash(_("You have left the team."), "success")
    return redirect(url_for("concept.index"), 303)


@blueprint.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation, also before signing in; of the entry only the challenge is said."""
    found = invitation_by(token, concept_clock.instant())
    if found is None:
        return page("concept/invitation_old.html", GONE)
    challenge = found.concept.challenge
    lead = found.concept.lead
    return page(
        "concept/invitation.html",
        invitation=found,
        inviter=lead.name if lead is not None else "",
        challenge=challenge,
        challenge_title=challenge.title.best(language.current()),
        left=time_left(challenge),
        is_for_viewer=found.email.lower() == viewer().email.lower(),
        here=url_for(".invitation", token=token),
    )


@blueprint.post("/invitations/<int:member_id>/<any(accept,decline):answer>")
@signed_in
def respond(member_id: int, answer: str) -> ResponseReturnValue:
    """Join the team, or say no, by an invitation to one's own address."""
    try:
        if answer == "decline":
            service.decline(viewer(), member_id)
            flash(_("You have said no. The team’s lead has been told."), "success")
            return redirect(url_for("concept.index"), 303)
        concept_id = service.accept(viewer(), member_id)
    except DomainError as error:
        return flash_refusal(error, url_for("concept.index"))
    flash(_("Welcome to the team!"), "success")
    return redirect(url_for("concept.show", concept_id=concept_id), 303)
