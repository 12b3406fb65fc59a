"""Finding a testbed and reading about one: the list beside the map, and the page of a place."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.booking import HoursForm
from app.labels import label
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed import pilots_here, public_testbed, similar
from models.pilot import Pilot, PublicPhase
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import (
    Infrastructure,
    Permit,
    SlotUnit,
)
from views import challenge_words, experiment_card, language, testbed_schema
from views.access import public, viewer
from views.call_words import door_words
from views.event_card import cards_on_testbed
from views.hours_words import hours_views
from views.language import PREFIX
from views.page import page
from views.testbed_calendar import apply_box, public_day, public_month
from views.testbed_card import PILLS, card, people_of, place_of, small_map, who_may_apply
from views.testbed_gallery import data_links, downloads, gallery
from views.testbed_list import list_values

blueprint = Blueprint("testbed", __name__, url_prefix=PREFIX)

FREE = ("days", "start", "end")
MARGIN = 0.02  # degrees
TEXTS = (
    "name", "summary", "description", "data_protection_note", "support", "season_note",
    "accessibility_note", "reference_note",
)  # fmt: skip


@blueprint.get("/testbeds")
@public
def index() -> ResponseReturnValue:
    """Show the testbeds that pass the filter: cards of one page, and the map of all."""
    return page("testbed/index.html", **list_values())


@blueprint.get("/testbeds/<city>/<slug>")
@public
def show(city: str, slug: str) -> ResponseReturnValue:
    """Show one testbed to everybody."""
    testbed = public_testbed(city, slug)
    if testbed is None:
        abort(404)
    return page(
        "testbed/show.html",
        desk_url=_desk_url(testbed),
        structured=testbed_schema.described(testbed),
        **values_of(testbed),
    )


def values_of(testbed: Testbed) -> dict[str, Any]:
    """Return what the public page says of a testbed."""
    lang = language.current()
    today = clock.today(testbed.city.time_zone)
    open_now = {TestbedStatus.PUBLISHED, TestbedStatus.DRAFT}  # of a draft: as it will be
    box = apply_box(testbed, today) if testbed.status in open_now else None
    return {
        "testbed": testbed,
        "texts": {name: getattr(testbed, name).best(lang) for name in TEXTS},
        "shown_in": _fallback_words(testbed, lang),
        "pill": PILLS[testbed.status],
        "place": place_of(testbed),
        "facts": list(_facts(testbed)),
        "offers": [label(one) for one in Infrastructure if one in testbed.infrastructure],
        "permits": [label(one) for one in Permit if one in testbed.permits_needed],
        "people": people_of(testbed),
        "month": public_month(testbed, today, box),
        "day": public_day(testbed, today, box),
        "hour_choices": HoursForm(formdata=None).at(testbed),
        "apply": box,
        "door": door_words(box.call) if box and box.by_call else "",
        "hours": hours_views(testbed.id, today),
        "pilots": _pilots(testbed),
        "challenges": challenge_words.cards_on_testbed(testbed.id),
        "events": cards_on_testbed(testbed.id),
        "similar": [card(one) for one in similar(testbed)],
        "map": small_map(testbed),
        "pictures": gallery(testbed),
        "files": downloads(testbed),
        "links": data_links(testbed),
    }


def _fallback_words(testbed: Testbed, lang: str) -> str:
    """Return the honest note about texts that are not in the reader's language, or nothing."""
    written = {getattr(testbed, name).best(lang) for name in TEXTS}
    other = {used for text, used in written if text and used != lang}
    notes = {
        "fi": _(
            "The city has not written all of this in your language yet. The rest is in Finnish."
        ),
        "sv": _(
            "The city has not written all of this in your language yet. The rest is in Swedish."
        ),
        "en": _(
            "The city has not written all of this in your language yet. The rest is in English."
        ),
    }
    if len(other) > 1:
        return _(
            "The city has not written all of this in your language yet. "
            "The rest is in the languages that it has."
        )
    return notes[other.pop()] if other else ""


def _facts(testbed: Testbed) -> Iterator[tuple[str, str]]:
    """Return what one asks first, as (term, value)."""
    if testbed.kind:
        yield _("Kind of place"), label(testbed.kind)
    yield _("Setting"), label(testbed.environment)
    yield _("Pilots at the same time"), str(testbed.capacity)
    yield _("Length"), _("%(least)s–%(most)s days", least=testbed.min_days, most=testbed.max_days)
    if testbed.slot_unit is SlotUnit.HOUR:
        yield _("Booked"), label(testbed.slot_unit)
    yield _("Who may apply"), who_may_apply(testbed)
    yield _("Applications"), label(testbed.entry_mode)
    yield _("Decision"), _("Within %(days)s days", days=testbed.decision_rhythm_days)
    yield _("Who decides"), label(testbed.approval)
    yield _("Run by"), testbed.operator


def _pilots(testbed: Testbed) -> list[tuple[str, list[experiment_card.Card]]]:
    """Return what is, will be and was tried out here, under headings."""
    by_phase: dict[PublicPhase, list[Pilot]] = {phase: [] for phase in PublicPhase}
    for pilot in pilots_here(testbed.id):
        by_phase[experiment_card.phase_of(pilot)].append(pilot)
    now = [*by_phase[PublicPhase.RUNNING], *by_phase[PublicPhase.PAUSED]]
    rows = [
        (_("Being tried out here now"), now),
        (_("Coming"), by_phase[PublicPhase.SOON]),
        (_("Tried out here before"), by_phase[PublicPhase.ENDED]),
    ]
    card_of = experiment_card.card
    return [(title, [card_of(pilot) for pilot in pilots]) for title, pilots in rows if pilots]


def _desk_url(testbed: Testbed) -> str | None:
    if not may(viewer(), Action.TESTBED_READ, of_testbed(testbed)):
        return None
    return url_for("testbed_desk_state.show", testbed_id=testbed.id)
