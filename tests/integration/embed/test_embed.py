"""The map for pages of others: framed by anybody, alone of all pages, without a cookie."""

import pytest

from app.database import db
from models.pilot import PilotStatus
from tests.factories.pilot import pilot
from tests.factories.testbed import testbed

HOME = "http://localhost"


@pytest.fixture
def shown(session):
    made = pilot(PilotStatus.RUNNING, -5, 5)
    testbed()
    db.session.commit()
    return made


@pytest.mark.parametrize("what", ["experiments", "testbeds"])
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_any_site_may_frame_the_map_and_no_cookie_comes_with_it(client, shown, what, lang):
    answer = client.get(f"/{lang}/embed/{what}?city=helsinki")

    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/fi/", "/fi/testbeds", "/fi/embed", "/fi/account/sign-in"])
def test_no_other_page_may_be_framed_by_anybody(client, shown, path):
    assert "frame-ancestors 'none'" in client.get(path).headers["Content-Security-Policy"]


def test_every_link_of_the_map_leads_out_of_the_frame(client, shown):
    page = client.page("/en/embed/experiments")

    assert [one.get("target") for one in page.all("base")] == ["_blank"]
    assert any("/en/pilots/" in (one.get("href") or "") for one in page.all("a"))


def test_the_code_is_of_the_map_that_was_chosen(client, shown):
    page = client.page("/fi/embed?what=testbeds&city=oulu&theme=energy&in=sv&height=300&state=soon")
    code = page.words("code")[0]

    assert f'src="{HOME}/sv/embed/testbeds?city=oulu&amp;theme=energy"' in code
    assert 'height="300"' in code


@pytest.mark.parametrize(
    "asked", ["what=%3Cscript%3E", "in=xx", "height=-1", "height=99999999999", "city=%22%3E"]
)
def test_odd_choices_ask_for_nothing(client, shown, asked):
    code = client.page(f"/en/embed?{asked}").words("code")[0]

    assert f'src="{HOME}/en/embed/experiments"' in code
    assert 'height="520"' in code or 'height="1200"' in code


def test_oembed_answers_for_the_map_and_the_list_with_their_filters(client, shown):
    told = client.get(f"/oembed?url={HOME}/fi/testbeds%3Fcity%3Doulu&maxwidth=400").get_json()

    assert (told["type"], told["version"], told["width"]) == ("rich", "1.0", 400)
    assert f'src="{HOME}/fi/embed/testbeds?city=oulu"' in told["html"]


def test_oembed_speaks_xml_too(client, shown):
    answer = client.get(f"/oembed?url={HOME}/sv/&format=xml")

    assert answer.mimetype == "text/xml"
    assert b"<type>rich</type>" in answer.data
    assert b"&lt;iframe" in answer.data


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("url=https://elsewhere.example/fi/", 404),
        (f"url={HOME}/fi/account", 404),
        (f"url={HOME}/xx/", 404),
        ("", 400),
        (f"url={HOME}/fi/&format=yaml", 501),
        (f"url={HOME}/fi/&colour=red", 400),
    ],
)
def test_oembed_refuses_what_it_cannot_show(client, shown, asked, status):
    answer = client.get(f"/oembed?{asked}")

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


@pytest.mark.parametrize("path", ["/fi/", "/fi/testbeds"])
def test_pages_that_can_be_shown_say_where_to_ask(client, shown, path):
    links = client.page(path).all("link", type="application/json+oembed")

    assert len(links) == 1
    assert client.get(links[0].get("href")).status_code == 200
