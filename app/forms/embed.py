"""Read what somebody wants on the page of theirs: the choices of an embedded map."""

from dataclasses import dataclass
from enum import StrEnum

from werkzeug.datastructures import MultiDict

from app.forms.experiment import CITIES
from models.base import LANGUAGES
from models.pilot import PublicPhase
from models.testbed_kind import Theme

LEAST, MOST, USUAL = 240, 1200, 520


class Embedded(StrEnum):
    """What is on the map."""

    EXPERIMENTS = "experiments"
    TESTBEDS = "testbeds"


@dataclass(frozen=True, slots=True)
class Wish:
    """One map: what it shows, in which language, how high (pixels), narrowed to what.

    ``states`` are of experiments alone.
    """

    what: Embedded
    lang: str
    height: int
    cities: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def filters(self) -> dict[str, list[str]]:
        """The filter as arguments of an address."""
        given = {"city": self.cities, "theme": self.themes}
        if self.what is Embedded.EXPERIMENTS:
            given["state"] = self.states
        return {name: list(values) for name, values in given.items() if values}


def wish(args: MultiDict[str, str], lang: str) -> Wish:
    """Return the map that an address asks for; odd values ask for nothing."""
    return Wish(
        what=Embedded.TESTBEDS if args.get("what") == "testbeds" else Embedded.EXPERIMENTS,
        lang=args["in"] if args.get("in") in LANGUAGES else lang,
        height=height(args.get("height", "")),
        cities=_kept(args.getlist("city"), CITIES),
        themes=_kept(args.getlist("theme"), {one.value for one in Theme}),
        states=_kept(args.getlist("state"), {one.value for one in PublicPhase}),
    )


def height(text: str, most: int = MOST) -> int:
    """Return a height in pixels within what can be used; the usual one for what is no number."""
    if not text.isascii() or not text.isdigit():
        return min(USUAL, most)
    return max(LEAST, min(most, int(text[:6])))


def _kept(values: list[str], known: frozenset[str] | set[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values) & known))
