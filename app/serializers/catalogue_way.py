"""What the catalogue of open data is told: data sets, the ways to them, services, its pages.

Apart from what writes the catalogue, because pages show the same ways and the library that writes
graphs takes a web process a twentieth of its memory.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from app.queries.catalogue import Box, OpenSet
from models.base import Translated
from models.city import City
from models.licence import USUAL, OpenLicence

ENDINGS: Final = {
    "ttl": ("text/turtle", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
}
"""The endings of addresses with their media types and what rdflib calls them."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to get a data set: an address, and what comes from it.

    ``form`` is a key of ``FORMATS``.  ``is_download``: the address gives the whole data at once.
    ``service`` names the service behind it, ``lang`` the only language it speaks; empty: none, all.
    """

    name: str
    form: str
    url: str
    is_download: bool = True
    service: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A data set with the ways to get it and its page (without the language)."""

    facts: OpenSet
    ways: tuple[Way, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Service:
    """An interface that programs ask; ``description`` is the address of what it can be asked."""

    name: str
    title: Translated
    words: Translated
    url: str
    description: str
    page: str = ""
    standards: tuple[str, ...] = ()
    licence: OpenLicence = USUAL


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list that is too long for one: addresses, and how many there are."""

    here: str
    first: str
    last: str
    total: int
    size: int
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the data sets: the installation, whose catalogue it is, which page."""

    base: str
    city: City | None
    box: Box
    changed_at: dt.datetime | None
    is_demo: bool
    sheet: Sheet | None = None
