"""Answering an offer: take the days, or decline them."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.application import AcceptForm, ReasonForm
from app.queries import application as query
from app.queries.offer import latest_bookings
from app.services import offer as service
from app.services.application import Acceptance
from models.application import ApplicationPart, PartStatus
from models.errors import ConflictError, DomainError
from views import navigation
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.terms import terms

blueprint = Blueprint("offer", __name__, url_prefix=PREFIX + "/my/offers/<int:part_id>")


def _home(part: ApplicationPart) -> str:
    return url_for("application.show", application_id=part.application_id)


@blueprint.route("/accept", methods=["GET", "POST"])
@signed_in
def accept(part_id: int) -> ResponseReturnValue:
    """Show what is offered and under which terms; take it with one's name."""
    part = query.part_for_applicant(viewer(), part_id)
    wording = terms()
    form = AcceptForm()
    if form.validate_on_submit():
        acceptance = Acceptance(wording.version, wording.sha256, form.name.data)
        try:
            service.accept(viewer(), part_id, acceptance)
        except ConflictError as error:
            return flash_refusal(error, _home(part))
        except DomainError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(
                _("The days are yours. The city now prepares the experiment with you."), "success"
            )
            return redirect(_home(part), 303)
    elif part.status is not PartStatus.OFFERED:
        return redirect(_home(part))
    return _page("application/accept.html", part, form, terms=wording)


@blueprint.route("/decline", methods=["GET", "POST"])
@signed_in
def decline(part_id: int) -> ResponseReturnValue:
    """Ask once more, then give the days back."""
    part = query.part_for_applicant(viewer(), part_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            service.decline(viewer(), part_id, form.reason.data or "")
        except DomainError as error:
            return flash_refusal(error, _home(part))
        flash(_("You declined the offer. The days have been given back."), "success")
        return redirect(_home(part), 303)
    if part.status is not PartStatus.OFFERED and not form.is_submitted():
        return redirect(_home(part))
    return _page("application/decline.html", part, form)


def _page(
    template: str, part: ApplicationPart, form: object, **values: object
) -> ResponseReturnValue:
    return page(
        template,
        422 if getattr(form, "errors", None) else 200,
        part=part,
        form=form,
        booking=latest_bookings([part]).get(part.id),
        home=_home(part),
        section_links=navigation.my_menu(viewer()),
        **values,
    )
