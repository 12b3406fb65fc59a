"""An agreement for both of its sides: its text, its signatures, its proof, and its PDF."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.agreement import SignForm
from app.policies.subject import of_part
from app.policies.table import Action, may
from app.queries import agreement as query
from app.services import agreement as service
from models.agreement import Agreement
from models.agreement_text import changes_between, reading_of, sha256_of
from models.errors import ConflictError, DomainError
from views import navigation
from views.access import signed_in, viewer
from views.agreement_paper import paper
from views.errors import flash_refusal
from views.file import private_file
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("agreement", __name__, url_prefix=PREFIX + "/my/agreements")
HIDDEN = frozenset({403, 404})  # refusals that have a page of their own


@blueprint.get("/<int:agreement_id>")
@signed_in
def show(agreement_id: int) -> ResponseReturnValue:
    """Show what was agreed, who has signed it and that the text is what was signed."""
    return _shown(query.agreement_for(viewer(), agreement_id))


@blueprint.post("/<int:agreement_id>/sign")
@signed_in
def sign(agreement_id: int) -> ResponseReturnValue:
    """Sign for one's side; a text that has changed meanwhile is shown anew, the name kept."""
    agreement = query.agreement_for(viewer(), agreement_id)
    form = SignForm()
    if not form.validate_on_submit():
        return _shown(agreement, 422, form)
    try:
        service.sign(viewer(), agreement_id, form.seen.data or "", form.name.data or "")
    except ConflictError as error:
        return _overtaken(agreement, form, error)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _shown(agreement, error.status, form)
    agreement = query.agreement_for(viewer(), agreement_id)
    done = _("Signed by both sides.") if agreement.is_signed else _("You have signed.")
    flash(done, "success")
    return redirect(url_for("agreement.show", agreement_id=agreement_id), 303)


@blueprint.get("/<int:agreement_id>/agreement.pdf")
@signed_in
def document(agreement_id: int) -> ResponseReturnValue:
    """Give the agreement on paper, in the language it was signed in."""
    agreement = query.agreement_for(viewer(), agreement_id)
    name = f"koepaikka-agreement-{agreement.id}.pdf"
    return private_file(paper(agreement), "application/pdf", name, is_shown=True)


def _overtaken(agreement: Agreement, form: Any, error: ConflictError) -> ResponseReturnValue:
    """Show the text that counts now and what is different; what was typed stays."""
    current = error.facts.get("agreement")
    if current is None:
        return flash_refusal(error, url_for("agreement.show", agreement_id=agreement.id))
    now = query.agreement_for(viewer(), current)
    form.read.data = False
    form.blame(None, message_for(error))
    changes = list(changes_between(agreement.body, now.body)) if now.id != agreement.id else []
    return _shown(now, error.status, form, changes)


def _shown(
    agreement: Agreement, status: int = 200, form: Any = None, changes: list[Any] | None = None
) -> ResponseReturnValue:
    actor, part = viewer(), agreement.part
    form = form or SignForm(formdata=None, name=actor.name)
    form.seen.data = agreement.body_sha256
    at_desk = may(actor, Action.PART_READ, of_part(part))
    home = (
        url_for("decision.show", part_id=part.id)
        if at_desk
        else url_for("application.show", application_id=part.application_id) + f"#part-{part.id}"
    )
    versions = query.versions_of(part.id)
    return page(
        "agreement/show.html",
        status,
        agreement=agreement,
        part=part,
        reading=reading_of(agreement.body),
        is_whole=sha256_of(agreement.body) == agreement.body_sha256,
        versions=versions,
        changes=_since_last(agreement, versions) if changes is None else changes,
        form=form,
        may_sign=service.may_sign(actor, agreement),
        for_applicant=service.signs_for_applicant(actor, agreement),
        home=home,
        layout="desk" if at_desk else "my",
        section_links=navigation.desk_menu() if at_desk else navigation.my_menu(actor),
    )


def _since_last(agreement: Agreement, versions: list[Agreement]) -> list[Any]:
    """Return what is different from the agreement in whose place this one came."""
    before = next((one for one in versions if one.superseded_by_id == agreement.id), None)
    return list(changes_between(before.body, agreement.body)) if before is not None else []
