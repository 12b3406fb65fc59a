"""What lists and maps say of one experiment."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app import clock
from app.labels import SENSORS
from models.pilot import Pilot, PublicPhase, public_phase
from views import language
from views.distance_words import distance_words
from views.page import date, daterange

MOST_SENSORS = 3
Tag = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """One experiment in a list; ``lang`` is the language that its title is shown in."""

    pilot: Pilot
    title: str
    lang: str
    phase: PublicPhase
    place: str
    dates: str
    url: str
    tags: list[Tag]
    art: str | None
    away: str = ""


def card(pilot: Pilot, metres: float | None = None) -> Card:
    """Return what the list says of one experiment, ``metres`` away from where it was asked."""
    title, lang = pilot.title.best(language.current())
    kind = pilot.testbed.kind if pilot.testbed is not None else None
    return Card(
        pilot=pilot,
        title=title,
        lang=lang,
        phase=phase_of(pilot),
        place=place_shown(pilot),
        dates=dates_of(pilot),
        url=url_for("pilot.show", slug=pilot.slug),
        tags=tags_of(pilot),
        art=pilot.themes[0] if pilot.themes else kind,
        away="" if metres is None else distance_words(metres),
    )


def phase_of(pilot: Pilot) -> PublicPhase:
    """Return what residents are told of a pilot today."""
    return public_phase(pilot.status, pilot.start_day, pilot.end_day, clock.today())


def place_of(pilot: Pilot) -> str:
    """Return "testbed, city" in the reader's language as plain text."""
    return str(place_shown(pilot).striptags())


def place_shown(pilot: Pilot) -> Markup:
    """Return "testbed, city"; a name that is shown in another language says which."""
    lang = language.current()
    city = pilot.city.name.best(lang)[0]
    if pilot.testbed is None:
        return Markup("{}").format(city)
    name, name_lang = pilot.testbed.name.best(lang)
    shown = Markup("{}").format(name)
    if name_lang != lang:
        shown = Markup('<span lang="{}">{}</span>').format(name_lang, name)
    return shown if city in name else Markup("{}, {}").format(shown, city)


def dates_of(pilot: Pilot) -> str:
    """Return from when to when: days, or only years where the days are not sure."""
    if not pilot.dates_note:
        return daterange(pilot.start_day, pilot.end_day)
    first, last = date(pilot.start_day, "y"), date(pilot.end_day, "y")
    return first if first == last else f"{first}–{last}"


def properties(pilot: Pilot) -> dict[str, Any]:
    """Return what the map says of one experiment."""
    return {
        "id": str(pilot.id),
        "title": pilot.title.best(language.current())[0],
        "status": phase_of(pilot).value,
        "url": url_for("pilot.show", slug=pilot.slug),
        "place": place_of(pilot),
        "dates": dates_of(pilot),
    }


def tags_of(pilot: Pilot) -> list[Tag]:
    """Return what is measured, in a few words, and whether personal data is collected."""
    used = [kind for kind, _count in sensors_of(pilot) if kind != "none"]
    tags: list[Tag] = [(str(SENSORS[kind]), "sensor") for kind in used[:MOST_SENSORS]]
    if pilot.personal_data is not None:
        words = _("Personal data") if pilot.personal_data else _("No personal data")
        tags.append((words, "shield" if pilot.personal_data else "shield-check"))
    return tags


def sensors_of(pilot: Pilot) -> list[tuple[str, int | None]]:
    """Return the known kinds of sensors with how many there are of each."""
    return [
        (sensor["type"], sensor.get("count"))
        for sensor in pilot.sensors
        if sensor.get("type") in SENSORS
    ]
