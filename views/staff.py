"""The people of a city: roles, hosts, and who did what."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.staff import GrantForm, HostForm
from app.queries import staff as query
from app.queries.audit import latest_deeds
from app.services import staff as service
from models.account import CityRole
from models.city import City
from models.errors import ConflictError, FieldError
from views import language, navigation
from views.access import staff, viewer
from views.deeds import words_for
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("staff", __name__, url_prefix=PREFIX + "/desk/people")


def _home(slug: str) -> str:
    return url_for("staff.people", slug=slug)


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """Go to the people of the first city that the viewer looks after."""
    managed = query.managed_cities(viewer())
    if not managed:
        abort(403)
    return redirect(_home(managed[0].slug))


@blueprint.get("/<slug>")
@staff
def people(slug: str) -> ResponseReturnValue:
    """Show a city's people."""
    city = query.managed_city(viewer(), slug)
    return _page(city, GrantForm(prefix="role-"), _host_form(city))


def _page(city: City, grant_form: GrantForm, host_form: HostForm) -> ResponseReturnValue:
    broken = next((form for form in (grant_form, host_form) if form.errors), None)
    return page(
        "staff/index.html",
        422 if broken else 200,
        form=broken,
        grant_form=grant_form,
        host_form=host_form,
        colleagues=query.colleagues(city),
        **_frame(city, "staff.people"),
    )


def _frame(city: City, endpoint: str) -> dict[str, object]:
    """Return what both pages of a city show around their content."""
    managed = query.managed_cities(viewer())
    lang = language.current()
    cities = [
        navigation.Link(one.name.best(lang)[0], url_for(endpoint, slug=one.slug), one.id == city.id)
        for one in managed
    ]
    return {
        "city": city,
        "city_links": cities if len(cities) > 1 else [],
        "section_links": navigation.desk_menu(),
    }


def _host_form(city: City) -> HostForm:
    form = HostForm(prefix="host-")
    lang = language.current()
    named = [
        (str(one.id), one.name.best(lang)[0] or one.slug) for one in query.testbeds_to_host(city)
    ]
    form.testbed.choices = [("", _("Choose")), *sorted(named, key=lambda pair: pair[1].casefold())]
    return form


@blueprint.post("/<slug>/roles")
@staff
def grant(slug: str) -> ResponseReturnValue:
    """Give somebody a role."""
    city = query.managed_city(viewer(), slug)
    form = GrantForm(prefix="role-")
    if form.validate_on_submit():
        try:
            service.grant(viewer(), city.id, form.email.data, CityRole(form.role.data))
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The role has been given, and a mail tells about it."), "success")
            return redirect(_home(slug), 303)
    city = query.managed_city(viewer(), slug)
    return _page(city, form, _host_form(city))


@blueprint.post("/<slug>/roles/<int:grant_id>/take-away")
@staff
def take_away(slug: str, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    try:
        whose = service.take_away(viewer(), grant_id)
    except ConflictError as error:
        return flash_refusal(error, _home(slug))
    flash(_("The role has been taken away."), "success")
    return redirect(url_for("home.index") if whose == viewer().user_id else _home(slug), 303)


@blueprint.post("/<slug>/hosts")
@staff
def assign_host(slug: str) -> ResponseReturnValue:
    """Make somebody the host of a testbed."""
    form = _host_form(query.managed_city(viewer(), slug))
    if form.validate_on_submit():
        try:
            service.assign_host(viewer(), int(form.testbed.data), form.email.data)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The host has been added, and a mail tells about it."), "success")
            return redirect(_home(slug), 303)
    return _page(query.managed_city(viewer(), slug), GrantForm(prefix="role-"), form)


@blueprint.post("/<slug>/hosts/<int:testbed_id>/<int:user_id>/remove")
@staff
def remove_host(slug: str, testbed_id: int, user_id: int) -> ResponseReturnValue:
    """End somebody's being host."""
    service.remove_host(viewer(), testbed_id, user_id)
    flash(_("The host has been removed."), "success")
    return redirect(_home(slug), 303)


@blueprint.get("/<slug>/trail")
@staff
def trail(slug: str) -> ResponseReturnValue:
    """Show who did what in the city lately."""
    city = query.managed_city(viewer(), slug)
    lang = language.current()
    deeds = [(deed.at, words_for(deed, lang)) for deed in latest_deeds(viewer(), city)]
    return page("staff/trail.html", deeds=deeds, **_frame(city, "staff.trail"))
