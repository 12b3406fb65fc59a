"""Every route, as a city deploys it: headers and cookies of each kind of answer, forms and keys.

The application is one of production on a database of its own, which is empty: what is asked for is
there, elsewhere, not there, not for you, or not so.
"""

import re
from collections import Counter

import pytest

from models.attempt import LIMITS, Door, Limit
from tests.integration.tenant.doors import statements_that_write
from views.access import BEARER, PUBLIC, door_of

ORIGIN = "https://localhost"
NONCE = re.compile(r"'nonce-([\w-]{20,})'")
RULES = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
FRAMED = {"embed.show"}  # may stand in a frame of any site, knows no cookie
NO_PAGE = "default-src 'none'; frame-ancestors 'none'; sandbox"  # of what others uploaded
WANTED = {
    "X-Content-Type-Options": re.compile("nosniff"),
    "Referrer-Policy": re.compile("strict-origin-when-cross-origin|same-origin|no-referrer"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Permissions-Policy": re.compile(r"geolocation=\(self\), camera=\(\), microphone=\(\)"),
    "Strict-Transport-Security": re.compile("max-age=[3-9][0-9]{7}; includeSubDomains"),  # a year
}
PROGRAM = {"Accept": "application/json"}  # errors come as a line, not as a page
SAFE = {"GET", "HEAD", "OPTIONS"}
# Forms that other programs press: the address is the secret, and mail programs know no token.
PRESSED = {"subscription.stop", "subscription_reader.stop_all", "saved_search.stop"}
LIMITED = "/fi/pilots/x/harm"  # 20 a minute
UNTOLD = "the text of an error, which no answer may hold"
SHORT = "/ogc/collections/cities/items"


@pytest.fixture(scope="module")
def site(databases):
    """An application with the settings of production, on SpatiaLite: no header asks which."""
    return databases.application("sqlite", testing=False, secure_cookies=True, log_format="off")


@pytest.fixture
def browser(site):
    """Asks by https."""

    def ask(path, method="GET", **more):
        return site.test_client().open(path, method=method, base_url=ORIGIN, **more)

    return ask


def addresses(site, door=None):
    """Return each rule with an address of it."""
    for rule in site.url_map.iter_rules():
        if door is None or door_of(site, rule.endpoint) == door:
            yield rule, rule.build({name: value(rule, name) for name in rule.arguments})[1]


def value(rule, name):
    """Return what stands for a name in an address: its first choice, a number or a word."""
    words = getattr(rule._converters[name], "regex", "")
    if words.startswith("(?:"):
        return words.removeprefix("(?:").removesuffix(")").split("|")[0]
    if "{32}" in words:
        return "x" * 32
    return 1 if "d" in words else "x"


def faults(answer, endpoint):
    """Yield what an answer lacks."""
    headers = answer.headers
    (policy,) = headers.getlist("Content-Security-Policy")
    if policy != NO_PAGE:
        yield from faults_of_policy(policy, answer, endpoint)
    for name, wanted in WANTED.items():
        if not wanted.fullmatch(headers.get(name, "")):
            yield f"{name}: {headers.get(name)}"
    if headers.getlist("Set-Cookie") and "public" in headers.get("Cache-Control", ""):
        yield "a cookie in what caches keep for everybody"
    for cookie in headers.getlist("Set-Cookie"):
        name, *flags = cookie.split("; ")
        if not {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags):
            yield f"cookie {name.partition('=')[0]}: {flags}"


def faults_of_policy(policy, answer, endpoint):
    """Yield where a policy lets more in than it should, or knows not the scripts of its page."""
    told = dict(one.partition(" ")[::2] for one in policy.split("; "))
    for name, wanted in RULES.items():
        if told.get(name) != ("*" if endpoint in FRAMED and name == "frame-ancestors" else wanted):
            yield f"{name} {told.get(name)}"
    if "unsafe" in policy or "http" in policy or "*" in told["script-src"]:
        yield policy
    nonce = NONCE.search(told["script-src"])
    if not nonce or nonce[1] not in told["style-src"]:
        yield "no nonce"
    elif answer.mimetype == "text/html":
        used = set(re.findall(r'nonce="([^"]*)"', answer.get_data(as_text=True)))
        if not used <= {nonce[1]}:
            yield "another nonce"


def test_every_answer_bears_the_headers_and_its_cookies_their_flags(site, browser):
    bare, statuses, nonces = [], Counter(), Counter()

    def ask(path, endpoint, method="GET", **more):
        answer = browser(path, method, **more)
        statuses[answer.status_code] += 1
        nonces.update(NONCE.findall(answer.headers["Content-Security-Policy"])[:1])
        bare.extend((method, path, answer.status_code, one) for one in faults(answer, endpoint))

    for rule, path in addresses(site):
        ask(path, rule.endpoint)
        ask(path, None, "TRACE", headers=PROGRAM)
    ask("/en/nowhere", None)
    ask("/en/nowhere", None, "TRACE")
    assert not bare
    assert statuses.keys() >= {200, 302, 401, 404, 405}, statuses
    assert statuses[500] == 0
    # The short way (views/ogc_lane.py) repeats the headers of one answer, and sends no pages.
    assert len(nonces) > 0.9 * nonces.total()


def broken(**_names):
    raise RuntimeError(UNTOLD)


broken.access = PUBLIC


def test_what_fails_or_is_refused_bears_them_too(site, browser, monkeypatch):
    """Each public view fails in turn; forms are refused for what is in them, size and number."""
    bare, statuses = [], Counter()

    def ask(path, method="GET", **more):
        answer = browser(path, method, **more)
        statuses[answer.status_code] += 1
        bare.extend((path, one) for one in faults(answer, None))
        if UNTOLD in answer.get_data(as_text=True):
            bare.append((path, "tells of the error"))
        return answer.status_code

    assert ask("/fi/register", "POST", data={}) == 400
    monkeypatch.setitem(site.config, "WTF_CSRF_ENABLED", value=False)
    assert ask("/fi/register", "POST", data={}) == 422
    assert ask("/fi/register", "POST", data={"name": "x" * 9_000_000}) == 413
    monkeypatch.setitem(LIMITS, Door.SIGN_IN, Limit(by_name=0, by_address=0))
    assert ask("/fi/login", "POST", data={"email": "a@b.fi", "password": "p"}) == 429
    assert [ask(LIMITED, "POST", headers=PROGRAM) for _turn in range(21)][-1] == 429
    for endpoint in site.view_functions:
        if door_of(site, endpoint) == PUBLIC:
            monkeypatch.setitem(site.view_functions, endpoint, broken)
    asked = [path for rule, path in addresses(site, PUBLIC) if "GET" in rule.methods]
    answered = [
        ask(path, headers={} if number % 10 == 0 else PROGRAM) for number, path in enumerate(asked)
    ]
    assert not bare
    assert answered.count(500) > 100
    # A few names in addresses have a shape of their own, which "x" has not.
    assert (set(answered), answered.count(404) < 10) == ({404, 500}, True)


def test_the_short_way_of_programs_bears_what_the_long_one_does(site, browser):
    taken = []
    site.extensions["observers"].append(lambda route, *_more: taken.append(route))
    first = browser(SHORT)
    for asked in ({}, {"If-None-Match": first.headers["ETag"]}):
        answer = browser(SHORT, headers=asked)
        assert [*faults(answer, None)] == [], asked
    site.extensions["observers"].pop()
    assert taken[1:] == ["ogc_lane", "ogc_lane"]
    assert answer.status_code == 304


def test_nothing_is_written_without_the_token_of_the_form(site, browser):
    """Also with one that is another's; a program's own token is no cookie and needs none."""
    wrong, refused = [], 0
    with site.app_context(), statements_that_write() as written:
        for number, (rule, path) in enumerate(addresses(site)):
            sent = {"csrf_token": "another's"} if number % 10 == 0 else {}
            for method in sorted(rule.methods - SAFE):
                door = door_of(site, rule.endpoint)
                if rule.endpoint in PRESSED or (door == PUBLIC and path.startswith("/api/")):
                    continue
                answer = browser(path, method, data=sent, headers=PROGRAM)
                code = (answer.get_json(silent=True) or {}).get("code")
                fits = (401,) if door == BEARER else (400, "session_expired")
                if (answer.status_code, code)[: len(fits)] != fits:
                    wrong.append((method, path, answer.status_code, code))
                refused += 1
    assert not wrong
    assert not written
    assert refused > 200


def test_what_the_machines_door_takes_without_a_token_writes_nothing(site, browser):
    """Public operations that are asked by POST only read; whoever presses a link has its secret."""
    asked = []
    with site.app_context(), statements_that_write() as written:
        for rule, path in addresses(site, PUBLIC):
            for method in sorted(rule.methods - SAFE):
                if rule.endpoint in PRESSED or path.startswith("/api/"):
                    answer = browser(path, method, json={})
                    asked.append((rule.endpoint, answer.status_code))
    assert {name for name, status in asked if status < 400} == set()
    assert {name for name, _status in asked} >= PRESSED
    assert set(written) <= {"BEGIN IMMEDIATE"}


def test_the_choice_of_colours_leads_back_here_and_nowhere_else(browser, site, monkeypatch):
    monkeypatch.setitem(site.config, "WTF_CSRF_ENABLED", value=False)
    for came_from, back in (
        ("https://localhost/fi/testbeds?q=a", "/fi/testbeds?q=a"),
        ("https://localhost//evil.example/", "/fi/"),
        ("https://evil.example/fi/testbeds", "/fi/"),
        (None, "/fi/"),
    ):
        sent = {"Referer": came_from} if came_from else {}
        answer = browser("/fi/theme", "POST", data={"theme": "dark"}, headers=sent)
        assert (answer.status_code, answer.location) == (303, back), came_from
        assert [*faults(answer, None)] == []
