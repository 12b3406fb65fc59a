"""Results of experiments that have ended, with their numbers."""

from typing import Final

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.queries.open_result import Asked as Wanted
from app.queries.open_result import Told
from app.queries.open_result import result as one_result
from app.queries.open_result import results as all_results
from app.serializers.api_pilot import evidence, indicator, survey
from app.serializers.api_pilot import result as told
from app.serializers.open_item import in_language
from models.pilot import TOLD_STATES
from models.survey import GoOn
from models.testbed_kind import TestbedKind, Theme
from views import language
from views.api import cursor, parameter, schema
from views.api.collection import CURSOR, LANG, page_schema
from views.api.operation import Answer, Asked, Operation, refused, serves
from views.api.parameter import UnreadableError
from views.api.pilot import INDICATOR, by_ident, number_or_slug, three
from views.api.reply import base_url, json_answer, missing
from views.api.schema import component, mapping, maybe
from views.api.schema_check import Fault
from views.api.tag import RESULTS

blueprint = Blueprint("api_result", __name__)

MOST: Final = 100
TEXTS: Final = ("title", "outcome", "learned", "failed", "continues_why", "bought_why")
SURVEY = mapping(
    {
        "answers": schema.integer(1),
        "useful": schema.told(schema.number(), _l("Mean grade from 1 to 5.")),
        "easy": schema.told(schema.number(), _l("Mean grade from 1 to 5.")),
        "go_on": mapping({one.value: schema.integer(0) for one in GoOn}),
    }
)
RESULT = component(
    "Result",
    mapping(
        {
            "id": schema.told(schema.IDENT, _l("The number of the experiment.")),
            "slug": schema.text(),
            "city": schema.text(),
            "kind": maybe(schema.one_of([one.value for one in TestbedKind])),
            "testbed": schema.told(
                maybe(schema.IDENT), _l("The number of its testbed in the list of testbeds.")
            ),
            "themes": schema.array(schema.text()),
            "status": schema.one_of([one.value for one in TOLD_STATES]),
            "starts_on": schema.DAY,
            "ends_on": schema.DAY,
            **{key: one for name in TEXTS for key, one in three(name).items()},
            **{name: maybe(schema.text()) for name in TEXTS},
            **{f"{name}_lang": maybe(schema.LANGUAGE) for name in TEXTS},
            "testers": schema.told(maybe(schema.integer(0)), _l("How many took part.")),
            "continues": schema.told(maybe(schema.flag()), _l("Whether it goes on.")),
            "bought": schema.told(maybe(schema.flag()), _l("Whether the city took it into use.")),
            "money_eur": schema.told(
                maybe(schema.integer(0)), _l("What the city paid, in euros without VAT.")
            ),
            "money_used_eur": schema.told(
                maybe(schema.integer(0)), _l("What it cost in all, in euros.")
            ),
            "indicators": schema.array(INDICATOR),
            "survey": schema.told(
                maybe(SURVEY),
                _l("What those who took part said; null while fewer than five have answered."),
            ),
            "source_url": maybe(schema.text()),
            "is_demo": schema.told(schema.flag(), _l("Whether it is made up for a demonstration.")),
            "replicates": schema.told(
                maybe(schema.IDENT), _l("The number of the experiment that it repeats.")
            ),
            "page": schema.ADDRESS,
        },
        ["id", "slug", "city", "status", "starts_on", "ends_on", "indicators", "page"],
    ),
)
LIST = Operation(
    "listResults",
    "GET",
    "/api/v1/results",
    RESULTS,
    _l("List results"),
    _l("Experiments that have ended and whose result is public, with their numbers."),
    Answer(page_schema("Result", RESULT), _l("One page of results.")),
    (
        parameter.words("city", _l("Only in this city."), example="oulu"),
        parameter.choices("kind", _l("Kind of place."), [one.value for one in TestbedKind]),
        parameter.choices("themes", _l("Any of these themes."), [one.value for one in Theme]),
        parameter.flag("continues", _l("Whether it goes on.")),
        parameter.flag("bought", _l("Whether the city took it into use.")),
        parameter.integer("year", _l("The year in which it ended."), least=1900, most=2200),
        LANG,
        parameter.integer(
            "limit",
            _l("How many at most on one page; more than %(most)s means %(most)s.", most=MOST),
            least=1, most=MOST, clamped=True, default=20, example="1",
        ),
        CURSOR,
    ),
    example={"limit": "1", "lang": "en"},
)  # fmt: skip
ONE = Operation(
    "getResult",
    "GET",
    "/api/v1/results/{id}",
    RESULTS,
    _l("Get one result"),
    _l("What came of one experiment, with its numbers and where they come from."),
    Answer(RESULT, _l("The result.")),
    (by_ident(), LANG),
    example={"id": "1"},
)


@serves(blueprint, LIST)
def listed(asked: Asked) -> ResponseReturnValue:
    """List the results that are public."""
    try:
        place = cursor.read("id", asked["cursor"], cursor.is_number) if asked["cursor"] else None
    except UnreadableError as error:
        return refused(LIST, [Fault("cursor", str(error))])
    wanted = Wanted(
        cities=(asked["city"],) if asked["city"] else (),
        kinds=asked["kind"] or (),
        themes=asked["themes"] or (),
        years=(asked["year"],) if asked["year"] else (),
        continues=asked["continues"],
        bought=asked["bought"],
        after=place[1] if place else 0,
    )
    found, after = all_results(wanted, asked["limit"])
    more = cursor.written("id", (after, after)) if after else None
    following = cursor.next_url(base_url(), more) if more else None
    items = [_told(one, asked["lang"]) for one in found]
    return json_answer({"items": items, "next": following}, following=following)


@serves(blueprint, ONE)
def single(asked: Asked) -> ResponseReturnValue:
    """Give one result."""
    found = one_result(number_or_slug(asked["id"]))
    return missing() if found is None else json_answer(_told(found, asked["lang"]))


def _told(one: Told, lang: str | None) -> dict[str, object]:
    page = f"{base_url()}/{lang or language.current()}/results/{one.pilot.slug}"
    files = {key: evidence(some, f"{page}/evidence") for key, some in one.evidence.items()}
    numbers = [
        indicator(each, is_told=True, files=files.get(each.id, ())) for each in one.indicators
    ]
    about = {"page": page, "survey": survey(one.survey), "testbed": one.testbed,
             "replicates": one.replicates}  # fmt: skip
    found = told(one.pilot, about, numbers)
    return in_language(found, lang) if lang else found
