"""Which sessions of an event cannot both be: the same room, or the same speaker, at one time.

Plain facts, so that the form, the import and the visitor's own programme ask the same question.
Times are half-open: a session that ends at ten and one that begins at ten do not clash.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class ClashKind(enum.StrEnum):
    """What two sessions both need."""

    ROOM = "room"
    SPEAKER = "speaker"
    VISITOR = "visitor"  # who wants to be at both


@dataclass(frozen=True, slots=True)
class Slot:
    """A session as far as clashes go.  ``key`` names it for who asks; instants are aware."""

    key: int
    start: dt.datetime
    end: dt.datetime
    room: str = ""
    speakers: tuple[str, ...] = ()

    def meets(self, other: "Slot") -> bool:
        """Whether some moment belongs to both."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions at one time, and what both need: the room or speaker as the first writes it."""

    kind: ClashKind
    name: str
    one: int
    other: int


def folded(name: str) -> str:
    """Return a name without what makes no difference between rooms or people: case and blanks."""
    return " ".join(name.split()).casefold()


def clashes_of(one: Slot, others: Iterable[Slot]) -> list[Clash]:
    """Return what one session clashes with, rooms first; itself is left out by its key."""
    found = []
    mine = {folded(name): name for name in one.speakers if folded(name)}
    for other in others:
        if other.key == one.key or not one.meets(other):
            continue
        if folded(one.room) and folded(one.room) == folded(other.room):
            found.append(Clash(ClashKind.ROOM, one.room, one.key, other.key))
        theirs = {folded(name) for name in other.speakers}
        found += [
            Clash(ClashKind.SPEAKER, name, one.key, other.key)
            for plain, name in mine.items()
            if plain in theirs
        ]
    return sorted(found, key=lambda clash: clash.kind is not ClashKind.ROOM)


def all_clashes(slots: Sequence[Slot]) -> list[Clash]:
    """Return every clash among sessions once, by the time of the first of the two."""
    ordered = sorted(slots, key=lambda slot: (slot.start, slot.end, slot.key))
    found = []
    for number, one in enumerate(ordered):
        after = []
        for other in ordered[number + 1 :]:
            if other.start >= one.end:
                break
            after.append(other)
        found += clashes_of(one, after)
    return found


def wanted_twice(slots: Sequence[Slot]) -> list[Clash]:
    """Return the pairs of sessions that a visitor who wants all of them cannot both see."""
    ordered = sorted(slots, key=lambda slot: (slot.start, slot.end, slot.key))
    return [
        Clash(ClashKind.VISITOR, "", one.key, other.key)
        for number, one in enumerate(ordered)
        for other in ordered[number + 1 :]
        if one.meets(other)
    ]
