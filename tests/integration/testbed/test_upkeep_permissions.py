"""Who may compare, restore, check, pause and change many: a literal matrix, through the pages."""

import pytest

from app.services.testbed_saved import keep_filter
from models.account import CityRole
from models.base import Translated
from models.testbed import Testbed, TestbedStatus
from models.testbed_filter import SavedFilter
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.version import changed

WHO = ("coordinator", "editor", "reviewer", "host", "admin", "other_city", "other_host", "company",
       "resident", "visitor")  # fmt: skip
PAGES = {
    "{id}/history/compare": (200, 200, 200, 200, 200, 404, 404, 403, 403, 302),
    "{id}/history/compare?from=1&to=2": (200, 200, 200, 200, 200, 404, 404, 403, 403, 302),
    "{id}/history/1/restore": (200, 200, 403, 403, 200, 404, 404, 403, 403, 302),
    "{id}/pause": (200, 403, 403, 403, 200, 404, 404, 403, 403, 302),
    "{id}/retire": (200, 403, 403, 403, 200, 404, 404, 403, 403, 302),
    "filters": (200, 200, 200, 200, 200, 200, 200, 403, 403, 302),
    "filters/new?query=stale%3D1": (200, 200, 200, 200, 200, 200, 200, 403, 403, 302),
    "rhythm/helsinki": (200, 404, 404, 404, 200, 404, 404, 403, 403, 302),
    "bulk?pick={id}": (200, 200, 403, 200, 200, 200, 200, 403, 403, 302),
    "bulk?pick={id}&change=checked": (200, 200, 403, 200, 200, 200, 200, 403, 403, 302),
}
DEEDS = {
    "check": (303, 303, 403, 303, 303, 404, 404, 403, 403, 401),
    "restore": (303, 303, 403, 403, 303, 404, 404, 403, 403, 401),
    "pause": (303, 403, 403, 403, 303, 404, 404, 403, 403, 401),
    "bulk_operator": (303, 303, 403, 403, 303, 404, 404, 403, 403, 401),
    "bulk_checked": (303, 303, 403, 303, 303, 404, 404, 403, 403, 401),
    "bulk_pause": (303, 403, 403, 403, 303, 404, 404, 403, 403, 401),
    "rhythm": (303, 404, 404, 404, 303, 404, 404, 403, 403, 401),
    "keep": (303, 303, 303, 303, 303, 303, 303, 403, 403, 401),
    "share": (303, 303, 303, 422, 303, 422, 422, 403, 403, 401),
    "rename": (303, 404, 404, 404, 303, 404, 404, 403, 403, 401),
    "delete": (303, 404, 404, 404, 303, 404, 404, 403, 403, 401),
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
def one(session):
    made = testbed("helsinki", name=Translated("Salainen nimi", "Hemligt namn"), operator="Vanha")
    changed(made, operator="Uusi")
    return made


def enter(client, sign_in, who, one):
    user = somebody(who, one)
    if user is not None:
        sign_in(user)
    return client


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("who", WHO)
def test_pages(session, client, sign_in, one, who, path):
    answer = enter(client, sign_in, who, one).get("/en/desk/testbeds/" + path.format(id=one.id))
    assert answer.status_code == PAGES[path][WHO.index(who)]
    if who in {"other_city", "other_host", "company", "resident", "visitor"}:  # nothing leaks
        assert "Salainen" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", WHO)
def test_deeds(session, client, sign_in, one, who, deed):
    owner = acting(staff(CityRole.EDITOR, "helsinki"))
    kept = keep_filter(owner, "Jaettu", "stale=1", city("helsinki").id)
    here, many = f"{one.id}", {"seen": f"{one.id}:2", "pick": str(one.id)}
    path, data = {
        "check": (f"{here}/check", {}),
        "restore": (f"{here}/history/1/restore", {"version": "2", "fields": "operator"}),
        "pause": (f"{here}/pause", {"version": "2"}),
        "bulk_operator": ("bulk", {**many, "change": "operator", "operator": "Muu"}),
        "bulk_checked": ("bulk", {**many, "change": "checked"}),
        "bulk_pause": ("bulk", {**many, "change": "pause"}),
        "rhythm": ("rhythm/helsinki", {"months": "6"}),
        "keep": ("filters/new?query=stale%3D1", {"name": "Oma", "city": "0"}),
        "share": ("filters/new?query=stale%3D1", {"name": "Oma", "city": str(one.city_id)}),
        "rename": (f"filters/{kept}", {f"f{kept}-name": "Toinen", f"f{kept}-city": "0"}),
        "delete": (f"filters/{kept}/delete", {}),
    }[deed]
    client = enter(client, sign_in, who, one)
    answer = client.post(f"/en/desk/testbeds/{path}", data={"reason": "Syy", **data})
    assert answer.status_code == DEEDS[deed][WHO.index(who)]
    if answer.status_code != 303:
        after = session.get(Testbed, one.id)
        assert (after.version, after.status) == (2, TestbedStatus.PUBLISHED)
        assert [row.name for row in session.query(SavedFilter)] == ["Jaettu"]
        assert city("helsinki").check_months == 12
