"""What a testbed still needs before everybody may see it.  Rules of publishing live here only."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.base import Translated
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import Environment, Money, TestbedKind

TEXTS = ("name", "summary", "description")


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing: the part of the form, the form field, and of texts the language.

    ``field`` of the pictures, files and links names the row too, as in ``pictures-0-alt_fi``;
    ``number`` counts these rows from 1.
    """

    section: str
    field: str
    language: str = ""
    number: int = 0

    @property
    def attribute(self) -> str:
        """The testbed's attribute that the field belongs to; of a row ``pictures-alt``."""
        name = self.field.removesuffix(f"_{self.language}") if self.language else self.field
        return name.replace(f"-{self.number - 1}-", "-", 1) if self.number else name


def gaps(testbed: Testbed) -> list[Gap]:
    """Return what is missing, in the order of the form; empty when it can be published."""
    return [
        *_basics(testbed), *_place(testbed), *_terms(testbed), *_practice(testbed),
        *_media(testbed),
    ]  # fmt: skip


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


def _media(testbed: Testbed) -> Iterator[Gap]:
    """What pictures, files and links lack.

    A draft waits for it.  Once public, a picture that lacks something is only left out of the page
    until it is complete (models/testbed_media.py), so that one can be added at any time.
    """
    if testbed.status not in {None, TestbedStatus.DRAFT}:
        return
    languages = testbed.city.required_languages
    for number, picture in enumerate(testbed.pictures, start=1):
        yield from _row_texts(f"pictures-{number - 1}-alt", picture.alt, languages, number)
        if picture.lacks_credit:
            yield Gap("media", f"pictures-{number - 1}-credit", number=number)
    for number, file in enumerate(testbed.files, start=1):
        yield from _row_texts(f"files-{number - 1}-title", file.title, languages, number)
    for number, link in enumerate(testbed.links, start=1):
        yield from _row_texts(f"links-{number - 1}-title", link.title, languages, number)


def _row_texts(field: str, text: Translated, languages: list[str], number: int) -> Iterator[Gap]:
    for language in languages:
        if not text.get(language):
            yield Gap("media", f"{field}_{language}", language, number)
