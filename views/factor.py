"""One's own second factors: set up, take away, new recovery codes, and the fresh proof for it."""

from flask import Blueprint, Response, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.adapters import accounts, one_time_code, sealed
from app.adapters.qr_code import drawn
from app.forms.account import safe_path
from app.forms.factor import AppForm, PasskeyForm, ProofForm
from app.queries.account import account_of
from app.queries.factor import factors_of
from app.services import factor as service
from app.services import login as login_service
from models.attempt import Door
from models.errors import ConflictError, DomainError, FieldError
from views import attempt, factor_passkey, identity_flow, navigation
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.factor_proof import APP_SECRET, new_codes, proof_of, wrong_password
from views.language import PREFIX
from views.messages import message_for
from views.page import page

ISSUER = "Koepaikka"
NEW_SECRET = "new authenticator app"  # noqa: S105 - what a sealed secret is for
SET_UP_WITHIN_S = 3600

blueprint = Blueprint("factor", __name__, url_prefix=PREFIX + "/my/account/second-factor")


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages, which show secrets once, out of caches."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _onward() -> str | None:
    return safe_path(request.values.get("next")) or None


def _home() -> str:
    return url_for("factor.index", next=_onward())


def _ask_proof(back: str) -> ResponseReturnValue:
    return redirect(url_for("factor.prove", next=back), 303)


def _page(template: str, status: int = 200, /, **values: object) -> tuple[str, int]:
    return page(template, status, section_links=navigation.my_menu(viewer()), **values)


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show what one has, and what can be set up."""
    return _page(
        "factor/index.html",
        factors=factors_of(viewer().user_id),
        has_passkeys=factor_passkey.site() is not None,
        onward=_onward(),
    )


@blueprint.route("/proof", methods=["GET", "POST"])
@signed_in
def prove() -> ResponseReturnValue:
    """Show once more that it is oneself: the password, and a second factor if there is one."""
    form = ProofForm(next=request.args.get("next"))
    user_id = account_of(viewer().user_id).id
    factors = factors_of(user_id)
    if form.validate_on_submit():
        try:
            return _proven(user_id, form)
        except FieldError as error:
            form.blame(error.field, message_for(error))
    form.code.flags.required = not factors.passkeys
    return _page(
        "factor/proof.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        factors=factors,
        question=factor_passkey.to_show(factors_of(user_id)),
        providers=identity_flow.linked(viewer()),
    )


def _proven(user_id: int, form: ProofForm) -> ResponseReturnValue:
    attempt.admit(Door.SIGN_IN, viewer().email)
    if not accounts.matches(form.password.data, account_of(user_id).password):
        raise wrong_password(account_of(user_id))
    factors = factors_of(user_id)
    proof = None
    if factors:
        attempt.admit(Door.SECOND_FACTOR, f"account:{user_id}")
        proof = proof_of(user_id, factors, form)
    login_service.prove(viewer(), g.login.id, proof)
    attempt.forgive(Door.SIGN_IN, viewer().email)
    if proof is not None:
        attempt.forgive(Door.SECOND_FACTOR, f"account:{user_id}")
    return redirect(form.next.data or url_for("factor.index"), 303)


@blueprint.route("/app", methods=["GET", "POST"])
@signed_in
def add_app() -> ResponseReturnValue:
    """Show the secret of a new authenticator app, and take its first code."""
    if not g.login.is_fresh:
        return _ask_proof(url_for("factor.add_app", next=_onward()))
    actor = viewer()
    form = AppForm(next=request.args.get("next"))
    secret = _sent_secret(form) or one_time_code.new_secret()
    if form.validate_on_submit() and form.sealed.data:
        step = one_time_code.step_of(secret, form.code.data, clock.now(), after=0)
        if step is not None:
            return _app_added(secret, step)
        form.blame("code", message_for(FieldError("app_code_wrong")))
    form.sealed.data = sealed.seal(attempt.secret(), _use(), secret)
    return _page(
        "factor/app.html",
        422 if form.errors else 200,
        form=form,
        secret=one_time_code.written(secret),
        address=one_time_code.address(secret, actor.email, ISSUER),
        code=drawn(one_time_code.address(secret, actor.email, ISSUER)),
    )


def _use() -> str:
    return f"{NEW_SECRET} of {viewer().user_id}"


def _sent_secret(form: AppForm) -> bytes | None:
    if not form.is_submitted():
        return None
    sent = form.sealed.data or ""
    return sealed.unseal(attempt.secret(), _use(), sent, within_s=SET_UP_WITHIN_S)


def _app_added(secret: bytes, step: int) -> ResponseReturnValue:
    user_id = account_of(viewer().user_id).id
    codes, digests = new_codes(user_id)
    kept = sealed.seal(attempt.secret(), APP_SECRET, secret)
    try:
        is_first = service.add_app(viewer(), g.login.id, kept, step, digests)
    except ConflictError as error:
        return flash_refusal(error, _home())
    return _added(_("The authenticator app is in use."), codes if is_first else [])


def _added(words: str, codes: list[str]) -> ResponseReturnValue:
    """Show the recovery codes of a first factor at once and only now, else go back."""
    if codes:
        return _page("factor/codes.html", codes=codes, said=words, onward=_onward())
    flash(words, "success")
    return redirect(_home(), 303)


@blueprint.route("/passkeys/new", methods=["GET", "POST"])
@signed_in
def add_passkey() -> ResponseReturnValue:
    """Let the browser make a passkey, and keep its public half."""
    if factor_passkey.site() is None:
        return redirect(_home())
    if not g.login.is_fresh:
        return _ask_proof(url_for("factor.add_passkey", next=_onward()))
    form = PasskeyForm(next=request.args.get("next"))
    if form.validate_on_submit():
        try:
            return _passkey_added(form)
        except DomainError as error:
            form.blame(error.field, message_for(error))
    return _page(
        "factor/passkey.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        question=factor_passkey.to_make(viewer(), factors_of(viewer().user_id)),
    )


def _passkey_added(form: PasskeyForm) -> ResponseReturnValue:
    made = factor_passkey.made(form.answer.data)
    if made is None:
        raise FieldError("passkey_not_made")
    codes, digests = new_codes(account_of(viewer().user_id).id)
    new = service.NewPasskey(made.credential_id, made.public_key, made.sign_count, form.name.data)
    is_first = service.add_passkey(viewer(), g.login.id, new, digests)
    return _added(_("The passkey is in use."), codes if is_first else [])


@blueprint.post("/app/remove")
@signed_in
def remove_app() -> ResponseReturnValue:
    """Take the authenticator app out of use."""
    if not g.login.is_fresh:
        return _ask_proof_again()
    service.remove_app(viewer(), g.login.id)
    flash(_("The authenticator app is no longer in use."), "success")
    return redirect(_home(), 303)


@blueprint.post("/passkeys/<int:passkey_id>/remove")
@signed_in
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey out of use."""
    if not g.login.is_fresh:
        return _ask_proof_again()
    service.remove_passkey(viewer(), g.login.id, passkey_id)
    flash(_("The passkey is no longer in use."), "success")
    return redirect(_home(), 303)


@blueprint.post("/recovery-codes")
@signed_in
def renew_codes() -> ResponseReturnValue:
    """Make new recovery codes, show them at once and only now."""
    if not g.login.is_fresh:
        return _ask_proof_again()
    codes, digests = new_codes(account_of(viewer().user_id).id)
    service.renew_codes(viewer(), g.login.id, digests)
    return _added(_("The recovery codes of before no longer work."), codes)


def _ask_proof_again() -> ResponseReturnValue:
    flash(_("Show first that it is you, then press the button once more."), "info")
    return _ask_proof(_home())
