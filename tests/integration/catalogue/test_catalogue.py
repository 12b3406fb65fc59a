"""The catalogue keeps to its profiles, says the same in three forms, and promises only what is."""

import datetime as dt
from urllib.parse import urlsplit

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from app.database import db
from models.challenge import ChallengeStatus
from models.event import EventStatus
from tests.dcat_profile import broken
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.pilot import running
from tests.factories.testbed import testbed

BASE = "http://localhost"
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib reading JSON-LD
FORMS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture
def published(session):
    """Something of every collection in Helsinki, and an event in Oulu."""
    made = testbed(), running(), challenge(ChallengeStatus.APPROVED), event(), event(slug="oulu")
    db.session.commit()
    return made


def read(client, address, ending="ttl"):
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    return Graph().parse(data=answer.data, format=FORMS[ending])


def names(graph):
    return {str(one).rsplit("/", 1)[-1] for one in graph.subjects(RDF.type, DCAT.Dataset)}


@pytest.mark.parametrize("address", ["/dcat.ttl", "/dcat/helsinki.ttl"])
def test_a_catalogue_keeps_to_both_profiles(published, client, address):
    graph = read(client, address)

    assert broken(graph) == ""
    assert len(list(graph.subjects(RDF.type, DCAT.Catalog))) == 1


@pytest.mark.parametrize("path", ["/dcat", "/dcat/helsinki", "/dcat/datasets/events"])
def test_the_three_forms_say_the_same(published, client, path):
    found = [read(client, f"{path}.{ending}", ending) for ending in FORMS]
    for graph in found:  # each page names itself
        here = list(graph.subjects(RDF.type, HYDRA.PartialCollectionView))
        graph -= [one for node in here for one in graph.triples((node, None, None))]

    assert len(found[0]) > 50
    assert all(isomorphic(found[0], other) for other in found[1:])


def test_it_lists_each_collection_whole_and_the_share_of_each_city_that_has_any(published, client):
    found = names(read(client, "/dcat.ttl"))

    assert {"pilots", "events", "challenge-numbers"} <= found
    assert {"pilots-helsinki", "events-helsinki", "events-oulu"} <= found
    assert "pilots-oulu" not in found


def test_a_citys_catalogue_is_published_by_it_and_holds_only_its_own(published, client):
    graph = read(client, "/dcat/oulu.ttl")
    published_by = set(graph.objects(None, DCTERMS.publisher))

    assert names(graph) == {"events-oulu"}
    assert URIRef(f"{BASE}/dcat#oulu") in published_by


def test_every_address_it_names_is_answered_here(published, client, app):
    graph = read(client, "/dcat.ttl")
    named = {*graph.objects(None, DCAT.accessURL), *graph.objects(None, DCAT.landingPage)}
    named |= {*graph.objects(None, DCAT.endpointDescription)}

    assert named
    for one in named:
        parts = urlsplit(str(one))
        assert one.startswith(BASE)
        answer = client.head(f"{parts.path}?{parts.query}", follow_redirects=True)
        assert answer.status_code == 200, one


def test_pages_lead_on_in_both_vocabularies_until_all_has_been_read(published, client):
    whole = names(read(client, "/dcat.ttl"))
    address, seen, pages = "/dcat.ttl?page_size=3", set(), 0
    while address:
        graph = read(client, address)
        node = next(graph.subjects(RDF.type, HYDRA.PagedCollection))
        catalogue = next(graph.subjects(RDF.type, DCAT.Catalog))
        seen |= {str(one).rsplit("/", 1)[-1] for one in graph.objects(catalogue, DCAT.dataset)}
        assert graph.value(node, HYDRA.next) == graph.value(node, HYDRA.nextPage)
        assert graph.value(node, HYDRA.totalItems).toPython() == len(whole)
        following = graph.value(node, HYDRA.next)
        address = str(following).removeprefix(BASE) if following else ""
        pages += 1

    assert seen == whole
    assert pages == -(-len(whole) // 3)
    assert client.get(f"/dcat.ttl?page_size=3&page={pages + 1}").status_code == 404


def test_a_harvester_asks_for_what_changed_since(published, client):
    graph = read(client, "/dcat.ttl")
    changed = max(graph.objects(None, DCTERMS.modified))
    after = changed.toPython() + dt.timedelta(seconds=5)

    assert names(read(client, "/dcat.ttl?modified_since=2020-01-01")) == names(graph)
    assert names(read(client, f"/dcat.ttl?modified_since={after:%Y-%m-%dT%H:%M:%SZ}")) == set()


def test_a_change_shows_at_once_and_what_is_the_same_is_not_sent_again(published, client):
    first = client.get("/dcat/datasets/events.ttl")
    tag = {"If-None-Match": first.headers["ETag"]}
    same = client.get("/dcat/datasets/events.ttl", headers=tag)
    event()
    db.session.commit()
    later = client.get("/dcat/datasets/events.ttl", headers=tag)

    assert same.status_code == 304
    assert later.status_code == 200
    assert later.data != first.data


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml;q=0.9, text/html;q=0.5", "application/rdf+xml"),
        ("*/*", "text/turtle"),
        ("image/png", "text/turtle"),
    ],
)
def test_the_form_is_negotiated(published, client, accept, kind):
    for path in ("/dcat", "/dcat/helsinki", "/dcat/datasets/events"):
        answer = client.get(path, headers={"Accept": accept})

        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert "Accept" in answer.vary


def test_people_are_led_to_the_page(published, client):
    answer = client.get("/dcat/datasets/events-helsinki", headers={"Accept": "text/html"})

    assert answer.status_code == 303
    assert answer.location.endswith("/open-data/events?city=helsinki")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/dcat.ttl?page=0", 400),
        ("/dcat.ttl?page=two", 400),
        ("/dcat.ttl?page_size=-1", 400),
        ("/dcat.ttl?modified_since=soon", 400),
        ("/dcat.ttl?colour=blue", 400),
        ("/dcat/datasets/events.ttl?page=1", 400),
        ("/dcat/atlantis.ttl", 404),
        ("/dcat/datasets/unicorns.ttl", 404),
    ],
)
def test_what_cannot_be_answered_is_a_problem_in_json(published, client, address, status):
    answer = client.get(address)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert "Set-Cookie" not in answer.headers


def test_programs_of_other_origins_may_read_it_without_a_cookie(published, client):
    answer = client.get("/dcat.ttl")

    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert client.head("/dcat.ttl").headers["ETag"] == answer.headers["ETag"]


def test_what_is_not_published_is_in_no_data_set(session, client):
    event(EventStatus.DRAFT)
    db.session.commit()

    found = names(read(client, "/dcat.ttl"))

    assert "events-helsinki" not in found


def test_texts_with_signs_of_markup_stay_texts(published, client):
    place = published[0].city
    place.name_en = 'Hel"sin<ki> & \\n .'
    db.session.commit()

    for ending in FORMS:
        graph = read(client, f"/dcat/helsinki.{ending}", ending)
        assert Literal('Hel"sin<ki> & \\n .', lang="en") in set(graph.objects())
