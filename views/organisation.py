"""One's organisations: make, show and edit them, invite people, answer an invitation."""

import secrets

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.organisation import InviteForm, OrganisationForm, RoleForm, countries
from app.labels import label
from app.policies.subject import of_organisation
from app.policies.table import Action, may
from app.queries import organisation as query
from app.services import invitation as invitations
from app.services import organisation as service
from models.attempt import Door
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError
from models.organisation import OrganisationKind, OrganisationRole, OrganisationSize
from views import attempt, language, navigation
from views.access import public, signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

GONE = 410

blueprint = Blueprint("organisation", __name__, url_prefix=PREFIX + "/my/organisations")


def _page(template: str, status: int = 200, **values: object) -> tuple[str, int]:
    return page(template, status, section_links=navigation.my_menu(viewer()), **values)


def _home(organisation_id: int) -> str:
    return url_for("organisation.show", organisation_id=organisation_id)


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """List one's organisations and the invitations that wait."""
    return _page(
        "organisation/index.html",
        organisations=query.organisations_of(viewer()),
        invitations=query.invitations_to(viewer()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Make an organisation."""
    form = OrganisationForm()
    if form.validate_on_submit():
        made = _saved(form)
        if made is not None:
            flash(_("Your organisation is ready. You can apply for it now."), "success")
            return redirect(_home(made), 303)
    return _page("organisation/new.html", 422 if form.errors else 200, form=form)


@blueprint.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(organisation_id: int) -> ResponseReturnValue:
    """Change what an organisation says of itself."""
    organisation = query.organisation_of(viewer(), organisation_id)
    if not may(viewer(), Action.ORGANISATION_MANAGE, of_organisation(organisation)):
        raise ForbiddenError
    form = OrganisationForm(obj=organisation)
    if form.validate_on_submit() and _saved(form, organisation_id) is not None:
        flash(_("Your changes are saved."), "success")
        return redirect(_home(organisation_id), 303)
    return _page(
        "organisation/edit.html",
        422 if form.errors else 200,
        form=form,
        organisation_id=organisation_id,
    )


def _saved(form: OrganisationForm, organisation_id: int | None = None) -> int | None:
    """Write what the form says; return the id, or None when an answer could not be taken."""
    said = service.OrganisationRecord(
        name=form.name.data,
        kind=OrganisationKind(form.kind.data),
        country=form.country.data,
        business_id=form.business_id.data,
        size=OrganisationSize(form.size.data) if form.size.data else None,
        web=form.web.data,
    )
    try:
        if organisation_id is None:
            return service.create(viewer(), said)
        service.edit(viewer(), organisation_id, said)
    except FieldError as error:
        form.blame(error.field, message_for(error))
    except ConflictError as error:
        if "business_id" not in error.facts.get("name", ""):
            raise
        form.blame("business_id", message_for(FieldError("business_id_known")))
    else:
        return organisation_id
    return None


@blueprint.get("/<int:organisation_id>")
@signed_in
def show(organisation_id: int) -> ResponseReturnValue:
    """Show an organisation and its people."""
    return _show(organisation_id, InviteForm())


def _show(organisation_id: int, form: InviteForm) -> ResponseReturnValue:
    organisation = query.organisation_of(viewer(), organisation_id)
    manages = may(viewer(), Action.ORGANISATION_MANAGE, of_organisation(organisation))
    return _page(
        "organisation/show.html",
        422 if form.errors else 200,
        organisation=organisation,
        country=dict(countries()).get(organisation.country, organisation.country),
        size=label(OrganisationSize(organisation.size)) if organisation.size else "",
        members=query.members_of(organisation),
        invitations=query.invitations_of(organisation) if manages else [],
        manages=manages,
        form=form,
        roles=list(OrganisationRole),
    )


@blueprint.post("/<int:organisation_id>/invite")
@signed_in
def invite(organisation_id: int) -> ResponseReturnValue:
    """Invite somebody by mail."""
    form = InviteForm()
    if form.validate_on_submit():
        attempt.admit(Door.INVITATION, f"account:{viewer().user_id}")
        token = secrets.token_urlsafe(24)
        invitation = invitations.NewInvitation(
            email=form.email.data,
            role=OrganisationRole(form.role.data),
            token_sha256=query.sha256(token),
            path=url_for("organisation.invitation", token=token),
            language=language.current(),
        )
        try:
            invitations.invite(viewer(), organisation_id, invitation)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("An invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(_home(organisation_id), 303)
    return _show(organisation_id, form)


@blueprint.post("/invitations/<int:invitation_id>/revoke")
@signed_in
def revoke(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    organisation_id = invitations.revoke(viewer(), invitation_id)
    flash(_("The invitation has been taken back."), "success")
    return redirect(_home(organisation_id), 303)


@blueprint.post("/members/<int:membership_id>/role")
@signed_in
def role(membership_id: int) -> ResponseReturnValue:
    """Change what a member is."""
    form = RoleForm()
    if not form.validate_on_submit():
        flash(_("Choose one of these."), "error")
        return redirect(url_for("organisation.index"), 303)
    try:
        chosen = OrganisationRole(form.role.data)
        organisation_id = service.change_role(viewer(), membership_id, chosen)
    except ConflictError as error:
        return _refused(error)
    flash(_("The role has been changed."), "success")
    return redirect(_home(organisation_id), 303)


@blueprint.post("/members/<int:membership_id>/remove")
@signed_in
def remove(membership_id: int) -> ResponseReturnValue:
    """End somebody's membership."""
    try:
        organisation_id = service.remove(viewer(), membership_id)
    except ConflictError as error:
        return _refused(error)
    flash(_("The membership has ended."), "success")
    return redirect(_home(organisation_id), 303)


@blueprint.post("/<int:organisation_id>/leave")
@signed_in
def leave(organisation_id: int) -> ResponseReturnValue:
    """End one's own membership."""
    try:
        service.leave(viewer(), organisation_id)
    except ConflictError as error:
        return _refused(error)
    flash(_("You have left the organisation."), "success")
    return redirect(url_for("organisation.index"), 303)


def _refused(error: ConflictError) -> ResponseReturnValue:
    organisation_id = error.facts.get("organisation_id")
    return flash_refusal(
        error, _home(organisation_id) if organisation_id else url_for("organisation.index")
    )


@blueprint.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation, also before signing in."""
    found = query.invitation_by(token)
    if found is None:
        return page("organisation/invitation_old.html", GONE)
    return page(
        "organisation/invitation.html",
        invitation=found,
        is_for_viewer=found.email == viewer().email,
        here=url_for("organisation.invitation", token=token),
    )


@blueprint.post("/invitations/<int:invitation_id>/accept")
@signed_in
def accept(invitation_id: int) -> ResponseReturnValue:
    """Accept an invitation to one's own address."""
    try:
        organisation_id = invitations.accept(viewer(), invitation_id)
    except DomainError as error:
        return flash_refusal(error, url_for("organisation.index"))
    flash(_("Welcome! You belong to the organisation now."), "success")
    return redirect(_home(organisation_id), 303)
