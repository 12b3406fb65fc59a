"""An application that knows the issuers of tests/integration/identity/issuer.py, and its people."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jws

from app.database import db
from app.factory import create_app
from tests.conftest import settings_for
from tests.integration.identity.issuer import CLIENT, SECRET, TENANT, Plan, Site
from tests.kept_pages import keep_answers

BACK = "http://localhost/login/with/{}/return"


@pytest.fixture(scope="session")
def site():
    made = Site("tosi", "kova", "tili")
    yield made
    made.close()


@pytest.fixture(scope="session")
def providers(site, tmp_path_factory):
    """The file that the setting names, with our keys beside it."""
    folder = tmp_path_factory.mktemp("providers")
    for name in ("signing", "opening"):
        key = jwk.ECKey.generate_key("P-256")
        (folder / f"{name}.pem").write_bytes(key.as_pem(private=True))
        if name == "opening":
            site.issuers["kova"].seal_to = jwk.ECKey.import_key(key.as_dict(private=False))
        else:
            site.our_key = jwk.ECKey.import_key(key.as_dict(private=False))
    path = folder / "providers.toml"
    path.write_text(f"""
[tosi]
issuer = "{site.url}/tosi"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
trusts_address = true
name = {{fi = "Tosi", sv = "Sann", en = "True"}}

[kova]
profile = "suomi_fi"
issuer = "{site.url}/kova"
client_id = "{CLIENT}"
signing_key_file = "signing.pem"
opening_key_file = "opening.pem"
acr = ["high"]

[tili]
profile = "entra_id"
issuer = "{site.url}/tili"
client_id = "{CLIENT}"
client_secret = "{SECRET}"
tenant = "{TENANT}"
""")
    return path


@pytest.fixture(scope="session")
def knowing(applications, providers):
    """Make a second application on the database of the usual one, which knows the issuers."""
    kept = {}

    def of(kind):
        if kind not in kept:
            usual = applications(kind)
            settings = usual.extensions["settings"]
            kept[kind] = create_app(
                settings_for(
                    settings.database_url, settings.instance, oidc_providers=str(providers)
                )
            )
            keep_answers(kept[kind])
        return kept[kind]

    yield of
    for made in kept.values():
        with made.app_context():
            db.engine.dispose()


@pytest.fixture
def app(engine_kind, knowing, socket_enabled):
    return knowing(engine_kind)


@dataclass
class Walk:
    """Somebody's way to an issuer: what they bring back is ``state``; the nonce is told."""

    client: object
    issuer: object
    state: str
    nonce: str
    asked: dict

    def back(self, code="code-1", state=None, iss=None, at=None, **plan):
        """Come back with a code for which the issuer will tell what ``plan`` says."""
        self.issuer.plan, self.issuer.used = Plan(self.nonce, **plan), set()
        return self.bring(code, state, iss, at)

    def bring(self, code="code-1", state=None, iss=None, at=None):
        """Press the button of the page that somebody comes back to."""
        sent = {"code": code, "state": state or self.state,
                "iss": self.issuer.url if iss is None else iss}  # fmt: skip
        where = f"/fi/login/with/{at or self.issuer.name}/return"
        return self.client.post(where, data=sent)


@pytest.fixture
def walk(client, site):
    """Sends somebody to an issuer: ``walk("tosi")`` returns what they were sent with."""

    def go(name, onward="", path=None, by=None):
        browser = by or client
        issuer = site.issuers[name]
        start = path or f"/fi/login/with/{name}" + (f"?next={onward}" if onward else "")
        sent = browser.get(start)
        assert sent.status_code == 302, sent.get_data(as_text=True)[:500]
        where = urlsplit(sent.location)
        assert f"{where.scheme}://{where.netloc}{where.path}" == f"{issuer.url}/authorize"
        asked = {one: values[0] for one, values in parse_qs(where.query).items()}
        if "request" in asked:
            opened = jws.deserialize_compact(asked["request"], site.our_key, algorithms=["ES256"])
            asked |= json.loads(opened.payload)
        return Walk(browser, issuer, asked["state"], asked["nonce"], asked)

    return go
