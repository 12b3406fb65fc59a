"""Following: what, how often and where to; then the links of the mails, which ask first."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import csrf, limiter
from app.forms.experiment import experiment_filter
from app.forms.subscription import FollowForm, PlaceFollowForm
from app.labels import choices
from app.queries.city import city_names
from app.queries.experiment import ExperimentFilter
from app.queries.experiment_card import public_pilot
from app.queries.reader import has_confirmed_address, reader_of
from app.queries.subscription import to_confirm, to_stop
from app.queries.subscription_place import places_named
from app.queries.testbed import public_testbed
from app.services import subscription as service
from app.services.subscription import Followed
from app.services.subscription_place import (
    around,
    point_of,
    this_pilot,
    this_testbed,
    view_of,
    within,
)
from models.attempt import Door
from models.errors import DomainError, FieldError
from models.subscription import Subscription
from models.testbed_kind import Theme
from views import attempt, filter_link, language
from views.access import public, viewer
from views.language import PREFIX
from views.map_page import PageMapParts, drawing_parts
from views.messages import message_for
from views.page import page
from views.reader import private
from views.subscription_map import followed_maps
from views.subscription_words import place_name, point_name, view_name

blueprint = Blueprint("subscription", __name__, url_prefix=PREFIX + "/follow")

MOST_PLACES = 6
MAP_ZOOM = 14


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Show what can be followed."""
    lang = language.current()
    return page(
        "subscription/index.html",
        cities=[(slug, name.best(lang)[0]) for slug, name in city_names().items()],
        themes=choices(Theme),
        reader=reader_of(viewer()),
    )


@blueprint.route("/pilots/<slug>", methods=["GET", "POST"])
@limiter.limit("30/minute", methods=["POST"])
@public
def pilot(slug: str) -> ResponseReturnValue:
    """Follow one experiment."""
    found = public_pilot(slug)
    if found is None:
        abort(404)
    name = found.title.best(language.current())[0]
    back = url_for("pilot.show", slug=slug)
    return _asked(lambda: this_pilot(found, name), name, back)


@blueprint.route("/testbeds/<city>/<slug>", methods=["GET", "POST"])
@limiter.limit("30/minute", methods=["POST"])
@public
def testbed(city: str, slug: str) -> ResponseReturnValue:
    """Follow what is tried out at one testbed."""
    found = public_testbed(city, slug)
    if found is None:
        abort(404)
    name = found.name.best(language.current())[0]
    back = url_for("testbed.show", city=city, slug=slug)
    return _asked(lambda: this_testbed(found, name), name, back)


@blueprint.route("/view", methods=["GET", "POST"])
@limiter.limit("30/minute", methods=["POST"])
@public
def view() -> ResponseReturnValue:
    """Follow a view of the front page: a city, a theme, or whatever its filters say."""
    asked = arguments(experiment_filter(request.args))
    name = view_name(asked)
    back = filter_link.at("home.index", request.args)
    return _asked(lambda: view_of(asked, name), name, back)


@blueprint.route("/place", methods=["GET", "POST"])
@limiter.limit("30/minute", methods=["POST"])
@public
def place() -> ResponseReturnValue:
    """Follow a place: by its name, or as a point or an area on the map."""
    near = experiment_filter(request.args).near
    form = PlaceFollowForm(
        where=request.args.get("where", "")[:120],
        near=f"{near[1]:.5f}, {near[0]:.5f}" if near else "",
        knows_address=has_confirmed_address(viewer()),
    )
    if form.validate_on_submit():
        try:
            return _follow(form, _placed(form))
        except DomainError as error:
            form.blame(error.field, message_for(error))
    asks_map = "map" in request.args or form.coordinates.data or form.coordinates.errors
    return page(
        "subscription/place.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        map=_map(near) if asks_map else None,
    )


def _map(near: tuple[float, float] | None) -> PageMapParts:
    """Return the map that writes a point or an area into the form's coordinates."""
    return drawing_parts(
        _("Map for pointing out the place"),
        kinds=("point", "area"),
        radius_name="radius",
        centre=near,
        zoom=MAP_ZOOM,
    )


def _placed(form: PlaceFollowForm) -> Followed:
    """Return the place that the form names or draws.

    Raises:
        FieldError: ``place_unknown``, ``place_unclear`` (places), or ``shape_…``.
    """
    if form.where.data and not form.coordinates.data:
        found = places_named(form.where.data, MOST_PLACES)
        if not found:
            raise FieldError("place_unknown", field="where")
        lang = language.current()
        if len(found) > 1:
            names = [", ".join(filter(None, (one.name.best(lang)[0], one.city.best(lang)[0])))
                     for one in found]  # fmt: skip
            raise FieldError("place_unclear", field="where", places=names)
        name = place_name(found[0].name.best(lang)[0], form.radius_m)
        return around(found[0].lon, found[0].lat, form.radius_m, name)
    if form.shape.data == "area":
        return within(form.coordinates.data, form.where.data or _("The area that I drew"))
    lon, lat = point_of(form.coordinates.data)
    name = place_name(form.where.data or point_name(lon, lat), form.radius_m)
    return around(lon, lat, form.radius_m, name)


def _asked(what: Callable[[], Followed], name: str, back: str) -> ResponseReturnValue:
    form = FollowForm(knows_address=has_confirmed_address(viewer()))
    if form.validate_on_submit():
        try:
            return _follow(form, what())
        except DomainError as error:
            form.blame(error.field, message_for(error))
    bad = form.errors or form.form_errors
    return page("subscription/new.html", 422 if bad else 200, form=form, name=name, back=back)


def _follow(form: FollowForm, what: Followed) -> ResponseReturnValue:
    """Begin, or send the question, and answer the same whether or not the address is known.

    What the trap catches gets the same answer and is forgotten.
    """
    if form.is_caught:
        return redirect(url_for("subscription.sent"), 303)
    lang, address = language.current(), form.address(viewer().email)
    attempt.admit(Door.LETTER, address)
    if service.follow(viewer(), what, form.chosen, address, lang):
        flash(_("You follow this now: %(name)s", name=what.name), "success")
        reader = reader_of(viewer())
        return redirect(url_for("reader.show", token=reader.token if reader else ""), 303)
    return redirect(url_for("subscription.sent"), 303)


def arguments(wanted: ExperimentFilter) -> dict[str, list[str]]:
    """Return what a view of the front page asks for, by the names of its arguments."""
    asked = {
        "q": [wanted.text] if wanted.text else [],
        "city": sorted(wanted.cities),
        "theme": sorted(wanted.themes),
        "kind": sorted(wanted.kinds),
        "personal_data": sorted(wanted.personal_data),
    }
    return {name: some for name, some in asked.items() if some}


@blueprint.get("/sent")
@public
def sent() -> ResponseReturnValue:
    """Say that the question is on its way."""
    return page("subscription/sent.html")


@blueprint.get("/confirm/<token>")
@limiter.limit("60/minute")
@public
def ask_to_confirm(token: str) -> ResponseReturnValue:
    """Show what would be followed, and ask; looking changes nothing."""
    one = to_confirm(token)
    return _secret("subscription/confirm.html", one, token, maps=followed_maps([one]))


@blueprint.post("/confirm/<token>")
@limiter.limit("60/minute")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Begin to follow."""
    service.confirm(token)
    one = to_confirm(token)
    flash(_("You follow this now: %(name)s", name=one.name), "success")
    return redirect(url_for("reader.show", token=one.reader.token), 303)


@blueprint.get("/stop/<token>")
@limiter.limit("60/minute")
@public
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask before it ends; a mail program that only looks changes nothing."""
    return _secret("subscription/stop.html", to_stop(token), token)


@blueprint.post("/stop/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
@limiter.limit("60/minute")
@public
def stop(token: str) -> ResponseReturnValue:
    """End one subscription; the link is the right to."""
    service.stop(token)
    return _secret("subscription/stop.html", to_stop(token), token)


@blueprint.post("/again/<token>")
@limiter.limit("60/minute")
@public
def again(token: str) -> ResponseReturnValue:
    """Take up again what was stopped."""
    service.resume(token)
    one = to_stop(token)
    flash(_("You follow this now: %(name)s", name=one.name), "success")
    return redirect(url_for("reader.show", token=one.reader.token), 303)


def _secret(template: str, one: Subscription, token: str, **more: object) -> Response:
    """Answer a page that a secret link opened."""
    made = Response(page(template, one=one, token=token, **more)[0], mimetype="text/html")
    return private(made)
