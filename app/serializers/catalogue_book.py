"""Statements of the catalogue, one after another: the nodes that every part of it points to.

A shape of the profile is only content when what is pointed to says what it is, so each concept of
an EU table is named here with its class and, where people read it, its name.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from models.base import LANGUAGES, Translated
from models.licence import LICENCES, USUAL, OpenLicence

AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
GEO: Final = Namespace("http://www.opengis.net/ont/geosparql#")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD: Final = Namespace("http://www.w3.org/2006/vcard/ns#")
SPOKEN: Final = {"fi": "FIN", "sv": "SWE", "en": "ENG"}
PREFIXES: Final[Mapping[str, str]] = {
    "dcat": str(DCAT), "dct": str(DCTERMS), "foaf": str(FOAF), "skos": str(SKOS), "xsd": str(XSD),
    "rdfs": str(RDFS), "adms": str(ADMS), "geo": str(GEO), "hydra": str(HYDRA),
    "vcard": str(VCARD),
}  # fmt: skip
MEDIA: Final = "https://www.iana.org/assignments/media-types/"
LOCAL_AUTHORITY: Final = "http://purl.org/adms/publishertype/LocalAuthority"
PUBLISHER_KIND: Final = Translated("Paikallisviranomainen", "Lokal myndighet", "Local authority")
THEMES: Final[Mapping[str, Translated]] = {
    "ECON": Translated("Talous ja raha-asiat", "Ekonomi och finans", "Economy and finance"),
    "GOVE": Translated("Valtioneuvosto ja julkinen sektori", "Regeringen och den offentliga "
                       "sektorn", "Government and public sector"),
    "REGI": Translated("Alueet ja kaupungit", "Regioner och städer", "Regions and cities"),
    "SOCI": Translated("Väestö ja yhteiskunta", "Befolkning och samhälle",
                       "Population and society"),
    "TECH": Translated("Tiede ja teknologia", "Vetenskap och teknik", "Science and technology"),
}  # fmt: skip


class Book:
    """The graph being written, for an installation at ``base`` (without a slash at its end)."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.graph = Graph(bind_namespaces="none")
        for prefix, space in PREFIXES.items():
            self.graph.bind(prefix, space)

    def at(self, path: str) -> URIRef:
        """Return the name of a thing of ours."""
        return URIRef(self.base + path)

    def say(self, subject: Node, predicate: URIRef, *objects: Node | None) -> None:
        """State each of ``objects`` that there is."""
        for one in objects:
            if one is not None:
                self.graph.add((subject, predicate, one))

    def texts(self, subject: Node, predicate: URIRef, words: Translated) -> None:
        """State a text in each language in which it is written."""
        for lang in LANGUAGES:
            if text := words.get(lang):
                self.graph.add((subject, predicate, Literal(text, lang=lang)))

    def a(self, name: str, kind: URIRef) -> URIRef:
        """Return a node outside ours, with what it is."""
        node = URIRef(name)
        self.say(node, RDF.type, kind)
        return node

    def concept(self, name: str, label: Translated) -> URIRef:
        """Return a concept with its name."""
        node = self.a(name, SKOS.Concept)
        self.texts(node, SKOS.prefLabel, label)
        return node

    def theme(self, code: str) -> URIRef:
        """Return a subject of the EU table "data-theme"."""
        return self.concept(f"{AUTHORITY}data-theme/{code}", THEMES[code])

    def taxonomy(self) -> URIRef:
        """Return the EU table of subjects."""
        node = self.a(f"{AUTHORITY}data-theme", SKOS.ConceptScheme)
        self.texts(node, DCTERMS.title, Translated("Datan teemat", "Datateman", "Data theme"))
        return node

    def language(self, lang: str) -> URIRef:
        """Return a language of the EU table."""
        return self.a(f"{AUTHORITY}language/{SPOKEN[lang]}", DCTERMS.LinguisticSystem)

    def licence(self, chosen: OpenLicence = USUAL) -> URIRef:
        """Return a licence by the EU table, with where its text is."""
        known = LICENCES[chosen]
        node = self.a(f"{AUTHORITY}licence/{known.code}", DCTERMS.LicenseDocument)
        self.say(node, RDFS.seeAlso, URIRef(known.url))
        return node

    def open_to_all(self) -> URIRef:
        """Return that anybody may have it."""
        return self.a(f"{AUTHORITY}access-right/PUBLIC", DCTERMS.RightsStatement)

    def standard(self, address: str) -> URIRef:
        """Return a standard that something keeps to."""
        return self.a(address, DCTERMS.Standard)

    def document(self, path: str, lang: str) -> URIRef:
        """Return a page of ours in a language."""
        node = self.at(path)
        self.say(node, RDF.type, FOAF.Document)
        self.say(node, DCTERMS.language, self.language(lang))
        return node

    def instant(self, moment: dt.datetime | None) -> Literal | None:
        """Return an instant to the thousandth, in UTC."""
        if moment is None:
            return None
        utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
        return Literal(f"{utc.isoformat(timespec='milliseconds')}Z", datatype=XSD.dateTime)
