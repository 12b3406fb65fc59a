"""The pages of webhooks: made, tried, paused, removed; refused in words at the field."""

import re

import pytest

from app.adapters.webhook_signature import secret_of
from app.database import db
from app.jobs.webhook import run_once
from app.services import webhook
from models.account import CityRole
from models.audit import AuditLine
from models.webhook import DeliveryStatus, Webhook, WebhookSide, WebhookStatus
from models.webhook_topic import Topic
from tests.factories.account import acting, host, member, person, staff
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.factories.webhook import KEY, URL, deliveries, hook
from tests.page import read_page

FORM = {"name": "Taulu", "url": URL, "whose": "person:0", "public": ["pilot"], "own": ["booking"]}


def made(client, address="/en/my/webhooks/new", **answers):
    return client.post(address, data=FORM | answers)


def html(client, url):
    """Return what a page is made of; it keeps the house rules of every page."""
    answer = client.get(url)
    assert answer.status_code == 200
    read_page(answer)
    return answer.get_data(as_text=True)


def the_one():
    db.session.expire_all()
    return db.session.scalars(db.select(Webhook)).one()


def test_a_webhook_is_made_and_its_secret_shown_once(client, sign_in):
    sign_in(person())
    answer = made(client)
    one = the_one()
    assert answer.status_code == 303
    assert one.chosen == {Topic.PILOT, Topic.BOOKING}
    assert (one.url, one.host, one.side) == (URL, "receiver.example.org", WebhookSide.PERSON)
    secret = secret_of(KEY, one.salt)
    assert secret in html(client, answer.location)
    assert secret not in html(client, answer.location)
    assert one.salt not in html(client, answer.location)
    assert "receiver.example.org" in html(client, "/fi/my/webhooks")
    actions = db.session.scalars(db.select(AuditLine.action).where(AuditLine.thing == "webhook"))
    assert list(actions) == ["webhook:create"]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://receiver.example.org/", "begin with https"),
        ("https://user:pass@receiver.example.org/", "Leave the user name"),
        ("https://receiver.example.org:8080/", "port"),
        ("https://127.1/", "private network"),
        ("https://2130706433/", "private network"),
        ("https://intranet/", "private network"),
        ("https://[::ffff:10.0.0.1]/", "private network"),
        ("https://a b/", "should look like"),
        ("", "Write the address"),
    ],
)
def test_an_address_that_nothing_may_be_sent_to_is_refused_at_its_field(
    client, sign_in, url, words
):
    sign_in(person())
    answer = made(client, url=url)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(rf'id="url-error"[^<]*(<[^>]+>)*[^<]*.*{words}', page)
    assert 'value="Taulu"' in page
    assert db.session.query(Webhook).count() == 0


def test_something_has_to_be_chosen(client, sign_in):
    sign_in(person())
    answer = made(client, public=[], own=[])
    assert answer.status_code == 422
    assert "Choose at least one thing" in answer.get_data(as_text=True)


def test_a_test_message_is_seen_in_the_log_and_sent_again(client, sign_in, receiver, courier):
    owner = person()
    one = hook(owner, receiver.url)
    sign_in(owner)
    client.post(f"/en/my/webhooks/{one.id}/test")
    assert "Waits" in html(client, f"/en/my/webhooks/{one.id}")
    receiver.mood, receiver.body = 500, b"<script>alert(1)</script>"
    run_once(courier)
    shown = html(client, f"/en/my/webhooks/{one.id}")
    assert "answered with an error" in shown
    (message,) = deliveries(one)
    shown = html(client, f"/en/my/webhooks/messages/{message.id}")
    assert message.uid in shown
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown
    receiver.mood = 200
    client.post(f"/en/my/webhooks/messages/{message.id}/again")
    run_once(courier)
    assert deliveries(one)[0].status is DeliveryStatus.DELIVERED


def test_it_is_changed_paused_resumed_renewed_and_removed(client, sign_in):
    owner = person()
    one = hook(owner)
    sign_in(owner)
    client.page(f"/sv/my/webhooks/{one.id}/edit")
    new = "https://other.example.org/in"
    client.post(f"/fi/my/webhooks/{one.id}/edit", data=FORM | {"url": new, "public": ["event"]})
    assert (the_one().url, the_one().host) == (new, "other.example.org")
    assert the_one().chosen == {Topic.EVENT, Topic.BOOKING}
    client.post(f"/fi/my/webhooks/{one.id}/pause")
    assert the_one().status is WebhookStatus.PAUSED
    client.page(f"/fi/my/webhooks/{one.id}")
    refused = client.post(f"/fi/my/webhooks/{one.id}/test", follow_redirects=True)
    assert refused.status_code == 200
    assert deliveries(one) == []
    client.post(f"/fi/my/webhooks/{one.id}/resume")
    before = the_one().salt
    answer = client.post(f"/fi/my/webhooks/{one.id}/renew")
    assert the_one().salt != before
    assert secret_of(KEY, the_one().salt) in html(client, answer.location)
    client.post(f"/fi/my/webhooks/{one.id}/remove")
    assert db.session.query(Webhook).count() == 0
    client.page("/sv/my/webhooks")


def test_a_colleague_makes_one_for_the_company_and_staff_one_for_the_city(client, sign_in):
    owner = member()
    organisation = next(iter(acting(owner).organisations))
    sign_in(owner)
    assert made(client, whose=f"organisation:{organisation}").status_code == 303
    assert the_one().organisation_id == organisation
    other = next(iter(acting(member()).organisations))
    assert made(client, whose=f"organisation:{other}").status_code == 422
    client.post(f"/fi/my/webhooks/{the_one().id}/remove")

    sign_in(staff(CityRole.REVIEWER))
    helsinki, oulu = city("helsinki").id, city("oulu").id
    answer = made(client, "/fi/desk/webhooks/new", whose=f"city:{helsinki}")
    assert answer.status_code == 303
    client.page(answer.location)
    assert "receiver.example.org" in html(client, "/fi/desk/webhooks")
    assert made(client, "/fi/desk/webhooks/new", whose=f"city:{oulu}").status_code == 422
    assert the_one().city_id == helsinki


def test_a_host_makes_none_for_the_city(client, sign_in):
    sign_in(host(testbed()))
    client.page("/fi/desk/webhooks")
    client.page("/fi/desk/webhooks/new", 403)


def test_nobody_sees_or_presses_anothers(client, sign_in):
    one = hook(person())
    webhook.send_test(acting(one.user), one.id)
    (message,) = deliveries(one)
    sign_in(person())
    client.page(f"/fi/my/webhooks/{one.id}", 404)
    client.page(f"/fi/my/webhooks/messages/{message.id}", 404)
    for deed in ("pause", "test", "renew", "remove"):
        assert client.post(f"/fi/my/webhooks/{one.id}/{deed}").status_code == 404
    assert client.post(f"/fi/my/webhooks/messages/{message.id}/again").status_code == 404
    assert the_one().status is WebhookStatus.ACTIVE
