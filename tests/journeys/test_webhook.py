"""A company lets its own system be told, sees a test message arrive, and mends what went wrong.

Walked two ways, which together are both engines and both widths: the pages hold no more than
those of its neighbours.  The receiver is a real server on this machine.
"""

import pytest
from playwright.sync_api import expect

from tests.integration.webhook.receiver import Receiver

pytestmark = pytest.mark.long
INSIDE = "https://192.168.0.10/hook"


def tell(company):
    """Let what waits be sent, and look at the page again."""
    company.server.flask("webhooks", "run")
    company.page.reload()
    company.look()


def test_a_webhook_is_made_tried_mended_and_its_message_sent_again(people):
    company = people()
    company.sign_in("company")
    company.go("/my/webhooks")
    company.press("main a[href$='/my/webhooks/new'] >> nth=0")
    with Receiver() as receiver:
        company.fill(name="Projektitaulu", url=INSIDE)
        company.page.check("input[name='public'][value='pilot']")
        company.page.check("input[name='own'][value='decision']")
        company.press("main button[data-primary]")
        expect(company.page.locator("input[name='url']")).to_have_value(INSIDE)
        expect(company.page.locator("#url-error")).to_be_visible()
        company.fill(url=receiver.url)
        company.press("main button[data-primary]")
        secret = company.page.input_value("#secret")

        receiver.mood = 500
        company.press("form[action$='/test'] button")
        expect(company.page.locator("#secret"), "shown once").to_have_count(0)
        tell(company)
        assert receiver.taken[0].is_signed_by(secret)
        assert receiver.taken[0].json["type"] == "webhook.test"

        receiver.mood = 204
        company.press("td a[href*='/messages/']")
        assert "500" in company.text()
        company.press("form[action$='/again'] button")
        tell(company)
        assert receiver.ids() == [receiver.ids()[0]] * 2
        assert "204" in company.text()
