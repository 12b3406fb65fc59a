"""Programs of one city, and of nobody of either, at every door of another's by token."""

from collections.abc import Iterator

import pytest

from app.database import db
from models.account import CityRole
from tests.factories.account import member, organisation, person
from tests.factories.application import day
from tests.factories.city import city
from tests.factories.token import Program, token_of
from tests.integration.tenant.doors import _paths, everything, statements_that_write
from tests.integration.tenant.scene import SECRET, A, Scene
from tests.integration.tenant.scene import scene as two_cities
from views.access import BEARER, door_of
from views.terms import CURRENT

SAID = {
    "own_testbed.patch": {"capacity": 3},
    "own_testbed.move": {"reason": "R"},
    "own_closure.close": {"start": day(100).isoformat()},
    "own_closure.put": {"start": day(100).isoformat()},
    "own_application.start": {"testbeds": ["{testbed_id}"]},
    "own_application.wish": {"days": 3},
    "own_application.fill": {"title": "T"},
    "own_application.send": {"terms_version": CURRENT, "name": "N"},
    "own_application.write": {"text": "T"},
    "own_booking.accept": {
        "terms_version": CURRENT, "name": "N", "agreement_sha256": "0" * 64,
    },
    "own_booking.cancel": {"reason": "R"},
    "own_booking.move": {
        "start": day(100).isoformat(), "end": day(104).isoformat(), "reason": "R",
    },
    "own_pilot.publish": {"title_fi": "T", "text_fi": "T"},
    "own_pilot.edit": {"title_fi": "T", "text_fi": "T"},
    "own_pilot.write_measure": {"unit": "u", "reason": "R"},
    "own_pilot.measure": {"value": "1"},
    "own_report.write": {"testers": 3},
}  # fmt: skip
MAKES_ONES_OWN = "own_testbed.put"  # under B's identifier, but in A: it makes A's own
LISTS = {"own_whoami.show", "own_testbed.index", "own_application.index", "own_booking.index",
         "own_pilot.index"}  # fmt: skip


@pytest.fixture
def scene(session):
    return two_cities()


def requests(app, scene: Scene) -> Iterator[tuple[str, str, str, object]]:
    for rule in app.url_map.iter_rules():
        if door_of(app, rule.endpoint) != BEARER or rule.endpoint == MAKES_ONES_OWN:
            continue
        said = SAID.get(rule.endpoint, {})
        if rule.endpoint == "own_application.start":
            said = {"testbeds": [scene.things["testbed_id"]]}
        for path, _own_city in _paths(app, rule, scene):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, path.removeprefix("/api/v1/own"), said


def strangers(scene: Scene) -> dict[str, str]:
    """Return tokens of everybody who has nothing to do with Oulu, by who they are."""
    home = city(A).id
    found = {
        role: token_of(scene.a[role], city_id=home)
        for role in ("editor", "reviewer", "coordinator")
    }
    company = organisation("Muu Oy")
    found["company"] = token_of(member(company), organisation_id=company.id)
    found["resident"] = token_of(person())
    return found


def test_what_is_another_citys_is_refused_and_stays_as_it_was(app, client, scene):
    """One scene for all: none of them may change it."""
    asked = list(requests(app, scene))
    assert len(asked) > 40
    for who, token in strangers(scene).items():
        program = Program(client, token)
        program.get("")  # notes the first use, which is the program's own
        assert not list(_not_refused(program, asked)), who


def _not_refused(program: Program, asked: list) -> Iterator[tuple]:
    """Yield what a program could do, read or change: the address and what is wrong."""
    before = everything()
    for endpoint, method, path, said in asked:
        sent = None if method == "GET" else said
        with statements_that_write() as written:
            answer = program.send(method, path, sent, seen="*")
        fits = {200} if endpoint in LISTS else {403, 404}
        if answer.status_code not in fits | {403}:
            yield method, path, answer.status_code, answer.json
        if SECRET in answer.get_data(as_text=True):
            yield method, path, "tells"
        if method != "GET" and written and everything() != before:
            yield method, path, "writes"
            before = everything()


def test_the_doors_are_open_to_the_citys_own_programs(app, client, scene):
    """A door that refuses everybody proves nothing."""
    chief, writer, _worker = scene.b
    home, company = city("oulu").id, scene.things["organisation_id"]
    tokens = [token_of(chief, city_id=home), token_of(writer, organisation_id=company)]
    tokens.append(token_of(writer))
    programs = [Program(client, one) for one in tokens]
    shut = set()
    for endpoint, method, path, said in requests(app, scene):
        if endpoint == "own_application.start":
            continue  # for a draft that nobody may know of, as on the pages
        sent = None if method == "GET" else said
        found = {_tried(one, method, path, sent) for one in programs}
        if found <= {401, 403, 404}:
            shut.add((endpoint, method, path, *found))
    assert not shut


def _tried(program: Program, method: str, path: str, said: object) -> int:
    """Return what a program is answered; what it does is taken back."""
    db.session.remove()
    savepoint = db.session.get_bind().begin_nested()
    answer = program.send(method, path, said, seen="*")
    db.session.remove()
    savepoint.rollback()
    return answer.status_code


def test_a_role_left_between_two_requests_shuts_the_door(client, scene):
    user = scene.a["editor"]
    program = Program(client, token_of(user, city_id=city(A).id))
    assert program.get("/testbeds").status_code == 200
    for given in list(user.city_roles):
        assert given.role is CityRole.EDITOR
        db.session.delete(given)
    db.session.commit()
    assert program.get("/testbeds").status_code == 401
