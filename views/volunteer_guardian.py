"""The page on which a guardian answers for a child, permits, or refuses."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from app.extensions import limiter
from app.forms.volunteer import guardian_form
from app.queries.panel import live_texts
from app.queries.volunteer import volunteer_of_guardian
from app.services import volunteer_guardian as service
from models.errors import DomainError
from models.guardian import GuardianPart
from models.volunteer import Volunteer, VolunteerStatus
from views import language
from views.access import public, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.reader import private

blueprint = Blueprint(
    "volunteer_guardian", __name__, url_prefix=PREFIX + "/volunteers/guardian/<token>"
)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the page or pass on its address."""
    return private(response)


@blueprint.get("")
@limiter.limit("60/minute")
@public
def ask(token: str) -> ResponseReturnValue:
    """Ask; once it was answered, show what was agreed to."""
    made = volunteer_of_guardian(token)
    if made.status is not VolunteerStatus.GUARDIAN:
        return redirect(url_for("volunteer_own.show", token=token))
    return _shown(made, token, _form(made))


@blueprint.post("")
@limiter.limit("20/minute")
@public
def permit(token: str) -> ResponseReturnValue:
    """Give the permission."""
    made = volunteer_of_guardian(token)
    form = _form(made)
    if not form.validate_on_submit():
        return _shown(made, token, form, 422)
    try:
        service.permit(viewer(), token, form.name.data or "", form.ticked())
    except DomainError as error:
        form.blame(error.field, message_for(error))
        return _shown(volunteer_of_guardian(token), token, form, error.status)
    return redirect(url_for("volunteer_own.show", token=token), 303)


@blueprint.post("/refuse")
@limiter.limit("20/minute")
@public
def refuse(token: str) -> ResponseReturnValue:
    """Say no."""
    here = url_for("volunteer_own.show", token=token)
    try:
        service.refuse(viewer(), token)
    except DomainError as error:
        if error.status == 404:  # noqa: PLR2004 - not found
            raise
        return flash_refusal(error, here)
    return redirect(here, 303)


def _form(made: Volunteer) -> Any:
    answers = made.guardian_part is GuardianPart.ANSWERS
    return guardian_form(live_texts(made.panel) if answers else (), language.current())


def _shown(made: Volunteer, token: str, form: Any, status: int = 200) -> ResponseReturnValue:
    lang, pilot = language.current(), made.panel.pilot
    return page(
        "volunteer/guardian.html",
        status,
        made=made,
        token=token,
        form=form,
        pilot=pilot,
        title=pilot.title.best(lang),
        tasks=made.panel.tasks.best(lang),
        texts=[(one, one.name.best(lang)) for one in form.texts],
        agreed=[
            (one.purpose_text.name.best(lang), one.purpose_text.words.best(lang))
            for one in made.consents
        ],
        answers_for_child=made.guardian_part is GuardianPart.ANSWERS,
    )
