"""Answering an offer: take the days, or decline them."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.agreement import as_shown
from app.forms.application import AcceptForm, ReasonForm
from app.policies.approval import others_of_all
from app.queries import application as query
from app.queries.agreement_text import proposed
from app.queries.offer import latest_bookings
from app.services import offer as service
from app.services.application import Acceptance
from models.agreement_text import changes_between, reading_of, sha256_of
from models.application import ApplicationPart, PartStatus
from models.errors import ConflictError, DomainError, NotFoundError
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
    seen = as_shown(form.agreement.data) if form.is_submitted() else ""
    status = None
    if form.validate_on_submit():
        acceptance = Acceptance(wording.version, wording.sha256, form.name.data)
        try:
            service.accept(viewer(), part_id, acceptance, sha256_of(seen))
        except ConflictError as error:
            if error.code != "agreement_changed":
                return flash_refusal(error, _home(part))
            form.blame(None, message_for(error))
            status = error.status
        except DomainError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The days are yours, and you have signed the agreement."), "success")
            return redirect(_home(part), 303)
    elif part.status is not PartStatus.OFFERED:
        return redirect(_home(part))
    shown = _agreement(part, form, seen)
    return _page("application/accept.html", part, form, status, terms=wording, **shown)


def _agreement(part: ApplicationPart, form: Any, seen: str) -> dict[str, Any]:
    """Return the text as it would be signed now, and what differs from the one seen before.

    Whoever has seen another text reads this one before they tick that they have.
    """
    booking = latest_bookings([part]).get(part.id)
    if booking is None:
        raise NotFoundError
    proposal = proposed(part, booking)
    changes = list(changes_between(seen, proposal.body)) if seen.strip() else []
    form.agreement.data = proposal.body
    if changes:
        form.terms.data = False
    return {
        "reading": reading_of(proposal.body),
        "body_lang": proposal.language,
        "changes": changes,
    }


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
    falling = others_of_all(part, PartStatus.OFFERED)
    return _page("application/decline.html", part, form, falling=falling)


def _page(
    template: str, part: ApplicationPart, form: Any, status: int | None = None, **values: Any
) -> ResponseReturnValue:
    return page(
        template,
        status or (422 if form.errors else 200),
        part=part,
        form=form,
        booking=latest_bookings([part]).get(part.id),
        home=_home(part),
        section_links=navigation.my_menu(viewer()),
        **values,
    )
