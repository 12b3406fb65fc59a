"""Sign in with another account: to a provider of OpenID Connect, back, and a first account.

Coming back is a page with a button, which presses itself where there are scripts: reading writes
nothing, so that what signs somebody in is a form of ours.
"""

import re
import uuid
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import accounts
from app.adapters.oidc import Brought, Client
from app.adapters.oidc_source import OidcError
from app.forms.account import safe_path
from app.forms.identity import NewPersonForm, ReturnForm
from app.queries.account import user_by_email
from app.queries.factor import owners
from app.queries.identity import identity_by
from app.queries.staff_invitation import invitation_by
from app.services import identity as service
from models.attempt import Door
from models.errors import ConflictError, DomainError, NotFoundError
from models.identity import Identity, SignUp, Told
from models.login import Way
from models.staff import StaffInvitation
from views import attempt, factor_step, language, login
from views import identity_flow as flow
from views.access import public, viewer
from views.language import PREFIX
from views.page import page

INVITED = re.compile(r"/(?:fi|sv|en)/invitations/([A-Za-z0-9_-]{20,60})")
CANCELLED = frozenset({
    "access_denied", "login_required", "interaction_required", "consent_required",
})  # fmt: skip

blueprint = Blueprint("identity", __name__)


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages out of caches, and their addresses, which hold codes, on this site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.get(PREFIX + "/login/with/<provider>")
@public
def start(provider: str) -> ResponseReturnValue:
    """Send somebody to a provider, to sign in there."""
    client = flow.client_of(provider)
    onward = safe_path(request.args.get("next"))
    if viewer().is_signed_in:
        return redirect(login.onward(onward), 302)
    return flow.send(client, flow.Deed.SIGN_IN, onward, None)


@blueprint.get("/login/with/<provider>/return")
@public
def landing(provider: str) -> ResponseReturnValue:
    """Lead on to the page in the language of whoever comes back; providers know one address."""
    flow.client_of(provider)
    known = ("code", "state", "iss", "error")
    brought: dict[str, Any] = {one: request.args[one] for one in known if one in request.args}
    errand = flow.errand_of(provider, request.args.get("state", ""))
    lang = errand.language if errand else language.current()
    return redirect(url_for("identity.back", provider=provider, lang=lang, **brought), 302)


@blueprint.route(PREFIX + "/login/with/<provider>/return", methods=["GET", "POST"])
@public
def back(provider: str) -> ResponseReturnValue:
    """Take what somebody brings back from a provider."""
    client = flow.client_of(provider)
    form = ReturnForm(
        code=request.args.get("code"), state=request.args.get("state"), iss=request.args.get("iss")
    )
    sent = form.is_submitted()
    failed = not sent and not request.args.get("code")
    errand = flow.errand_of(provider, form.state.data or "", taking=sent or failed)
    if errand is None or errand.user_id != viewer().user_id:
        return _lost(client)
    if failed:
        code = "provider_cancelled" if request.args.get("error") in CANCELLED else "code_refused"
        return flow.stopped(client.provider, OidcError(code), errand.deed, errand.onward)
    if not form.validate_on_submit():
        name = client.provider.name(language.current())
        return page("identity/return.html", form=form, name=name, deed=errand.deed.value)
    try:
        return _arrived(client, errand, Brought(form.code.data, form.iss.data or ""))
    except (OidcError, DomainError) as problem:
        return flow.stopped(client.provider, problem, errand.deed, errand.onward)


def _lost(client: Client) -> ResponseReturnValue:
    """Answer somebody whose way is not known: come twice, too late, or in another browser."""
    if viewer().is_signed_in:
        return redirect(login.onward(), 303)
    return flow.stopped(client.provider, DomainError("return_old"), flow.Deed.SIGN_IN, "")


def _arrived(client: Client, errand: flow.Errand, brought: Brought) -> ResponseReturnValue:
    attempt.admit(Door.SIGN_IN, f"return:{errand.asked.state}")
    told = flow.finished(client, errand, brought)
    attempt.forgive(Door.SIGN_IN, f"return:{errand.asked.state}")
    if errand.deed is flow.Deed.LINK:
        service.link(viewer(), g.login.id, client.provider, told)
        words = _("You can sign in with %(name)s from now on.", name=_name(client))
        flash(words, "success")
        return redirect(errand.onward or url_for("identity_own.index"), 303)
    if errand.deed is flow.Deed.PROVE:
        service.prove(viewer(), g.login.id, told)
        return redirect(errand.onward or url_for("factor.index"), 303)
    identity = identity_by(told.issuer, told.subject)
    if identity is None:
        flow.keep_told(told, errand.onward)
        return redirect(url_for("identity.new", provider=client.provider.key), 303)
    return _enter(identity, told, errand.onward)


def _name(client: Client) -> str:
    return client.provider.name(language.current())


def _enter(identity: Identity, told: Told, onward: str) -> ResponseReturnValue:
    """Let somebody in whose identity is linked, or ask for their second factor.

    Raises:
        DomainError: ``identity_off``.
    """
    user, by = identity.user, identity.id
    if not user.active:
        raise DomainError("identity_off")
    if user.confirmed_at is None:
        flash(_("Confirm your e-mail address first: open the link in the mail we sent."), "info")
        return redirect(url_for("security.send_confirmation", email=user.email), 303)
    if owners([user.id]) and not told.is_strong:
        return factor_step.ask(user, remember=False, onward=onward, identity_id=by)
    login.enter(user.id, remember=False, way=Way.PROVIDER, identity_id=by, vouched=told.is_strong)
    return redirect(login.onward(onward), 303)


@blueprint.route(PREFIX + "/login/with/<provider>/new", methods=["GET", "POST"])
@public
def new(provider: str) -> ResponseReturnValue:
    """Say that an identity is not known yet: sign in and link it, or make an account with it."""
    client = flow.client_of(provider)
    kept = flow.kept_told(client.provider.issuer)
    if viewer().is_signed_in or kept is None:
        return _lost(client)
    told, onward = kept
    invitation = _invitation(onward)
    form = NewPersonForm(name=told.name, email=invitation.email if invitation else told.address)
    may = client.provider.sign_up
    is_open = may is SignUp.ANYBODY or (may is SignUp.INVITED and invitation is not None)
    if is_open and form.validate_on_submit():
        attempt.admit(Door.SIGN_UP, form.email.data)
        try:
            return _sign_up(client, told, onward, form)
        except DomainError as problem:
            flow.forget_told()
            return flow.stopped(client.provider, problem, flow.Deed.SIGN_IN, onward)
    return page(
        "identity/new.html",
        422 if form.errors else 200,
        form=form,
        name=_name(client),
        is_open=is_open,
        invitation=invitation,
        is_known=told.is_address_sure and _has_account(told.address),
        link_path=url_for("identity_own.index"),
    )


def _has_account(address: str) -> bool:
    user = user_by_email(address)
    return user is not None and user.confirmed_at is not None


def _invitation(onward: str) -> StaffInvitation | None:
    """Return the invitation whose link somebody came by."""
    found = INVITED.fullmatch(onward)
    return invitation_by(found[1]) if found else None


def _sign_up(client: Client, told: Told, onward: str, form: NewPersonForm) -> ResponseReturnValue:
    uniquifier, invited = uuid.uuid4().hex, INVITED.fullmatch(onward)
    confirmation = accounts.confirmation_token(uniquifier, form.email.data)
    person = service.NewPerson(
        name=form.name.data,
        email=form.email.data,
        language=language.current(),
        uniquifier=uniquifier,
        confirm_path=url_for("account.confirm", token=confirmation, next=onward or None),
        link_path=url_for("identity_own.index"),
        invitation=invited[1] if invited else "",
    )
    try:
        user_id = service.sign_up(viewer(), client.provider, told, person)
    except ConflictError as problem:
        if problem.code != ConflictError.code:
            raise
        user_id = service.sign_up(viewer(), client.provider, told, person)  # now it is known
    flow.forget_told()
    if user_id is None:
        return _mailed(form.email.data)
    identity = identity_by(told.issuer, told.subject)
    if identity is None:
        raise NotFoundError
    flash(_("Welcome! Your account is ready."), "success")
    return _enter(identity, told, onward)


def _mailed(address: str) -> ResponseReturnValue:
    session["mailed_to"] = address
    return redirect(url_for("security.mail_sent", kind="confirm"), 303)


@blueprint.get(PREFIX + "/login/with/<provider>/signed-out")
@public
def signed_out(provider: str) -> ResponseReturnValue:
    """Say that somebody is signed out here, and offer to be signed out at the provider, too."""
    client = flow.client_of(provider)
    return page(
        "identity/signed_out.html",
        name=_name(client),
        end=client.end(g.identity_home, language.current()),
    )
