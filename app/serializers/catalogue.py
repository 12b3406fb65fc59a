"""The catalogue of open data as DCAT-AP 3: what it lists, the services, and its pages.

``dcat:byteSize`` is left out: the European profile wants xsd:nonNegativeInteger there and the
Finnish one xsd:decimal, so that no file could keep to both.
Source: https://semiceu.github.io/DCAT-AP/releases/3.0.1/ and https://www.avoindata.fi/ns.
"""

import json
from collections.abc import Sequence
from typing import Final

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef

from app.serializers.catalogue_book import AUTHORITY, HYDRA, PREFIXES, Book
from app.serializers.catalogue_set import (
    CATALOGUE,
    contact,
    place,
    publisher,
    rights,
    service_uri,
    write_set,
)
from app.serializers.catalogue_way import ENDINGS, Frame, Listed, Service, Sheet
from models.base import LANGUAGES, Translated
from models.city import City
from models.licence import USUAL

TITLE: Final = Translated("Koepaikan avoin data", "Koepaikkas öppna data", "Open data of Koepaikka")
WORDS: Final = Translated(
    "Kaupunkien kokeilupaikat, kokeilut, haasteet ja tapahtumat avoimena datana.",
    "Städernas testplatser, försök, utmaningar och evenemang som öppna data.",
    "Testbeds, pilots, challenges and events of the cities as open data.",
)


def catalogue_graph(frame: Frame, sets: Sequence[Listed], services: Sequence[Service]) -> Graph:
    """Return a page of the catalogue as a graph."""
    book = Book(frame.base)
    node = _write_catalogue(book, frame)
    names = [write_set(book, listed, is_demo=frame.is_demo) for listed in sets]
    book.say(node, DCAT.dataset, *names)
    for service in services:
        served = [
            name
            for name, listed in zip(names, sets, strict=True)
            if any(way.service == service.name for way in listed.ways)
        ]
        book.say(node, DCAT.service, _write_service(book, service, served))
    if frame.sheet is not None:
        _write_sheet(book, frame.sheet)
    return book.graph


def set_graph(base: str, listed: Listed, services: Sequence[Service], *, is_demo: bool) -> Graph:
    """Return one data set by itself, with the services that it can be had from."""
    book = Book(base)
    node = write_set(book, listed, is_demo=is_demo)
    for service in services:
        if any(way.service == service.name for way in listed.ways):
            _write_service(book, service, [node])
    return book.graph


def text_of(graph: Graph, ending: str) -> str:
    """Return a graph as text: Turtle, JSON-LD or RDF/XML."""
    if ending == "jsonld":
        text = graph.serialize(format="json-ld", context=dict(PREFIXES), auto_compact=True)
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    return graph.serialize(format=ENDINGS[ending][1])


def _write_catalogue(book: Book, frame: Frame) -> URIRef:
    city = frame.city
    node = book.at(f"{CATALOGUE}/{city.slug}" if city else CATALOGUE)
    book.say(node, RDF.type, DCAT.Catalog)
    book.texts(node, DCTERMS.title, _of_city(TITLE, city))
    book.texts(node, DCTERMS.description, WORDS)
    book.say(node, DCTERMS.publisher, publisher(book, city))
    book.say(node, DCAT.contactPoint, contact(book, city))
    book.say(node, DCTERMS.license, book.licence())
    book.say(node, DCTERMS.rights, rights(book, USUAL))
    book.say(node, DCTERMS.language, *(book.language(lang) for lang in LANGUAGES))
    book.say(node, DCTERMS.modified, book.instant(frame.changed_at))
    book.say(node, DCAT.themeTaxonomy, book.taxonomy())
    book.say(node, DCTERMS.spatial, place(book, f"{node}#place", frame.box, city))
    country = book.a(f"{AUTHORITY}country/FIN", DCTERMS.Location)
    book.say(node, DCTERMS.spatial, country)
    book.say(node, FOAF.homepage, book.document("/fi/open-data", "fi"))
    return node


def _of_city(title: Translated, city: City | None) -> Translated:
    if city is None:
        return title
    return Translated(*(f"{title.get(lang)}: {city.name.best(lang)[0]}" for lang in LANGUAGES))


def _write_service(book: Book, service: Service, served: Sequence[URIRef]) -> URIRef:
    node = service_uri(book, service.name)
    book.say(node, RDF.type, DCAT.DataService)
    book.texts(node, DCTERMS.title, service.title)
    book.texts(node, DCTERMS.description, service.words)
    book.say(node, DCTERMS.identifier, Literal(str(node)))
    book.say(node, DCAT.endpointURL, URIRef(service.url))
    book.say(node, DCAT.endpointDescription, URIRef(service.description))
    book.say(node, DCAT.servesDataset, *served)
    book.say(node, DCTERMS.publisher, publisher(book, None))
    book.say(node, DCAT.contactPoint, contact(book, None))
    book.say(node, DCTERMS.license, book.licence(service.licence))
    book.say(node, DCTERMS.accessRights, book.open_to_all())
    book.say(node, DCTERMS.conformsTo, *(book.standard(one) for one in service.standards))
    if service.page:
        pages = [book.document(f"/{lang}{service.page}", lang) for lang in LANGUAGES]
        book.say(node, DCAT.landingPage, *pages)
        book.say(node, FOAF.page, *pages)
    return node


def _write_sheet(book: Book, sheet: Sheet) -> None:
    """Tell harvesters the way through the pages, in the older words and the newer ones."""
    node = URIRef(sheet.here)
    book.say(node, RDF.type, HYDRA.PagedCollection, HYDRA.PartialCollectionView)
    book.say(node, HYDRA.totalItems, Literal(sheet.total, datatype=XSD.integer))
    book.say(node, HYDRA.itemsPerPage, Literal(sheet.size, datatype=XSD.integer))
    for words, address in (
        (("firstPage", "first"), sheet.first),
        (("lastPage", "last"), sheet.last),
        (("previousPage", "previous"), sheet.before),
        (("nextPage", "next"), sheet.after),
    ):
        for word in words if address else ():
            book.say(node, HYDRA[word], Literal(address))
