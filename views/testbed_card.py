"""What lists and maps say of one testbed, and the small map of its place."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import shapely
from flask import url_for
from flask_babel import gettext as _

from app.labels import label
from app.services.testbed_shape import BLUR_RADIUS_M
from geodata.map_labels import PLACE_LABELS
from geodata.map_options import PlaceMap
from geodata.maps import place_map
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import ApplicantKind
from views import language
from views.map_page import PageMapParts, base_map, map_parts, words
from views.page import date
from views.testbed_gallery import thumbnail

PILLS = {
    TestbedStatus.DRAFT: "draft",
    TestbedStatus.PUBLISHED: "open",
    TestbedStatus.PAUSED: "paused",
    TestbedStatus.RETIRED: "ended",
}
CLOSE_ZOOM, BLUR_ZOOM = 14.0, 13.0


@dataclass(frozen=True, slots=True)
class Card:
    """One testbed in a list; ``lang`` is the language that its name is shown in."""

    id: int
    title: str
    lang: str
    url: str
    place: str
    art: str | None
    summary: str
    summary_lang: str
    pill: str
    state: str
    is_open: bool
    free_from: str
    tags: list[tuple[str, str]]
    who: str
    picture: str | None


def card(testbed: Testbed, free_from: dt.date | None = None) -> Card:
    """Return what a list says of a testbed; ``free_from`` is its next day with room."""
    lang = language.current()
    title, title_lang = testbed.name.best(lang)
    summary, summary_lang = testbed.summary.best(lang)
    is_open = testbed.status is TestbedStatus.PUBLISHED
    return Card(
        id=testbed.id,
        title=title or _("No name yet"),
        lang=title_lang,
        url=url_of(testbed),
        place=place_of(testbed),
        art=testbed.kind,
        summary=summary,
        summary_lang=summary_lang,
        pill=PILLS[testbed.status],
        state=label(testbed.status),
        is_open=is_open,
        free_from=date(free_from) if free_from and is_open else "",
        tags=_tags(testbed),
        who=who_may_apply(testbed),
        picture=thumbnail(testbed),
    )


def url_of(testbed: Testbed) -> str:
    """Return the address of a testbed's public page."""
    return url_for("testbed.show", city=testbed.city.slug, slug=testbed.slug)


def place_of(testbed: Testbed) -> str:
    """Return "district, city", or the city alone, in the reader's language."""
    lang = language.current()
    city = testbed.city.name.best(lang)[0]
    district = testbed.district.best(lang)[0]
    return f"{district}, {city}" if district and district != city else city


def who_may_apply(testbed: Testbed) -> str:
    """Return who is welcome, in one line."""
    welcome = set(testbed.applicants)
    if welcome >= set(ApplicantKind):
        return str(_("Everybody may apply"))
    return ", ".join(label(kind) for kind in ApplicantKind if kind in welcome)


def people_of(testbed: Testbed) -> list[tuple[str, str, int | None]]:
    """Return the groups of people at the place: name, its language, how many."""
    lang = language.current()
    found = []
    for row in testbed.user_groups:
        names = row.get("group") or {}
        used = next((one for one in (lang, "fi", "en", "sv") if names.get(one)), "")
        if used:
            found.append((names[used], used, row.get("number")))
    return found


def properties(testbed: Testbed) -> dict[str, Any]:
    """Return what the map says of a testbed."""
    paused = testbed.status is TestbedStatus.PAUSED
    return {
        "id": str(testbed.id),
        "title": testbed.name.best(language.current())[0],
        "status": "paused" if paused else "testbed",
        "url": url_of(testbed),
        "place": place_of(testbed),
    }


def small_map(testbed: Testbed) -> PageMapParts | None:
    """Return the map of one place as everybody may see it, or None when it is nowhere."""
    if not testbed.shape_json:
        return None
    west, south, east, north = shapely.from_geojson(testbed.shape_json).bounds
    centred: dict[str, Any] = {}
    if (west, south) == (east, north):
        centred = {"centre": (west, south), "zoom": BLUR_ZOOM if testbed.blur else CLOSE_ZOOM}
    return map_parts(
        place_map,
        PlaceMap(
            base=base_map(),
            label=_("Map: %(name)s", name=testbed.name.best(language.current())[0]),
            labels=words(PLACE_LABELS),
            key="place",
            geometry=json.loads(testbed.shape_json),
            status="paused" if testbed.status is TestbedStatus.PAUSED else "testbed",
            blurred_m=BLUR_RADIUS_M if testbed.blur else None,
            bounds=(west, south, east, north),
            **centred,
        ),
    )


def _tags(testbed: Testbed) -> list[tuple[str, str]]:
    """Return the few facts of a card: what it is, how much room, what it costs."""
    tags = [(label(testbed.kind), "building")] if testbed.kind else []
    room = _("Room for %(num)s at a time", num=testbed.capacity)
    return [*tags, (room, "calendar"), (label(testbed.money), "euro")]
