"""The city desk's first page: what waits for this person."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries.decision import QueueFilter, queue
from app.queries.pilot import PilotFilter
from app.queries.pilot import desk as pilots_of
from app.queries.testbed_desk import cities_of, cities_to_register_in, drafts
from app.services.testbed_ready import gaps
from models.pilot import Pilot, PilotStatus
from models.testbed import Testbed
from views import language, navigation
from views.access import staff, viewer
from views.desk_words import part_label
from views.language import PREFIX
from views.page import page
from views.testbed_card import place_of

blueprint = Blueprint("desk", __name__, url_prefix=PREFIX + "/desk")

SHOWN = 5
SOON = dt.timedelta(days=14)
LIVE = (PilotStatus.PREPARING, PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.REPORTING)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft: its name and its language, where it is, how many things are missing."""

    name: str
    lang: str
    place: str
    missing: int
    url: str
    changed: dt.datetime


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """Show applications to judge, pilots to prepare or finish, and drafts to go on with."""
    actor = viewer()
    today = clock.today()
    waiting = queue(actor, QueueFilter(per_page=SHOWN))
    lang = language.current()
    live = pilots_of(actor, PilotFilter(statuses=LIVE, per_page=200)).rows
    return page(
        "desk/index.html",
        waiting=waiting,
        prepare=[one for one in live if one.status in {PilotStatus.PREPARING, PilotStatus.READY}],
        ending=[one for one in live if _is_ending(one, today)],
        drafts=[draft_line(one) for one in drafts(actor, SHOWN)],
        cities=[city.name.best(lang)[0] for city in cities_of(actor)],
        may_register=bool(cities_to_register_in(actor)),
        may_manage=any(
            may(actor, Action.CITY_STAFF, of_city(city.id)) for city in cities_of(actor)
        ),
        part_label=part_label,
        section_links=navigation.desk_menu(waiting.total),
    )


def draft_line(testbed: Testbed) -> DraftLine:
    """Return what the page says of a draft."""
    name, lang = testbed.name.best(language.current())
    return DraftLine(
        name=name or _("No name yet"),
        lang=lang,
        place=place_of(testbed),
        missing=len(gaps(testbed)),
        url=url_for("testbed_desk.edit", testbed_id=testbed.id, section="basics"),
        changed=testbed.updated_at,
    )


def _is_ending(pilot: Pilot, today: dt.date) -> bool:
    """Say whether a pilot ends soon, or has ended and its report is due."""
    if pilot.status is PilotStatus.REPORTING:
        return True
    return pilot.status is PilotStatus.RUNNING and pilot.end_day <= today + SOON
