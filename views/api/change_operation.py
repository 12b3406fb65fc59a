"""How the feed of changes is described in the registry; views/api/change.py answers it."""

from typing import Final

from flask_babel import lazy_gettext as _l

from models.open_collection import COLLECTIONS
from models.open_feature import OpenDeed
from views.api import parameter, schema
from views.api.collection import LANG
from views.api.operation import OPERATIONS, Answer, Operation
from views.api.schema import component, mapping, maybe, told
from views.api.tag import CHANGES

USUAL, MOST = 500, 5000  # changes in one answer
CURSOR: Final = told(schema.text(), _l("Ask with it next time."))
CHANGE: Final = component(
    "Change",
    mapping(
        {
            "collection": schema.one_of(list(COLLECTIONS)),
            "id": schema.IDENT,
            "deed": schema.one_of([one.value for one in OpenDeed]),
            "revision": schema.integer(1),
            "at": schema.INSTANT,
            "url": told(schema.ADDRESS, _l("Where it is told as it is now; not of what is gone.")),
        },
        ["collection", "id", "deed", "revision", "at"],
    ),
)
LINK: Final = mapping({"rel": schema.text(), "href": schema.ADDRESS}, ["rel", "href"])
PAGE: Final = component(
    "ChangePage",
    mapping(
        {
            "changes": schema.array(CHANGE),
            "cursor": CURSOR,
            "has_more": told(schema.flag(), _l("Whether more has changed already.")),
            "following": told(schema.ADDRESS, _l("The address to ask next.")),
            "reaches_back_to": told(
                maybe(schema.INSTANT), _l("When the oldest change was made that is still told.")
            ),
            "links": schema.array(LINK),
        },
        ["changes", "cursor", "has_more", "following", "reaches_back_to", "links"],
    ),
)
READ: Final = Operation(
    "listChanges",
    "GET",
    "/api/v1/changes",
    CHANGES,
    _l("Tell what has changed"),
    _l(
        "What was added, changed and removed since you last asked, in the order of the changes, "
        "nothing left out or told twice. Begin with “now”, keep the cursor, and ask with it next."
    ),
    Answer(PAGE, _l("One page of changes.")),
    (
        parameter.words("since", _l("A cursor, a revision of one collection, or “now”.")),
        parameter.choices("collection", _l("Only of these collections."), list(COLLECTIONS)),
        parameter.integer(
            "limit", _l("How many at most."), least=1, most=MOST, clamped=True, default=USUAL
        ),
        LANG,
    ),
    errors=(410,),
    example={"collection": "testbeds", "limit": "2"},
)
OPERATIONS[READ.id] = READ
