"""Issuers of OpenID Connect on this machine that tell what a test wants, true or not.

One server has an issuer at each path: ``tosi`` (plain), ``kova`` (encrypted tokens, signed
requests) and ``tili`` (a tenant, and second factors that it tells of).
"""

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwe, jwk, jws, jwt

TENANT = "1f0e6c3a-0000-4000-8000-1f0e6c3a0000"
CLIENT, SECRET = "koepaikka", "salaisuus-joka-on-pitkä".encode().hex()
KID = "first"


def new_key(kid=KID):
    return jwk.ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})


@dataclass
class Plan:
    """What the next token says and how it is signed; ``changes`` of None take a claim away."""

    nonce: str
    changes: dict = field(default_factory=dict)
    header: dict = field(default_factory=dict)
    sign: object = None  # (issuer, header, claims) -> token
    answer: object = None  # (issuer, token) -> (status, body)


class Issuer:
    """One issuer; ``asked`` are the forms that came to where codes are exchanged."""

    def __init__(self, site, name):
        self.site, self.name = site, name
        self.url = f"{site.url}/{name}"
        self.key = new_key()
        self.published_keys = [self.key]
        self.seal_to, self.plan = None, None
        self.asked, self.fetched, self.used = [], [], set()
        self.extra, self.is_silent = {}, False

    def claims(self, plan):
        now = int(time.time())
        told = {
            "iss": self.url, "sub": "person-1", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": plan.nonce, "name": "Aino Esimerkki", "email": "aino@koepaikka.example",
            "email_verified": True, "auth_time": now, **plan.changes,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}

    def token(self):
        plan = self.plan
        header, claims = {"alg": "ES256", "kid": self.key.kid, **plan.header}, self.claims(plan)
        if plan.sign is not None:
            return plan.sign(self, header, claims)
        made = signed(self.key, header, claims)
        return sealed(made, self.seal_to) if self.seal_to is not None else made

    def documents(self):
        return {
            f"/{self.name}/.well-known/openid-configuration": {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "end_session_endpoint": f"{self.url}/end",
                "authorization_response_iss_parameter_supported": True,
                **self.extra,
            },
            f"/{self.name}/keys": {
                "keys": [one.as_dict(private=False) for one in self.published_keys]
            },
        }

    def exchanged(self, form):
        self.asked.append(form)
        code = form["code"]
        if code in self.used or self.plan is None:
            return 400, {"error": "invalid_grant"}
        self.used.add(code)
        if self.plan.answer is not None:
            return self.plan.answer(self, self.token())
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}


def signed(key, header, claims):
    """Sign whatever it is, also what the library would rather not."""
    registry = jws.JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
    return jwt.encode(header, claims, key, registry=registry)


def unsigned(_issuer, header, claims):
    """Return a token of which it says that nobody has to sign it."""
    parts = ({**header, "alg": "none"}, claims)
    packed = (base64.urlsafe_b64encode(json.dumps(one).encode()).decode() for one in parts)
    return ".".join(one.rstrip("=") for one in packed) + "."


def by_shared(secret):
    """Return what signs with HS256 and bytes that are no secret, or known to both."""

    def sign(issuer, header, claims):
        known = secret(issuer) if callable(secret) else secret
        key = jwk.OctKey.import_key(known)
        return signed(key, {**header, "alg": "HS256"}, claims)

    return sign


def by_other(kid=KID, **header):
    """Return what signs with a key that the issuer has not published."""
    key = new_key(kid)

    def sign(_issuer, said, claims):
        more = {"jwk": key.as_dict(private=False)} if header.get("own") else {}
        return signed(key, {**said, **more}, claims)

    return sign


def sealed(token, key):
    """Return a token encrypted to a key, as Suomi.fi does."""
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "cty": "JWT"}
    return jwe.encrypt_compact(header, token, key, algorithms=["ECDH-ES", "A256GCM"])


class Site:
    """The server with the issuers of a test run."""

    def __init__(self, *names):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.site = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.issuers = {name: Issuer(self, name) for name in names}
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def of(self, path):
        return self.issuers[urlsplit(path).path.split("/")[1]]


class Handler(BaseHTTPRequestHandler):
    """Answers as the issuer of the path does."""

    def do_GET(self):
        issuer = self.server.site.of(self.path)
        issuer.fetched.append(self.path)
        found = None if issuer.is_silent else issuer.documents().get(self.path)
        self._say(404 if found is None else 200, found or {})

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(sent).items()}
        form["authorization"] = self.headers.get("Authorization", "")
        self._say(*self.server.site.of(self.path).exchanged(form))

    def _say(self, status, body):
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{self.server.site.url}/tosi/keys")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, *_of):
        pass
