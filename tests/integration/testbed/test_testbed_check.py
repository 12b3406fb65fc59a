"""Records that nobody has checked for long are marked, and the city is told once a month."""

import datetime as dt

import pytest
import time_machine

from app import clock
from app.jobs.letter import Letters
from app.jobs.outbox import Message
from app.queries.testbed_stale import is_stale, months_ago, stale_testbeds
from app.services.testbed_check import change_rhythm, check, remind, remind_all
from models.account import CityRole
from models.audit import AuditLine
from models.errors import FieldError, ForbiddenError
from models.testbed import Testbed, TestbedStatus, TestbedVersion
from tests.factories.account import acting, host, staff
from tests.factories.city import city
from tests.factories.mail import mails
from tests.factories.testbed import testbed


def ago(days):
    return clock.today() - dt.timedelta(days=days)


def old(slug="helsinki", **values):
    return testbed(slug, **{"checked_on": ago(400), **values})


def reminders():
    return [mail for mail in mails() if mail.template == "testbed/stale"]


def test_only_what_everybody_sees_and_nobody_checked_for_the_citys_months_is_stale(
    session, client, sign_in
):
    unchecked = testbed(checked_on=None)
    unchecked.published_at = clock.now() - dt.timedelta(days=400)
    session.commit()
    stale = [old(), old(status=TestbedStatus.PAUSED), unchecked]
    for fresh in (testbed(checked_on=ago(300)), testbed(checked_on=None),
                  old(status=TestbedStatus.DRAFT), old(status=TestbedStatus.RETIRED)):  # fmt: skip
        assert fresh not in stale
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    page = client.page("/en/desk/testbeds?stale=1")
    shown = {a.get("href") for a in page.all("a")}
    listed = [one for one in session.query(Testbed) if f"/en/desk/testbeds/{one.id}" in shown]
    assert sorted(one.id for one in listed) == sorted(one.id for one in stale)
    assert "Not checked for long (3)" in page.text
    assert page.text.count("Check it") == 3


@time_machine.travel("2026-11-27T10:00:00+00:00", tick=False)
@pytest.mark.parametrize(("published", "is_late"), [("21:59", True), ("22:00", False)])
def test_a_record_is_as_old_as_the_day_on_which_its_city_published_it(session, published, is_late):
    one = testbed(checked_on=None)
    one.published_at = dt.datetime.fromisoformat(f"2025-11-26T{published}:00+00:00")
    session.commit()

    assert is_stale(one) is is_late
    assert (stale_testbeds(one.city) == [one]) is is_late


@pytest.mark.parametrize(
    ("day", "months", "wanted"),
    [("2026-11-26", 12, "2025-11-26"), ("2026-03-31", 1, "2026-02-28"),
     ("2024-02-29", 12, "2023-02-28"), ("2026-01-15", 2, "2025-11-15")],
)  # fmt: skip
def test_months_are_counted_as_people_count_them(day, months, wanted):
    assert months_ago(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(wanted)


def test_a_check_counts_from_today_and_leaves_a_version_once_a_day(session, client, sign_in):
    one = old()
    sign_in(host(one))
    page = client.page(f"/en/desk/testbeds/{one.id}")
    assert "I have checked it, all is right" in page.text
    for _time in range(2):
        assert client.post(f"/en/desk/testbeds/{one.id}/check").status_code == 303
    after = session.get(Testbed, one.id)
    assert (after.checked_on, after.version) == (clock.today(), 2)
    kept = session.query(TestbedVersion).filter_by(testbed_id=one.id, number=2).one()
    assert kept.deed == "check"
    assert session.query(AuditLine).filter_by(action="testbed:check").count() == 1
    assert "Checked: all is right" in client.page(f"/en/desk/testbeds/{one.id}/history").text


def test_a_check_does_not_hinder_who_is_about_to_pause_or_edit(session, client, sign_in):
    from app.services.testbed import act  # noqa: PLC0415 - beside its use
    from models.testbed import TestbedAction  # noqa: PLC0415

    one = old()
    boss = acting(staff(CityRole.COORDINATOR, "helsinki"))
    check(boss, one.id)
    assert act(boss, one.id, TestbedAction.PAUSE, 1, "Syy") == "paused"


def test_drafts_are_not_checked(session):
    one = testbed(status=TestbedStatus.DRAFT)
    with pytest.raises(FieldError) as refused:
        check(acting(staff(CityRole.EDITOR, "helsinki")), one.id)
    assert refused.value.code == "not_public"


def test_each_city_gets_one_mail_a_month_about_its_own(session):
    ours, theirs = old(), old("tampere")
    testbed("oulu", checked_on=ago(10))
    assert [remind_all() for _time in range(3)] == [2, 2, 2]
    told = {mail.recipient: mail.context for mail in reminders()}
    assert len(reminders()) == 2
    assert [p["id"] for p in told[city("helsinki").role_mailbox]["testbeds"]] == [ours.id]
    assert [p["id"] for p in told[city("tampere").role_mailbox]["testbeds"]] == [theirs.id]
    with time_machine.travel(clock.now() + dt.timedelta(days=32), tick=False):
        remind_all()
    assert len(reminders()) == 4


def test_the_mail_is_written_in_every_language_of_the_city(app, session):
    one = old()
    remind(one.city_id)
    mail = reminders()[0]
    letters = Letters(app, "https://koepaikka.example", "Koepaikka <k@koepaikka.example>")
    message = Message(mail.id, mail.dedup_key, mail.template, mail.language, mail.recipient,
                      mail.context, 1)  # fmt: skip
    letter = letters.write(message)
    text = letter.get_body(("plain",)).get_content()
    assert " / " in letter["Subject"]
    for lang, name in (("fi", one.name.fi), ("sv", one.name.sv)):
        assert name in text
        assert f"https://koepaikka.example/{lang}/desk/testbeds/{one.id}" in text
    assert f"/en/desk/testbeds/{one.id}" not in text
    assert "\n\n\n" not in text
    assert letter["To"] == city("helsinki").role_mailbox


def test_a_city_decides_its_own_rhythm(session, client, sign_in):
    testbed("helsinki", checked_on=ago(200))
    testbed("tampere", checked_on=ago(200))
    sign_in(staff(CityRole.COORDINATOR, "helsinki"))
    url = "/en/desk/testbeds/rhythm/helsinki"
    for bad in ("0", "61", "", "x"):
        assert client.post(url, data={"months": bad}).status_code == 422
    assert client.post(url, data={"months": "6"}).status_code == 303
    assert (city("helsinki").check_months, city("tampere").check_months) == (6, 12)
    assert remind_all() == 1
    line = session.query(AuditLine).filter_by(action="city:check_months").one()
    assert (line.facts["before"], line.facts["after"]) == (12, 6)
    with pytest.raises(ForbiddenError):
        change_rhythm(acting(staff(CityRole.EDITOR, "helsinki")), city("helsinki").id, 3)
