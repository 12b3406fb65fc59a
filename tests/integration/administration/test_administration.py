"""Administrators look after accounts, mail and the installation; nobody else gets there."""

import datetime as dt
import logging

import pytest
from sqlalchemy import select

from app import clock
from app.jobs.schedule import SCHEDULE, Job, Round
from app.queries.account import actor_of
from app.queries.health import Limits, readiness
from app.serializers.installation_setting import shown
from app.services import administration
from app.services.audit import record
from config import Settings
from models.account import User
from models.administration import DropReason, SwitchReason
from models.audit import AuditLine
from models.errors import ConflictError, ForbiddenError
from models.outbox import OutboxStatus
from tests.factories.account import acting, admin, person, staff
from tests.factories.mail import waiting_mail
from views import administration_words as words

PAGES = ("", "/accounts", "/mail", "/schedule", "/trail", "/trail/file.csv")


def lines(session, action):
    return session.scalars(select(AuditLine).where(AuditLine.action == action)).all()


def test_an_account_is_switched_off_with_a_reason_and_on_again(client, session, sign_in):
    chief, other = admin(), staff()
    key = other.fs_uniquifier
    sign_in(chief)
    home = f"/en/desk/admin/accounts/{other.id}"
    assert client.post(f"{home}/off", data={}).status_code == 422
    assert session.get(User, other.id).active
    assert client.post(f"{home}/off", data={"reason": "left"}).location.endswith(home)
    session.expire_all()
    assert not other.active
    assert other.fs_uniquifier != key, "whoever was signed in is out"
    assert not actor_of(other.id).is_signed_in
    (line,) = lines(session, "account:switch_off")
    assert (line.actor_id, line.thing_id, line.facts) == (chief.id, other.id, {"reason": "left"})
    assert "Switched off" in client.get(home).text
    assert other.email in client.get("/en/desk/admin/accounts?who=off").text

    client.post(f"{home}/on", data={"reason": "left"})
    client.post(f"{home}/sign-out")
    session.expire_all()
    assert other.active
    assert len(lines(session, "account:sign_out")) == 1


def test_nobody_locks_everybody_out(session):
    chief, second = admin(), admin()
    off = administration.switch_off
    with pytest.raises(ConflictError) as refused:
        off(acting(chief), chief.id, SwitchReason.ASKED)
    assert refused.value.code == "own_account"
    with pytest.raises(ForbiddenError):
        off(acting(staff()), second.id, SwitchReason.LEFT)
    chief_acts = acting(chief)
    chief.active = False  # by another way, as by erasing
    session.commit()
    with pytest.raises(ConflictError) as last:
        off(chief_acts, second.id, SwitchReason.LEFT)
    assert last.value.code == "last_administrator"


def test_a_dead_mail_is_tried_again_or_given_up_for_good(client, session, sign_in):
    chief = admin()
    dead = waiting_mail("first@koepaikka.example", status=OutboxStatus.DEAD, attempts=8)
    late = waiting_mail("second@koepaikka.example")
    sign_in(chief)
    listed = client.get("/sv/desk/admin/mail").text
    assert "first@koepaikka.example" in listed
    assert "second@koepaikka.example" not in listed
    client.post(f"/sv/desk/admin/mail/{dead.id}/retry")
    session.expire_all()
    assert (dead.status, dead.attempts) == (OutboxStatus.WAITING, 0)

    home = f"/sv/desk/admin/mail/{late.id}"
    assert client.post(f"{home}/drop", data={}).status_code == 422
    client.post(f"{home}/drop", data={"reason": "told"})
    session.expire_all()
    assert (late.status, late.dropped_for, late.context) == (
        OutboxStatus.DEAD, DropReason.TOLD, {},
    )  # fmt: skip
    (line,) = lines(session, "outbox:drop")
    assert line.facts == {"template": "fault/answered", "reason": "told"}
    with pytest.raises(ConflictError):
        administration.retry(acting(chief), late.id)

    leaving = waiting_mail(leased_until=clock.now() + dt.timedelta(minutes=1))
    with pytest.raises(ConflictError) as refused:
        administration.drop(acting(chief), leaving.id, DropReason.TOLD)
    assert refused.value.code == "mail_leaving"


def test_the_pages_are_there_for_administrators_alone(client, session, sign_in):
    record(actor_of(admin().id), "account:sign_out", person("Aino Haku"))
    for who, status in ((staff(), 404), (admin(), 200)):
        sign_in(who)
        for page in PAGES:
            assert client.get(f"/fi/desk/admin{page}").status_code == status, page
    found = client.get("/fi/desk/admin/trail?kind=account&first=2020-01-01").text
    assert "Aino Haku" in found
    nobody = client.get("/fi/desk/admin/trail?who=nobody-of-this-name").text
    assert "Aino Haku" not in nobody
    assert client.get("/fi/desk/admin/accounts?q=haku").text.count("people-name") == 1


def test_when_a_job_last_ran_and_how_is_written_down(client, session, sign_in, caplog):
    def fail():
        raise ValueError("Aino")

    caplog.set_level(logging.CRITICAL)
    every = dt.timedelta(hours=1)
    work = Round(Job("good", every, lambda: None), Job("bad", every, fail))
    work.last = dict.fromkeys((job.name for job in SCHEDULE), clock.now())
    work.run_due()
    sign_in(admin())
    page = client.get("/en/desk/admin/schedule").text
    assert "ValueError" in page
    assert "Aino" not in page
    numbers = client.get("/metrics").text
    assert 'koepaikka_schedule_failed{job="bad"} 1' in numbers
    assert 'koepaikka_schedule_failed{job="good"} 0' in numbers
    assert 'koepaikka_schedule_late_seconds{job="good"} 0' in numbers


def test_every_setting_and_job_has_words():
    assert set(words.SETTINGS) == set(Settings.__annotations__) - {"testing"}
    assert {job.name for job in SCHEDULE} <= set(words.JOBS)


def test_no_secret_of_the_settings_is_ever_shown(tmp_path):
    secret = "Salaisuus"
    texts = {
        name: f"https://user:{secret}@host.example:8443/{secret}?key={secret}"
        for name, kind in Settings.__annotations__.items()
        if kind is str and name not in {"public_url", "mail_from", "log_format", "second_factor"}
        and not name.endswith("_attribution")
    }  # fmt: skip
    settings = Settings(**{**texts, "instance": tmp_path})
    told = {one.name: one for one in shown(settings)}

    assert not [one for one in told.values() if secret in one.value]
    assert told["secret_key"].is_hidden
    assert told["metrics_token"].is_hidden
    assert told["smtp_url"].value == "https://host.example:8443"
    assert told["instance"].variable == "INSTANCE_DIR"


def test_readiness_says_why_not(session, client, tmp_path):
    limits = Limits(tmp_path, outbox_s=60, free_mb=1)
    assert readiness(limits)["reasons"] == []
    full = Limits(tmp_path, free_mb=10**9)
    assert readiness(full)["reasons"] == ["disk"]
    assert readiness(Limits(tmp_path / "none", free_mb=1))["reasons"] == ["disk"]
    (tmp_path / "drain").touch()
    assert readiness(Limits(tmp_path, drain=tmp_path / "drain"))["reasons"] == ["draining"]
    assert client.get("/readyz").get_json()["reasons"] == []
    assert client.get("/healthz").get_json() == {"status": "ok"}
