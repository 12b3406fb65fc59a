"""A provider that others have written and certified (oidc-provider) is walked to and back.

Its own pages are filled in as a browser would.  One client is plain, one as Suomi.fi wants it: our
key instead of a secret, signed requests, encrypted tokens.
"""

import json
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from joserfc import jwk
from sqlalchemy import select

from app.database import db
from app.factory import create_app
from models.identity import Identity
from tests.conftest import settings_for
from tests.kept_pages import keep_answers
from tools.places import CHECKERS

HERE = "http://localhost"
BACK = HERE + "/login/with/{}/return"
READY = (CHECKERS / "node_modules" / "oidc-provider").exists()
pytestmark = [
    # Where `make test` has set Node and the checkers up this may not be skipped.
    pytest.mark.skipif(
        not READY and "NODE" not in os.environ, reason="make test installs oidc-provider first"
    ),
]


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    made = {}
    for use in ("sig", "enc"):
        key = jwk.RSAKey.generate_key(2048, {"use": use})
        (folder / f"{use}.pem").write_bytes(key.as_pem(private=True))
        made[use] = {**key.as_dict(private=False), "kid": key.thumbprint()}
    return folder, made


@pytest.fixture(scope="module")
def issuers(keys):
    """Where the provider is, twice; it runs as long as the tests of this file."""
    _folder, public = keys
    common = {"response_types": ["code"], "grant_types": ["authorization_code"]}
    clients = [
        {"client_id": "plain", "client_secret": "s" * 43, "redirect_uris": [BACK.format("plain")],
         "post_logout_redirect_uris": [HERE + "/"], **common},
        {"client_id": "suomi", "token_endpoint_auth_method": "private_key_jwt",
         "redirect_uris": [BACK.format("suomi")], "jwks": {"keys": list(public.values())},
         "request_object_signing_alg": "RS256", "require_signed_request_object": True,
         "id_token_encrypted_response_alg": "RSA-OAEP-256",
         "id_token_encrypted_response_enc": "A256GCM", **common},
    ]  # fmt: skip
    script = Path(__file__).with_name("provider.mjs")
    child = subprocess.Popen(
        [os.environ.get("NODE", "node"), script, CHECKERS, json.dumps({"clients": clients})],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    ports = [child.stdout.readline().strip() for _one in range(2)]
    if not all(ports):
        raise AssertionError(child.communicate()[1][-2000:])
    yield [f"http://127.0.0.1:{port}" for port in ports]
    child.communicate("")


@pytest.fixture
def app(engine_kind, applications, issuers, keys, socket_enabled):
    folder, _public = keys
    path = folder / "providers.toml"
    path.write_text(f"""
[plain]
issuer = "{issuers[0]}"
client_id = "plain"
client_secret = "{"s" * 43}"
trusts_address = true

[suomi]
profile = "suomi_fi"
issuer = "{issuers[1]}"
client_id = "suomi"
signing_key_file = "sig.pem"
opening_key_file = "enc.pem"
""")
    usual = applications(engine_kind).extensions["settings"]
    settings = settings_for(usual.database_url, usual.instance, oidc_providers=str(path))
    made = create_app(settings)
    keep_answers(made)
    yield made
    with made.app_context():
        db.engine.dispose()


def walked(visitor, url, who):
    """Fill in the provider's own pages as a browser would; return where it sends one back to."""
    answer = visitor.get(url, allow_redirects=False)
    for _page in range(12):
        if answer.is_redirect:
            onward = urljoin(answer.url, answer.headers["Location"])
            if onward.startswith(HERE + "/"):
                return onward.removeprefix(HERE)
            answer = visitor.get(onward, allow_redirects=False)
            continue
        assert answer.status_code == 200, answer.text[-3000:]
        action = re.search(r'<form[^>]* action="([^"]+)"', answer.text)[1]
        fields = dict(
            re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
        )
        if 'name="login"' in answer.text:
            fields |= {"login": who, "password": "any"}
        if 'name="logout"' in answer.text:
            fields["logout"] = "yes"
        where = urljoin(answer.url, action)
        answer = visitor.post(where, data=fields, allow_redirects=False)
    raise AssertionError(answer.text[-3000:])


def entered(client, visitor, start, who):
    """Go to the provider and back, and press the button of our page."""
    landing = walked(visitor, client.get(start).location, who)
    page = client.get(landing).location
    return landing, page, client.post(page, data=client.page(page).fields())


def test_people_come_from_a_certified_provider_and_back(client):
    visitor = requests.Session()
    _landing, _page, first = entered(client, visitor, "/fi/login/with/plain?next=/fi/my", "aino")
    assert first.location == "/fi/login/with/plain/new"
    made = client.post(first.location, data=client.page(first.location).fields())
    assert made.location == "/fi/my"
    assert "aino@koepaikka.example" in client.page("/fi/my/account").text
    out = client.page(client.post("/fi/logout").location)
    (end,) = [one.get("href") for one in out.all("a") if "/session/end?" in one.get("href", "")]
    assert walked(visitor, end, "aino") == "/"

    landing, page, again = entered(client, visitor, "/fi/login/with/plain?next=/fi/my", "aino")
    assert again.location == "/fi/my"
    ways = "/fi/my/account/ways"
    links = [one.get("href") for one in client.page(ways).all("a")]
    (there,) = [one for one in links if one and "/suomi/link" in one]
    assert entered(client, requests.Session(), there, "suomalainen")[2].location == ways
    known = db.session.scalars(select(Identity).order_by(Identity.id)).all()
    assert [one.subject for one in known] == ["aino", "suomalainen"]
    client.post("/fi/logout")

    used = parse_qs(urlsplit(landing).query)["code"][0]
    url = client.get("/fi/login/with/plain").location
    state = parse_qs(urlsplit(url).query)["state"][0]
    sent = {"code": used, "state": state, "iss": known[0].issuer}
    assert client.post(page.split("?")[0], data=sent).status_code == 400, "a code that was used"
    strong = entered(client, requests.Session(), "/fi/login/with/suomi?next=/fi/my", "suomalainen")
    assert strong[2].location == "/fi/my"
    assert client.get("/fi/my/account").status_code == 200
