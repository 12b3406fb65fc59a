"""What the drawing map and the forms ask while somebody says where a testbed is.

Everything here is for the staff of the testbed's city: exact shapes, drafts among them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.labels import label
from app.queries.testbed_alike import Alike, alike, alike_named, nearby
from app.queries.testbed_desk import cities_to_register_in, staff_testbed
from app.serializers.map_feature import collection
from geodata.crs import from_web_mercator
from models.base import LANGUAGES, Translated
from models.testbed import Testbed
from views import language
from views.access import staff, viewer
from views.language import PREFIX
from views.map_answer import answered
from views.map_window import asked_window

blueprint = Blueprint("testbed_place", __name__, url_prefix=PREFIX + "/desk/testbeds")

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A testbed that may be the same one, as a notice shows it."""

    name: str
    lang: str
    url: str
    about: str


@blueprint.get("/<int:testbed_id>/nearby.json")
@staff
def around(testbed_id: int) -> ResponseReturnValue:
    """Answer with the exact shapes of the other testbeds in the window, for points to snap to."""
    testbed = staff_testbed(viewer(), testbed_id)
    window, _zoom = asked_window(request.args)
    if window is None:
        abort(400)
    box = (*from_web_mercator(window[0], window[1]), *from_web_mercator(window[2], window[3]))
    features = [
        {
            "type": "Feature",
            "properties": {"name": one.name.best(language.current())[0]},
            "geometry": json.loads(one.shape),
        }
        for one in nearby(viewer(), testbed, box)
    ]
    return answered(collection(features, len(features)))


@blueprint.get("/alike.json")
@staff
def same_name() -> ResponseReturnValue:
    """Answer with testbeds that are called much the same, while a new one is being named."""
    city_id = request.args.get("city", 0, type=int)
    if city_id not in {one.id for one in cities_to_register_in(viewer())}:
        abort(403)
    written = (request.args.get(f"name_{one}", "")[:NAME_LENGTH] for one in LANGUAGES)
    rows = _rows(alike_named(viewer(), city_id, Translated(*written)))
    return jsonify([{"name": row.name, "url": row.url, "about": row.about} for row in rows])


def alike_rows(testbed: Testbed) -> list[AlikeRow]:
    """Return the testbeds that may be the same as this one."""
    return _rows(alike(viewer(), testbed))


def _rows(found: Sequence[Alike]) -> list[AlikeRow]:
    return [_row(one) for one in found]


def _row(one: Alike) -> AlikeRow:
    name, lang = one.testbed.name.best(language.current())
    url = url_for("testbed_desk_state.show", testbed_id=one.testbed.id)
    return AlikeRow(name or _("No name yet"), lang, url, ", ".join(_about(one)))


def _about(one: Alike) -> list[Any]:
    words = [label(one.testbed.status).lower()]
    if one.metres is None:
        return words
    if round(one.metres) == 0:
        return [*words, _("in the same place")]
    return [*words, _("%(metres)s m away", metres=format_decimal(round(one.metres)))]
