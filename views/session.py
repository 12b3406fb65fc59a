"""Sessions in signed cookies, and none at all where everybody gets the same answer."""

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from views.program import is_for_programs

FOR_EVERYBODY = ("/static/", "/tiles/", "/healthz", "/readyz", "/metrics")


class Forgotten(SecureCookieSession):
    """An empty session that lasts for one request and leaves nothing in the answer."""


class Sessions(SecureCookieSessionInterface):
    """Opens a forgotten session for files, tiles and programs: nobody is looked up for them.

    Their answers may be kept by caches between us and readers, so they must neither set a cookie
    nor vary by one.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(FOR_EVERYBODY) or is_for_programs(request.path):
            return Forgotten()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not isinstance(session, Forgotten):
            super().save_session(app, session, response)
