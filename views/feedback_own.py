"""The page behind the link in a writer's mail: confirm, read what became of it, appeal.

Whoever has the link is believed, because only mail to the address holds it.
"""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import limiter
from app.forms.feedback import AppealForm
from app.queries.feedback import feedback_of_token
from app.services import feedback as service
from models.errors import DomainError
from models.feedback import FeedbackStatus
from views import language
from views.access import public, viewer
from views.errors import flash_refusal
from views.feedback_words import piece_shown
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.reader import private

blueprint = Blueprint("feedback_own", __name__, url_prefix=PREFIX + "/feedback")

HIDDEN = frozenset({403, 404})


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the page or pass on its address."""
    return private(response)


@blueprint.get("/<token>")
@limiter.limit("60/minute")
@public
def show(token: str) -> ResponseReturnValue:
    """Show one's own feedback, and what can be done with it."""
    return _shown(token, AppealForm(formdata=None))


def _shown(token: str, form: AppealForm, status: int = 200) -> ResponseReturnValue:
    row = feedback_of_token(token)
    is_hidden = row.status in (FeedbackStatus.HIDDEN, FeedbackStatus.UPHELD)
    return page(
        "feedback/own.html",
        status,
        row=row,
        one=piece_shown(row, row.pilot),
        pilot=row.pilot,
        title=row.pilot.title.best(language.current()),
        token=token,
        form=form,
        is_hidden=is_hidden,
        may_confirm=row.confirmed_at is None,
        may_appeal=row.status is FeedbackStatus.HIDDEN
        and row.appealed_at is None
        and row.confirmed_at is not None,
    )


@blueprint.post("/<token>/confirm")
@limiter.limit("30/minute")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Confirm that the feedback is one's own."""
    try:
        service.confirm(viewer(), token)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, url_for("feedback_own.show", token=token))
    flash(_("Thank you, your feedback is confirmed."), "success")
    return redirect(url_for("feedback_own.show", token=token), 303)


@blueprint.post("/<token>/appeal")
@limiter.limit("10/minute")
@public
def appeal(token: str) -> ResponseReturnValue:
    """Ask somebody else to look again."""
    form = AppealForm()
    if not form.validate_on_submit():
        return _shown(token, form, 422)
    try:
        service.appeal(viewer(), token, form.words.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _shown(token, form, error.status)
    flash(_("Your appeal has been sent. Somebody else looks at it and answers you."), "success")
    return redirect(url_for("feedback_own.show", token=token), 303)
