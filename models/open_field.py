"""What a property of open data is: its type, its words, and the fields that collections share."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from models.base import LANGUAGES, Translated
from models.licence import OpenLicence
from models.testbed_kind import Theme


class FieldType(enum.StrEnum):
    """What a value is, in JSON and in the formats made from it."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"  # RFC 3339, UTC
    LIST = "list"  # of words
    PAGE = "page"  # the address of a page of ours


@dataclass(frozen=True, slots=True)
class OpenField:
    """One property: what it is called, what it means, which words it may hold (none: any).

    ``language`` is set where it is one of three texts.  ``is_required``: never null.
    """

    name: str
    type: FieldType
    title: Translated
    words: Translated
    values: tuple[str, ...] = ()
    language: str = ""
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class OpenCollection:
    """One collection; ``title`` and ``words`` say what it holds.

    ``starts`` and ``ends`` name the properties between which a feature lasts, empty where it has
    no time of its own.  ``page`` is the address of its list, without the language.
    """

    name: str
    title: Translated
    words: Translated
    fields: tuple[OpenField, ...]
    page: str
    starts: str = ""
    ends: str = ""

    def field(self, name: str) -> OpenField | None:
        """Return the field of a name, or None."""
        return next((one for one in self.fields if one.name == name), None)


def plain(
    name: str, kind: FieldType, title: tuple[str, str, str], words: tuple[str, str, str],
    *, values: tuple[str, ...] = (), is_required: bool = False,
) -> OpenField:  # fmt: skip
    """Return a field of one value; texts are in Finnish, Swedish and English."""
    return OpenField(
        name, kind, Translated(*title), Translated(*words), values, is_required=is_required
    )


def words_of(kind: type[StrEnum]) -> tuple[str, ...]:
    """Return the words that a choice may hold."""
    return tuple(one.value for one in kind)


IN: Final = {
    "fi": ("suomeksi", "på finska", "in Finnish"),
    "sv": ("ruotsiksi", "på svenska", "in Swedish"),
    "en": ("englanniksi", "på engelska", "in English"),
}


def texts(
    name: str, title: tuple[str, str, str], words: tuple[str, str, str]
) -> Iterator[OpenField]:
    """Yield the three fields of a text, one a language."""
    for lang in LANGUAGES:
        heading = Translated(*(f"{one} {IN[lang][n]}" for n, one in enumerate(title)))
        yield OpenField(
            f"{name}_{lang}", FieldType.STRING, heading, Translated(*words), language=lang
        )


STRING, INTEGER, BOOLEAN, DATE, INSTANT, LIST = (
    FieldType.STRING,
    FieldType.INTEGER,
    FieldType.BOOLEAN,
    FieldType.DATE,
    FieldType.INSTANT,
    FieldType.LIST,
)
CITY = plain(
    "city", STRING, ("Kaupunki", "Stad", "City"),
    ("Kaupungin tunnus, jolla sen löytää myös kokoelmasta cities.",
     "Stadens beteckning, samma som i samlingen cities.",
     "The city's short name, the same as in the collection cities."), is_required=True,
)  # fmt: skip
SLUG = plain(
    "slug", STRING, ("Osoitteen loppu", "Adressens slut", "End of the address"),
    ("Sivun osoitteen viimeinen osa.", "Den sista delen av sidans adress.",
     "The last part of the page's address."), is_required=True,
)  # fmt: skip
PAGE = plain(
    "page", FieldType.PAGE, ("Sivu", "Sida", "Page"),
    ("Sivu, jolta asiasta voi lukea lisää.", "Sidan där man kan läsa mer.",
     "The page where people read more about it."), is_required=True,
)  # fmt: skip
CHANGED = plain(
    "changed", INSTANT, ("Muuttunut", "Ändrad", "Changed"),
    ("Milloin jokin näistä tiedoista viimeksi muuttui.",
     "När någon av dessa uppgifter senast ändrades.",
     "When any of what is told here last changed."), is_required=True,
)  # fmt: skip
THEMES = plain(
    "themes", LIST, ("Teemat", "Teman", "Themes"),
    ("Aiheet, joihin asia liittyy; voi olla monta.",
     "Ämnen som det handlar om; det kan vara flera.",
     "What it is about; there may be several."),
    values=words_of(Theme), is_required=True,
)  # fmt: skip
LICENCE = plain(
    "licence", STRING, ("Lisenssi", "Licens", "Licence"),
    ("Lisenssi, jolla kaupunki tämän antaa: SPDX-tunnus.",
     "Licensen under vilken staden ger ut detta: SPDX-beteckning.",
     "The licence under which the city gives this out, by its SPDX identifier."),
    values=words_of(OpenLicence), is_required=True,
)  # fmt: skip
TITLE = (
    ("Nimi", "Namn", "Name"),
    ("Nimi, jolla se tunnetaan; tyhjä, jos sitä ei ole tällä kielellä.",
     "Namnet; tomt om det saknas på språket.",
     "What it is called; empty where it is not written in this language."),
)  # fmt: skip
SUMMARY = (
    ("Tiivistelmä", "Sammanfattning", "Summary"),
    (
        "Lyhyt kuvaus; tyhjä, jos sitä ei ole tällä kielellä.",
        "En kort beskrivning; tom om den saknas på språket.",
        "What it is in a few words; empty where it is not written in this language.",
    ),
)
ADDRESS = plain(
    "address", STRING, ("Katuosoite", "Gatuadress", "Street address"),
    ("Tyhjä, jos tarkkaa paikkaa ei näytetä.", "Tomt om den exakta platsen inte visas.",
     "Empty where the exact place is not shown."), is_required=True,
)  # fmt: skip
AT = plain(
    "testbed", INTEGER, ("Kokeilupaikka", "Testplats", "Testbed"),
    ("Kokeilupaikan tunniste kokoelmassa testbeds.", "Testplatsens id i samlingen testbeds.",
     "The id of its testbed in the collection testbeds."),
)  # fmt: skip
