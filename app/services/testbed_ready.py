"""What a testbed still needs before everybody may see it.  Rules of publishing live here only."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.testbed import Testbed
from models.testbed_kind import Environment, Money, TestbedKind

TEXTS = ("name", "summary", "description")


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: the part of the form, the form field, and of texts the language."""

    section: str
    field: str
    language: str = ""

    @property
    def attribute(self) -> str:
        """The testbed's attribute that the field belongs to."""
        return self.field.removesuffix(f"_{self.language}") if self.language else self.field


def gaps(testbed: Testbed) -> list[Gap]:
    """Return what is missing, in the order of the form; empty when it can be published."""
    return [*_basics(testbed), *_place(testbed), *_terms(testbed), *_practice(testbed)]


def is_lacking(testbed: Testbed) -> bool:
    """Say whether publishing needs more of a record."""
    return bool(gaps(testbed))


def is_virtual(testbed: Testbed) -> bool:
    """Say whether a testbed is nowhere in particular, so that it needs no place on the map."""
    return testbed.kind is TestbedKind.VIRTUAL or testbed.environment is Environment.VIRTUAL


def _texts(testbed: Testbed, section: str, attribute: str) -> Iterator[Gap]:
    """Every language that the city must offer, by its own setting."""
    written = getattr(testbed, attribute)
    for language in testbed.city.required_languages:
        if not written.get(language):
            yield Gap(section, f"{attribute}_{language}", language)


def _basics(testbed: Testbed) -> Iterator[Gap]:
    for attribute in TEXTS:
        yield from _texts(testbed, "basics", attribute)
    if testbed.kind is None:
        yield Gap("basics", "kind")
    if not testbed.themes:
        yield Gap("basics", "themes")
    if not testbed.contact_email:
        yield Gap("basics", "contact_email")


def _place(testbed: Testbed) -> Iterator[Gap]:
    if testbed.geom is None and not is_virtual(testbed):
        yield Gap("place", "coordinates")


def _terms(testbed: Testbed) -> Iterator[Gap]:
    if not testbed.applicants:
        yield Gap("terms", "applicants")


def _practice(testbed: Testbed) -> Iterator[Gap]:
    if testbed.money is Money.PAID and testbed.cap_eur is None:
        yield Gap("practice", "cap_eur")
    if testbed.minors or testbed.patients:
        yield from _texts(testbed, "practice", "data_protection_note")
