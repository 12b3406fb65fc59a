"""Every route of the product with values that nobody should send: by ourselves, tool or no tool.

The tools reach what a crawler finds in its time.  This goes by the map of routes: a scene of two
cities is laid beside the demonstration, and each address, each question of a page and each field
of a form is asked by somebody whose things they are.
"""

import itertools
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from tests.attacks.site import SHUT
from tests.attacks.tool import Finding
from tests.integration.tenant.doors import choices_of
from tests.integration.tenant.matrix import ANSWERS, MATRIX
from views.access import door_of

MARK = "<zq'\">"
ALWAYS = (f"a{MARK}", "a\0b", "9" * 40)
"""Markup, an end of text, and a number that no column holds: for every question and field."""
IN_TURN = (
    "' OR '1'='1' --",
    "//evil.example/",
    "a\r\nX-Evil: 1",
    "-1",
    "../../../../../etc/passwd",
    "{{7*7}}${7*7}",
    "=1+1|'",
    "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}",
    "1e999",
    "2026-02-30",
    "[]",
)
"""SQL, another host, a header, paths, templates, formulas, letters nobody sees, and what is almost
a number, a day or a list: a few for each route, one after the other."""
TURN = 3
NOT_UTF8 = "%ED%A0%80%FF"
KEPT = {"csrf_token", "request_key"}  # without them the form is refused before it is read
LEAD_AWAY = re.compile(r"(https?:)?//evil\.example", re.IGNORECASE)
FIELDS = 4  # of a form, tried one by one; what is more is tried all at once


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_given, **_named):
        return None


@dataclass
class Answer:
    """What came; ``body`` of pages alone."""

    status: int
    headers: dict
    body: str


@dataclass
class _Form:
    action: str
    method: str
    fields: dict = field(default_factory=dict)


class _Forms(HTMLParser):
    """Collects the forms of a page and the questions of its links."""

    def __init__(self, page):
        super().__init__()
        self.page, self.forms, self.links, self.met = page, [], [], []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            action = urlsplit(told.get("action") or self.page).path
            self.forms.append(_Form(action, (told.get("method") or "get").upper()))
        for where in (told.get("href"), told.get("src")):
            if where and where.startswith("/"):
                self.met.append(urlsplit(where).path)
                if "?" in where:
                    self.links.append(where)
        if tag in {"input", "select", "textarea", "button"} and self.forms and told.get("name"):
            self.forms[-1].fields.setdefault(told["name"], told.get("value") or "1")


class Walker:
    """Somebody who asks; ``findings`` are what no answer may hold, ``met`` addresses by route."""

    def __init__(self, app, address, headers):
        self.map, self.address, self.headers = app.url_map.bind("localhost"), address, headers
        self.findings, self.forms, self.questions = [], {}, defaultdict(set)
        self.met, self._seen, self._turn = {}, set(), itertools.cycle(IN_TURN)
        self._open = build_opener(_Stay()).open

    def hostile(self):
        """Return what is asked next: what always is, and some of the rest."""
        return (*ALWAYS, *itertools.islice(self._turn, TURN))

    def ask(self, path, values=None, method=None):
        """Return an answer, having looked whether it holds what it may not."""
        data = urlencode(values).encode() if values is not None else None
        asked = Request(self.address + path, data, self.headers, method=method)
        try:
            came = self._open(asked, timeout=60)
        except HTTPError as refused:
            came = refused
        with came:
            kind = came.headers.get("Content-Type", "")
            body = came.read().decode("utf-8", "replace") if "text/html" in kind else ""
            answer = Answer(came.status, came.headers, body)
        self._look(path, values, answer)
        return answer

    def _look(self, path, values, answer):
        place = f"{'GET' if values is None else 'POST'} {path[:90]}"
        if MARK in answer.body:
            self.findings.append(Finding("markup", place, "came back as it was sent"))
        if LEAD_AWAY.match(answer.headers.get("Location", "")):
            self.findings.append(Finding("redirect", place, answer.headers["Location"]))
        if "X-Evil" in answer.headers:
            self.findings.append(Finding("header", place, "one more than was meant"))
        read = _Forms(urlsplit(path).path)
        read.feed(answer.body)
        for form in read.forms:
            self.forms.setdefault((form.method, form.action), form)
            if form.method == "GET":
                self.questions[form.action] |= form.fields.keys()
        for one in set(read.met) - self._seen:
            self._seen.add(one)
            with suppress(HTTPException, RequestRedirect):
                self.met.setdefault(self.map.match(one)[0], one)
        for link in read.links:
            where = urlsplit(link)
            self.questions[where.path] |= {name for name, _ in parse_qsl(where.query)}


def routes(app, scene, door):
    """Yield (endpoint, methods, address) of each rule behind a door, once for each choice."""
    for rule in app.url_map.iter_rules():
        if door_of(app, rule.endpoint) != door:
            continue
        names = sorted(rule.arguments - {"lang"})
        for values in itertools.product(*(_values(rule, name, scene) for name in names)):
            chosen = dict(zip(names, values, strict=True))
            language = {"lang": "en"} if "lang" in rule.arguments else {}
            built = rule.build({**language, **chosen})
            assert built is not None, (rule, chosen)
            yield rule.endpoint, rule.methods or {"GET"}, built[1]
            break  # one choice is enough: the code behind them is the same


def _values(rule, name, scene):
    try:
        return choices_of(rule, name, scene)
    except AssertionError:
        words = getattr(rule._converters[name], "regex", "")
        return ["x" * 32 if "{32}" in words else 1 if "d" in words else "x"]


def walk(app, scene, walkers, door, leave=()):
    """Ask all behind a door; ``walkers`` are those who may, the first who gets in asks.

    Return the routes that opened to somebody, and all that there are.
    """
    opened, known = set(), {name: str(value) for name, value in scene.things.items()}
    every = sorted(
        (one for one in routes(app, scene, door) if one[0] not in leave),
        key=lambda one: one[2].count("/"),  # what is near the root leads to what is not
    )
    for endpoint, methods, path in every:
        line = MATRIX.get(endpoint)
        queries = [one.format(**known) for one in (line.queries if line else ())]
        tried = itertools.product(walkers, (*_met(walkers, endpoint), path))
        for who, where in tried if "GET" in methods else ():
            if who.ask(where + (queries or [""])[0]).status not in SHUT:
                opened.add(endpoint)
                _question(who, where, queries)
                break
    for endpoint, methods, path in every:
        line = MATRIX.get(endpoint)
        said = {k: v.format(**known) for k, v in (ANSWERS | line.answers).items()} if line else {}
        for who in walkers:
            if "POST" in methods and _fill(who, path, said):
                opened.add(endpoint)
                break
    return opened, {one[0] for one in every}


def _met(walkers, endpoint):
    """Return an address of a route that a page led to, if there is one."""
    return [who.met[endpoint] for who in walkers if endpoint in who.met][:1]


def _question(who, path, queries):
    names = who.questions[path] | {n for one in queries for n, _ in parse_qsl(one.lstrip("?"))}
    for value in who.hostile() if names else ALWAYS[:1]:
        who.ask(f"{path}?{urlencode(dict.fromkeys(names or {'q'}, value))}")
    who.ask(f"{path}?{'&'.join(f'{quote(name)}={NOT_UTF8}' for name in names or ('q',))}")
    last = path.rpartition("/")[0]
    for value in ALWAYS:
        who.ask(f"{last}/{quote(value, safe='')}")


def _fill(who, path, said):
    form = who.forms.get(("POST", path))
    fields = {**said, **(form.fields if form else {})}
    token = fields.get("csrf_token") or next(
        (one.fields["csrf_token"] for one in who.forms.values() if "csrf_token" in one.fields), ""
    )
    base = {"request_key": "", **fields, "csrf_token": token}
    free = [name for name in base if name not in KEPT]
    first = who.ask(path, {**base, **dict.fromkeys(free, ALWAYS[0])})
    if first.status in SHUT:
        return False
    for value in who.hostile()[1:]:
        who.ask(path, {**base, **dict.fromkeys(free, value)})
    for number, name in enumerate(free[:FIELDS]):
        who.ask(path, {**base, name: (*ALWAYS, *IN_TURN)[number]})
    return True
