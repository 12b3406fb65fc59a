"""A city's own system keeps its testbeds here in step."""

import pytest
from sqlalchemy import select

from app.database import db
from app.policies.scope import Scope
from models.account import CityRole
from models.audit import AuditLine
from models.testbed import Testbed, TestbedStatus, TestbedVersion
from tests.factories.account import staff
from tests.factories.application import booked
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.token import program

WHOLE = {
    "name_fi": "Puisto", "name_sv": "Park", "name_en": "Park", "kind": "park",
    "summary_fi": "Tiivis", "summary_sv": "Kort", "summary_en": "Short",
    "description_fi": "Kuvaus", "description_sv": "Beskrivning", "description_en": "Description",
    "themes": ["mobility"], "applicants": ["companies"], "capacity": 2,
    "geometry": {"type": "Point", "coordinates": [24.94, 60.17]},
    "source_url": "example.fi", "operator": "  Kaupunki ",
    "user_groups": [{"number": 20, "group": {"fi": "Lapset"}}],
}  # fmt: skip


@pytest.fixture
def system(client, session):
    return program(client, staff(), city_id=city().id)


def the_testbed():
    db.session.expire_all()
    return db.session.scalars(select(Testbed)).one()


def versions():
    found = select(TestbedVersion.number).order_by(TestbedVersion.number)
    return db.session.scalars(found).all()


def test_a_testbed_is_made_read_and_kept_in_step(system):
    made = system.send("PUT", "/testbeds/REG-1", WHOLE)
    assert made.status_code == 201, made.json
    assert made.headers["Location"] == "/api/v1/own/testbeds/REG-1"
    said = made.json
    assert (said["external_id"], said["status"], said["missing"]) == ("REG-1", "draft", [])
    assert said["source_url"] == "https://example.fi"
    assert said["operator"] == "Kaupunki"
    read = system.get("/testbeds/REG-1")
    assert read.json == said
    assert read.headers["ETag"] == made.headers["ETag"] == f'"v{said["version"]}"'
    assert system.get("/testbeds/REG-1", If_None_Match=read.headers["ETag"]).status_code == 304
    kept = the_testbed()
    assert (kept.city.slug, kept.capacity, kept.anchor_x is not None) == ("helsinki", 2, True)


def test_the_same_put_again_changes_nothing(system):
    system.send("PUT", "/testbeds/REG-1", WHOLE)
    before = versions()
    again = system.send("PUT", "/testbeds/REG-1", WHOLE)
    assert again.status_code == 200
    assert versions() == before


def test_replacing_needs_the_version_and_empties_what_is_not_said(system):
    etag = system.send("PUT", "/testbeds/REG-1", WHOLE).headers["ETag"]
    said = {name: value for name, value in WHOLE.items() if name not in {"operator", "capacity"}}
    bare = system.send("PUT", "/testbeds/REG-1", said)
    assert (bare.status_code, bare.json["code"]) == (428, "version_needed")
    old = system.send("PUT", "/testbeds/REG-1", said, seen='"v1"')
    assert (old.status_code, old.json["code"]) == (412, "version_old")
    done = system.send("PUT", "/testbeds/REG-1", said, seen=etag)
    assert done.status_code == 200
    assert (done.json["operator"], done.json["capacity"]) == ("", 1)
    forced = system.send("PUT", "/testbeds/REG-1", WHOLE, seen="*")
    assert (forced.status_code, forced.json["capacity"]) == (200, 2)


def test_what_must_be_new_is_not_replaced_and_what_must_be_there_not_made(system):
    made = system.send("PUT", "/testbeds/REG-1", WHOLE, If_None_Match="*")
    assert made.status_code == 201
    again = system.send("PUT", "/testbeds/REG-1", WHOLE, If_None_Match="*")
    assert (again.status_code, again.json["code"]) == (412, "here_already_made")
    assert system.send("PUT", "/testbeds/REG-2", WHOLE, seen="*").status_code == 412
    assert system.send("PATCH", "/testbeds/REG-2", {}, seen="*").status_code == 404


def test_a_patch_changes_what_it_says_alone(system):
    etag = system.send("PUT", "/testbeds/REG-1", WHOLE).headers["ETag"]
    done = system.send("PATCH", "/testbeds/REG-1", {"name_sv": "Parken"}, seen=etag)
    assert done.status_code == 200
    assert (done.json["name_fi"], done.json["name_sv"]) == ("Puisto", "Parken")
    assert done.json["geometry"] == {"type": "Point", "coordinates": [24.94, 60.17]}
    last = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert (last.action, last.facts["fields"]) == ("testbed:edit", ["name"])


def test_its_life_is_that_of_the_pages(system):
    etag = system.send("PUT", "/testbeds/REG-1", WHOLE).headers["ETag"]
    out = system.send("POST", "/testbeds/REG-1/publish", {}, seen=etag)
    assert (out.status_code, out.json["status"]) == (200, "published")
    unsaid = system.send("POST", "/testbeds/REG-1/pause", {}, seen=out.headers["ETag"])
    assert unsaid.status_code == 400
    assert [one["pointer"] for one in unsaid.json["errors"]] == ["/reason"]
    said = {"reason": "Remontti"}
    paused = system.send("POST", "/testbeds/REG-1/pause", said, seen=out.headers["ETag"])
    assert paused.json["status"] == "paused"
    wrong = system.send("POST", "/testbeds/REG-1/publish", {}, seen="*")
    assert (wrong.status_code, wrong.json["code"]) == (409, "illegal_move")
    gone = system.send("POST", "/testbeds/REG-1/retire", said, seen="*")
    assert gone.json["status"] == "retired"


def test_what_lacks_something_is_not_published_and_says_what(system):
    system.send("PUT", "/testbeds/REG-1", {"name_fi": "Puisto"})
    found = system.send("POST", "/testbeds/REG-1/publish", {}, seen="*")
    assert (found.status_code, found.json["code"]) == (400, "not_ready")
    assert "kind" in system.get("/testbeds/REG-1").json["missing"]


@pytest.mark.parametrize(
    ("said", "pointer", "code"),
    [
        ({"name_fi": 5}, "/name_fi", None),
        ({"name_fi": "x" * 121}, "/name_fi", None),
        ({"kind": "castle"}, "/kind", None),
        ({"themes": ["mobility", "magic"]}, "/themes/1", None),
        ({"capacity": 0}, "/capacity", None),
        ({"capacity": 1.5}, "/capacity", None),
        ({"capacity": True}, "/capacity", None),
        ({"minors": "yes"}, "/minors", None),
        ({"slug": "x"}, "/slug", None),
        ({"a/b~c": 1}, "/a~1b~0c", None),
        ({"name_fi": ""}, "/name_fi", "name_needed"),
        ({"contact_email": "nobody"}, "/contact_email", "not_an_address"),
        ({"source_url": "javascript:x"}, "/source_url", "not_a_web_address"),
        ({"geometry": {"type": "Circle", "coordinates": [1, 2]}}, "/geometry/type",
         None),
        ({"geometry": {"type": "Point", "coordinates": ["a"]}}, "/geometry", None),
        ({"geometry": {"type": "Point", "coordinates": [25.47, 65.01]}}, "/geometry", None),
        ({"geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}, "/geometry", None),
        ({"min_days": 10, "max_days": 5}, "/max_days", "lengths_crossed"),
        ({"user_groups": [{"group": {"fi": "x" * 81}}]}, "/user_groups/0/group/fi",
         None),
    ],
)  # fmt: skip
def test_each_fault_says_where_it_is(system, said, pointer, code):
    found = system.send("PUT", "/testbeds/REG-1", {"name_fi": "Puisto", **said})
    assert found.status_code == 400, found.json
    assert found.mimetype == "application/problem+json"
    assert [one["pointer"] for one in found.json["errors"]] == [pointer]
    assert all(one["detail"] for one in found.json["errors"])
    assert code is None or found.json["errors"][0]["code"] == code
    assert db.session.scalars(select(Testbed)).all() == []


def test_all_faults_are_told_at_once_in_the_readers_language(system):
    said = {"name_fi": 5, "capacity": 0, "kind": "castle"}
    found = system.send("PUT", "/testbeds/REG-1", said, Accept_Language="sv")
    assert len(found.json["errors"]) == 3
    assert found.headers["Content-Language"] == "sv"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"name_fi": "\\ud800"}', "application/json", 400),
        (b'{"capacity": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"\xff\xfe", "application/json", 400),
    ],
)
def test_what_is_no_json_object_is_refused(system, client, body, kind, status):
    headers = {"Authorization": f"Bearer {system.token}"}
    found = client.put("/api/v1/own/testbeds/X", data=body, content_type=kind, headers=headers)
    assert found.status_code == status
    assert found.mimetype == "application/problem+json"


def test_less_room_than_is_booked_is_refused(system):
    place = testbed(capacity=2)
    place.external_id = "REG-9"
    db.session.commit()
    booked(place)
    found = system.send("PATCH", "/testbeds/REG-9", {"slot_unit": "hour"}, seen="*")
    assert found.status_code == 400
    assert found.json["errors"][0]["pointer"] == "/slot_unit"


def test_an_editors_program_writes_but_does_not_publish(client, session):
    system = program(client, staff(CityRole.EDITOR), city_id=city().id)
    system.send("PUT", "/testbeds/REG-1", WHOLE)
    found = system.send("POST", "/testbeds/REG-1/publish", {}, seen="*")
    assert (found.status_code, found.json["code"]) == (403, "forbidden")
    assert the_testbed().status is TestbedStatus.DRAFT


def test_a_reviewers_program_writes_nothing(client, session):
    system = program(client, staff(CityRole.REVIEWER), city_id=city().id)
    assert system.send("PUT", "/testbeds/REG-1", WHOLE).status_code == 403
    assert system.get("/testbeds").json["items"] == []


def test_cities_do_not_meet_under_one_identifier(client, session):
    ours = program(client, staff(), city_id=city().id)
    theirs = program(client, staff(CityRole.COORDINATOR, "oulu"), city_id=city("oulu").id)
    ours.send("PUT", "/testbeds/1", WHOLE)
    assert theirs.get("/testbeds/1").status_code == 404
    assert theirs.send("PATCH", "/testbeds/1", {"capacity": 9}, seen="*").status_code == 404
    said = WHOLE | {"geometry": {"type": "Point", "coordinates": [25.47, 65.01]}}
    assert theirs.send("PUT", "/testbeds/1", said).status_code == 201
    assert ours.get("/testbeds/1").json["capacity"] == 2
    assert [one["external_id"] for one in ours.get("/testbeds").json["items"]] == ["1"]


def test_lists_go_on_by_key(system):
    for number in range(5):
        system.send("PUT", f"/testbeds/N{number}", {"name_fi": f"Paikka {number}"})
    first = system.get("/testbeds?limit=2").json
    assert [one["external_id"] for one in first["items"]] == ["N0", "N1"]
    (following,) = [one["href"] for one in first["links"] if one["rel"] == "next"]
    second = system.get(following.removeprefix("/api/v1/own")).json
    assert [one["external_id"] for one in second["items"]] == ["N2", "N3"]
    last = system.get(f"/testbeds?limit=2&after={second['items'][-1]['id']}").json
    assert [one["rel"] for one in last["links"]] == ["self"]


@pytest.mark.parametrize("asked", ["limit=0", "limit=201", "limit=x", "after=-1", "colour=red"])
def test_arguments_that_mean_nothing_are_refused(system, asked):
    assert system.get(f"/testbeds?{asked}").status_code == 400


def test_a_token_of_a_company_reaches_no_citys_register(client, session):
    asked = program(client, staff(), Scope.PILOTS_READ)
    found = asked.get("/testbeds")
    assert (found.status_code, found.json["code"]) == (403, "scope_missing")
