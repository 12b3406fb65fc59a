"""Challenges and events that a reader follows, in the words of a calendar."""

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from flask import g, url_for
from flask_babel import gettext as _

from app.adapters.calendar_file import AnyEvent, CalendarEvent
from models.challenge import Challenge
from models.event import Event
from models.pilot import Pilot
from models.wall_time import last_date
from models.window import Window
from views.event_entry import timed, whole

Thing = Challenge | Event


def entries_of(things: Sequence[Thing], lang: str) -> Iterator[AnyEvent]:
    """Yield the last day to enter of each challenge, and the times of each event."""
    for one in things:
        if isinstance(one, Challenge):
            if one.closes_at is not None:
                yield _last_day(one, one.closes_at, lang)
        else:
            yield from (made for row in whole(one) if (made := timed(row, lang)) is not None)


def page_of(thing: Pilot | Thing, lang: str) -> str:
    """Return the path of a thing's public page."""
    endpoint = {Pilot: "pilot.show", Challenge: "challenge.show", Event: "event.show"}[type(thing)]
    return url_for(endpoint, lang=lang, slug=thing.slug)


def _last_day(one: Challenge, closes_at: dt.datetime, lang: str) -> CalendarEvent:
    local = closes_at.astimezone(ZoneInfo(one.city.time_zone))
    day = last_date(closes_at, one.city.time_zone)
    return CalendarEvent(
        uid=f"challenge-{one.id}",
        window=Window(day, day),
        zone=one.city.time_zone,
        summary=_("Last day to enter: %(title)s", title=one.title.best(lang)[0]),
        status="CONFIRMED",
        sequence=one.version - 1,
        changed_at=one.updated_at,
        description=_("Enter by %(time)s.", time=f"{local:%H:%M}"),
        url=g.public_url + page_of(one, lang),
        is_busy=False,
    )
