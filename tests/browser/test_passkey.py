"""Passkeys in a real browser, with an authenticator that Chromium plays."""

import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from app.adapters.accounts import hashed
from app.database import db
from tests.factories.account import person
from tests.patience import PATIENCE_MS

PASSWORD = "neljä sanaa peräkkäin nyt"
EMAIL = "aino@koepaikka.example"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def served(databases):
    """Return the address of a running application in which Aino has an account."""
    server = make_server("localhost", 0, lambda _environ, _start: [], threaded=True)
    address = f"http://localhost:{server.server_port}"
    app = databases.application("sqlite", public_url=address)
    with app.app_context():
        aino = person(email=EMAIL)
        aino.password = hashed(PASSWORD)
        db.session.commit()
    server.app = app
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser):
    """A phone whose authenticator recognises its person at once."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    device = context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield opened
    context.close()


def show_password(page, served):
    page.context.clear_cookies()
    page.goto(f"{served}/en/login?next=/en/my/account")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_made_asked_for_and_lets_in_alone(page, served):
    heading = page.locator("h1")
    show_password(page, served)
    expect(heading).to_have_text("My account")

    page.goto(f"{served}/en/my/account/second-factor/passkeys/new")
    page.get_by_label("Name of the passkey").fill("Work phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(heading).to_have_text("Your recovery codes")
    page.goto(f"{served}/en/my/account/second-factor")
    expect(page.get_by_text("Work phone", exact=True)).to_be_visible()

    show_password(page, served)
    expect(heading).to_have_text("Show your second factor")
    page.get_by_role("button", name="Use a passkey").click()
    expect(heading).to_have_text("My account")

    page.context.clear_cookies()
    page.goto(f"{served}/en/login/passkey?next=/en/my/account")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading).to_have_text("My account")
