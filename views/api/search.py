"""One search over everything public."""

from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.queries import open_list
from app.queries.open_search import Found
from app.queries.open_search import search as look_for
from app.serializers.open_feature import with_base
from app.serializers.open_item import item
from models.open_collection import COLLECTIONS
from views import language
from views.api import cursor, parameter, schema
from views.api.collection import CURSOR, LANG, LIMIT, page_schema
from views.api.operation import Answer, Asked, Operation, refused, serves
from views.api.parameter import UnreadableError
from views.api.reply import base_url, json_answer
from views.api.schema import component, mapping, maybe
from views.api.schema_check import Fault
from views.api.tag import SEARCH

blueprint = Blueprint("api_search", __name__)

LONGEST: Final = 120
SHOWN: Final = (
    "city", "slug", "title_fi", "title_sv", "title_en", "title", "title_lang",
    "summary_fi", "summary_sv", "summary_en", "summary", "summary_lang", "page",
)  # fmt: skip
TEXTS: Final = tuple(name for name in SHOWN if name not in {"city", "slug", "page"})
HIT = component(
    "SearchHit",
    mapping(
        {
            "collection": schema.one_of(list(COLLECTIONS)),
            "id": schema.IDENT,
            "url": schema.told(schema.ADDRESS, _l("Where all that is told of it is.")),
            "city": schema.text(),
            "slug": schema.text(),
            **{name: maybe(schema.text()) for name in TEXTS},
            "page": schema.ADDRESS,
        },
        ["collection", "id", "url", "city", "slug", "page"],
    ),
)
EVERYWHERE = Operation(
    "search",
    "GET",
    "/api/v1/search",
    SEARCH,
    _l("Search everything public"),
    _l(
        "Finds what has every word, also in other forms of it, in Finnish, Swedish and English. "
        "Things whose name has the words come first."
    ),
    Answer(page_schema("SearchHit", HIT), _l("One page of what was found.")),
    (
        parameter.words(
            "q", _l("The words to look for."), least=1, longest=LONGEST, is_required=True,
            example="robotti",
        ),
        parameter.choices("collection", _l("Only in these collections."), list(COLLECTIONS)),
        LANG,
        LIMIT,
        CURSOR,
    ),
    example={"q": "robotti", "limit": "2", "lang": "fi"},
)  # fmt: skip


@serves(blueprint, EVERYWHERE)
def everywhere(asked: Asked) -> ResponseReturnValue:
    """List what has every word, the best first."""
    try:
        place = (
            cursor.read("search", asked["cursor"], cursor.is_number) if asked["cursor"] else None
        )
    except UnreadableError as error:
        return refused(EVERYWHERE, [Fault("cursor", str(error))])
    if not any(sign.isalnum() for sign in asked["q"]):
        return refused(EVERYWHERE, [Fault("q", _("Write at least one word."))])
    found = look_for(asked["q"], asked["collection"] or list(COLLECTIONS))
    first = place[0] if place else 0
    shown = found[first : first + asked["limit"]]
    after = first + len(shown)
    more = cursor.written("search", (after, 0)) if after < len(found) else None
    following = cursor.next_url(base_url(), more) if more else None
    texts = {
        name: open_list.by_key(name, [one.key for one in shown if one.collection == name])
        for name in {one.collection for one in shown}
    }
    items = [
        _hit(one, texts[one.collection][one.key], asked["lang"])
        for one in shown
        if one.key in texts[one.collection]
    ]
    return json_answer({"items": items, "next": following}, following=following)


def _hit(one: Found, feature: str, lang: str | None) -> dict[str, object]:
    text = with_base(feature, base_url(), lang or language.current())
    return {
        "collection": one.collection,
        "url": f"{base_url()}/api/v1/{one.collection}/{one.key}",
        **item(text, SHOWN, lang),
    }
