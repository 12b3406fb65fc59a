"""What a reader changes on their own page: how often, stop one or all, another feed address."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import csrf, limiter
from app.forms.subscription import RhythmForm
from app.queries.reader import reader_of, reader_of_token
from app.queries.subscription import count_of, own_subscription
from app.services import subscription as service
from views import navigation
from views.access import public, signed_in, viewer
from views.language import PREFIX
from views.page import page
from views.reader import private

blueprint = Blueprint("subscription_reader", __name__, url_prefix=PREFIX)


@blueprint.get("/my/follow")
@signed_in
def mine() -> ResponseReturnValue:
    """Lead the signed-in to their own page as a reader, or say that they follow nothing yet."""
    reader = reader_of(viewer())
    if reader is not None and reader.confirmed_at is not None:
        return redirect(url_for("reader.show", token=reader.token))
    return page("subscription/none.html", section_links=navigation.my_menu(viewer()))


@blueprint.get("/reader/<token>/stop")
@limiter.limit("60/minute")
@public
def ask_to_stop_all(token: str) -> ResponseReturnValue:
    """Ask before everything ends; a mail program that only looks changes nothing."""
    return _stopping(token)


@blueprint.post("/reader/<token>/stop")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
@limiter.limit("60/minute")
@public
def stop_all(token: str) -> ResponseReturnValue:
    """End everything; the link is the right to, and mail programs press it (RFC 8058)."""
    service.stop_all(token)
    return _stopping(token)


def _stopping(token: str) -> Response:
    reader = reader_of_token(token)
    words = page("subscription/stop_all.html", reader=reader, count=count_of(reader))[0]
    return private(Response(words, mimetype="text/html"))


@blueprint.post("/reader/<token>/follow/<int:subscription_id>/rhythm")
@limiter.limit("60/minute")
@public
def rhythm(token: str, subscription_id: int) -> ResponseReturnValue:
    """Be told of one thing sooner or later."""
    own_subscription(reader_of_token(token), subscription_id)
    form = RhythmForm(prefix=f"s{subscription_id}-")
    if form.validate_on_submit():
        service.change_rhythm(token, subscription_id, form.chosen)
        flash(_("Saved."), "success")
    return _back(token)


@blueprint.post("/reader/<token>/follow/<int:subscription_id>/stop")
@limiter.limit("60/minute")
@public
def stop(token: str, subscription_id: int) -> ResponseReturnValue:
    """End one thing."""
    service.stop_own(token, subscription_id)
    flash(_("You no longer follow this."), "success")
    return _back(token)


@blueprint.post("/reader/<token>/follow/<int:subscription_id>/feed")
@limiter.limit("60/minute")
@public
def feed(token: str, subscription_id: int) -> ResponseReturnValue:
    """Give its feeds another address."""
    service.renew_feed(token, subscription_id)
    flash(_("The old addresses lead nowhere any more. Here are the new ones."), "success")
    return _back(token)


def _back(token: str) -> ResponseReturnValue:
    return private(Response(status=303, headers={"Location": url_for("reader.show", token=token)}))
