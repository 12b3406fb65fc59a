"""What a browser may keep for good: files whose address changes when they do, and nothing else."""

import pytest

FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def installed(app):
    """The path of one installed file."""
    return "vendor/" + app.extensions["files"].manifest["leaflet"]["path"]


def test_installed_files_are_kept_for_good_with_and_without_a_hash(client, installed):
    for address in (f"/static/{installed}", f"/static/{installed}?v=abc"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOREVER)


@pytest.mark.parametrize(
    "address",
    ["/static/css/base.css", "/static/vendor/manifest.json", "/static/vendor/leaflet-0/gone.js",
     "/static/css/gone.css?v=abc", "/fi/", "/fi/map/experiments.json"],
)  # fmt: skip
def test_what_may_change_under_its_address_is_not(client, address):
    assert "immutable" not in client.get(address).headers.get("Cache-Control", "")
