"""A browser for storms: signs in, presses buttons with token and request key, reads the answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, build_opener

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NOTICE = re.compile(r'data-flashes>.*?data-kind="(\w+)"', re.DOTALL)
SEE_OTHER, UNFIT, LOST = 303, 422, 409
PATIENCE_S = 120


class _Stay(HTTPRedirectHandler):
    """Lets an answer that leads elsewhere be seen as it is."""

    def redirect_request(self, *_given: Any, **_named: Any) -> None:
        return None


@dataclass
class Browser:
    """One person's browser at a running installation."""

    address: str
    token: str = ""
    _opener: OpenerDirector = field(
        default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar()), _Stay())
    )

    def ask(self, path: str, values: Mapping[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, where the answer leads, and what it says."""
        data = urlencode(values).encode() if values is not None else None
        try:
            answer = self._opener.open(urljoin(self.address, path), data, PATIENCE_S)
        except HTTPError as refused:
            answer = refused
        with answer:
            said = answer.read().decode()
            return answer.status, answer.headers.get("Location", ""), said

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the page, and keep the token of the forms."""
        _status, _where, said = self.ask("/en/login")
        values = {"email": email, "password": password, "csrf_token": TOKEN.findall(said)[0]}
        status, where, _said = self.ask("/en/login", values)
        assert status == SEE_OTHER, (status, where)
        self.token = TOKEN.findall(self.ask(where)[2])[0]

    def press(self, path: str, form: Mapping[str, str], key: str) -> tuple[str, str]:
        """Press a button; return ("answer" | "refused" | "broken", what came).

        A button that was refused may lead back to the page with the reason above it, so the page
        that comes is read too.
        """
        values = {**form, "csrf_token": self.token, "request_key": key}
        status, where, _said = self.ask(f"/en{path}", values)
        if status in {UNFIT, LOST}:
            return "refused", str(status)
        if status != SEE_OTHER:
            return "broken", f"{path}: {status} {where}"
        seen, _where, said = self.ask(where)
        kinds = NOTICE.findall(said)
        if seen >= 400 or not kinds:
            return "broken", f"{path} leads to {where}: {seen} {kinds}"
        return ("refused", "told") if kinds[0] == "error" else ("answer", where)
