"""Logins: coming in and going out, and the page of where one is signed in.

The signed cookie holds the secret of one row (models/login.py); a row that has ended or that no
browser was seen by for long lets nobody in, whatever cookie is sent.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, Response, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import accounts
from app.adapters.browser_name import browser_name
from app.adapters.passkey import site_of
from app.forms.account import safe_path
from app.queries import login as query
from app.queries.account import account_of, actor_of
from app.services import login as service
from app.services.factor_proof import Proof
from models.account import User
from models.factor import FactorKind, FactorNeed
from models.login import BROWSER_LENGTH, REMEMBERED, Way, digest
from views import attempt, identity_flow, language, navigation
from views.access import signed_in, viewer
from views.language import PREFIX
from views.page import page
from views.session import Sessions

SERVER_ERROR = 500

blueprint = Blueprint("login", __name__, url_prefix=PREFIX + "/my/account")


def init_app(app: Flask, settings: Any) -> None:
    """Configure and start the sign-in library, and keep when browsers were seen."""
    quick = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}
    strong = {"argon2__time_cost": 2, "argon2__memory_cost": 19_456, "argon2__parallelism": 1}
    app.config.from_mapping(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the algorithm
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        # The session key may be changed without locking everybody out, so it is no pepper.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        # OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=quick if settings.testing else strong,
        SECURITY_HASHING_SCHEMES=["hex_sha256"],  # of data inside tokens that are signed anyway
        SECURITY_DEPRECATED_HASHING_SCHEMES=[],
        SECURITY_RESET_PASSWORD_WITHIN=dt.timedelta(hours=2),
        SECURITY_CONFIRM_EMAIL_WITHIN=dt.timedelta(days=3),
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        REMEMBER_COOKIE_NAME="__Host-remember" if settings.secure_cookies else "remember",
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        REMEMBER_COOKIE_DURATION=REMEMBERED,
    )
    app.config.update(_spans())

    app.config["SECOND_FACTOR_REQUIRED"] = settings.second_factor == FactorNeed.REQUIRED
    app.session_interface = Sessions()
    accounts.start(app, _load)
    attempt.init_app(app)
    site = site_of(settings.public_url)

    @app.before_request
    def give() -> None:
        g.factor_required = app.config["SECOND_FACTOR_REQUIRED"]
        g.passkey_site = site

    @app.after_request
    def note_seen(response: Response) -> Response:
        here = g.get("login")
        if here is not None and here.is_stale and response.status_code < SERVER_ERROR:
            service.note_seen(here.id)
        return response


def _spans() -> dict[str, dt.timedelta]:
    """Return spans of features that are not in use; the library warns about its own defaults."""
    names = (
        "LOGIN_WITHIN",
        "CHANGE_EMAIL_WITHIN",
        "TWO_FACTOR_SETUP_WITHIN",
        "TWO_FACTOR_LOGIN_VALIDITY",
        "US_SETUP_WITHIN",
        "WAN_REGISTER_WITHIN",
        "WAN_SIGNIN_WITHIN",
    )
    return {f"SECURITY_{name}": dt.timedelta(minutes=30) for name in names}


def _load(secret: str) -> User | None:
    """Return the account of a cookie's secret, and keep by which login it came."""
    found = query.opened(secret)
    if found is None:
        return None
    g.login, user = found
    return user


def begun(
    *, remember: bool = False, factor: FactorKind | None = None, vouched: bool = False
) -> tuple[str, service.NewLogin]:
    """Return a new secret for the browser that is asking, and the login that it is of."""
    secret = accounts.new_secret()
    name = browser_name(request.user_agent.string)[:BROWSER_LENGTH]
    return secret, service.NewLogin(digest(secret), name, remember, factor, vouched=vouched)


def enter(
    user_id: int,
    *,
    remember: bool,
    proof: Proof | None = None,
    way: Way = Way.PASSWORD,
    identity_id: int | None = None,
    vouched: bool = False,
) -> None:
    """Sign somebody in who has shown what is needed, first of all by ``way``.

    Raises:
        FieldError: ``code_used`` at ``code``.
    """
    secret, new = begun(remember=remember, vouched=vouched)
    new = replace(new, way=way, identity_id=identity_id)
    service.sign_in(actor_of(user_id), user_id, new, proof)
    open_here(user_id, secret, remember=remember)


def open_here(user_id: int | None, secret: str, *, remember: bool = False) -> None:
    """Give the browser that asks the cookie of a login that has begun."""
    accounts.open_session(account_of(user_id), secret, remember=remember)
    _load(secret)


def leave() -> None:
    """Sign out: the row ends, and the cookie forgets it."""
    actor = viewer()
    if actor.is_signed_in and "login" in g:
        service.end(actor, g.login.id)
    accounts.close_session()


def onward(path: str | None = "") -> str:
    """Return where somebody goes on to: the path asked for, else the pages of their own."""
    if viewer().unproven:
        return url_for("factor.index", next=safe_path(path) or None)
    return safe_path(path) or url_for("desk.index" if viewer().is_staff else "my.index")


@blueprint.get("/logins")
@signed_in
def index() -> ResponseReturnValue:
    """Show where one is signed in."""
    return page(
        "login/index.html",
        logins=query.mine(viewer()),
        here=g.login.id,
        names={one.issuer: one.name(language.current()) for one in identity_flow.offered()},
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/logins/<int:login_id>/end")
@signed_in
def end(login_id: int) -> ResponseReturnValue:
    """Sign out in one browser."""
    if login_id == g.login.id:
        leave()
        flash(_("You are signed out."), "success")
        return redirect(url_for("home.index"), 303)
    service.end(viewer(), login_id)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("login.index"), 303)


@blueprint.post("/sign-out-elsewhere")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign out on every other device."""
    service.end_others(viewer(), g.login.id)
    flash(_("You are signed out everywhere else."), "success")
    return redirect(url_for("login.index"), 303)
