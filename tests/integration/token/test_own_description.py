"""What is described for programs is what is done, route by route and scope by scope."""

from app.policies.scope import Scope
from tests.factories.account import person
from tests.factories.token import program
from views.access import BEARER, door_of
from views.api.bearer import door
from views.api.operation import OPERATIONS, _doors

OWN = "/api/v1/own"


def own():
    return {one.id: one for one in OPERATIONS.values() if one.path.startswith(OWN)}


def test_every_route_is_described_and_every_description_has_its_route(app):
    routes = {
        (method, str(rule.rule))
        for rule in app.url_map.iter_rules()
        if door_of(app, rule.endpoint) == BEARER
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = set()
    for one in own().values():
        rule = one.rule.replace("<action>", "<any(publish,pause,resume,retire,bring_back):action>")
        described.add((one.method, rule))
    assert described == routes
    assert len(routes) > 35


def test_the_scope_that_is_described_is_the_one_that_is_asked(app):
    for one in own().values():
        adapter = app.url_map.bind("localhost")
        path = one.path.replace("{action}", "pause")
        for name in ("external_id", "day"):
            path = path.replace(f"{{{name}}}", "x")
        while "{" in path:
            path = path[: path.index("{")] + "1" + path[path.index("}") + 1 :]
        endpoint, _values = adapter.match(path, method=one.method)
        asked = app.view_functions[endpoint].scope
        wanted = tuple(str(each) for each in Scope) if asked is None else (str(asked),)
        assert one.scopes == wanted, one.id


def test_every_scope_is_good_for_something():
    used = {scope for one in own().values() for scope in one.scopes if len(one.scopes) == 1}
    assert used == {str(one) for one in Scope}


def test_the_document_has_the_token_and_the_operations(client, session):
    found = client.get("/api/v1/openapi.json?lang=fi").json
    assert found["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    put = found["paths"][f"{OWN}/testbeds/{{external_id}}"]["put"]
    assert put["security"] == [{"token": ["testbeds:write"]}]
    assert {"412", "428", "409"} <= put["responses"].keys()


def test_a_wrong_body_is_told_in_the_readers_language(client, session):
    asked = program(client, person())
    found = [
        asked.send("POST", "/applications", {"testbeds": []}, Accept_Language=lang).json
        for lang in ("fi", "sv", "en")
    ]
    assert len({one["detail"] for one in found}) == 3
    assert {one["errors"][0]["pointer"] for one in found} == {"/testbeds"}


def test_operations_of_the_registry_that_want_a_scope_ask_the_same_door():
    assert _doors == [door]
