"""One data set of the catalogue, with its publisher, its place and time, and each way to get it."""

from typing import Final

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, Literal, URIRef

from app.queries.catalogue import Box, OpenSet
from app.serializers.catalogue_book import (
    AUTHORITY,
    GEO,
    LOCAL_AUTHORITY,
    MEDIA,
    PUBLISHER_KIND,
    VCARD,
    Book,
)
from app.serializers.catalogue_way import Listed, Way
from models.base import LANGUAGES, Translated
from models.city import City
from models.licence import LICENCES, OpenLicence
from models.open_format import FORMATS

CRS84: Final = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
CATALOGUE: Final = "/dcat"
MADE: Final = Translated(
    "Tiedot syntyvät palvelussa: kaupungit julkaisevat ne, ja aineisto muuttuu samalla hetkellä. "
    "Paikat, joiden tarkkaa sijaintia ei näytetä, on siirretty karkeaan ruudukkoon.",
    "Uppgifterna uppstår i tjänsten: städerna publicerar dem, och datamängden ändras i samma "
    "ögonblick. Platser vars exakta läge inte visas har flyttats till ett grovt rutnät.",
    "The data comes about in the service: the cities publish it, and the data set changes at the "
    "same moment. Places whose exact spot is not shown are moved to a coarse grid.",
)
NAMED: Final = Translated(
    "Mainitse lähteenä kaupunki ja Koepaikka.",
    "Ange staden och Koepaikka som källa.",
    "Name the city and Koepaikka as the source.",
)
UNNAMED: Final = Translated(
    "Lähdettä ei tarvitse mainita.",
    "Källan behöver inte anges.",
    "The source need not be named.",
)
MADE_UP: Final = Translated(
    "Tämä on esittelyasennus: osa sisällöstä on keksittyä.",
    "Det här är en demonstration: en del av innehållet är påhittat.",
    "This is a demonstration: some of the content is made up.",
)


def set_uri(book: Book, name: str) -> URIRef:
    """Return the name of a data set, which never changes."""
    return book.at(f"{CATALOGUE}/datasets/{name}")


def service_uri(book: Book, name: str) -> URIRef:
    """Return the name of a service, which never changes."""
    return book.at(f"{CATALOGUE}#{name}")


def write_set(book: Book, listed: Listed, *, is_demo: bool) -> URIRef:
    """Write a data set and all that it points to; return its name."""
    facts, kind = listed.facts, listed.facts.kind
    node = set_uri(book, facts.name)
    book.say(node, RDF.type, DCAT.Dataset)
    book.texts(node, DCTERMS.title, facts.title)
    book.texts(node, DCTERMS.description, _told(kind.words, is_demo=is_demo))
    book.say(node, DCTERMS.identifier, Literal(str(node)))
    book.say(node, DCTERMS.publisher, publisher(book, facts.city))
    book.say(node, DCAT.contactPoint, contact(book, facts.city))
    book.say(node, DCAT.theme, *(book.theme(code) for code in kind.themes))
    for lang, words in kind.keywords.items():
        book.say(node, DCAT.keyword, *(Literal(word, lang=lang) for word in words))
    _write_when(book, node, facts)
    book.say(node, DCTERMS.spatial, place(book, f"{node}#place", facts.box, facts.city))
    book.say(node, DCTERMS.language, *(book.language(lang) for lang in LANGUAGES))
    book.say(node, DCTERMS.accessRights, book.open_to_all())
    pages = [book.document(f"/{lang}{listed.page}", lang) for lang in LANGUAGES]
    book.say(node, DCAT.landingPage, *pages)
    book.say(node, FOAF.page, *pages)
    if kind.is_split or kind.name == kind.collection:
        book.say(node, DCTERMS.conformsTo, book.standard(CRS84))
    made = URIRef(f"{book.base}{CATALOGUE}#provenance")
    book.say(made, RDF.type, DCTERMS.ProvenanceStatement)
    book.texts(made, RDFS.label, MADE)
    book.say(node, DCTERMS.provenance, made)
    if facts.city is not None:
        book.say(node, DCTERMS.isPartOf, set_uri(book, kind.name))
    for way in listed.ways:
        book.say(node, DCAT.distribution, _write_way(book, node, listed, way))
    return node


def _told(words: Translated, *, is_demo: bool) -> Translated:
    if not is_demo:
        return words
    return Translated(*(f"{words.get(lang)} {MADE_UP.get(lang)}" for lang in LANGUAGES))


def _write_when(book: Book, node: URIRef, facts: OpenSet) -> None:
    """Say since when it is there, how fresh it is, how often it changes, what time it is about."""
    book.say(node, DCTERMS.issued, book.instant(facts.issued_at))
    book.say(node, DCTERMS.modified, book.instant(facts.changed_at))
    often = book.a(f"{AUTHORITY}frequency/UPDATE_CONT", DCTERMS.Frequency)
    book.say(node, DCTERMS.accrualPeriodicity, often)
    if facts.starts or facts.ends:
        time = URIRef(f"{node}#time")
        book.say(time, RDF.type, DCTERMS.PeriodOfTime)
        book.say(time, DCAT.startDate, Literal(facts.starts) if facts.starts else None)
        book.say(time, DCAT.endDate, Literal(facts.ends) if facts.ends else None)
        book.say(node, DCTERMS.temporal, time)


def _write_way(book: Book, data_set: URIRef, listed: Listed, way: Way) -> URIRef:
    form = FORMATS[way.form]
    node = URIRef(f"{data_set}#{way.name}")
    title = listed.facts.title
    book.say(node, RDF.type, DCAT.Distribution)
    book.texts(
        node, DCTERMS.title,
        Translated(*(f"{title.get(lang)} ({form.title})" for lang in LANGUAGES)),
    )  # fmt: skip
    book.say(node, DCAT.accessURL, URIRef(way.url))
    book.say(node, DCAT.downloadURL, URIRef(way.url) if way.is_download else None)
    book.say(node, DCAT.mediaType, book.a(MEDIA + form.media_type, DCTERMS.MediaType))
    if form.file_type:
        kind = book.a(f"{AUTHORITY}file-type/{form.file_type}", DCTERMS.MediaTypeOrExtent)
        book.say(node, DCTERMS["format"], kind)
    if form.standard:
        book.say(node, DCTERMS.conformsTo, book.standard(form.standard))
    book.say(node, DCTERMS.license, book.licence(listed.facts.licence))
    book.say(node, DCTERMS.rights, rights(book, listed.facts.licence))
    book.say(node, DCTERMS.issued, book.instant(listed.facts.issued_at))
    book.say(node, DCTERMS.modified, book.instant(listed.facts.changed_at))
    spoken = (way.lang,) if way.lang else LANGUAGES
    book.say(node, DCTERMS.language, *(book.language(lang) for lang in spoken))
    if way.service:
        book.say(node, DCAT.accessService, service_uri(book, way.service))
    return node


def rights(book: Book, licence: OpenLicence) -> URIRef:
    """Return what a licence asks for, in words."""
    is_named = LICENCES[licence].asks_naming
    node = URIRef(f"{book.base}{CATALOGUE}#{'attribution' if is_named else 'no-attribution'}")
    book.say(node, RDF.type, DCTERMS.RightsStatement)
    book.texts(node, RDFS.label, NAMED if is_named else UNNAMED)
    return node


def publisher(book: Book, city: City | None) -> URIRef:
    """Return who answers for a data set: its city, or the cities together."""
    node = book.at(f"{CATALOGUE}#{city.slug if city else 'koepaikka'}")
    book.say(node, RDF.type, FOAF.Agent)
    book.texts(node, FOAF.name, city.name if city else Translated(*["Koepaikka"] * 3))
    book.say(node, DCTERMS.type, book.concept(LOCAL_AUTHORITY, PUBLISHER_KIND))
    return node


def contact(book: Book, city: City | None) -> URIRef:
    """Return whom to ask: a city's role mailbox, or the form that reaches the service's keepers."""
    node = book.at(f"{CATALOGUE}#{city.slug if city else 'koepaikka'}-contact")
    book.say(node, RDF.type, VCARD.Organization, VCARD.Kind)
    if city is None:
        book.say(node, VCARD.fn, Literal("Koepaikka"))
        book.say(node, VCARD.hasURL, book.at("/fi/faults/new"))
    else:
        book.texts(node, VCARD.fn, city.name)
        book.say(node, VCARD.hasEmail, URIRef(f"mailto:{city.role_mailbox}"))
    return node


def place(book: Book, name: str, box: Box, city: City | None) -> URIRef:
    """Return the area that something is about, as a box in CRS84."""
    west, south, east, north = box
    node = URIRef(name)
    book.say(node, RDF.type, DCTERMS.Location)
    if city is not None:
        book.texts(node, SKOS.prefLabel, city.name)
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    corners = ",".join(f"{lon} {lat}" for lon, lat in ring)
    book.say(node, DCAT.bbox, Literal(f"POLYGON(({corners}))", datatype=GEO.wktLiteral))
    return node
