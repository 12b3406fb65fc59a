"""Staff of one city at every door of another's: refused, nothing written, nothing told.

How a new route gets its line: tests/integration/tenant/matrix.py.
"""

import pytest

from app.database import db
from tests.integration.tenant.doors import (
    closed_rules,
    everything,
    knocks,
    of_city,
    statements_that_write,
)
from tests.integration.tenant.matrix import MATRIX
from tests.integration.tenant.scene import ROLES, SECRET
from tests.integration.tenant.scene import scene as two_cities

REFUSALS = {403, 404}


@pytest.fixture
def scene(session):
    return two_cities()


def test_every_route_has_its_line_and_every_line_its_route(app):
    doors = {rule.endpoint for rule in closed_rules(app)}
    assert doors - MATRIX.keys() == set(), "add a line to tests/integration/tenant/matrix.py"
    assert MATRIX.keys() - doors == set(), "these routes are gone"


def test_writing_is_noted_and_reading_is_not(scene, client):
    with statements_that_write() as written:
        client.get("/en/testbeds")
        assert everything()
    assert not written
    with statements_that_write() as written:
        db.session.execute(db.text("UPDATE testbed SET slug = slug"))
    assert written
    db.session.rollback()


def test_what_is_another_citys_is_refused_and_stays_as_it_was(app, client, scene, sign_in):
    """One scene for all roles: none of them may change it."""
    asked = list(knocks(app, scene, "refused"))
    assert len(asked) > 80
    for role in ROLES:
        sign_in(scene.a[role])
        assert not list(_not_refused(client, asked)), role


def _not_refused(client, asked):
    """Yield what whoever is signed in could do, read or change; the address and what is wrong."""
    before = everything()
    for knock in asked:
        with statements_that_write() as written:
            answer = client.open(knock.path, method=knock.method, data=_data(knock))
        is_form = knock.own_city and answer.status_code == 422
        if answer.status_code not in REFUSALS and not is_form:
            yield knock.method, knock.path, answer.status_code, answer.location
        if SECRET in _told(answer):
            yield knock.method, knock.path, "tells"
        if knock.method == "POST" and written and everything() != before:
            yield knock.method, knock.path, "writes"
            before = everything()


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_forms_tell_nothing_of_another_city(app, client, scene, sign_in, role):
    sign_in(scene.a[role])
    oulu = scene.things["city_id"]
    before, wrong = of_city(oulu), []
    for knock in knocks(app, scene, "lists", "asks"):
        with statements_that_write() as written:
            answer = client.open(
                knock.path, method=knock.method, data=_data(knock), follow_redirects=True
            )
        if SECRET in _told(answer):
            wrong.append((knock.method, knock.path, "tells"))
        if knock.line.kind == "lists" and answer.status_code not in {200, *REFUSALS}:
            wrong.append((knock.method, knock.path, answer.status_code))
        if written and of_city(oulu) != before:
            wrong.append((knock.method, knock.path, "writes"))
            before = of_city(oulu)
    assert not wrong


def test_the_doors_are_open_to_those_whose_things_they_are(app, client, scene, sign_in):
    """A door that refuses everybody proves nothing: somebody of Oulu gets through each of them."""
    people = [one.fs_uniquifier for one in scene.b]
    silent = {"testbed_desk_state.show", "decision.show", "pilot_desk.edit"}
    shut = set()
    for knock in knocks(app, scene, "refused"):
        if knock.own_city or knock.line.of_administrators:
            continue
        found = [tried(client, sign_in, one, knock) for one in people]
        if {status for status, _tells in found} <= REFUSALS:
            shut.add((knock.method, knock.path, *found))
        if any(tells for _status, tells in found):
            silent.discard(knock.endpoint)
    assert not shut
    assert not silent, "their own people read the planted words"


def test_what_is_the_whole_services_opens_to_administrators_and_to_no_city(
    app, client, scene, sign_in
):
    (chief,) = [one.fs_uniquifier for one in scene.administrators]
    people = [one.fs_uniquifier for one in scene.b]
    reads = {}
    for knock in knocks(app, scene, "refused"):
        if knock.line.of_administrators:
            status, tells = tried(client, sign_in, chief, knock)
            # Below another city's address there is nothing of Oulu, for nobody.
            assert (status in REFUSALS) == knock.own_city, knock.path
            reads[knock.endpoint] = tells or reads.get(knock.endpoint, False)
            found = {tried(client, sign_in, one, knock)[0] for one in people}
            assert found <= REFUSALS, knock.path
    assert reads["fault.show"], "they read the planted words"


def tried(client, sign_in, uniquifier, knock):
    """Return what one is answered, and whether it tells; what they do is taken back.

    So each finds everything as it was.
    """
    sign_in(_Cookie(uniquifier))
    db.session.remove()
    savepoint = db.session.get_bind().begin_nested()
    answer = client.open(knock.path, method=knock.method, data=_data(knock))
    tells = SECRET in _told(answer)
    db.session.remove()
    savepoint.rollback()
    return answer.status_code, tells


class _Cookie:
    """What signing in needs of an account, kept when the session forgets the row."""

    def __init__(self, uniquifier: str) -> None:
        self.fs_uniquifier = uniquifier


def _data(knock):
    return knock.answers if knock.method == "POST" else None


def _told(answer):
    """Return all that an answer says: its headers and its body, bytes read as text."""
    return f"{answer.headers}{answer.get_data().decode('utf-8', 'replace')}"
