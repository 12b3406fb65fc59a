"""Read calendar files strictly: by two libraries, and by the lines themselves (RFC 5545)."""

import datetime as dt
import re

import vobject
from icalendar import Calendar

ONCE = ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "LAST-MODIFIED")
NAME = re.compile(r"[A-Z0-9-]+")


def read(body: bytes) -> Calendar:
    """Return the calendar of a file that keeps every rule."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")[:-1]
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")  # no letter is torn in two
    unfolded = body.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert all(NAME.match(re.split("[:;]", line)[0]) for line in unfolded)
    calendar = Calendar.from_ical(body)
    for name in ("PRODID", "VERSION"):
        assert isinstance(calendar[name], str)
    assert calendar["VERSION"] == "2.0"
    zones = {str(one["TZID"]) for one in calendar.walk("VTIMEZONE")}
    events = calendar.walk("VEVENT")
    assert len({str(one["UID"]) for one in events}) == len(events)
    for event in events:
        assert not event.errors
        for name in ONCE:
            assert name in event, name
            assert not isinstance(event[name], list), name
        assert event["DTSTAMP"].dt.utcoffset() == dt.timedelta()
        assert event["DTEND"].dt > event["DTSTART"].dt
        zone = event["DTSTART"].params.get("TZID")
        assert zone is None or zone in zones
    assert len(list(vobject.readOne(body.decode()).getChildren())) >= len(events)
    return calendar


def events(body: bytes) -> dict[str, object]:
    """Return the events of a file by the part of their ids before the @."""
    return {str(one["UID"]).split("@")[0]: one for one in read(body).walk("VEVENT")}


def times(body: bytes, uid: str) -> list[dt.datetime]:
    """Return every time at which an event begins, as vobject reckons it with the file's zone."""
    found = vobject.readOne(body.decode())
    one = next(each for each in found.vevent_list if each.uid.value.startswith(f"{uid}@"))
    return list(one.rruleset) if one.rruleset else [one.dtstart.value]
