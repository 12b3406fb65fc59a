"""Ways to sign in: what somebody's account is signed in to with, and linking more or fewer."""

import hmac

from flask import Blueprint, Response, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.account import safe_path
from app.queries.account import account_of
from app.queries.factor import factors_of
from app.queries.identity import mine
from app.services import identity as service
from models.errors import DomainError
from views import identity_flow as flow
from views import language, navigation
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("identity_own", __name__, url_prefix=PREFIX + "/my/account/ways")


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages out of caches, and their links, which hold tokens, on this site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """Show one's ways to sign in."""
    known = flow.by_issuer()
    identities = mine(viewer())
    has = {one.issuer for one in identities}
    lang = language.current()
    return page(
        "identity/index.html",
        account=account_of(viewer().user_id),
        factors=factors_of(viewer().user_id),
        identities=[
            (one, known[one.issuer].name(lang) if one.issuer in known else one.issuer)
            for one in identities
        ],
        more=[(one, flow.token(one.key)) for one in known.values() if one.issuer not in has],
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.get("/<provider>/link")
@signed_in
def link(provider: str) -> ResponseReturnValue:
    """Send somebody to a provider whose account they want to sign in with.

    The link holds a token of ours: else another site could lead somebody here who is signed in at
    the provider as somebody else.
    """
    client = flow.client_of(provider)
    if not hmac.compare_digest(flow.token(provider).encode(), _token()):
        abort(403)
    if not g.login.is_fresh:
        # Not on from the form of the proof: browsers let no form lead to another site.
        return _ask_proof()
    return flow.send(client, flow.Deed.LINK, url_for("identity_own.index"), viewer().user_id)


def _token() -> bytes:
    return request.args.get("token", "").encode("utf-8", "surrogatepass")


@blueprint.get("/<provider>/proof")
@signed_in
def prove(provider: str) -> ResponseReturnValue:
    """Send somebody to a provider to show once more who they are."""
    client = flow.client_of(provider)
    onward = safe_path(request.args.get("next"))
    return flow.send(client, flow.Deed.PROVE, onward, viewer().user_id)


@blueprint.post("/<int:identity_id>/unlink")
@signed_in
def unlink(identity_id: int) -> ResponseReturnValue:
    """Let an identity sign in no more."""
    if not g.login.is_fresh:
        return _ask_proof()
    try:
        service.unlink(viewer(), g.login.id, identity_id, list(flow.by_issuer()))
    except DomainError as error:
        if error.code != "last_way_in":
            raise
        return flash_refusal(error, url_for("identity_own.index"))
    flash(_("That account no longer signs in here."), "success")
    return redirect(url_for("identity_own.index"), 303)


def _ask_proof() -> ResponseReturnValue:
    flash(_("Show first that it is you, then press the button once more."), "info")
    return redirect(url_for("factor.prove", next=url_for("identity_own.index")), 303)
