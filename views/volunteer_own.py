"""A volunteer's own page: confirm, take a place, see every consent, take one or all back.

Whoever has the link is believed, because only mails to the address hold it.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import limiter
from app.forms.volunteer import ticks_form
from app.queries.panel import live_texts
from app.queries.volunteer import place_in_queue, to_answer_anew
from app.services import volunteer as service
from app.services import volunteer_consent as consents
from models.errors import DomainError
from models.panel import PanelDoor, door_of
from models.volunteer import OVER, Volunteer, VolunteerStatus
from views import language
from views.access import public, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page
from views.reader import private

blueprint = Blueprint("volunteer_own", __name__, url_prefix=PREFIX + "/volunteers")


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the page or pass on its address."""
    return private(response)


@blueprint.get("/<token>")
@limiter.limit("60/minute")
@public
def show(token: str) -> ResponseReturnValue:
    """Show where somebody stands and what they have agreed to."""
    return page("volunteer/own.html", **_values(consents.of_either(token), token))


def _values(made: Volunteer, token: str) -> dict[str, Any]:
    lang = language.current()
    anew = to_answer_anew(made, live_texts(made.panel)) if made.status not in OVER else []
    return {
        "made": made,
        "token": token,
        "pilot": made.panel.pilot,
        "title": made.panel.pilot.title.best(lang),
        "consents": [
            (one, one.purpose_text.name.best(lang), one.purpose_text.words.best(lang))
            for one in made.consents
        ],
        "number": place_in_queue(made) if made.status is VolunteerStatus.WAITING else None,
        "is_over": made.status in OVER,
        "is_open": door_of(made.panel, clock.today(made.panel.pilot.city.time_zone))
        is PanelDoor.OPEN,
        "has_ended": made.offered_until is not None and made.offered_until <= clock.now(),
        "anew": [(one, one.name.best(lang)) for one in anew],
        "anew_form": ticks_form(anew, lang) if anew else None,
    }


@blueprint.post("/<token>/confirm")
@limiter.limit("20/minute")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Confirm the address and what was agreed to."""
    return _done(token, lambda: service.confirm(viewer(), token), "")


@blueprint.post("/<token>/accept")
@limiter.limit("20/minute")
@public
def accept(token: str) -> ResponseReturnValue:
    """Take the place that is offered."""
    return _done(token, lambda: service.accept(viewer(), token), "")


@blueprint.post("/<token>/consents/<int:consent_id>/take-back")
@limiter.limit("20/minute")
@public
def take_back(token: str, consent_id: int) -> ResponseReturnValue:
    """Take one consent back."""
    words = _("It is taken back. The people of the experiment have been told.")
    return _done(token, lambda: consents.take_back(viewer(), token, consent_id), words)


@blueprint.post("/<token>/anew")
@limiter.limit("20/minute")
@public
def anew(token: str) -> ResponseReturnValue:
    """Agree to texts that have changed."""
    made = consents.of_either(token)
    form = ticks_form(to_answer_anew(made, live_texts(made.panel)), language.current())
    form.validate_on_submit()
    ticked = form.ticked()
    return _done(
        token, lambda: consents.answer_anew(viewer(), token, ticked), _("Your answer is kept.")
    )


@blueprint.post("/<token>/withdraw")
@limiter.limit("20/minute")
@public
def withdraw(token: str) -> ResponseReturnValue:
    """Withdraw from everything."""
    return _done(token, lambda: consents.withdraw(viewer(), token), "")


def _done(token: str, deed: Callable[[], Any], words: str) -> ResponseReturnValue:
    here = url_for("volunteer_own.show", token=token)
    try:
        deed()
    except DomainError as error:
        if error.status == 404:  # noqa: PLR2004 - not found
            raise
        return flash_refusal(error, here)
    if words:
        flash(words, "success")
    return redirect(here, 303)
