"""Requests a minute: an application counts by its own setting, whatever else the process made."""

from app.factory import create_app
from tests.conftest import settings_for
from tests.factories import pilot as pilots

MOST = 20  # a minute, as the address of the form says


def statuses(client, path):
    return [client.post(path, data={}).status_code for _one in range(MOST + 1)]


def test_production_counts_and_the_tests_beside_it_do_not(client, app, tmp_path):
    slug = pilots.running().slug
    path = f"/fi/pilots/{slug}/feedback"
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    made = create_app(settings_for(url, tmp_path, testing=False, log_format="off"))
    made.config["WTF_CSRF_ENABLED"] = False
    assert statuses(client, path) == [422] * (MOST + 1)
    assert statuses(made.test_client(), path) == [422] * MOST + [429]
