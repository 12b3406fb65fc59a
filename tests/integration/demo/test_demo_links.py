"""Whoever tries the demonstration finds no link that leads nowhere."""

import re
from collections import Counter, deque

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.policies.actor import SYSTEM
from app.services.demo import seed_demo
from models.account import User

EACH = 1  # pages looked at for each kind of address
HREF = re.compile(r'href="(/[^"#]*)')
PEOPLE = ("", "coordinator.helsinki", "juror1", "company")
FOR_STAFF = re.compile(r"/(fi|sv|en)/desk$")  # told to everybody who asks how it works

EXAMPLE = re.compile(r"/api(/\w+){2,3}/1(/.*|\?.*)?")
"""Examples of the documentation are of the first thing that a new installation makes."""


def kind_of(app: Flask, path: str) -> str | None:
    """Return the endpoint of an address; None of what is no page of ours."""
    adapter = app.url_map.bind("localhost")
    try:
        endpoint, _values = adapter.match(path.split("?", maxsplit=1)[0], method="GET")
    except Exception:  # noqa: BLE001  whatever the router refuses is told by the answer
        return path
    return None if endpoint == "static" or endpoint.startswith("security.") else str(endpoint)


def lost_links(app: Flask, client: FlaskClient, start: list[str]) -> list[str]:
    """Follow links from page to page; return those that lead nowhere, with where they stood."""
    seen: set[str] = set(start)
    counts: Counter[str] = Counter()
    waiting, lost = deque((one, "") for one in start), []
    while waiting:
        path, came_from = waiting.popleft()
        kind = kind_of(app, path)
        if kind is None or counts[kind] >= EACH:
            continue
        counts[kind] += 1
        answer = client.get(path)
        if EXAMPLE.fullmatch(path) and came_from.endswith("/open-data/api"):
            continue
        if answer.status_code >= 400 and not FOR_STAFF.fullmatch(path):
            lost.append(f"{answer.status_code} {path} on {came_from}")
        if answer.mimetype != "text/html":
            continue
        for href in HREF.findall(answer.text):
            address = href.replace("&amp;", "&")
            if address not in seen:
                seen.add(address)
                waiting.append((address, path))
    return lost


def test_every_link_of_the_demonstration_leads_somewhere(app, session, client, sign_in):
    seed_demo(SYSTEM, "no password")
    lost = {}
    for name in PEOPLE:
        if name:
            user = session.scalar(select(User).where(User.email == f"{name}@koepaikka.example"))
            sign_in(user)
        lost[name] = lost_links(
            app,
            client,
            ["/fi/", "/sv/challenges", "/en/events", "/fi/my"]
            if name
            else ["/fi/", "/sv/challenges", "/en/events"],
        )

    assert lost == {name: [] for name in PEOPLE}
