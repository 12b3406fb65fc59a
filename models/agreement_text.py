"""The templates of agreements, by version: what they are, and the words that facts are told in.

The wording of a version lies in ``templates/agreement/<version>/<language>.txt`` and is never
changed; a new wording gets a new version, so that every agreement shows what was signed.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

CURRENT = "2026-1"
PUBLISHED = {"2026-1": dt.date(2026, 11, 26)}
NOTICE_DAYS = {"2026-1": 14}
HEADING, POINT = "## ", "- "

WEEKDAYS = {
    "fi": ("ma", "ti", "ke", "to", "pe", "la", "su"),
    "sv": ("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
EVERY_DAY = {"fi": "kaikki", "sv": "alla", "en": "all of them"}
PEOPLE = {
    "minors": {
        "fi": "lapsia tai nuoria",
        "sv": "barn eller unga",
        "en": "children or young people",
    },
    "patients": {
        "fi": "potilaita tai hoivakodin asukkaita",
        "sv": "patienter eller boende på vårdhem",
        "en": "patients or care residents",
    },
    "cameras": {"fi": "kameroita", "sv": "kameror", "en": "cameras"},
    "uses_ai": {"fi": "tekoälyä", "sv": "artificiell intelligens", "en": "artificial intelligence"},
}
MONTHS = {
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "en": "January February March April May June July August September October November December",
}


def day_words(day: dt.date, language: str) -> str:
    """Return a day as an agreement writes it, with its year and never as figures alone abroad."""
    if language == "fi":
        return f"{day.day}.{day.month}.{day.year}"
    return f"{day.day} {MONTHS[language].split()[day.month - 1]} {day.year}"


def euro_words(amount: int, language: str) -> str:
    """Return whole euros as an agreement writes them."""
    if language == "en":
        return f"€{amount:,}"
    return f"{amount:,} €".replace(",", "\N{NO-BREAK SPACE}").replace(" €", "\N{NO-BREAK SPACE}€")


def sha256_of(body: str) -> str:
    """Return the hash of a text that signatures stand for."""
    return hashlib.sha256(body.encode()).hexdigest()


@dataclass(slots=True)
class Section:
    """A numbered part of an agreement: lines are (is a point, text)."""

    heading: str
    lines: list[tuple[bool, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reading:
    """An agreement's text in its parts, for a page or for paper."""

    title: str
    about: str
    sections: list[Section]


def reading_of(body: str) -> Reading:
    """Return the parts of a canonical text."""
    title, about, *lines = (line for line in body.split("\n") if line)
    sections: list[Section] = []
    for line in lines:
        if line.startswith(HEADING):
            sections.append(Section(line.removeprefix(HEADING)))
        else:
            sections[-1].lines.append((line.startswith(POINT), line.removeprefix(POINT)))
    return Reading(title, about, sections)


@dataclass(frozen=True, slots=True)
class Change:
    """A line that differs between two texts; an empty side was not there."""

    before: str
    after: str


def changes_between(before: str, after: str) -> Iterator[Change]:
    """Return the lines that differ between two texts of one template, in the order of the new."""
    old, new = before.split("\n"), after.split("\n")
    gone = [line for line in old if line not in new]
    for line in new:
        if line in old:
            continue
        label = line.partition(":")[0]
        same = next((one for one in gone if one.partition(":")[0] == label), "")
        if same:
            gone.remove(same)
        yield Change(same.removeprefix(POINT), line.removeprefix(POINT))
    for line in gone:
        yield Change(line.removeprefix(POINT), "")
