"""Signing in and up, signing out, and passwords.

The library behind it is in app/adapters/accounts.py.  No page says whether an address has an
account: what is different is told by mail.
"""

import uuid

from flask import Blueprint, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import accounts
from app.forms.account import (
    ChangePasswordForm,
    EmailForm,
    ResetPasswordForm,
    SignInForm,
    SignUpForm,
)
from app.queries.account import account_of, user_by_email
from app.queries.factor import owners
from app.services import account
from models.account import User
from models.attempt import Door
from models.errors import ConflictError, NotFoundError
from views import attempt, factor_step, identity_flow, language, login, navigation
from views.access import public, signed_in, viewer
from views.factor_proof import wrong_password
from views.language import PREFIX
from views.messages import message_for
from views.page import page

GONE = 410

blueprint = Blueprint("security", __name__, url_prefix=PREFIX)


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages out of caches, and their addresses, which hold tokens, on this site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.route("/login", methods=["GET", "POST"], endpoint="login")
@public
def sign_in() -> ResponseReturnValue:
    """Sign in, and go on to where one was going."""
    form = SignInForm(next=request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(login.onward(form.next.data), 303)
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
    return page(
        "security/login_user.html",
        status,
        form=form,
        unconfirmed=unconfirmed,
        has_passkeys=g.passkey_site is not None,
        providers=identity_flow.offered(),
    )


def _recognised(form: SignInForm) -> User | None:
    attempt.admit(Door.SIGN_IN, form.email.data)
    user = user_by_email(form.email.data)
    right = accounts.matches(form.password.data, user.password if user else None)
    return user if user is not None and user.active and right else None


def _enter(user: User, form: SignInForm) -> ResponseReturnValue:
    """Let somebody in who has shown their password, or ask for their second factor."""
    user_id, remember = user.id, bool(form.remember.data)
    attempt.forgive(Door.SIGN_IN, form.email.data)
    if owners([user_id]):
        return factor_step.ask(user, remember=remember, onward=form.next.data)
    login.enter(user_id, remember=remember)
    return redirect(login.onward(form.next.data), 303)


@blueprint.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End the session and its login."""
    by = identity_flow.came_by() if viewer().is_signed_in else None
    login.leave()
    flash(_("You are signed out."), "success")
    if by is not None:
        return redirect(url_for("identity.signed_out", provider=by), 303)
    return redirect(url_for("home.index"), 303)


@blueprint.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Make an account; it can be used when its address has been confirmed."""
    form = SignUpForm(next=request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(login.onward(form.next.data), 303)
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
        form.blame("password", message_for(wrong_password(user)))
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
    secret, begun = login.begun(factor=g.login.factor, vouched=g.login.vouched)
    account.change_password(actor, uniquifier, new, begun)
    login.open_here(actor.user_id, secret)
    flash(_("Your password has been changed. You are signed out everywhere else."), "success")
    return redirect(url_for("account.settings"), 303)
