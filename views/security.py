"""Signing in and up, signing out, and passwords.

The library behind it is in app/adapters/accounts.py.  No page says whether an address has an
account: what is different is told by mail.
"""

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.adapters import accounts
from app.forms.account import (
    ChangePasswordForm,
    EmailForm,
    ResetPasswordForm,
    SignInForm,
    SignUpForm,
    safe_path,
)
from app.queries.account import account_of, actor_of, user_by_email
from app.services import account
from models.account import User
from models.attempt import Door
from models.errors import ConflictError, NotFoundError
from views import attempt, language, navigation
from views.access import public, signed_in, viewer
from views.language import PREFIX
from views.page import page
from views.session import Sessions

IDLE = 4 * 3600  # seconds without a request after which a session ends
STAMP_EVERY = 300  # seconds between renewals of the session's stamp
GONE = 410

blueprint = Blueprint("security", __name__, url_prefix=PREFIX)


def init_app(app: Flask, settings: Any) -> None:
    """Configure and start the sign-in library, and end sessions that nobody uses."""
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
        REMEMBER_COOKIE_DURATION=dt.timedelta(days=30),
    )
    app.config.update(_spans())

    app.session_interface = Sessions()

    @app.before_request  # before the library's own, which looks who is signed in
    def end_idle_session() -> None:
        if "_user_id" not in session:
            return
        now = _now()
        seen = session.setdefault(accounts.SEEN, now)
        if now - seen > IDLE:
            session.clear()
        elif now - seen > STAMP_EVERY:
            session[accounts.SEEN] = now

    accounts.start(app)
    attempt.init_app(app)


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


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages out of caches, and their addresses, which hold tokens, on this site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _now() -> int:
    return int(clock.now().timestamp())


def onward(path: str = "") -> str:
    """Return where somebody goes on to: the path asked for, else the pages of their own."""
    return safe_path(path) or url_for("desk.index" if viewer().is_staff else "my.index")


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Sign in, and go on to where one was going."""
    form = SignInForm(next=request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(onward(form.next.data), 303)
    unconfirmed = False
    if form.validate_on_submit():
        user = _recognised(form)
        if user is not None and user.confirmed_at is not None:
            return _enter(user, form)
        unconfirmed = user is not None
        if not unconfirmed:
            words = _("The e-mail address and the password do not belong together.")
            form.blame("password", words)
    status = 422 if form.errors or unconfirmed else 200
    return page("security/login_user.html", status, form=form, unconfirmed=unconfirmed)


def _recognised(form: SignInForm) -> User | None:
    attempt.admit(Door.SIGN_IN, form.email.data)
    user = user_by_email(form.email.data)
    right = accounts.matches(form.password.data, user.password if user else None)
    return user if user is not None and user.active and right else None


def _enter(user: User, form: SignInForm) -> ResponseReturnValue:
    user_id = user.id
    attempt.forgive(Door.SIGN_IN, form.email.data)
    account.note_sign_in(actor_of(user_id), user_id)
    accounts.open_session(account_of(user_id), remember=bool(form.remember.data), at=_now())
    return redirect(onward(form.next.data), 303)


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End the session."""
    accounts.close_session()
    flash(_("You are signed out."), "success")
    return redirect(url_for("home.index"), 303)


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Make an account; it can be used when its address has been confirmed."""
    form = SignUpForm(next=request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(onward(form.next.data), 303)
    if form.validate_on_submit():
        attempt.admit(Door.SIGN_UP, form.email.data)
        _sign_up(form)
        return _mailed("confirm", form.email.data)
    return page("security/register_user.html", 422 if form.errors else 200, form=form)


def _sign_up(form: SignUpForm) -> None:
    uniquifier = uuid.uuid4().hex
    token = accounts.confirmation_token(uniquifier, form.email.data)
    new = account.NewAccount(
        name=form.name.data,
        email=form.email.data,
        language=language.current(),
        password_hash=accounts.hashed(form.password.data),
        uniquifier=uniquifier,
        confirm_path=url_for("account.confirm", token=token, next=_first_page(form)),
        reset_path=url_for("security.forgot_password"),
    )
    try:
        account.sign_up(viewer(), new)
    except ConflictError:  # the same address in the same moment: now it is known
        account.sign_up(viewer(), new)


def _first_page(form: SignUpForm) -> str | None:
    first = {"company": "organisation.new", "city": "account.settings"}.get(form.purpose.data or "")
    return form.next.data or (url_for(first) if first else None)


def _mailed(kind: str, address: str) -> ResponseReturnValue:
    session["mailed_to"] = address
    return redirect(url_for("security.mail_sent", kind=kind), 303)


@blueprint.get("/mail-sent/<any(confirm,reset):kind>")
@public
def mail_sent(kind: str) -> ResponseReturnValue:
    """Say that a mail is on its way, whether or not there is an account."""
    return page("security/mail_sent.html", kind=kind, address=session.get("mailed_to", ""))


@blueprint.route("/confirm", methods=["GET", "POST"])
@public
def send_confirmation() -> ResponseReturnValue:
    """Send the link that confirms an address once more."""
    form = EmailForm(email=request.args.get("email"), next=request.args.get("next"))
    if form.validate_on_submit():
        attempt.admit(Door.RESET, form.email.data)
        user = user_by_email(form.email.data)
        if user is not None and user.active and user.confirmed_at is None:
            token = accounts.confirmation_token(user.fs_uniquifier, user.email)
            path = url_for(
                "account.confirm", token=token, lang=user.language, next=form.next.data or None
            )
            account.ask_confirmation(viewer(), user.id, path)
        return _mailed("confirm", form.email.data)
    return page("security/send_confirmation.html", 422 if form.errors else 200, form=form)


@blueprint.route("/reset", methods=["GET", "POST"])
@public
def forgot_password() -> ResponseReturnValue:
    """Send a link with which to choose a new password."""
    form = EmailForm(email=viewer().email or request.args.get("email"))
    if form.validate_on_submit():
        attempt.admit(Door.RESET, form.email.data)
        user = user_by_email(form.email.data)
        if user is not None and user.active:
            token = accounts.reset_token(user)
            path = url_for("security.reset_password", token=token, lang=user.language)
            account.ask_reset(viewer(), user.id, path)
        return _mailed("reset", form.email.data)
    return page("security/forgot_password.html", 422 if form.errors else 200, form=form)


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a new password by the link from the mail."""
    user = accounts.reset_by(token)
    if user is None or not user.active:
        return page("security/link_old.html", GONE, kind="reset")
    form = ResetPasswordForm()
    if not form.validate_on_submit():
        return page("security/reset_password.html", 422 if form.errors else 200, form=form)
    user_id, uniquifier, email = user.id, user.fs_uniquifier, user.email
    new = account.NewPassword(accounts.hashed(form.password.data), uuid.uuid4().hex)
    try:
        account.reset_password(viewer(), user_id, uniquifier, new)
    except NotFoundError:
        return page("security/link_old.html", GONE, kind="reset")
    accounts.close_session()
    attempt.forgive(Door.SIGN_IN, email)
    flash(_("Your new password is in use. Sign in with it."), "success")
    return redirect(url_for("security.login"), 303)


@blueprint.route("/change", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """Change one's password; every other session of the account ends."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        attempt.admit(Door.SIGN_IN, viewer().email)
        user = account_of(viewer().user_id)
        if accounts.matches(form.password.data, user.password):
            return _change(user, form)
        form.blame("password", _("This is not the password you use now."))
    return page(
        "security/change_password.html",
        422 if form.errors else 200,
        form=form,
        section_links=navigation.my_menu(viewer()),
    )


def _change(user: User, form: ChangePasswordForm) -> ResponseReturnValue:
    actor, uniquifier = viewer(), user.fs_uniquifier
    attempt.forgive(Door.SIGN_IN, actor.email)
    new = account.NewPassword(accounts.hashed(form.new_password.data), uuid.uuid4().hex)
    account.change_password(actor, uniquifier, new)
    accounts.open_session(account_of(actor.user_id), remember=False, at=_now())
    flash(_("Your password has been changed. You are signed out everywhere else."), "success")
    return redirect(url_for("account.settings"), 303)
