"""Leaving a city or a testbed, and what is handed over in the same step."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.staff import DepartForm
from app.queries.city import city_by_slug
from app.queries.staff_departure import Departure, departure
from app.queries.testbed_desk import staff_testbed
from app.services import staff_departure as service
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError
from models.testbed import Testbed
from views import navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.staff import after_leaving

blueprint = Blueprint("staff_departure", __name__, url_prefix=PREFIX + "/desk")


@blueprint.route("/people/<slug>/<int:user_id>/leave", methods=["GET", "POST"])
@staff
def city(slug: str, user_id: int) -> ResponseReturnValue:
    """End everything that somebody does for a city."""
    home = city_by_slug(slug)
    if home is None:
        raise NotFoundError
    return _answered(home, user_id, None)


@blueprint.route("/testbeds/<int:testbed_id>/hosts/<int:user_id>/leave", methods=["GET", "POST"])
@staff
def testbed(testbed_id: int, user_id: int) -> ResponseReturnValue:
    """End somebody's being host of one testbed."""
    hosted = staff_testbed(viewer(), testbed_id)
    return _answered(hosted.city, user_id, hosted)


def _answered(home: City, user_id: int, only: Testbed | None) -> ResponseReturnValue:
    """Show what ends and what is handed over; do it when that was sent."""
    found = departure(viewer(), home, user_id, only)
    form, status = _form(found), 200
    if form.validate_on_submit():
        try:
            service.leave(viewer(), _said(found, only, form))
        except FieldError as error:
            form.blame("successor", message_for(error))
        except ConflictError as error:
            form.blame(None, message_for(error))
            status = error.status
        else:
            flash(_done(found, by_self=user_id == viewer().user_id), "success")
            return redirect(_next(home, user_id, only), 303)
        home = city_by_slug(home.slug) or home
        found = departure(viewer(), home, user_id, only)
    return page(
        "staff/departure.html",
        422 if form.errors and status == 200 else status,  # noqa: PLR2004 - no conflict
        form=form,
        departure=found,
        testbed=only,
        by_self=user_id == viewer().user_id,
        back=_back(home, user_id, only),
        section_links=navigation.desk_menu(),
    )


def _form(found: Departure) -> DepartForm:
    form = DepartForm()
    if not found.alone:
        del form.successor
        return form
    form.successor.choices = [("", _("Choose"))] + [
        (str(one.id), one.name or one.email) for one in found.successors
    ]
    return form


def _said(found: Departure, only: Testbed | None, form: DepartForm) -> service.Leaving:
    return service.Leaving(
        city_id=found.city.id,
        user_id=found.person.id,
        testbed_id=only.id if only is not None else None,
        successor_id=int(form.successor.data) if "successor" in form else None,
    )


def _done(found: Departure, *, by_self: bool) -> str:
    if found.alone:
        return _("Done and handed over. Both have been told by mail.")
    if by_self:
        return _("You have left. A mail tells what has ended.")
    return _("Done. A mail tells %(name)s about it.", name=found.person.name)


def _back(home: City, user_id: int, only: Testbed | None) -> str:
    """Return the page that one came from."""
    if user_id == viewer().user_id:
        return url_for("staff.own")
    if only is not None:
        return url_for("staff_host.show", testbed_id=only.id)
    return url_for("staff.people", slug=home.slug)


def _next(home: City, user_id: int, only: Testbed | None) -> str:
    if user_id == viewer().user_id:
        return after_leaving()
    return _back(home, user_id, only)
