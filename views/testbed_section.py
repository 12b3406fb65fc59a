"""The sections of a testbed's record: their forms, their order, the names of their fields."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.forms.testbed import BasicsForm, SectionForm
from app.forms.testbed_media import PicturesForm
from app.forms.testbed_place import PlaceForm
from app.forms.testbed_practice import PracticeForm
from app.forms.testbed_terms import TermsForm
from app.policies.actor import Actor
from app.services.testbed import save
from app.services.testbed_merge import Hand
from app.services.testbed_shape import save_place
from geodata.crs import WGS84
from models.testbed import Testbed
from views.city import boundary_url
from views.map_page import PageMapParts, drawing_parts

SECTIONS: dict[str, tuple[Any, type[SectionForm]]] = {
    "basics": (_l("What it is"), BasicsForm),
    "place": (_l("Where it is"), PlaceForm),
    "terms": (_l("Room and who may apply"), TermsForm),
    "practice": (_l("Practical matters"), PracticeForm),
    "media": (_l("Pictures and files"), PicturesForm),  # with forms and a view of its own
}
PICK = "basics,place,terms,practice"

FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "summary": _l("Summary"),
    "description": _l("Description"),
    "kind": _l("Kind of place"),
    "environment": _l("Setting"),
    "themes": _l("Themes"),
    "operator": _l("Run by"),
    "contact_email": _l("E-mail for questions"),
    "shape": _l("Place on the map"),
    "coordinates": _l("Place on the map"),
    "accuracy_m": _l("How exact the place is"),
    "blur": _l("Whether the exact place is shown"),
    "address": _l("Address"),
    "district": _l("District"),
    "capacity": _l("Pilots at the same time"),
    "slot_unit": _l("Booked by the day or the hour"),
    "min_days": _l("Shortest stay"),
    "max_days": _l("Longest stay"),
    "lead_days": _l("Days needed before a start"),
    "decision_rhythm_days": _l("How often applications are judged"),
    "hold_days": _l("Days to answer an offer"),
    "applicants": _l("Who may apply"),
    "entry_mode": _l("When one may apply"),
    "approval": _l("Who decides"),
    "money": _l("Money"),
    "cap_eur": _l("At most, euros"),
    "infrastructure": _l("What the place offers"),
    "permits_needed": _l("Permits"),
    "user_groups": _l("People at the place"),
    "minors": _l("Whether there are children or young people"),
    "patients": _l("Whether there are patients or clients of care"),
    "data_protection_note": _l("Data protection"),
    "support": _l("Support from the city"),
    "season_note": _l("Seasons and weather"),
    "accessibility_note": _l("Accessibility"),
    "reference_note": _l("Reference"),
    "source_url": _l("Web page"),
    "pictures": _l("Pictures"),
    "pictures-alt": _l("What the picture shows"),
    "pictures-credit": _l("Who made it"),
    "files": _l("Files"),
    "files-title": _l("Title"),
    "links": _l("Open data"),
    "links-title": _l("Title"),
    "status": _l("State"),
    "slug": _l("Address of the page"),
    "checked_on": _l("Last checked"),
    "external_id": _l("Identifier in the city’s own register"),
}


def form_of(testbed: Testbed, section: str, epsg: int = WGS84) -> SectionForm:
    """Return the form of a section, holding what was sent or else what is kept."""
    if section == "place":
        return PlaceForm.of(testbed, epsg)
    return SECTIONS[section][1].of(testbed)


def write(actor: Actor, testbed_id: int, form: Any, hand: Hand) -> dict[str, Any]:
    """Hand a valid form to the use case of its section; returns its version and changes."""
    if isinstance(form, PlaceForm):
        return save_place(actor, testbed_id, form.seen, form.answers(), hand)
    return save(actor, testbed_id, form.seen, form.answers(), hand)


def next_url(testbed: Testbed, section: str) -> str:
    """Return the address of what comes after a section."""
    names = list(SECTIONS)
    place = names.index(section) + 1
    if place < len(names):
        return edit_url(testbed, names[place])
    return url_for("testbed_desk_state.show", testbed_id=testbed.id)


def edit_url(testbed: Testbed, section: str) -> str:
    """Return the address of a section's form."""
    if section == "media":
        return url_for("testbed_media.show", testbed_id=testbed.id)
    return url_for("testbed_desk.edit", testbed_id=testbed.id, section=section)


def drawing(testbed: Testbed) -> PageMapParts:
    """Return the map on which the place is drawn, opened on the place or on its city."""
    return drawing_parts(
        _("Map for drawing the place"),
        key="drawing",
        bounds=tuple(testbed.city.bbox),
        crs_name="crs",
        plane=testbed.city.gk_epsg,
        nearby_url=url_for("testbed_place.around", testbed_id=testbed.id),
        boundary_url=boundary_url(testbed.city.slug),
    )


def now_text() -> str:
    """Return this instant as the browser's scripts read it."""
    return clock.now().isoformat()
