"""One's own tokens: make one, see it once, see which there are, revoke one."""

import secrets
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.token import TokenForm
from app.queries import token as query
from app.services import token as service
from models.errors import ConflictError, DomainError
from models.token import ActsFor, Lifetime, digest, written
from views import language, navigation
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.feed_words import prepare
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("token", __name__, url_prefix=PREFIX + "/my/tokens")
blueprint.record(prepare)

RANDOM_BYTES = 64


@dataclass(frozen=True, slots=True)
class Way:
    """For whom a token can be made: its name, and the address of the form."""

    acts_for: ActsFor
    name: str
    url: str


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """List one's own tokens, and those of others that act for one's organisations."""
    return page(
        "token/index.html",
        rows=query.mine(viewer()),
        others=query.of_owned(viewer()),
        ways=_ways(),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Make a token that acts for oneself alone."""
    return _made(ActsFor.PERSON, None)


@blueprint.route("/new/organisation/<int:organisation_id>", methods=["GET", "POST"])
@signed_in
def new_for_organisation(organisation_id: int) -> ResponseReturnValue:
    """Make a token that acts for one's organisation."""
    return _made(ActsFor.ORGANISATION, organisation_id)


@blueprint.route("/new/city/<int:city_id>", methods=["GET", "POST"])
@signed_in
def new_for_city(city_id: int) -> ResponseReturnValue:
    """Make a token for a system of the city that one works for."""
    return _made(ActsFor.CITY, city_id)


@blueprint.post("/<int:token_id>/revoke")
@signed_in
def revoke(token_id: int) -> ResponseReturnValue:
    """End a token for good."""
    home = url_for("token.index")
    try:
        service.revoke(viewer(), token_id)
    except ConflictError as error:
        return flash_refusal(error, home)
    flash(_("The token no longer works."), "success")
    return redirect(home, 303)


def _made(acts_for: ActsFor, ident: int | None) -> ResponseReturnValue:
    """Show the form, or make the token and show it this one time."""
    address = _address(acts_for, ident)
    way = next((one for one in _ways() if one.url == address), None)
    if way is None:
        abort(404)
    form = TokenForm.acting_for(acts_for)
    if form.validate_on_submit():
        secret = written(secrets.token_bytes(RANDOM_BYTES))
        said = service.NewToken(
            name=form.name.data,
            scopes=form.chosen,
            lifetime=Lifetime(form.lifetime.data),
            city_id=ident if acts_for is ActsFor.CITY else None,
            organisation_id=ident if acts_for is ActsFor.ORGANISATION else None,
            secret=secret,
        )
        try:
            return _shown(service.make(viewer(), said), secret)
        except DomainError as error:
            if error.status != 422:  # noqa: PLR2004 - an answer that cannot be taken
                raise
            form.blame(error.field, message_for(error))
    bad = form.errors or form.form_errors
    return page(
        "token/new.html",
        422 if bad else 200,
        form=form,
        way=way,
        section_links=navigation.my_menu(viewer()),
    )


def _shown(token_id: int, secret: str) -> ResponseReturnValue:
    """Show a token at once and only now: it never goes into a cookie or an address.

    The form sent twice made one token, whose text went out with the first answer.
    """
    token = query.token_for(viewer(), token_id)
    if token.token_sha256 != digest(secret):
        flash(_("The token was made already. It was shown once."), "info")
        return redirect(url_for("token.index"), 303)
    words, status = page(
        "token/made.html",
        token=token,
        secret=secret,
        example=f"{g.public_url}/api/v1/own",
        section_links=navigation.my_menu(viewer()),
    )
    shown: Response = make_response(words, status)
    shown.headers["Cache-Control"] = "no-store"
    return shown


def _ways() -> list[Way]:
    """Return for whom the viewer may make a token, themselves first."""
    lang = language.current()
    ways = [Way(ActsFor.PERSON, viewer().name, _address(ActsFor.PERSON, None))]
    ways += [
        Way(ActsFor.ORGANISATION, one.name, _address(ActsFor.ORGANISATION, one.id))
        for one in query.organisations_to_act_for(viewer())
    ]
    ways += [
        Way(ActsFor.CITY, one.name.best(lang)[0], _address(ActsFor.CITY, one.id))
        for one in query.cities_to_act_for(viewer())
    ]
    return ways


def _address(acts_for: ActsFor, ident: int | None) -> str:
    if acts_for is ActsFor.CITY:
        return url_for("token.new_for_city", city_id=ident)
    if acts_for is ActsFor.ORGANISATION:
        return url_for("token.new_for_organisation", organisation_id=ident)
    return url_for("token.new")
