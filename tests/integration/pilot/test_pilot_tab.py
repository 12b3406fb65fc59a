"""A pilot's pages stand in a few groups, which say where one is and what there is to do."""

import pytest

from tests.factories import feedback as make
from tests.factories import panel as panels
from tests.factories.account import host
from tests.factories.pilot_step import running
from tests.factories.testbed import testbed


@pytest.fixture
def scene(session, sign_in):
    place = testbed()
    pilot = running(place, days=5)
    sign_in(host(place))
    return pilot


def nav(page):
    return next(one for one in page.all("nav") if one.get("aria-label") == "Pages of the pilot")


def links(page, current):
    return [
        "".join(one.itertext()).strip()
        for one in nav(page).iter()
        if one.get("href") and one.get("aria-current") == current
    ]


def test_the_group_and_the_page_that_are_open_are_marked(client, scene):
    page = client.page(f"/en/my/pilots/{scene.id}/panel")
    assert links(page, "true") == ["Residents"]
    assert links(page, "page") == ["Testers"]
    hrefs = [one.get("href") for one in nav(page).iter() if one.get("href")]
    assert len(hrefs) <= 10, "few enough for a phone"
    assert f"/en/my/pilots/{scene.id}/feedback" in hrefs


def test_every_page_is_reached_in_two_presses(client, scene):
    here = f"/en/my/pilots/{scene.id}"
    first = client.page(f"/en/desk/pilots/{scene.id}")
    found = set()
    for one in nav(first).iter():
        if one.get("href"):
            found |= {x.get("href") for x in nav(client.page(one.get("href"))).iter()}
    for path in ("checklist", "days", "updates", "feedback", "panel", "harm", "incidents", "sign"):
        assert f"{here}/{path}" in found, path


def test_what_there_is_to_do_is_counted_on_the_group_and_the_page(client, scene):
    make.report(scene)
    make.report(scene, "Toinen")
    panel = panels.draft(scene)
    panels.in_state(panel, "asked")
    page = client.page(f"/en/my/pilots/{scene.id}/harm")
    words = ["".join(one.itertext()).strip() for one in nav(page).iter() if one.get("href")]
    assert "Safety 2 to do" in words
    assert "Harm 2 to do" in words
    assert "Residents 1 to do" in words
    assert "Incidents" in words
