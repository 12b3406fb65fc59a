"""Anybody reports harm from a page: picks the experiment, tells what happened, hears who knows."""

import pytest

from models.harm_report import HarmReport
from tests.factories.pilot_step import running
from tests.factories.testbed import testbed
from tests.page import read_page

TOLD = {"kind": "danger", "words": "Pylväs heiluu tuulessa"}


@pytest.fixture
def pilot(session):
    return running(testbed(), days=5)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_experiment_is_picked_by_name_and_leads_to_the_form(client, pilot, lang):
    found = client.page(f"/{lang}/harm?q=valot")
    assert found.all("input", name="q")
    everything = client.page(f"/{lang}/harm")
    assert everything.all("a", href=f"/{lang}/pilots/{pilot.slug}/harm")
    nothing = client.page(f"/{lang}/harm?q=zzzz%00")
    assert not nothing.all("a", href=f"/{lang}/pilots/{pilot.slug}/harm")


def test_what_is_missing_is_told_at_the_field_and_then_it_is_sent(client, session, pilot):
    path = f"/fi/pilots/{pilot.slug}/harm"
    refused = client.post(path, data={**TOLD, "words": ""})
    assert refused.status_code == 422
    assert read_page(refused).all("textarea", name="words", aria_invalid="true")
    sent = client.post(path, data=TOLD)
    assert (sent.status_code, sent.location) == (303, f"{path}/sent")
    assert "112" in client.page(sent.location).text
    assert session.query(HarmReport).one().words == TOLD["words"]
