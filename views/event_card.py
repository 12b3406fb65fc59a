"""Events as lists show them: cards, gathered by their day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask import url_for

from app import clock
from app.adapters.picture import WIDTHS
from app.labels import label
from app.queries.event import events_on_challenge, events_on_pilot, events_on_testbed
from models.base import Translated
from models.event import Event, EventPhase
from models.testbed_kind import Theme
from models.wall_time import local_time
from views import language
from views.event_words import PILLS, day_words, hours_words, place_words, when_words

MOST_TAGS = 3


@dataclass(frozen=True, slots=True)
class EventCard:
    """One event in a list.  ``pill`` and ``state`` are empty while nothing needs saying."""

    title: str
    lang: str
    url: str
    kind: str
    phase: EventPhase
    pill: str
    state: str
    when: str
    hours: str
    place: str
    summary: str
    summary_lang: str
    tags: tuple[str, ...]
    art: str
    picture: str | None
    is_demo: bool


@dataclass(frozen=True, slots=True)
class EventDay:
    """The events that begin, or go on, on one day."""

    day: dt.date
    words: str
    cards: list[EventCard]


def event_card(event: Event) -> EventCard:
    """Return what a list says of an event."""
    lang = language.current()
    title, title_lang = event.title.best(lang)
    summary, summary_lang = event.summary.best(lang)
    phase = event.phase(clock.now())
    says = phase is not EventPhase.COMING
    return EventCard(
        title=title, lang=title_lang, url=url_for("event.show", slug=event.slug),
        kind=label(event.kind), phase=phase, pill=PILLS[phase] if says else "",
        state=label(phase) if says else "", when=when_words(event), hours=_hours(event),
        place=place_words(event), summary=summary, summary_lang=summary_lang,
        tags=tuple(label(Theme(one)) for one in event.themes[:MOST_TAGS]),
        art=event.themes[0] if event.themes else "participation", picture=thumbnail(event),
        is_demo=event.is_demo,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventPicture:
    """The picture of an event as it is kept."""

    digest: str
    width: int
    height: int
    alt: Translated


def picture_of(event: Event) -> EventPicture | None:
    """Return the picture of an event, or None."""
    if not event.picture_digest or event.picture_width is None or event.picture_height is None:
        return None
    size = event.picture_width, event.picture_height
    return EventPicture(event.picture_digest, *size, event.picture_alt)


def thumbnail(event: Event) -> str | None:
    """Return the address of the picture in its smallest size, or None without one."""
    if not event.picture_digest or event.picture_width is None:
        return None
    width = min(WIDTHS[0], event.picture_width)
    return url_for("file.show_picture", digest=event.picture_digest, width=width, ending="webp")


def _hours(event: Event) -> str:
    """Return the hours of an event of one day; the days of a longer one."""
    if event.starts_at is None or event.ends_at is None:
        return ""
    zone = event.city.time_zone
    if event.is_programme:
        return when_words(event)
    return hours_words(event.starts_at, event.ends_at, zone)


def by_day(events: Iterable[Event], *, is_past: bool) -> list[EventDay]:
    """Return events gathered by the local day on which they begin, in the order given.

    What has begun and goes on stands under today.
    """
    days = []
    for day, some in groupby(events, key=lambda one: _day_of(one, is_past=is_past)):
        days.append(EventDay(day, day_words(day), [event_card(one) for one in some]))
    return days


def _day_of(event: Event, *, is_past: bool) -> dt.date:
    zone = event.city.time_zone
    day = local_time(event.starts_at or event.created_at, zone)[0]
    return day if is_past else max(day, clock.today(zone))


def cards_on_pilot(pilot_id: int | None) -> list[EventCard]:
    """Return the events about a pilot, for its page; one not written yet has none."""
    return [] if pilot_id is None else [event_card(one) for one in events_on_pilot(pilot_id)]


def cards_on_testbed(testbed_id: int) -> list[EventCard]:
    """Return the events at or about a testbed, for its page."""
    return [event_card(one) for one in events_on_testbed(testbed_id)]


def cards_on_challenge(challenge_id: int) -> list[EventCard]:
    """Return the events about a challenge, for its page."""
    return [event_card(one) for one in events_on_challenge(challenge_id)]
