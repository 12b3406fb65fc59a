"""Every route by the map of the application, asked what nobody should ask."""

import json
import re
from urllib.request import urlopen

import pytest
from flask_security import hash_password

from app.database import db
from tests.attacks.site import PEOPLE
from tests.attacks.tool import Told
from tests.attacks.walk import Walker, walk
from tests.integration.tenant.scene import scene as two_cities
from views.access import BEARER, PUBLIC, SIGNED_IN, STAFF, door_of

OWN = {"chief": "coordinator", "writer": "company", "worker": "editor", "admin": "administrator"}
WALKS = {
    PUBLIC: ("visitor",),
    SIGNED_IN: ("writer", "chief", "admin"),
    STAFF: ("chief", "admin", "worker"),
}
LEFT = {"security.logout", "session.end_all", "theme"}
"""What would end the session that asks."""


@pytest.fixture(scope="module")
def scene(target):
    """Two cities beside the demonstration, and their people, who sign in with its password."""
    with target.server.inside.app_context():
        made = two_cities()
        people = dict(zip(OWN, (*made.b, *made.administrators), strict=True))
        for name, one in people.items():
            one.password = hash_password(target.server.password)
            PEOPLE[name] = one.email
        db.session.commit()
        made.walkers = {
            name: Walker(target.server.inside, target.address, target.headers_of(name))
            for name in ("visitor", *OWN)
        }
    yield made
    for name in OWN:
        del PEOPLE[name]


@pytest.mark.parametrize("door", WALKS)
def test_nothing_falls_over_and_nothing_comes_back_as_it_was_sent(target, scene, report, door):
    walkers = [scene.walkers[name] for name in WALKS[door]]
    with target.watched() as traffic:
        opened, every = walk(target.server.inside, scene, walkers, door, LEFT)
    found = {one for who in walkers for one in who.findings}
    told = Told("", sorted(found, key=str), f"{len(opened)} of {len(every)} routes opened")
    assert report("own walk", door, told, traffic) == ([], [])
    assert every <= traffic.routes.keys()
    assert len(opened) > 0.5 * len(every), sorted(every - opened)


def test_what_is_not_walked_is_in_the_document_that_schemathesis_reads(target):
    app = target.server.inside
    rules = [one for one in app.url_map.iter_rules() if door_of(app, one.endpoint) not in WALKS]
    with urlopen(f"{target.address}/api/v1/openapi.json") as answer:
        told = {shape(path) for path in json.load(answer)["paths"]}
    assert {door_of(app, one.endpoint) for one in rules} == {BEARER}
    assert {shape(one.rule) for one in rules} <= told


def shape(path):
    """Return an address below the root of the interface without the names in it."""
    return re.sub(r"<[^>]+>|{[^}]+}", "*", path).removeprefix("/api/v1")
