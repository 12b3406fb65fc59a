"""The calendar feeds themselves, which calendar programs fetch again and again."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app import row_scope
from app.adapters.calendar_file import MIMETYPE, calendar_file
from app.extensions import LOCALES, limiter
from app.policies.actor import Actor
from app.queries.account import actor_of
from app.queries.city import cities
from app.queries.feed import entries_of, feed_by_token, of_testbed
from app.queries.feed_entry import Entry
from app.queries.organisation import organisation_of
from app.queries.testbed import public_testbed
from models.base import LANGUAGES
from models.errors import NotFoundError
from models.feed import Feed, FeedKind
from views.access import public
from views.feed_words import event, head, prepare

blueprint = Blueprint("feed_file", __name__, url_prefix="/feeds")
blueprint.record(prepare)

EVERYBODY = "public, max-age=300"
ONE_PERSON = "private, no-cache"  # a withdrawn address is asked for, and refused, at once
MOST_LETTERS = 100


@blueprint.get("/testbeds/<city>/<slug>.ics")
@public
@limiter.limit("120/minute")
def testbed(city: str, slug: str) -> ResponseReturnValue:
    """Give everybody the days of a testbed: closed, taken without names, public pilots."""
    found = public_testbed(city, slug)
    if found is None:
        abort(404)
    asked = request.args.get("lang", "fi")
    lang = asked if asked in LANGUAGES else "fi"
    return _answer(
        lang, lambda: found.name.best(lang)[0], of_testbed(found), EVERYBODY, is_staff=False
    )


@blueprint.get("/<token>.ics")
@public
@limiter.limit("120/minute")
def secret(token: str) -> ResponseReturnValue:
    """Give a person the days that they may read of, as long as the address and their role last."""
    with row_scope.as_system("a secret address says who asks"):
        feed = feed_by_token(token) if len(token) <= MOST_LETTERS else None
    if feed is None:
        abort(404)
    actor = actor_of(feed.user_id)
    if not actor.is_signed_in:
        abort(404)
    row_scope.bind(actor)
    try:
        entries = entries_of(actor, feed)
    except NotFoundError:
        abort(404)
    is_staff = feed.kind is FeedKind.CITY
    return _answer(
        actor.language, lambda: _name(feed, actor), entries, ONE_PERSON, is_staff=is_staff
    )


def _name(feed: Feed, actor: Actor) -> str:
    if feed.kind is FeedKind.CITY:
        city = next(one for one in cities() if one.id == feed.city_id)
        return _("Koepaikka: %(name)s", name=city.name.best(actor.language)[0])
    if feed.kind is FeedKind.ORGANISATION and feed.organisation_id is not None:
        return _("Koepaikka: %(name)s", name=organisation_of(actor, feed.organisation_id).name)
    return _("Koepaikka: my experiments")


def _answer(
    lang: str, name: Callable[[], str], entries: list[Entry], kept: str, *, is_staff: bool
) -> Response:
    """Return the file, or that it is the one which the asker has already."""
    g.lang = lang
    with force_locale(LOCALES[lang]):
        events = [event(one, is_staff=is_staff) for one in entries]
        body = calendar_file(head(name()), events)
    response = Response(body, mimetype=MIMETYPE)
    response.headers["Content-Type"] = f"{MIMETYPE}; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="koepaikka.ics"'
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = kept
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    response.make_conditional(request)
    return response
