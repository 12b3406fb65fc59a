"""A city chooses the licence of its data, and everything that goes out says so at once."""

import json

import pytest
from rdflib import DCTERMS, Graph, URIRef

from app.database import db
from app.services import dump, licence
from models.account import CityRole
from models.audit import AuditLine
from models.errors import ForbiddenError
from models.licence import OpenLicence
from models.open_feature import OpenFeature
from tests.factories.account import acting, staff
from tests.factories.city import city
from tests.factories.form import filled
from tests.factories.testbed import testbed

CC = "https://creativecommons.org"
CC0, BY, SA = (
    f"{CC}/publicdomain/zero/1.0/", f"{CC}/licenses/by/4.0/", f"{CC}/licenses/by-sa/4.0/",
)  # fmt: skip
PAGE = "/fi/desk/licence/oulu"


@pytest.fixture
def places(session):
    """A testbed of Helsinki, which chooses nothing, and one of Oulu."""
    return testbed("helsinki"), testbed("oulu")


def choose(chosen, slug="oulu"):
    licence.choose(acting(staff(slug=slug)), city(slug).id, chosen)


def linked(told):
    return [one["href"] for one in told["links"] if one["rel"] == "license"]


def got(client, address, **asked):
    answer = client.get(address, query_string=asked)
    assert answer.status_code == 200, address
    return answer


def test_a_coordinator_chooses_on_the_page_and_features_name_it(client, places, sign_in):
    before = got(client, "/api/v1/events", limit=1).headers["ETag"]
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    form = filled(client.page(PAGE))
    assert form["licence"] == ["CC-BY-4.0"]

    answer = client.post(PAGE, data={**form, "licence": "CC-BY-SA-4.0"})

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "CC BY-SA 4.0" in client.page(PAGE).text
    rows = db.session.query(OpenFeature).filter_by(collection="testbeds")
    said = {one.city: one.properties["licence"] for one in rows}
    assert said == {"helsinki": "CC-BY-4.0", "oulu": "CC-BY-SA-4.0"}
    line = db.session.query(AuditLine).filter_by(action="city:licence").one()
    assert line.facts["after"] == "CC-BY-SA-4.0"
    assert got(client, "/api/v1/events", limit=1).headers["ETag"] == before, "nothing of it"


def test_what_is_none_of_the_licences_is_told_at_the_field(client, session, sign_in):
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    page = client.post(PAGE, data={"licence": "all rights reserved"})
    assert page.status_code == 422
    assert city("oulu").licence is OpenLicence.CC_BY


def test_editors_do_not_choose_and_nobody_chooses_for_another_city(client, session, sign_in):
    with pytest.raises(ForbiddenError):
        licence.choose(acting(staff(CityRole.EDITOR, "oulu")), city("oulu").id, OpenLicence.CC0)
    with pytest.raises(ForbiddenError):
        licence.choose(acting(staff(slug="tampere")), city("oulu").id, OpenLicence.CC0)
    sign_in(staff(CityRole.EDITOR, "oulu"))
    assert [client.get(one).status_code for one in ("/fi/desk/licence", PAGE)] == [403, 403]


def test_files_and_interfaces_say_it_of_the_city_and_the_strictest_of_all(client, places):
    choose(OpenLicence.CC_BY_SA)
    own = places[1].id
    for asked, right in (({"city": "oulu"}, SA), ({"city": "helsinki"}, BY), ({}, SA)):
        given = got(client, "/data/testbeds.geojson", **asked)
        assert given.json["license"] == right
        assert any(f'<{right}>; rel="license"' in one for one in given.headers.getlist("Link"))
        assert linked(got(client, "/ogc/collections/testbeds/items", **asked).json) == [right]
    assert ",CC-BY-SA-4.0," in got(client, "/data/testbeds.csv", city="oulu").text
    items = "/ogc/collections/testbeds/items"
    assert linked(got(client, f"{items}/{own}").json) == [SA]
    assert linked(got(client, f"{items}/{places[0].id}").json) == [BY]
    collections = got(client, "/ogc/collections").json
    of = {one["id"]: linked(one) for one in collections["collections"]}
    assert (of["testbeds"], of["events"], linked(collections)) == ([SA], [BY], [SA])
    assert got(client, "/ogc/collections/testbeds/tiles/WebMercatorQuad").json["license"] == SA
    told = got(client, "/data/dictionary.json").json
    assert (told["licence"], told["licences"]["oulu"], told["licences"]["helsinki"]) == (SA, SA, BY)
    beside = got(client, "/data/testbeds.csv-metadata.json").json
    assert beside["dc:license"] == {"@id": SA}


def test_the_catalogue_the_citation_and_the_page_say_it(client, places):
    choose(OpenLicence.CC0)
    graph = Graph().parse(data=got(client, "/dcat.ttl").data, format="turtle")

    def licences(name):
        ways = [one for one in set(graph.subjects(DCTERMS.license)) if f"/{name}#" in str(one)]
        assert ways
        return {str(found).rpartition("/")[2] for one in ways
                for found in graph.objects(URIRef(one), DCTERMS.license)}  # fmt: skip

    assert licences("datasets/testbeds-oulu") == {"CC0"}
    assert licences("datasets/testbeds") == {"CC_BY_4_0"}
    page = client.page("/en/open-data/testbeds", query_string={"city": "oulu"})
    assert "CC0 1.0." in page.words("p", class_="data-cite")[0]
    assert "The source need not be named." in page.text
    whole = client.page("/en/open-data/testbeds")
    assert "Oulu: CC0 1.0" in whole.text
    assert "CC BY 4.0." in whole.words("p", class_="data-cite")[0]
    link = got(client, "/data/testbeds.csv", city="oulu").headers.getlist("Link")[0]
    assert link == f'<{CC0}>; rel="license"; title="CC0 1.0"'


def test_a_dump_keeps_the_licence_of_its_day(client, places):
    choose(OpenLicence.CC_BY_SA)
    dump.keep_dump("2026-03-10", "http://localhost", [])
    choose(OpenLicence.CC_BY)

    manifest = json.loads(got(client, "/data/dumps/2026-03-10/manifest.json").data)
    assert manifest["licence"] == SA
    assert got(client, "/data/dumps/").json["licence"] == BY
