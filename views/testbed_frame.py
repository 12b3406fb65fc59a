"""What every desk page of one testbed shows around its content: name, state, sections, gaps."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.services.testbed_ready import Gap, gaps
from models.testbed import Testbed, TestbedStatus
from views import language, navigation
from views.access import viewer
from views.testbed_card import PILLS, place_of, url_of
from views.testbed_section import FIELDS, SECTIONS, edit_url


@dataclass(frozen=True, slots=True)
class Step:
    """One section in the row of sections; ``state`` is done, current or todo."""

    label: str
    url: str
    state: str

    @property
    def is_current(self) -> bool:
        return self.state == "current"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that publishing needs, with the way to its field."""

    label: str
    url: str


def frame(testbed: Testbed, here: str) -> dict[str, Any]:
    """Return what every page of one testbed shows around its content."""
    name, lang = testbed.name.best(language.current())
    public = testbed.status is not TestbedStatus.DRAFT
    return {
        "testbed": testbed,
        "name": name or _("No name yet"),
        "name_lang": lang,
        "place": place_of(testbed),
        "pill": PILLS[testbed.status],
        "public_url": url_of(testbed) if public else None,
        "steps": steps(viewer(), testbed, here),
        "section_links": navigation.desk_menu(),
    }


def steps(actor: Actor, testbed: Testbed, here: str) -> list[Step]:
    """Return the row of sections that the viewer may open, ``here`` being the current one."""
    incomplete = {gap.section for gap in gaps(testbed)}
    row: list[Step] = []
    if may(actor, Action.TESTBED_EDIT, of_testbed(testbed)):
        for name, (title, _form) in SECTIONS.items():
            state = "current" if name == here else "todo" if name in incomplete else "done"
            row.append(Step(str(title), edit_url(testbed, name), state))
    if may(actor, Action.TESTBED_CLOSE_DAYS, of_testbed(testbed)):
        url = url_for("testbed_desk_hours.show", testbed_id=testbed.id)
        row.append(Step(_("Access hours"), url, "current" if here == "hours" else "todo"))
    url = url_for("testbed_desk_calendar.show", testbed_id=testbed.id)
    row.append(Step(_("Calendar"), url, "current" if here == "calendar" else "todo"))
    url = url_for("staff_host.show", testbed_id=testbed.id)
    row.append(Step(_("Hosts"), url, "current" if here == "hosts" else "todo"))
    url = url_for("testbed_desk_state.show", testbed_id=testbed.id)
    row.append(Step(_("Check and publish"), url, "current" if here == "show" else "todo"))
    return row


def missing(testbed: Testbed) -> list[Missing]:
    """Return what publishing needs, each with the way to its field."""
    return [Missing(_gap_words(gap), _gap_url(testbed, gap)) for gap in gaps(testbed)]


def _gap_words(gap: Gap) -> str:
    name = str(FIELDS[gap.attribute])
    if gap.number:
        name = _row_words(gap, name)
    tongues = {
        "fi": _("%(name)s in Finnish", name=name),
        "sv": _("%(name)s in Swedish", name=name),
        "en": _("%(name)s in English", name=name),
    }
    return tongues.get(gap.language, name)


def _row_words(gap: Gap, name: str) -> str:
    """Return which row a gap is in, and what is missing there."""
    part = gap.attribute.partition("-")[0]
    if part == "pictures":
        return _("Picture %(number)s: %(name)s", number=gap.number, name=name)
    if part == "files":
        return _("File %(number)s: %(name)s", number=gap.number, name=name)
    return _("Open data %(number)s: %(name)s", number=gap.number, name=name)


def _gap_url(testbed: Testbed, gap: Gap) -> str:
    group = gap.field in {"themes", "applicants"}
    return f"{edit_url(testbed, gap.section)}#{gap.field}{'-0' if group else ''}"
