"""The people of a city: who they are, whom to invite, and one's own roles."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.staff import HostForm, InviteForm
from app.queries import staff as query
from app.queries.factor import colleagues_with_factor
from app.queries.staff_invitation import invitations_to, open_invitations
from app.services import staff as service
from models.city import City
from models.errors import ConflictError, FieldError
from models.staff import StaffRole
from views import language, navigation
from views.access import fresh_viewer, staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.staff_invitation import invite

blueprint = Blueprint("staff", __name__, url_prefix=PREFIX + "/desk/people")


def _home(slug: str) -> str:
    return url_for("staff.people", slug=slug)


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """Go to the people of the first city that the viewer looks after, or to one's own roles."""
    managed = query.managed_cities(viewer())
    return redirect(_home(managed[0].slug) if managed else url_for("staff.own"))


@blueprint.get("/me")
@staff
def own() -> ResponseReturnValue:
    """Show what one is in which city, and how to lay it down."""
    actor = viewer()
    return page(
        "staff/own.html",
        work=query.own_work(actor),
        invitations=invitations_to(actor),
        section_links=navigation.desk_menu(),
    )


@blueprint.get("/<slug>")
@staff
def people(slug: str) -> ResponseReturnValue:
    """Show a city's people."""
    city = query.managed_city(viewer(), slug)
    return _page(city, InviteForm(prefix="role-"), _host_form(city))


def _page(city: City, invite_form: InviteForm, host_form: HostForm) -> ResponseReturnValue:
    broken = next((form for form in (invite_form, host_form) if form.errors), None)
    people = query.colleagues(city)
    return page(
        "staff/index.html",
        422 if broken else 200,
        form=broken,
        invite_form=invite_form,
        host_form=host_form,
        colleagues=people,
        proven=colleagues_with_factor(viewer(), [one.user.id for one in people]),
        invitations=open_invitations(city),
        **city_frame(city, "staff.people"),
    )


def city_frame(city: City, endpoint: str) -> dict[str, object]:
    """Return what both pages of a city's people show around their content."""
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


@blueprint.post("/<slug>/invitations")
@staff
def invite_colleague(slug: str) -> ResponseReturnValue:
    """Invite somebody to a role in the city."""
    city = query.managed_city(viewer(), slug)
    form = InviteForm(prefix="role-")
    if form.validate_on_submit():
        try:
            invite(form.email.data, StaffRole(form.role.data), city.id, None)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("An invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(_home(slug), 303)
    city = query.managed_city(viewer(), slug)
    return _page(city, form, _host_form(city))


@blueprint.post("/<slug>/hosts")
@staff
def invite_host(slug: str) -> ResponseReturnValue:
    """Invite somebody to answer for a testbed of the city."""
    city = query.managed_city(viewer(), slug)
    form = _host_form(city)
    if form.validate_on_submit():
        try:
            invite(form.email.data, StaffRole.HOST, city.id, int(form.testbed.data))
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("An invitation to %(email)s is on its way.", email=form.email.data), "success")
            return redirect(_home(slug), 303)
    return _page(query.managed_city(viewer(), slug), InviteForm(prefix="role-"), form)


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


@blueprint.post("/me/roles/<int:grant_id>/lay-down")
@staff
def lay_down(grant_id: int) -> ResponseReturnValue:
    """End a role of one's own."""
    try:
        whose = service.take_away(viewer(), grant_id)
    except ConflictError as error:
        return flash_refusal(error, url_for("staff.own"))
    flash(_("The role has ended."), "success")
    return redirect(after_leaving() if whose == viewer().user_id else url_for("staff.own"), 303)


def after_leaving() -> str:
    """Return where somebody goes who has just ended some work of their own."""
    return url_for("staff.own") if fresh_viewer().is_staff else url_for("my.index")
