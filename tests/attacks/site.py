"""The product as it is deployed, to be attacked: who asks, and what its own log tells of it."""

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.request import urlopen

from sqlalchemy import select

from app.database import db
from app.queries.account import user_by_email
from app.queries.city import city_by_slug
from config import ROOT
from models.organisation import Membership
from tests.factories.token import token_of
from tests.journeys.server import free_port, installation, serving
from tests.storm_browser import TOKEN

HTTPS = ("X-Forwarded-Proto", "https")  # as the web server in front says it
PRODUCTION = {
    "SECURE_COOKIES": "1",
    "PROXIES": "1",
    "LOG_FORMAT": "json",
    "SECOND_FACTOR": "offered",
}
MODULE = "tests.attacks.unlimited:app"
PEOPLE = {
    "visitor": "", "company": "company@koepaikka.example",
    "city": "coordinator.helsinki@koepaikka.example",
}  # fmt: skip
PATIENCE_S = 240
UNREAD = 400  # what a form is answered whose token is wrong
SHUT = {401, 403, 404, 405}


@dataclass
class Traffic:
    """What was asked meanwhile: requests by route, answers by status, and routes that failed.

    ``reached`` are the routes that let somebody in.  ``sent`` are the answers to forms and to what
    programs write; 400 says that a form was not even read, as its token was wrong.
    """

    routes: Counter = field(default_factory=Counter)
    reached: set = field(default_factory=set)
    sent: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)
    failed: Counter = field(default_factory=Counter)


class Target:
    """A running product with demonstration data; ``server`` is the installation."""

    def __init__(self, server):
        self.server, self.address = server, server.address
        self._log = server.folder / "server.log"

    def headers_of(self, who):
        """Return the headers of the requests of somebody who is signed in anew."""
        browser = self.server.inside.test_client()
        here = {"base_url": self.address.replace("http:", "https:")}

        def token():
            return TOKEN.findall(browser.get("/en/login", **here).get_data(as_text=True))[0]

        form = token()
        if PEOPLE[who]:
            said = {"email": PEOPLE[who], "password": self.server.password, "csrf_token": form}
            came = browser.post(
                "/en/login", data=said, headers={"Referer": here["base_url"]}, **here
            )
            assert came.status_code == 303, came.status_code
            browser.get("/en/my", follow_redirects=True, **here)  # its forms give it a token
        kept = browser.get_cookie("__Host-session", domain="127.0.0.1")
        return {HTTPS[0]: HTTPS[1], "Cookie": f"__Host-session={kept.value}"}

    def bearer_of(self, who):
        """Return the headers of a program that acts for somebody."""
        if not PEOPLE[who]:
            return dict([HTTPS])
        with self.server.inside.app_context():
            user = user_by_email(PEOPLE[who])
            if who == "city":
                whose = {"city_id": city_by_slug("helsinki").id}
            else:
                of_user = select(Membership.organisation_id).where(Membership.user_id == user.id)
                whose = {"organisation_id": db.session.scalars(of_user).first()}
            token = token_of(user, **whose)
            db.session.remove()
        return {HTTPS[0]: HTTPS[1], "Authorization": f"Bearer {token}"}

    @contextmanager
    def watched(self):
        """Give what is asked from now on; it is there when the block has ended."""
        traffic, before = Traffic(), self._log.stat().st_size
        yield traffic
        with self._log.open("rb") as log:
            log.seek(before)
            for line in log:
                try:
                    told = json.loads(line)
                except ValueError:
                    continue
                if isinstance(told, dict) and told.get("event") == "request":
                    traffic.routes[told["route"]] += 1
                    traffic.statuses[told["status"]] += 1
                    if told["status"] not in SHUT:
                        traffic.reached.add(told["route"])
                    if told["method"] == "POST":
                        traffic.sent[told["status"]] += 1
                    if told["status"] >= 500:
                        traffic.failed[told["route"]] += 1


@contextmanager
def attacked(url, folder):
    """Migrate and seed a database and serve it as in production, but without limits."""
    server = installation("postgresql", url, folder)
    server.environment.update(PRODUCTION)
    server.command("db", "upgrade")
    server.command("seed", "demo")
    with serving(server, MODULE, PATIENCE_S):
        yield Target(server)


@contextmanager
def broken():
    """Serve the page with known flaws; give its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, "-m", "tests.attacks.broken", str(port)], cwd=ROOT)
    try:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                with urlopen(address, timeout=5):
                    break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait(PATIENCE_S)
