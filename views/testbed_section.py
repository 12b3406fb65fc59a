"""The sections of a testbed's record: their forms, their order, what is missing in each."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.forms.testbed import BasicsForm, SectionForm
from app.forms.testbed_place import PlaceForm
from app.forms.testbed_practice import PracticeForm
from app.forms.testbed_terms import TermsForm
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_history import version_of
from app.services.testbed import save
from app.services.testbed_ready import Gap, gaps
from app.services.testbed_shape import save_place
from geodata.crs import WGS84
from geodata.map_labels import DRAW_LABELS, DRAWING_LABELS
from geodata.map_options import DrawingMap
from geodata.maps import drawing_map
from models.base import LANGUAGES, Translated
from models.testbed import Testbed
from views import language
from views.map_page import PageMapParts, base_map, map_parts, words

SECTIONS: dict[str, tuple[Any, type[SectionForm]]] = {
    "basics": (_l("What it is"), BasicsForm),
    "place": (_l("Where it is"), PlaceForm),
    "terms": (_l("Room and who may apply"), TermsForm),
    "practice": (_l("Practical matters"), PracticeForm),
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
    "status": _l("State"),
    "slug": _l("Address of the page"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One section in the row of sections; ``state`` is done, current or todo."""

    label: str
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that publishing needs, with the way to its field."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has written into a field meanwhile."""

    label: str
    texts: list[tuple[str, str]]


def form_of(testbed: Testbed, section: str, epsg: int = WGS84) -> SectionForm:
    """Return the form of a section, holding what was sent or else what is kept."""
    if section == "place":
        return PlaceForm.of(testbed, epsg)
    return SECTIONS[section][1].of(testbed)


def write(actor: Actor, testbed_id: int, form: Any) -> dict[str, Any]:
    """Hand a valid form to the use case of its section; returns its version and changes."""
    if isinstance(form, PlaceForm):
        return save_place(actor, testbed_id, form.seen, form.answers())
    return save(actor, testbed_id, form.seen, form.answers())


def steps(actor: Actor, testbed: Testbed, here: str) -> list[Step]:
    """Return the row of sections that the viewer may open, ``here`` being the current one."""
    incomplete = {gap.section for gap in gaps(testbed)}
    row: list[Step] = []
    if may(actor, Action.TESTBED_EDIT, of_testbed(testbed)):
        for name, (title, _form) in SECTIONS.items():
            state = "current" if name == here else "todo" if name in incomplete else "done"
            row.append(Step(str(title), edit_url(testbed, name), state))
    if may(actor, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed)):
        url = url_for("testbed_desk.calendar", testbed_id=testbed.id)
        row.append(Step(_("Calendar"), url, "current" if here == "calendar" else "todo"))
    url = url_for("testbed_desk.show", testbed_id=testbed.id)
    row.append(Step(_("Check and publish"), url, "current" if here == "show" else "todo"))
    return row


def next_url(testbed: Testbed, section: str) -> str:
    """Return the address of what comes after a section."""
    names = list(SECTIONS)
    place = names.index(section) + 1
    if place < len(names):
        return edit_url(testbed, names[place])
    return url_for("testbed_desk.show", testbed_id=testbed.id)


def edit_url(testbed: Testbed, section: str) -> str:
    """Return the address of a section's form."""
    return url_for("testbed_desk.edit", testbed_id=testbed.id, section=section)


def missing(testbed: Testbed) -> list[Missing]:
    """Return what publishing needs, each with the way to its field."""
    return [Missing(_gap_words(gap), _gap_url(testbed, gap)) for gap in gaps(testbed)]


def _gap_words(gap: Gap) -> str:
    name = str(FIELDS[gap.attribute])
    tongues = {
        "fi": _("%(name)s in Finnish", name=name),
        "sv": _("%(name)s in Swedish", name=name),
        "en": _("%(name)s in English", name=name),
    }
    return tongues.get(gap.language, name)


def _gap_url(testbed: Testbed, gap: Gap) -> str:
    group = gap.field in {"themes", "applicants"}
    return f"{edit_url(testbed, gap.section)}#{gap.field}{'-0' if group else ''}"


def theirs(testbed: Testbed, fields: list[str]) -> list[Theirs]:
    """Return what stands now in the fields that two people changed at once, texts in full."""
    kept = version_of(testbed.id, testbed.version)
    rows = []
    for name in fields:
        value = kept.record.get(name) if kept else None
        texts: list[tuple[str, str]] = []
        if isinstance(value, dict):
            written = Translated.of(value)
            texts = [(one, written.get(one)) for one in LANGUAGES if written.get(one)]
        elif isinstance(value, str | int) and not isinstance(value, bool) and name != "shape":
            texts = [(language.current(), str(value))]
        rows.append(Theirs(str(FIELDS.get(name, name)), texts))
    return rows


def drawing(testbed: Testbed) -> PageMapParts:
    """Return the map on which the place is drawn, opened on the place or on its city."""
    west, south, east, north = testbed.city.bbox
    return map_parts(
        drawing_map,
        DrawingMap(
            base=base_map(),
            label=_("Map for drawing the place"),
            labels=words(DRAWING_LABELS),
            draw_labels=words(DRAW_LABELS),
            key="drawing",
            bounds=(west, south, east, north),
            field_id="coordinates",
            kind_name="shape",
            crs_name="crs",
        ),
    )


def now_text() -> str:
    """Return this instant as the browser's scripts read it."""
    return clock.now().isoformat()
