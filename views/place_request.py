"""A request for a place: the city answers it at its desk, the applicant takes it back."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.place_request import DeclineForm, ProposeForm
from app.labels import label
from app.policies.subject import of_request
from app.policies.table import Action, may
from app.queries import place_request as query
from app.queries.attachment import attachments
from app.services import place_request_answer as service
from app.services.place_request import withdraw_request
from models.errors import DomainError
from models.personal_read import Look
from models.place_request import PlaceRequest, RequestStatus
from models.testbed import Testbed
from models.testbed_kind import TestbedKind
from views import language, navigation
from views.access import signed_in, staff, viewer
from views.attachment import lines
from views.desk_words import size_words
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_read import looked

blueprint = Blueprint("place_request", __name__, url_prefix=PREFIX)

HIDDEN = frozenset({403, 404})
OK, UNFIT = 200, 422


@blueprint.get("/desk/requests/<int:request_id>")
@staff
def show(request_id: int) -> ResponseReturnValue:
    """Show what is looked for, with the ways to answer."""
    return _shown(query.request_for_staff(viewer(), request_id))


def _shown(
    asked: PlaceRequest,
    status: int = OK,
    propose_form: ProposeForm | None = None,
    decline_form: DeclineForm | None = None,
) -> ResponseReturnValue:
    actor, subject = viewer(), of_request(asked)
    is_open = asked.status is RequestStatus.OPEN
    found = query.proposable(actor, asked)
    looked(Look.APPLICATION, [asked.application_id], asked.city_id)
    return page(
        "place_request/show.html",
        status,
        asked=asked,
        application=asked.application,
        kinds=[label(TestbedKind(one)) for one in asked.kinds],
        files=lines(attachments(actor, asked.application)),
        size=size_words(asked.application.organisation),
        may_propose=is_open and may(actor, Action.REQUEST_PROPOSE, subject),
        may_decline=is_open and may(actor, Action.REQUEST_DECLINE, subject),
        propose_form=propose_form or _propose_form(found, formdata=None),
        decline_form=decline_form or DeclineForm(formdata=None).named("decline"),
        form=propose_form or decline_form,
        testbeds=found,
        section_links=navigation.desk_menu(),
    )


def _propose_form(found: list[Testbed], **given: Any) -> ProposeForm:
    form = ProposeForm(**given)
    lang = language.current()
    names = [(str(one.id), one.name.best(lang)[0]) for one in found]
    form.testbed.choices = [("", _("Choose a testbed")), *names]
    form.named("propose")
    return form


@blueprint.post("/desk/requests/<int:request_id>/propose")
@staff
def propose(request_id: int) -> ResponseReturnValue:
    """Propose a testbed."""
    asked = query.request_for_staff(viewer(), request_id)
    form = _propose_form(query.proposable(viewer(), asked))
    if not form.validate_on_submit():
        return _shown(asked, UNFIT, propose_form=form)
    try:
        chosen, words = int(form.testbed.data), form.note.data or ""
        part_id = service.propose(viewer(), request_id, chosen, words)
    except DomainError as error:
        if error.status != UNFIT:
            return _refused(error, request_id)
        form.blame(error.field, message_for(error))
        return _shown(query.request_for_staff(viewer(), request_id), UNFIT, propose_form=form)
    flash(_("Proposed. The applicant has been told, and you can go on with it here."), "success")
    return redirect(url_for("decision.show", part_id=part_id), 303)


@blueprint.post("/desk/requests/<int:request_id>/decline")
@staff
def decline(request_id: int) -> ResponseReturnValue:
    """Say that the city has no place."""
    asked = query.request_for_staff(viewer(), request_id)
    form = DeclineForm()
    form.named("decline")
    if not form.validate_on_submit():
        return _shown(asked, UNFIT, decline_form=form)
    try:
        service.decline(viewer(), request_id, form.reason.data or "")
    except DomainError as error:
        if error.status != UNFIT:
            return _refused(error, request_id)
        form.blame(error.field, message_for(error))
        return _shown(query.request_for_staff(viewer(), request_id), UNFIT, decline_form=form)
    flash(_("Declined. The applicant has been told why."), "success")
    return redirect(url_for("decision.queue"), 303)


def _refused(error: DomainError, request_id: int) -> ResponseReturnValue:
    if error.status in HIDDEN:
        raise error
    return flash_refusal(error, url_for("place_request.show", request_id=request_id))


@blueprint.post("/my/applications/requests/<int:request_id>/withdraw")
@signed_in
def withdraw(request_id: int) -> ResponseReturnValue:
    """Take a request back that the city has not answered."""
    asked = query.request_for_applicant(viewer(), request_id)
    home = url_for("application.show", application_id=asked.application_id)
    try:
        withdraw_request(viewer(), request_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, home)
    flash(_("Withdrawn. The city has been told."), "success")
    return redirect(home, 303)
