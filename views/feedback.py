"""Feedback on a pilot as everybody gives and reads it, without an account."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.extensions import limiter
from app.forms.feedback import FeedbackForm, FlagForm
from app.queries.experiment_card import public_pilot
from app.queries.feedback import figures_of, is_open, published, published_piece
from app.services import feedback as service
from models.attempt import Door
from models.errors import DomainError
from models.feedback import FlagReason
from models.pilot import Pilot
from views import attempt, filter_link, language, unsent_photo
from views.access import public, viewer
from views.feedback_words import piece_shown
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot import map_of

blueprint = Blueprint("feedback", __name__, url_prefix=PREFIX + "/pilots/<slug>/feedback")

PER_PAGE = 20
MOST_SENT = 11 * 1024 * 1024  # a picture from a phone with everything around it
FLAGGED, MOST_KEPT = "flagged", 50


@blueprint.url_value_preprocessor
def let_pictures_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a picture in where one is asked for, before anybody reads the form."""
    if endpoint == "feedback.give":
        request.max_content_length = MOST_SENT


@blueprint.get("")
@public
def ask(slug: str) -> ResponseReturnValue:
    """Ask what somebody thinks."""
    return _asked(found(slug), FeedbackForm(formdata=None))


@blueprint.post("")
@limiter.limit("20/minute")
@public
def give(slug: str) -> ResponseReturnValue:
    """Keep what somebody thinks; what the trap catches is thanked for and forgotten."""
    pilot, form = found(slug), FeedbackForm()
    if not form.validate_on_submit():
        unsent_photo.keep(form, Door.FEEDBACK)
        return _asked(pilot, form, 422)
    if form.is_caught:
        return redirect(url_for("feedback.sent", slug=slug), 303)
    email = form.email.data or ""
    try:
        is_crowded = knock(Door.FEEDBACK, Door.FEEDBACK_CALM, email, f"pilot:{pilot.id}")
        said = form.said(unsent_photo.sent(form))
        given = service.give(viewer(), slug, language.current(), said, is_crowded=is_crowded)
    except DomainError as error:
        form.blame(error.field, message_for(error))
        unsent_photo.admit_loss(form)
        return _asked(found(slug), form, error.status)
    asks = "1" if given["asks"] else None
    return redirect(url_for("feedback.sent", slug=slug, mail=asks), 303)


def knock(door: Door, calm: Door | None, email: str, otherwise: str) -> bool:
    """Count a try at a door; say whether there have been more lately than a calm day brings.

    Raises:
        TooManyAttemptsError: There have been far too many, or too many mails to this address.
    """
    attempt.admit(door, email or request.remote_addr or "")
    if email:
        attempt.admit(Door.LETTER, email)
    return calm is not None and attempt.is_crowded(calm, email or otherwise)


def _asked(pilot: Pilot, form: FeedbackForm, status: int = 200) -> ResponseReturnValue:
    title = pilot.title.best(language.current())
    return page(
        "feedback/give.html",
        status,
        pilot=pilot,
        form=form,
        kept=unsent_photo.shown(form),
        title=title,
        is_open=is_open(pilot, clock.today(pilot.city.time_zone)),
        map=map_of(pilot, title[0]),
    )


@blueprint.get("/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """Thank, and say what comes next."""
    pilot = found(slug)
    return page(
        "feedback/sent.html",
        pilot=pilot,
        title=pilot.title.best(language.current()),
        asks=bool(request.args.get("mail")),
    )


@blueprint.get("/all")
@public
def index(slug: str) -> ResponseReturnValue:
    """Show all that is shown, the newest first."""
    pilot = found(slug)
    shown = published(pilot.id, PER_PAGE, filter_link.asked_page())
    return page(
        "feedback/index.html",
        pilot=pilot,
        title=pilot.title.best(language.current()),
        pieces=[piece_shown(row, pilot) for row in shown.rows],
        total=shown.total,
        figures=figures_of(pilot.id),
        is_open=is_open(pilot, clock.today(pilot.city.time_zone)),
        pages=filter_link.pages(shown.total, PER_PAGE),
    )


@blueprint.get("/<int:feedback_id>/flag")
@public
def flag(slug: str, feedback_id: int) -> ResponseReturnValue:
    """Ask what is not all right in a piece."""
    return _flagging(slug, feedback_id, FlagForm(formdata=None))


@blueprint.post("/<int:feedback_id>/flag")
@limiter.limit("10/minute")
@public
def send_flag(slug: str, feedback_id: int) -> ResponseReturnValue:
    """Tell the city that a piece is not all right; once from each browser."""
    form = FlagForm()
    if not form.validate_on_submit():
        return _flagging(slug, feedback_id, form, 422)
    told = session.get(FLAGGED, [])
    if feedback_id not in told:
        try:
            attempt.admit(Door.FLAG, f"feedback:{feedback_id}")
            reason = FlagReason(form.reason.data)
            service.flag(slug, feedback_id, reason, form.words.data or "")
        except DomainError as error:
            if error.status == 404:  # noqa: PLR2004 - it is gone; the error page says so
                raise
            form.blame(error.field, message_for(error))
            return _flagging(slug, feedback_id, form, error.status)
        session[FLAGGED] = [*told[-MOST_KEPT:], feedback_id]
    flash(_("Thank you. The city looks at it. Until then it stays as it is."), "success")
    return redirect(url_for("feedback.index", slug=slug), 303)


def _flagging(
    slug: str, feedback_id: int, form: FlagForm, status: int = 200
) -> ResponseReturnValue:
    pilot = found(slug)
    row = published_piece(pilot, feedback_id)
    return page("feedback/flag.html", status, pilot=pilot, form=form, one=piece_shown(row, pilot))


def found(slug: str) -> Pilot:
    """Return the public pilot of an address, or answer that there is none."""
    pilot = public_pilot(slug)
    if pilot is None:
        abort(404)
    return pilot
