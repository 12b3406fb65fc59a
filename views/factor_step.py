"""The second step of signing in, and signing in with a passkey instead of a password.

Between the steps nobody is signed in: the signed session only keeps whose password was right.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.factor import CodeForm
from app.queries.account import account_of
from app.queries.factor import Factors, factors_of
from models.account import User
from models.attempt import Door
from models.errors import FieldError, NotFoundError
from models.login import Way
from views import attempt, factor_passkey, login
from views.access import public, viewer
from views.factor_proof import proof_of
from views.language import PREFIX
from views.messages import message_for
from views.page import page

STEP = "first_step"
GOOD_FOR = dt.timedelta(minutes=10)

blueprint = Blueprint("factor_step", __name__, url_prefix=PREFIX + "/login")


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Whose password was right, or who came by an identity; and whether they stay signed in."""

    user: User
    remember: bool
    identity_id: int | None = None


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages out of caches."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _mark(user: User) -> str:
    """Return what changes with the password, so that a step before a change leads nowhere."""
    return hashlib.sha256(f"{STEP}:{user.fs_uniquifier}".encode()).hexdigest()[:32]


def ask(
    user: User, *, remember: bool, onward: str | None, identity_id: int | None = None
) -> ResponseReturnValue:
    """Ask somebody for their second factor whose password was right, or who came otherwise."""
    session[STEP] = [user.id, _mark(user), remember, clock.now().isoformat(), identity_id]
    return redirect(url_for("factor_step.show", next=onward or None), 303)


def _first_step() -> FirstStep | None:
    kept: Any = session.get(STEP)
    if kept is None:
        return None
    user_id, mark, remember, at, *more = kept
    if clock.now() - dt.datetime.fromisoformat(at) > GOOD_FOR:
        return None
    try:
        user = account_of(user_id)
    except NotFoundError:
        return None
    by = more[0] if more else None
    return FirstStep(user, bool(remember), by) if _mark(user) == mark else None


@blueprint.route("/second-step", methods=["GET", "POST"])
@public
def show() -> ResponseReturnValue:
    """Take a code or a passkey, and go on to where somebody was going."""
    form = CodeForm(next=request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(login.onward(form.next.data), 303)
    first = _first_step()
    if first is None:
        flash(_("Sign in once more: the second step has to follow within ten minutes."), "info")
        return redirect(url_for("security.login", next=form.next.data or None), 303)
    factors = factors_of(first.user.id)
    if form.validate_on_submit():
        try:
            return _enter(first, factors, form)
        except FieldError as error:
            form.blame(error.field, message_for(error))
    bad = form.errors or form.form_errors
    form.code.flags.required = not factors_of(first.user.id).passkeys
    return page(
        "factor/step.html",
        422 if bad else 200,
        form=form,
        factors=factors,
        question=factor_passkey.to_show(factors_of(first.user.id)),
    )


def _enter(first: FirstStep, factors: Factors, form: CodeForm) -> ResponseReturnValue:
    user_id = first.user.id
    attempt.admit(Door.SECOND_FACTOR, f"account:{user_id}")
    proof, by = proof_of(user_id, factors, form), first.identity_id
    way = Way.PASSWORD if by is None else Way.PROVIDER
    login.enter(user_id, remember=first.remember, proof=proof, way=way, identity_id=by)
    return _gone_in(user_id, form.next.data)


def _gone_in(user_id: int, path: str) -> ResponseReturnValue:
    attempt.forgive(Door.SECOND_FACTOR, f"account:{user_id}")
    return redirect(login.onward(path), 303)


@blueprint.route("/passkey", methods=["GET", "POST"])
@public
def passkey() -> ResponseReturnValue:
    """Sign in with a passkey alone, whose device recognises its person."""
    form = CodeForm(next=request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(login.onward(form.next.data), 303)
    if factor_passkey.site() is None:
        return redirect(url_for("security.login", next=form.next.data or None))
    if form.validate_on_submit():
        attempt.admit(Door.SECOND_FACTOR, "passkey:" + form.answer.data[:80])
        found = factor_passkey.shown(form.answer.data, alone=True)
        try:
            if found is None or found[0].confirmed_at is None:
                raise FieldError("passkey_wrong")  # noqa: TRY301 - one place says what is wrong
            login.enter(found[0].id, remember=False, proof=found[1], way=Way.PASSKEY)
            return _gone_in(found[0].id, form.next.data)
        except FieldError as error:
            form.blame(None, message_for(error))
    return page(
        "factor/passkey_login.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        question=factor_passkey.to_come_in(),
    )
