"""Volunteer for a pilot, without an account or with one."""

from typing import Any

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from app.extensions import limiter
from app.forms.volunteer import volunteer_form
from app.policies.actor import Actor
from app.queries.experiment_card import public_pilot
from app.queries.panel import live_texts
from app.queries.volunteer import volunteer_of_id
from app.services import volunteer as service
from models.attempt import Door
from models.errors import DomainError
from models.panel import PanelDoor
from models.pilot import Pilot
from views import attempt, language
from views.access import public, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.panel_words import PanelShown, shown_panel

blueprint = Blueprint("volunteer", __name__, url_prefix=PREFIX + "/pilots/<slug>/take-part")


@blueprint.get("")
@public
def ask(slug: str) -> ResponseReturnValue:
    """Show how to take part, and the form while there is one."""
    pilot, panel = _panel(slug)
    return _shown(pilot, panel, _form(panel))


@blueprint.post("")
@limiter.limit("20/minute")
@public
def send(slug: str) -> ResponseReturnValue:
    """Ask for a place; the answer does not tell whether the address is known.

    What the trap catches is thanked for and forgotten.
    """
    pilot, panel = _panel(slug)
    form = _form(panel)
    if not form.validate_on_submit():
        return _shown(pilot, panel, form, 422)
    if form.is_caught:
        return redirect(url_for("volunteer.sent", slug=slug), 303)
    asked = form.asked(language.current())
    try:
        for address in {asked.email, asked.guardian_email} - {""}:
            attempt.admit(Door.LETTER, address)
        made = service.volunteer(viewer(), slug, asked)
    except DomainError as error:
        if error.status == 404:  # noqa: PLR2004 - not found
            raise
        form.blame(error.field, message_for(error))
        return _shown(*_panel(slug), form, error.status)
    if made:
        own = volunteer_of_id(made)
        return redirect(url_for("volunteer_own.show", token=own.token), 303)
    return redirect(url_for("volunteer.sent", slug=slug), 303)


@blueprint.get("/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way."""
    pilot, panel = _panel(slug)
    return page("volunteer/sent.html", **_values(pilot, panel))


def _panel(slug: str) -> tuple[Pilot, PanelShown]:
    pilot = public_pilot(slug)
    shown = shown_panel(pilot) if pilot is not None else None
    if pilot is None or shown is None:
        abort(404)
    return pilot, shown


def _form(shown: PanelShown) -> Any:
    actor: Actor = viewer()
    return volunteer_form(
        shown.panel, live_texts(shown.panel), language.current(),
        name=actor.name, email=actor.email,
    )  # fmt: skip


def _values(pilot: Pilot, shown: PanelShown) -> dict[str, Any]:
    return {
        "pilot": pilot,
        "shown": shown,
        "title": pilot.title.best(language.current()),
    }


def _shown(pilot: Pilot, shown: PanelShown, form: Any, status: int = 200) -> ResponseReturnValue:
    is_open = shown.door is PanelDoor.OPEN
    return page(
        "volunteer/ask.html",
        status,
        form=form if is_open else None,
        texts=[(one, one.name.best(language.current())) for one in live_texts(shown.panel)],
        **_values(pilot, shown),
    )
