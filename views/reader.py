"""The private page of an address: what it follows and has asked for, without an account.

Whoever has the link is believed, because only mails to the address hold it.  Nothing of the page
is kept by browsers or found by search engines, and no page that it leads to learns its address.
"""

from collections.abc import Iterable

from flask import Blueprint, Response, g, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.extensions import limiter
from app.forms.subscription import RhythmForm
from app.queries.personal import person_of_reader
from app.queries.personal_read import looks_at
from app.queries.reader import reader_of_token
from app.queries.registration import of_reader as registered_by
from app.queries.subscription import subscriptions_of
from app.queries.volunteer import of_reader
from models.subscription import Subscription, Target
from views import filter_link
from views.access import public
from views.feed_words import prepare
from views.feedback_words import spoken_of
from views.language import PREFIX
from views.page import page
from views.subscription_map import followed_maps

blueprint = Blueprint("reader", __name__, url_prefix=PREFIX + "/reader")
blueprint.record(prepare)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the page or pass on its address."""
    return private(response)


def private(response: Response) -> Response:
    """Return a page that a secret link opened, with the headers that keep the link a secret."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/<token>")
@limiter.limit("60/minute")
@public
def show(token: str) -> ResponseReturnValue:
    """Show what an address follows and has asked for."""
    reader = reader_of_token(token)
    followed = subscriptions_of(reader)
    return page(
        "reader/show.html",
        reader=reader,
        subscriptions=_followed(followed),
        maps=followed_maps(followed),
        volunteered=of_reader(reader.id),
        registered=registered_by(reader.id),
        spoken=spoken_of(reader),
        looks=looks_at(person_of_reader(reader)),
        public_url=g.public_url,
    )


def _followed(
    followed: Iterable[Subscription],
) -> list[tuple[Subscription, RhythmForm, str | None]]:
    """Return what a reader follows, each with its form and the page that it is about."""
    return [
        (
            one,
            RhythmForm(formdata=None, prefix=f"s{one.id}-", data={"rhythm": one.rhythm.value}),
            _about(one),
        )
        for one in followed
    ]


def _about(one: Subscription) -> str | None:
    if one.pilot is not None:
        return url_for("pilot.show", slug=one.pilot.slug)
    if one.testbed is not None:
        return url_for("testbed.show", city=one.testbed.city.slug, slug=one.testbed.slug)
    if one.target is Target.VIEW:
        asked = MultiDict((name, value) for name, some in one.wish.items() for value in some)
        return filter_link.at("home.index", asked)
    return url_for("home.index", near=one.wish["near"]) if "near" in one.wish else None
