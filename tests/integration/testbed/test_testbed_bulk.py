"""Many testbeds at once: a preview that tells the truth, then all of them or none."""

import pytest
from sqlalchemy import event

from app import clock
from app.database import db
from app.services.testbed_bulk import Change, Kind, Verdict, apply, kinds_for, plan
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.testbed import Testbed, TestbedStatus, TestbedVersion
from tests.factories.account import acting, host, staff
from tests.factories.application import part
from tests.factories.form import filled
from tests.factories.mail import mails
from tests.factories.testbed import draft, testbed
from tests.factories.version import changed
from tests.page import read_page

FOOD = Change(Kind.ADD_THEME, "food")


@pytest.fixture
def editor(session, sign_in):
    made = staff(CityRole.EDITOR, "helsinki")
    sign_in(made)
    return acting(made)


@pytest.fixture
def boss(session):
    return acting(staff(CityRole.COORDINATOR, "helsinki"))


def preview(client, *rows, **change):
    picked = "&".join(f"pick={one.id}" for one in rows)
    asked = "&".join(f"{name}={value}" for name, value in change.items())
    return client.page(f"/en/desk/testbeds/bulk?{picked}&{asked}")


def kept(one):
    return db.session.get(Testbed, one.id)


def test_ticked_ones_are_changed_after_a_look(session, client, editor):
    rows = [testbed(themes=["mobility"]), testbed(themes=["food"]), draft(themes=[])]
    page = client.page("/en/desk/testbeds")
    boxes = [box.get("value") for box in page.all("input", type="checkbox", name="pick")]
    assert sorted(boxes) == sorted(str(one.id) for one in rows)
    shown = preview(client, *rows, change="add_theme", theme_to_add="food")
    assert "Would change: 2" in shown.text
    assert "Say so already: 1" in shown.text
    assert client.post("/en/desk/testbeds/bulk", data=filled(shown, "/bulk")).status_code == 303
    assert [kept(one).themes for one in rows] == [["mobility", "food"], ["food"], ["food"]]
    assert [kept(one).version for one in rows] == [2, 1, 2]
    versions = session.query(TestbedVersion).filter_by(deed="bulk").all()
    assert sorted(one.testbed_id for one in versions) == sorted([rows[0].id, rows[2].id])
    assert session.query(AuditLine).filter_by(action="testbed:bulk").count() == 2


def test_all_that_match_a_filter_are_meant_by_one_button(session, client, editor):
    streets = [testbed() for _number in range(3)]
    school = testbed(kind="school")
    url = "/en/desk/testbeds/bulk?all=1&kind=street&change=operator&operator=Yksikk%C3%B6"
    shown = client.page(url)
    assert "3 testbeds are chosen" in shown.text
    answer = client.post("/en/desk/testbeds/bulk", data=filled(shown, "/bulk"))
    assert answer.location.endswith("/en/desk/testbeds?kind=street")
    assert {kept(one).operator for one in streets} == {"Yksikkö"}
    assert kept(school).operator == ""


def test_many_are_checked_from_the_list_by_their_own_button(session, client, editor):
    rows = [testbed(), testbed()]
    page = client.page("/en/desk/testbeds")
    buttons = page.all("button", name="change", value="checked")
    assert len(buttons) == 1
    shown = preview(client, *rows, change="checked")
    client.post("/en/desk/testbeds/bulk", data=filled(shown, "/bulk"))
    assert {kept(one).checked_on for one in rows} == {clock.today()}


def test_what_cannot_be_is_told_with_its_reason_and_left_alone(session, client, sign_in, boss):
    one, other = testbed(themes=["food"]), testbed(themes=["food", "energy"])
    asked = Change(Kind.REMOVE_THEME, "food")
    assert [plan(boss, asked, each).verdict for each in (one, other)] == [
        Verdict.CANNOT, Verdict.CHANGES,
    ]  # fmt: skip
    sign_in(staff(CityRole.COORDINATOR, "helsinki"))
    shown = preview(client, one, other, change="remove_theme", theme_to_remove="food")
    assert "Cannot be changed: 1" in shown.text
    assert "something that it needs is missing" in shown.text
    client.post("/en/desk/testbeds/bulk", data=filled(shown, "/bulk"))
    assert (kept(one).themes, kept(other).themes) == (["food"], ["energy"])


def test_somebody_elses_change_since_the_preview_is_told_and_nothing_is_written(
    session, client, editor, boss
):
    one, other = testbed(operator="A", name=Translated("Torni", "Tornet")), testbed(operator="A")
    shown = preview(client, one, other, change="operator", operator="Uusi")
    changed(one, boss, operator="Heidän")
    answer = client.post("/en/desk/testbeds/bulk", data=filled(shown, "/bulk"))
    page = read_page(answer)
    assert answer.status_code == 409
    assert f"{boss.name} has changed Torni meanwhile." in page.text
    assert (kept(one).operator, kept(other).operator) == ("Heidän", "A")
    assert client.post("/en/desk/testbeds/bulk", data=filled(page, "/bulk")).status_code == 303
    assert (kept(one).operator, kept(other).operator) == ("Uusi", "Uusi")


def test_a_change_of_another_field_since_the_preview_is_no_hindrance(session, editor, boss):
    one = testbed(operator="A")
    changed(one, boss, capacity=3)
    assert apply(editor, FOOD, {one.id: 1}) == {"changed": [one.id], "same": []}
    assert kept(one).capacity == 3


def test_all_or_none(session, editor, boss):
    first, last = testbed(), testbed()
    changed(last, boss, themes=["energy"])
    with pytest.raises(ConflictError) as refused:
        apply(editor, FOOD, {first.id: 1, last.id: 1})
    assert [row["testbed_id"] for row in refused.value.facts["rows"]] == [last.id]
    assert "food" not in kept(first).themes


def test_a_pause_of_many_asks_for_the_reason_and_tells_the_applicants(session, client, sign_in):
    sign_in(staff(CityRole.COORDINATOR, "helsinki"))
    open_one, paused, begun = testbed(), testbed(status=TestbedStatus.PAUSED), draft()
    part(open_one)
    shown = preview(client, open_one, paused, begun, change="pause")
    assert "Only an open testbed can be paused." in shown.text
    form = filled(shown, "/bulk")
    refused = client.post("/en/desk/testbeds/bulk", data=form)
    assert (refused.status_code, kept(open_one).status) == (422, "published")
    client.post("/en/desk/testbeds/bulk", data={**form, "reason": "Työmaa"})
    assert [kept(one).status for one in (open_one, paused, begun)] == ["paused", "paused", "draft"]
    told = [mail for mail in mails() if mail.template == "testbed/paused"]
    assert [mail.context["reason"] for mail in told] == ["Työmaa"]


def test_checked_today_and_the_other_changes(session, editor):
    one = testbed(applicants=["companies"])
    for change in (Change(Kind.CHECKED), Change(Kind.CONTACT, "uusi@koepaikka.example"),
                   Change(Kind.RHYTHM, 30), Change(Kind.ADD_APPLICANT, "residents")):  # fmt: skip
        assert apply(editor, change, {one.id: kept(one).version})["changed"] == [one.id]
    after = kept(one)
    assert after.checked_on == clock.today()
    assert (after.contact_email, after.decision_rhythm_days) == ("uusi@koepaikka.example", 30)
    assert after.applicants == ["companies", "residents"]
    assert apply(editor, Change(Kind.CHECKED), {one.id: 5}) == {"changed": [], "same": [one.id]}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"change": "castle"}, "Choose one of these"),
        ({"change": "contact_email", "contact": "x"}, "Check the address"),
        ({"change": "contact_email", "contact": ""}, "Fill this in"),
        ({"change": "decision_rhythm_days", "rhythm": "0"}, "Use a number from"),
        ({"change": "operator", "operator": ""}, "Fill this in"),
        ({"change": "add_theme", "theme_to_add": "castle"}, "Choose one of these"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(session, client, editor, asked, words):
    one = testbed()
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = client.page(f"/en/desk/testbeds/bulk?pick={one.id}&{query}", 422)
    assert words in page.text
    assert page.all("input", name="seen") == []


def test_another_citys_places_cannot_even_be_named(session, client, editor):
    ours, theirs = testbed(), testbed("tampere", name=Translated("Salainen"))
    shown = preview(client, ours, theirs, change="add_theme", theme_to_add="food")
    assert "1 testbed is chosen" in shown.text
    assert "Salainen" not in shown.text
    with pytest.raises(NotFoundError):
        apply(editor, FOOD, {ours.id: 1, theirs.id: 1})
    assert "food" not in kept(ours).themes
    forged = {**filled(shown, "/bulk"), "seen": f"{theirs.id}:1"}
    answer = client.post("/en/desk/testbeds/bulk", data=forged)
    assert (answer.status_code, "Salainen" in answer.get_data(as_text=True)) == (404, False)


def test_a_host_checks_the_places_they_answer_for_and_changes_nothing_else(session):
    one = testbed()
    actor = acting(host(one))
    assert apply(actor, Change(Kind.CHECKED), {one.id: 1})["changed"] == [one.id]
    assert kinds_for(actor) == [Kind.CHECKED]
    with pytest.raises(ForbiddenError):
        apply(actor, FOOD, {one.id: 2})
    assert plan(actor, FOOD, kept(one)).code == "forbidden"


def test_each_is_offered_what_their_role_may_change(session, client, sign_in):
    one = testbed()
    cases = {
        staff(CityRole.COORDINATOR, "helsinki"): list(Kind),
        staff(CityRole.EDITOR, "helsinki"): [kind for kind in Kind if kind is not Kind.PAUSE],
        host(one): [Kind.CHECKED],
    }
    for user, kinds in cases.items():
        sign_in(user)
        page = client.page(f"/en/desk/testbeds/bulk?pick={one.id}")
        shown = [radio.get("value") for radio in page.all("input", type="radio", name="change")]
        assert shown == [kind.value for kind in kinds]
    sign_in(staff(CityRole.REVIEWER, "helsinki"))
    assert client.page("/en/desk/testbeds").all("input", name="pick") == []


def test_nothing_and_too_much_are_refused(session, editor):
    with pytest.raises(FieldError) as refused:
        apply(editor, FOOD, {})
    assert refused.value.code == "nothing_to_change"
    with pytest.raises(FieldError) as refused:
        apply(editor, FOOD, dict.fromkeys(range(1, 502), 1))
    assert refused.value.code == "too_many_testbeds"


def test_the_preview_of_many_asks_the_database_a_few_times(session, client, editor):
    counted = []

    def statements(ids):
        picked = "&".join(f"pick={one}" for one in ids)
        listener = lambda *_all: counted.append(1)  # noqa: E731 - one line
        counted.clear()
        event.listen(db.engine, "before_cursor_execute", listener)
        client.page(f"/en/desk/testbeds/bulk?{picked}&change=add_theme&theme_to_add=food")
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(counted)

    ids = [testbed().id for _number in range(12)]
    assert statements(ids) <= statements(ids[:2]) + 2  # one more flush, not one more a testbed
