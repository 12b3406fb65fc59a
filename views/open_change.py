"""The feed of public changes for readers of feeds: the latest, in words, as Atom."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.extensions import LOCALES, limiter
from app.queries.open_change import latest, titles
from app.serializers.atom_file import MIMETYPE as ATOM
from app.serializers.atom_file import AtomEntry, AtomHead, atom_file
from models.base import LANGUAGES, Translated
from models.open_collection import COLLECTIONS
from models.open_feature import OpenChange, OpenDeed, OpenFeature
from views.access import public
from views.feed_words import prepare
from views.subscription_feed import EVERYBODY, answered, asked_language, tag

blueprint = Blueprint("open_change", __name__, url_prefix="/feeds")
blueprint.record(prepare)

MOST_ENTRIES = 100
DEEDS: dict[OpenDeed, Callable[[str], str]] = {
    OpenDeed.ADDED: lambda title: _("New: %(title)s", title=title),
    OpenDeed.CHANGED: lambda title: _("Changed: %(title)s", title=title),
    OpenDeed.REMOVED: lambda title: _("No longer public: %(title)s", title=title),
}


@blueprint.get("/changes.atom")
@public
@limiter.limit("120/minute")
def atom() -> ResponseReturnValue:
    """Tell everybody what was added, changed and removed last; ``collection`` chooses."""
    asked = request.args.get("collection", "")
    chosen = asked.split(",") if asked else list(COLLECTIONS)
    if not set(chosen) <= set(COLLECTIONS):
        abort(404)
    lang = g.lang = asked_language()
    with force_locale(LOCALES[lang]):
        return _feed(lang, [name for name in COLLECTIONS if name in chosen])


def _feed(lang: str, chosen: list[str]) -> Response:
    changes = latest(chosen, MOST_ENTRIES)
    features = titles(changes)
    whole = len(chosen) == len(COLLECTIONS)
    names = ", ".join(COLLECTIONS[name].title.get(lang) for name in chosen)
    title = _("Koepaikka: changes")
    top = AtomHead(
        uid=tag(f"changes/{lang}/{'all' if whole else '+'.join(chosen)}"),
        title=title if whole else f"{title}: {names}",
        language=lang,
        url=g.public_url + url_for("home.index", lang=lang),
        self_url=g.public_url + request.full_path.rstrip("?"),
    )
    entries = [_entry(one, features.get((one.collection, one.key)), lang) for one in changes]
    return answered(atom_file(top, entries), ATOM, lang, EVERYBODY)


def _entry(change: OpenChange, feature: OpenFeature | None, lang: str) -> AtomEntry:
    about = COLLECTIONS[change.collection]
    kind = about.title.get(lang)
    title, path = f"{kind} {change.key}", f"/{lang}{about.page}"
    if feature is not None:
        said = feature.properties
        named = Translated.of({one: said[f"title_{one}"] for one in LANGUAGES})
        title, path = named.best(lang)[0] or title, f"/{lang}{said['page'].removeprefix('/fi')}"
    return AtomEntry(
        uid=tag(f"change/{change.collection}/{change.revision}/{change.key}"),
        title=DEEDS[change.deed](title),
        url=g.public_url + path,
        summary=kind,
        published=change.at,
        updated=change.at,
        categories=(kind,),
    )
