"""What surrounds the pages of a pilot: the desk for its city, one's own pages for others."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.labels import CHECKLIST
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries.agreement import live_of
from app.services.window import Gap
from models.base import LANGUAGES
from models.pilot import Pilot
from views import navigation
from views.access import viewer
from views.pilot_tab import groups

THREE = frozenset({"title", "plain", "measured", "kept_for"})  # asked for in three languages
TOLD = frozenset({"learned", "failed", "continues", "continues_why", "bought", "bought_why"})
LANGUAGE_NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}


def is_at_desk(pilot: Pilot) -> bool:
    """Say whether the reader looks after the pilot for its city or as a host."""
    actor = viewer()
    return may(actor, Action.PILOT_RUN, of_pilot(pilot)) or pilot.city_id in actor.cities


def home_of(pilot: Pilot) -> str:
    """Return the address of the page that the reader knows the pilot by."""
    if is_at_desk(pilot):
        return url_for("pilot_desk.edit", pilot_id=pilot.id)
    return url_for("pilot_run.show", pilot_id=pilot.id)


def frame(pilot: Pilot, here: str) -> dict[str, Any]:
    """Return the layout, the menus and the pilot's pages; ``here`` is the endpoint of this one."""
    at_desk = is_at_desk(pilot)
    return {
        "layout": "desk" if at_desk else "my",
        "section_links": navigation.desk_menu() if at_desk else navigation.my_menu(viewer()),
        "home": home_of(pilot),
        "tabs": groups(pilot, here, at_desk=at_desk),
    }


def gap_link(pilot: Pilot, gap: Gap) -> tuple[str, str]:
    """Return what is missing, in words, and the address of the field where it is written."""
    if gap.field == "checklist":
        words = gap.facts.get("title") or str(CHECKLIST[gap.facts["item"]])
        return words, url_for("pilot_task.show", pilot_id=pilot.id)
    if gap.field == "agreement":
        return _("The agreement signed by both sides"), _agreement_url(pilot)
    names = {
        "title": _("Title"),
        "plain": _("In plain words"),
        "measured": _("What is measured"),
        "personal_data": _("Whether personal data is collected"),
        "controller": _("Who is responsible for the data"),
        "legal_basis": _("What makes it lawful"),
        "kept_for": _("How long the data is kept"),
        "learned": _("What was learned"),
        "failed": _("What did not work"),
        "continues": _("Does it go on?"),
        "continues_why": _("Why does it not go on?"),
        "bought": _("Did the city take it into use?"),
        "bought_why": _("Why was it not bought?"),
    }
    words = str(names[gap.field])
    language = gap.facts.get("language")
    if language:
        words = _("%(name)s (%(language)s)", name=words, language=LANGUAGE_NAMES[language])
    endpoint = "report.edit" if gap.field in TOLD else "pilot_edit.edit"
    return words, f"{url_for(endpoint, pilot_id=pilot.id)}#{_anchor(gap)}"


def _agreement_url(pilot: Pilot) -> str:
    """Return the address of the agreement that lacks a signature."""
    part_id = pilot.booking.part_id if pilot.booking is not None else None
    agreement = live_of(part_id) if part_id is not None else None
    return url_for("agreement.show", agreement_id=agreement.id) if agreement is not None else ""


def _anchor(gap: Gap) -> str:
    if gap.field in {"personal_data", "legal_basis", "continues", "bought"}:
        return f"{gap.field}-0"  # the first of its choices
    if gap.field in THREE | TOLD:
        return f"{gap.field}_{gap.facts.get('language', LANGUAGES[0])}"
    return gap.field
