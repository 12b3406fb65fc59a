"""Who may do what with a testbed: a literal matrix, through the pages."""

import pytest

from models.account import CityRole
from models.testbed import Testbed, TestbedStatus
from tests.factories.account import admin, host, member, person, staff
from tests.factories.testbed import testbed

WHO = ("coordinator", "editor", "reviewer", "host", "admin", "other_city", "other_host", "company",
       "resident", "visitor")  # fmt: skip
# 200, 303: done; 302: sign in first, or sent to the page that one may read; 401: sign in first
DESK_PAGES = {
    "": (200, 200, 200, 200, 200, 404, 404, 403, 403, 302),
    "/edit": (200, 200, 302, 302, 200, 404, 404, 403, 403, 302),
    "/edit/place": (200, 200, 302, 302, 200, 404, 404, 403, 403, 302),
    "/calendar": (200, 200, 200, 200, 200, 404, 404, 403, 403, 302),
    "/hours": (200, 200, 403, 200, 200, 404, 404, 403, 403, 302),
    "/history": (200, 200, 200, 200, 200, 404, 404, 403, 403, 302),
}
DEEDS = {
    "/edit/basics": (303, 303, 403, 403, 303, 404, 404, 403, 403, 401),
    "/edit/place": (303, 303, 403, 403, 303, 404, 404, 403, 403, 401),
    "/edit/terms": (303, 303, 403, 403, 303, 404, 404, 403, 403, 401),
    "/edit/practice": (303, 303, 403, 403, 303, 404, 404, 403, 403, 401),
    "/calendar": (303, 303, 403, 303, 303, 404, 404, 403, 403, 401),
    "/hours": (303, 303, 403, 303, 303, 404, 404, 403, 403, 401),
    "move": (303, 403, 403, 403, 303, 404, 404, 403, 403, 401),
}
NEW = (200, 200, 403, 403, 200, 200, 403, 403, 403, 302)
PUBLIC = {
    TestbedStatus.DRAFT: 404,
    TestbedStatus.PUBLISHED: 200,
    TestbedStatus.PAUSED: 200,
    TestbedStatus.RETIRED: 200,
}
FIELDS = {
    "/edit/basics": {
        "name_fi": "Uusi", "name_sv": "Ny", "summary_fi": "S", "summary_sv": "S",
        "description_fi": "D", "description_sv": "D", "kind": "street", "environment": "authentic",
        "themes": "mobility", "contact_email": "x@koepaikka.example",
    },
    "/edit/place": {"shape": "point", "crs": "4326", "coordinates": "60.17, 24.94"},
    "/edit/terms": {
        "capacity": "1", "slot_unit": "day", "min_days": "1", "max_days": "5", "lead_days": "0",
        "decision_rhythm_days": "7", "hold_days": "7", "applicants": "companies",
        "entry_mode": "always", "approval": "host_city",
    },
    "/edit/practice": {"money": "free"},
    "/calendar": {"start": "2099-01-01", "reason_fi": "Loma"},
    "/hours": {"monday": "8-16"},
}  # fmt: skip
MOVES = {
    TestbedStatus.DRAFT: "publish",
    TestbedStatus.PUBLISHED: "pause",
    TestbedStatus.PAUSED: "resume",
    TestbedStatus.RETIRED: "bring_back",
}


def somebody(who, one):
    make = {
        "coordinator": lambda: staff(CityRole.COORDINATOR, "helsinki"),
        "editor": lambda: staff(CityRole.EDITOR, "helsinki"),
        "reviewer": lambda: staff(CityRole.REVIEWER, "helsinki"),
        "host": lambda: host(one),
        "admin": admin,
        "other_city": lambda: staff(CityRole.COORDINATOR, "tampere"),
        "other_host": lambda: host(testbed("tampere")),
        "company": member,
        "resident": person,
    }
    return make[who]() if who in make else None


@pytest.fixture
def enter(client, sign_in):
    def go(who, one):
        user = somebody(who, one)
        if user is not None:
            sign_in(user)
        return client

    return go


@pytest.mark.parametrize("status", list(TestbedStatus))
@pytest.mark.parametrize("who", WHO)
def test_pages(session, enter, who, status):
    one = testbed("helsinki", status)
    client = enter(who, one)
    column = WHO.index(who)
    got = {path: client.get(f"/en/desk/testbeds/{one.id}{path}").status_code for path in DESK_PAGES}
    assert got == {path: row[column] for path, row in DESK_PAGES.items()}
    assert client.get("/en/desk/testbeds/new").status_code == NEW[column]
    assert client.get(f"/en/testbeds/helsinki/{one.slug}").status_code == PUBLIC[status]


@pytest.mark.parametrize("status", [TestbedStatus.DRAFT, TestbedStatus.PUBLISHED])
@pytest.mark.parametrize("path", [path for path in DEEDS if path != "move"])
@pytest.mark.parametrize("who", WHO)
def test_deeds(session, enter, who, path, status):
    one = testbed("helsinki", status)
    client = enter(who, one)
    data = {"version": "1", **FIELDS[path]}
    answer = client.post(f"/en/desk/testbeds/{one.id}{path}", data=data)
    assert answer.status_code == DEEDS[path][WHO.index(who)]
    if answer.status_code != 303:
        assert session.get(Testbed, one.id).version == 1


@pytest.mark.parametrize("status", list(MOVES))
@pytest.mark.parametrize("who", WHO)
def test_moves(session, enter, who, status):
    one = testbed("helsinki", status)
    client = enter(who, one)
    sent = {"version": "1", "reason": "Remontti"}
    answer = client.post(f"/en/desk/testbeds/{one.id}/{MOVES[status]}", data=sent)
    assert answer.status_code == DEEDS["move"][WHO.index(who)]
    assert (session.get(Testbed, one.id).status is status) == (answer.status_code != 303)


def test_the_list_shows_ones_own_cities_and_hosted_places(session, client, sign_in):
    ours, theirs = testbed("helsinki"), testbed("tampere")
    hosted = testbed("tampere")
    seen = {
        "helsinki": (staff(CityRole.EDITOR, "helsinki"), {ours}),
        "tampere": (staff(CityRole.REVIEWER, "tampere"), {theirs, hosted}),
        "host": (host(hosted), {hosted}),
        "admin": (admin(), {ours, theirs, hosted}),
    }
    for user, expected in seen.values():
        sign_in(user)
        page = client.page("/en/desk/testbeds")
        links = {link.get("href") for link in page.all("a")}
        shown = {one for one in (ours, theirs, hosted) if f"/en/desk/testbeds/{one.id}" in links}
        assert shown == expected


def test_a_new_draft_is_begun_in_ones_own_city_only(session, client, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    other = testbed("tampere").city_id
    before = session.query(Testbed).count()
    sent = {"city": str(other), "name_fi": "Vieraassa"}
    assert client.post("/en/desk/testbeds/new", data=sent).status_code == 303
    assert session.query(Testbed).count() == before + 1
    made = session.query(Testbed).order_by(Testbed.id.desc()).first()
    assert made.city.slug == "helsinki"
