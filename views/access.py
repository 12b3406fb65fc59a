"""Who may call which route.  Every view says it by one of four marks; none means refused.

The mark decides the door only; what somebody may do with one thing is asked in services.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import row_scope
from app.policies.actor import VISITOR, Actor
from app.queries.account import actor_of
from models.errors import ForbiddenError
from views.program import is_for_programs

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC, SIGNED_IN, STAFF, BEARER = "public", "signed_in", "staff", "bearer"
NOTHING = b"%00"
"""A letter that no text of PostgreSQL holds; programs are told so, for pages it is a blank."""

OF_THE_TRUSTED = ("jury.", "jury_seat.decision", "jury_seat.s", "token.new")
"""Beginnings of endpoints beside the desk that a role opens only with a second factor.

Elsewhere people with a role are private persons until they have shown one (Actor.held_back), so
that nothing opens by mistake.
"""


def _marked(mark: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = mark  # type: ignore[attr-defined]  # read back by door_of
        return view

    return decorate


def guarded(guard: Callable[[], Actor]) -> Callable[[View], View]:
    """Mark a view of programs: ``guard`` returns who the request's token acts for, or refuses."""

    def decorate(view: View) -> View:
        view.access, view.guard = BEARER, guard  # type: ignore[attr-defined]  # read back by the door
        return view

    return decorate


public = _marked(PUBLIC)
signed_in = _marked(SIGNED_IN)
staff = _marked(STAFF)


def door_of(app: Flask, endpoint: str) -> str | None:
    """Return the mark of an endpoint; static files are public."""
    if endpoint == "static":
        return PUBLIC
    view = app.view_functions.get(endpoint)
    found: str | None = getattr(view, "access", None)
    return found


def viewer() -> Actor:
    """Return who is asking; made once a request."""
    if "viewer" not in g:
        signed = current_user and current_user.is_authenticated
        g.viewer = _proven(actor_of(current_user.id)) if signed else VISITOR
        row_scope.bind(g.viewer)
    actor: Actor = g.viewer
    return actor


def _proven(actor: Actor) -> Actor:
    """Return somebody signed in, without roles that want a second factor that was not shown.

    Tokens of programs are not looked at here: they were made by somebody who had shown one.
    """
    shown = "login" in g and g.login.has_second
    return actor.held_back() if g.get("factor_required") and not shown else actor


def fresh_viewer() -> Actor:
    """Return who is asking once more, after a request that changed their own roles."""
    g.pop("viewer", None)
    return viewer()


class Asked(Request):
    """A request: in what a page is asked, an end of text is a blank."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if NOTHING in self.query_string and not is_for_programs(self.path):
            self.query_string = self.query_string.replace(NOTHING, b"%20")


def init_app(app: Flask) -> None:
    """Refuse at the door whoever the route's mark does not let in."""
    app.request_class = Asked

    @app.before_request
    def door() -> ResponseReturnValue | None:
        if "\0" in request.path:
            abort(404)  # PostgreSQL cannot even be asked for such a name
        if request.endpoint is None:
            return None
        mark = door_of(app, request.endpoint)
        if mark is None:
            abort(403)
        if mark == BEARER:
            view: Any = app.view_functions[request.endpoint]
            with row_scope.as_system("a token says who asks"):
                g.viewer = view.guard()
            row_scope.bind(g.viewer)
            return None
        return None if mark == PUBLIC else _signed_in(mark)


def _signed_in(mark: str) -> ResponseReturnValue | None:
    if not viewer().is_signed_in:
        return ask_to_sign_in()
    endpoint = request.endpoint or ""
    if viewer().unproven and (mark == STAFF or endpoint.startswith(OF_THE_TRUSTED)):
        return _ask_for_factor()
    if mark == STAFF and not viewer().is_staff:
        abort(403)
    return None


def _ask_for_factor() -> ResponseReturnValue:
    """Lead somebody to the page where they set up what their role wants."""
    if request.method != "GET" or request.headers.get("X-Autosave"):
        raise ForbiddenError("factor_needed")
    return redirect(url_for("factor.index", next=request.full_path.rstrip("?")))


def ask_to_sign_in() -> ResponseReturnValue:
    """Send a reader to sign in and back; a form that was sent is kept by the error page."""
    if request.method != "GET" or request.headers.get("X-Autosave"):
        abort(401)
    flash(gettext("Sign in to continue."), "info")
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
