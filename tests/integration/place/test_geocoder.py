"""A geocoder by setting: asked by our own server, only on the page of places, and never trusted."""

import json

import pytest

from app.adapters import fuse, geocoder
from app.adapters.geocoder import Geocoder, GeocoderError, checked
from geodata.map_options import FINLAND
from tests.integration.place.service import Service, point


@pytest.fixture
def service(socket_enabled):
    made = Service()
    yield made
    made.stop()


@pytest.fixture
def asked(service):
    """Return a geocoder that asks the service."""
    return Geocoder(service.template, "http://localhost", FINLAND)


@pytest.fixture
def browser(databases, service):
    made = databases.application(
        "sqlite", geocoder_url=service.template, geocoder_attribution="© Somebody"
    )
    return made.test_client()


def test_an_address_is_found_and_leads_to_the_front_page_around_it(browser, service):
    browser.set_cookie("koepaikka", "secret")
    answer = browser.get(
        "/sv/places?q=Merikatu 4&theme=energy", headers={"Referer": "http://x.example"}
    )
    text = answer.get_data(as_text=True)
    assert "Merikatu 4, Helsinki" in text
    assert "© Somebody" in text
    assert "theme=energy&amp;near=60.1600%2C24.9600" in text
    ((arguments, headers),) = service.asked
    assert arguments == {"text": ["Merikatu 4"], "lang": ["sv"], "key": ["k"]}
    assert headers["User-Agent"] == "Koepaikka/0.1 (+http://localhost)"
    assert not {"Cookie", "Referer", "Accept-Language", "X-Forwarded-For"} & set(headers)


def test_suggestions_and_the_front_page_ask_nobody(browser, service):
    browser.get("/fi/places.json?q=merikatu")
    browser.get("/fi/?q=merikatu")
    browser.get("/fi/places")
    assert service.asked == []


def test_a_failure_is_said_and_our_own_list_still_answers(browser, service):
    service.status = 500
    text = browser.get("/en/places?q=kallio").get_data(as_text=True)
    assert "Addresses cannot be looked up just now" in text
    assert "Kallio" in text
    assert browser.get("/en/places?q=kallio").status_code == 200


@pytest.mark.parametrize("text", ["a&lang=xx&key=z", "#x", "ö%20+ /?", "{lang}", "\n\r\nHost: x"])
def test_what_is_looked_for_cannot_change_the_question(asked, service, text):
    asked.find(text, "fi")
    ((arguments, _headers),) = service.asked
    assert arguments == {"text": [text], "lang": ["fi"], "key": ["k"]}


def test_only_named_points_in_finland_are_taken_and_few_of_them(asked, service):
    service.features = [
        point("Stockholm", 18.0, 59.33),
        point("", 24.9, 60.2),
        {**point("A line", 24.9, 60.2), "geometry": {"type": "LineString", "coordinates": []}},
        *(point(f"Katu {number}", 24.9, 60.2) for number in range(20)),
    ]
    found = asked.find("katu", "fi")
    assert [one.name for one in found] == [f"Katu {number}" for number in range(8)]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[]", b"{}", b'{"features": 1}', b'{"features": [1]}', b"[" * 90_000,
     b'{"features": [{"geometry": null, "properties": {"name": "x"}}]}',
     json.dumps({"features": [point("x", "a", "b")]}).encode()],
)  # fmt: skip
def test_what_is_no_geojson_is_an_error_and_never_a_crash(asked, service, body):
    service.body = body
    with pytest.raises(GeocoderError):
        asked.find("x", "fi")


@pytest.mark.parametrize("status", [301, 302, 307, 401, 404, 429, 500])
def test_redirects_are_not_followed_and_errors_not_believed(asked, service, status):
    service.status = status
    with pytest.raises(GeocoderError, match=str(status)):
        asked.find("x", "fi")


def test_a_page_of_html_is_no_answer(asked, service):
    service.kind = "text/html"
    with pytest.raises(GeocoderError):
        asked.find("x", "fi")


def test_an_answer_without_end_is_cut_off(asked, service):
    service.body = b" " * (geocoder.MOST_BYTES + 1)
    with pytest.raises(GeocoderError, match="too large"):
        asked.find("x", "fi")


def test_an_answer_that_drips_is_given_up(asked, service, monkeypatch):
    monkeypatch.setattr(geocoder, "TOTAL_S", 0.3)
    service.pause_s = 0.1
    with pytest.raises(GeocoderError, match=r"too slow|timed out"):
        asked.find("x", "fi")


def test_after_failures_in_a_row_nobody_asks_for_a_while(asked, service):
    service.status = 500
    for _try in range(6):
        with pytest.raises(GeocoderError):
            asked.find("x", "fi")
    assert len(service.asked) == fuse.FAILURES_BEFORE_REST


@pytest.mark.parametrize(
    "template",
    ["ftp://x/?q={q}", "https:///?q={q}", "https://u:p@x/?q={q}", "https://x/{q}", "https://x/?q=1",
     "https://x/?q={q}&r={q}", "https://{q}/?q={q}", "https://x/?q={q}#a", "https://x/ ?q={q}",
     "https://ä.fi/?q={q}"],
)  # fmt: skip
def test_a_setting_that_cannot_work_is_refused_with_what_to_set(template):
    with pytest.raises(ValueError, match="GEOCODER_URL"):
        checked(template)
