"""A small service with known flaws, on loopback: what each tool must find.

``python -m tests.attacks.broken PORT`` serves until it is ended.  Never part of the product.
"""

import json
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PAGE = (
    "<!doctype html><title>Broken</title><h1>Broken</h1>{said}"
    '<form action="/search"><input name="q" value="a"><button>Search</button></form>'
    '<form action="/hello"><input name="name" value="a"><button>Greet</button></form>'
)
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Broken", "version": "1"},
    "paths": {
        "/number": {
            "get": {
                "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "OK"}},
            }
        }
    },
}


class Broken(BaseHTTPRequestHandler):
    """Puts what it is asked into SQL and into the page, and falls over what is no number."""

    def do_GET(self):
        """Answer as nobody should."""
        asked = urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        ways = {"/search": self._search, "/hello": self._hello, "/number": self._number}
        try:
            if asked.path == "/openapi.json":
                self._say(200, json.dumps(DOCUMENT), "application/json")
            else:
                self._say(200, PAGE.format(said=ways.get(asked.path, self._nothing)(given)))
        except (sqlite3.Error, sqlite3.Warning, ValueError, ArithmeticError) as error:
            self._say(500, f"{type(error).__name__}: {error}")

    def _nothing(self, _given):
        return ""

    def _hello(self, given):
        return f"<p>Hello {given.get('name', '')}</p>"

    def _number(self, given):
        return str(100 // int(given.get("n", "1")))

    def _search(self, given):
        base = sqlite3.connect(":memory:")
        base.executescript("CREATE TABLE place (name); INSERT INTO place VALUES ('a'), ('b');")
        asked = f"SELECT name FROM place WHERE name = '{given.get('q', '')}'"  # noqa: S608 - the flaw
        found = base.execute(asked).fetchall()
        base.close()
        return f"<p>{len(found)} found: {found}</p>"

    def _say(self, status, text, kind="text/html"):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_told):
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Broken).serve_forever()
