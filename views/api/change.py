"""The feed of public changes for programs: what was added, changed and removed since a cursor.

Docs: docs/adr/0048-webhooks.md.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, g, request, url_for
from flask_babel import gettext as _

from app.extensions import limiter
from app.queries.open_change import FIRST_KEY, LAST_KEY, Position, after_positions, kept
from app.queries.open_feature import State, states
from app.serializers.open_change import changes_json, cursor_text, positions_of
from app.serializers.webhook import instant
from models.open_collection import COLLECTIONS
from views.access import public
from views.api.answer import answer, asked_language, etag, unchanged
from views.api.change_operation import MOST, READ, USUAL
from views.api.problem import bad_parameter, refuse_language, refuse_unknown
from views.errors import problem
from views.feed_words import prepare

blueprint = Blueprint("change", __name__, url_prefix="/api/v1")
blueprint.record(prepare)

JSON = "application/json"
PARAMETERS = frozenset(one.name for one in READ.parameters)
MOST_DIGITS = 18
NOW = "now"
GONE = 410


@blueprint.get("/changes")
@public
@limiter.limit("240/minute")
def index() -> Response:
    """Tell what changed after a cursor, and give the cursor to ask with next."""
    asked_language()
    refuse_unknown(PARAMETERS, _("This address knows since, collection, limit and lang."))
    refuse_language()
    chosen, limit = _collections(), _limit()
    now = {name: state for name, state in states().items() if name in chosen}
    oldest = kept(chosen)
    since = _since(chosen, now, {name: one.first_revision for name, one in oldest.items()})
    validators = (*now.items(), oldest)
    if (same := unchanged(etag(*validators), JSON)) is not None:
        return same
    found = after_positions(since, limit + 1)
    shown, has_more = found[:limit], len(found) > limit
    for one in shown:
        since[one.collection] = one.revision, one.key
    following = _address(chosen, since)
    links = [{"rel": "self", "href": g.public_url + request.full_path.rstrip("?")}]
    if has_more:
        links.append({"rel": "next", "href": following})
    begins = [one.first_at for one in oldest.values()]
    response = answer(
        changes_json(
            shown, g.public_url, links,
            cursor=cursor_text(since), has_more=has_more, following=following,
            reaches_back_to=instant(min(begins)) if begins else None,
        ),
        JSON,
        *validators,
    )  # fmt: skip
    if has_more:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _collections() -> list[str]:
    asked = request.args.get("collection", "")
    chosen = asked.split(",") if asked else list(COLLECTIONS)
    if not set(chosen) <= set(COLLECTIONS):
        known = ", ".join(COLLECTIONS)
        bad_parameter("collection", _("There are these collections: %(names)s.", names=known))
    return [name for name in COLLECTIONS if name in chosen]


def _limit() -> int:
    asked = request.args.get("limit", str(USUAL))
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS and int(asked)):
        bad_parameter("limit", _("Give a whole number of at least 1."))
    return min(int(asked), MOST)


def _since(
    chosen: Sequence[str], now: Mapping[str, State], oldest: Mapping[str, int]
) -> dict[str, Position]:
    """Return the position to begin at in each collection that was asked for."""
    floors = {name: oldest.get(name, now[name].revision + 1) - 1 for name in now}
    asked = request.args.get("since", "")
    if not asked:
        return {name: (floors[name], FIRST_KEY) for name in floors}
    if asked == NOW:
        return {name: (state.revision, LAST_KEY) for name, state in now.items()}
    if asked.isascii() and asked.isdecimal() and len(asked) <= MOST_DIGITS:
        if len(chosen) != 1:
            bad_parameter("since", _("A revision is of one collection. Name it, or give a cursor."))
        found = {chosen[0]: (int(asked), LAST_KEY)}
    else:
        found = positions_of(asked) or {}
    if not set(chosen) <= set(found):
        bad_parameter("since", _("Give a cursor of these collections, a revision, or “now”."))
    for name in chosen:
        if not floors[name] <= found[name][0] <= now[name].revision:
            _gone()
    return {name: found[name] for name in chosen}


def _gone() -> NoReturn:
    """Refuse a cursor before the feed begins, or from before a restored backup."""
    words = _(
        "The changes after this cursor are not kept any more. Read the collections anew, then go "
        "on from since=now."
    )
    abort(problem(GONE, "cursor_gone", words, parameter="since"))


def _address(chosen: Sequence[str], since: Mapping[str, Position]) -> str:
    asked = {"since": cursor_text(since), "collection": ",".join(chosen)}
    if "limit" in request.args:
        asked["limit"] = str(_limit())
    return f"{g.public_url}{url_for('change.index')}?{urlencode(asked, safe=',~')}"
