"""The numbers for operators are right, and only operators read them."""

import re

import pytest

from app import clock
from app.factory import create_app
from app.services.notification import tell_address
from models.audit_seal import AuditCheck
from models.testbed import TestbedStatus
from tests.conftest import settings_for
from tests.factories.mail import mails
from tests.factories.testbed import draft, testbed

FROM_AFAR = {"REMOTE_ADDR": "203.0.113.9"}
LINE = re.compile(r"^([a-z_]+)(\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\})? -?[0-9.]+$")


def samples(client, **options):
    text = client.get("/metrics", **options).get_data(as_text=True)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(LINE.match(line) for line in lines), text
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_rows_are_counted_by_state_zeros_included(client):
    testbed()
    testbed()
    draft()
    found = samples(client)

    assert found['koepaikka_testbeds{state="published"}'] == 2
    assert found['koepaikka_testbeds{state="draft"}'] == 1
    assert found['koepaikka_testbeds{state="retired"}'] == 0
    assert found['koepaikka_bookings{state="held"}'] == 0
    assert found['koepaikka_outbox{state="dead"}'] == 0
    assert found["koepaikka_outbox_oldest_seconds"] == 0
    assert (found["koepaikka_guards_missing"], found["koepaikka_audit_broken"]) == (0, 0)
    assert {state.value for state in TestbedStatus} == {
        name.split('"')[1] for name in found if name.startswith("koepaikka_testbeds")
    }


def test_a_broken_trail_is_told(client, session):
    session.add(AuditCheck(at=clock.now(), seals=0, lines=0, broken="line 1", broken_line=1))
    session.commit()
    assert samples(client)["koepaikka_audit_broken"] == 1


def test_the_age_of_waiting_mail_is_told(client, session):

    tell_address("a@koepaikka.example", "fi", "account/reset_notice", "k", name="A")
    session.commit()
    (mail,) = mails()
    mail.due_at = mail.due_at.replace(year=mail.due_at.year - 1)
    session.commit()

    assert samples(client)["koepaikka_outbox_oldest_seconds"] > 360 * 24 * 3600
    assert samples(client)['koepaikka_outbox{state="waiting"}'] == 1


def test_answers_are_counted_and_strange_methods_share_one_line(client):
    before = samples(client)
    client.get("/fi/no-such-page")
    client.open("/fi/", method="STRANGE")
    client.open("/fi/", method="STRANGER")
    after = samples(client)

    def grown(part):
        return sum(v - before.get(k, 0) for k, v in after.items() if part in k)

    assert grown('_total{method="GET",status="404",route="none"') == 1
    assert grown('requests_total{method="other"') == 2
    assert grown('seconds_count{method="GET",status="404"') == 1
    assert grown('le="+Inf"') >= 3
    assert grown('statements_total{method="GET",status="200",route="metrics.show"') > 0


def browser(folder, **changes):
    url = f"sqlite:///{folder / 'none.sqlite'}"
    return create_app(settings_for(url, folder, **changes)).test_client()


@pytest.mark.parametrize(
    "options",
    [
        {"environ_base": FROM_AFAR},
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"Forwarded": "for=203.0.113.9"}},
        {"environ_base": FROM_AFAR, "headers": {"Authorization": "Bearer "}},
        {"environ_base": FROM_AFAR, "headers": {"Authorization": "Bearer wrong"}},
    ],
)
@pytest.mark.parametrize("token", ["", "right"])
def test_nobody_from_afar_learns_that_there_are_numbers(tmp_path, options, token):
    assert browser(tmp_path, metrics_token=token).get("/metrics", **options).status_code == 404


def test_a_reader_behind_the_known_proxy_is_from_afar(tmp_path):
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    answer = browser(tmp_path, proxies=1).get("/metrics", headers=headers)
    assert answer.status_code == 404


def test_who_bears_the_token_may_read_from_afar(databases):
    app = databases.application("sqlite", metrics_token="right")
    found = samples(
        app.test_client(), environ_base=FROM_AFAR, headers={"Authorization": "Bearer right"}
    )
    assert 'koepaikka_pilots{state="running"}' in found
