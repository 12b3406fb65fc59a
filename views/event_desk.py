"""Events at the desk: list, write, publish, cancel, copy, and tell what came of them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.event import EventForm
from app.forms.event_deed import CancelForm, CopyForm
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import event as query
from app.queries.event_choice import challenges_for, pilots_for, testbeds_for
from app.services import event as service
from app.services import event_copy
from models.base import LANGUAGES
from models.city import City
from models.errors import ConflictError, FieldError
from models.event import Event, EventStatus
from models.wall_time import local_time
from views import language, navigation
from views.access import staff, viewer
from views.errors import flash_refusal
from views.event_card import event_card
from views.event_desk_frame import frame
from views.event_place import drawing
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("event_desk", __name__, url_prefix=PREFIX + "/desk/events")


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the events of the viewer's cities."""
    lang, now = language.current(), clock.now()
    rows = [
        {
            "id": event.id,
            "card": event_card(event),
            "city": event.city.name.best(lang)[0],
            "sessions": len(event.live_sessions),
            "waits": event.is_over(now) and event.status is EventStatus.PUBLISHED,
        }
        for event in query.desk_events(viewer())
    ]
    return page(
        "event_desk/index.html",
        rows=rows,
        may_write=bool(query.cities_of_events(viewer())),
        section_links=navigation.desk_menu(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> ResponseReturnValue:
    """Write a new event."""
    cities = query.cities_of_events(viewer())
    if not cities:
        abort(403)
    form = EventForm()
    asked = next((one for one in cities if one.slug == request.args.get("city")), cities[0])
    city = next((one for one in cities if str(one.id) == form.city.data), asked)
    if request.method == "GET":
        form.city.data = str(city.id)
    _offer(form, cities, city, None)
    if form.validate_on_submit():
        try:
            made = service.create(viewer(), city.id, form.answers())
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("Saved. Nobody sees it before it is published."), "success")
            return redirect(url_for("event_desk.show", event_id=made), 303)
    return _form_page(form, city, cities, None)


@blueprint.get("/<int:event_id>")
@staff
def show(event_id: int) -> ResponseReturnValue:
    """Show how an event stands and what can be done."""
    return shown(event_id)


def shown(event_id: int, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """Return the page of an event; ``forms`` are those that were refused, by their names."""
    event = query.staff_event(viewer(), event_id)
    given = {
        "cancel": CancelForm(formdata=None, version=str(event.version)),
        "copying": CopyForm(formdata=None),
        "form": None,
        **forms,
    }
    return page("event_desk/show.html", status, **frame(event), **given)


@blueprint.route("/<int:event_id>/edit", methods=["GET", "POST"])
@staff
def edit(event_id: int) -> ResponseReturnValue:
    """Write an event again."""
    event = query.staff_event(viewer(), event_id)
    is_open = event.status in (EventStatus.DRAFT, EventStatus.PUBLISHED)
    if request.method == "GET" and not (is_open and _may_edit(event)):
        return redirect(url_for("event_desk.show", event_id=event_id))
    form = EventForm.of(event)
    form.city.data = str(event.city_id)
    _offer(form, [event.city], event.city, event)
    if form.validate_on_submit():
        try:
            service.save(viewer(), event_id, form.seen, form.answers())
        except (FieldError, ConflictError) as error:
            form.blame(error.field, message_for(error))
            event = query.staff_event(viewer(), event_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("event_desk.show", event_id=event_id), 303)
    return _form_page(form, event.city, [event.city], event)


@blueprint.post("/<int:event_id>/<any(publish,discard):action>")
@staff
def move(event_id: int, action: str) -> ResponseReturnValue:
    """Publish an event, or throw a draft away."""
    here = url_for("event_desk.show", event_id=event_id)
    try:
        if action == "discard":
            service.discard(viewer(), event_id)
            flash(_("Thrown away."), "success")
            return redirect(url_for("event_desk.index"), 303)
        service.publish(viewer(), event_id, request.form.get("version", 0, type=int))
    except (ConflictError, FieldError) as error:
        return flash_refusal(error, here)
    flash(_("Published. Everybody can read it now."), "success")
    return redirect(here, 303)


@blueprint.post("/<int:event_id>/cancel")
@staff
def cancel(event_id: int) -> ResponseReturnValue:
    """Say in public that an event will not be held, and why."""
    query.staff_event(viewer(), event_id)
    form = CancelForm()
    if not form.validate_on_submit():
        return shown(event_id, 422, cancel=form, form=form)
    version = request.form.get("version", 0, type=int)
    try:
        service.cancel(viewer(), event_id, version, form.reason())
    except (ConflictError, FieldError) as error:
        form.blame(error.field, message_for(error))
        return shown(event_id, error.status, cancel=form, form=form)
    flash(_("Cancelled. Everybody reads why on its page."), "success")
    return redirect(url_for("event_desk.show", event_id=event_id), 303)


@blueprint.post("/<int:event_id>/copy")
@staff
def copy(event_id: int) -> ResponseReturnValue:
    """Begin a new event like this one, on another day."""
    event = query.staff_event(viewer(), event_id)
    form = CopyForm()
    if not form.validate_on_submit():
        return shown(event_id, 422, copying=form, form=form)
    first = event.starts_at
    days = (form.day.data - local_time(first, event.city.time_zone)[0]).days if first else 0
    try:
        made = event_copy.copy(viewer(), event_id, days)
    except FieldError as error:
        form.blame("day", message_for(error))
        return shown(event_id, error.status, copying=form, form=form)
    flash(_("Copied. The names of speakers were left out: ask them again."), "success")
    return redirect(url_for("event_desk.show", event_id=made), 303)


def _may_edit(event: Event) -> bool:
    return may(viewer(), Action.EVENT_EDIT, of_city(event.city_id))


def _offer(form: EventForm, cities: list[City], city: City, event: Event | None) -> None:
    lang = language.current()
    form.zone = city.time_zone
    form.city.choices = [(str(one.id), one.name.best(lang)[0]) for one in cities]
    places = [(str(one.id), one.name.best(lang)[0]) for one in testbeds_for(city.id, event)]
    form.testbed.choices = [("", _("Choose a testbed")), *places]
    form.testbeds.choices = places
    form.pilots.choices = [
        (str(one.id), one.title.best(lang)[0]) for one in pilots_for(city.id, event)
    ]
    form.challenges.choices = [
        (str(one.id), one.title.best(lang)[0]) for one in challenges_for(city.id, event)
    ]


def _form_page(
    form: EventForm, city: City, cities: list[City], event: Event | None
) -> ResponseReturnValue:
    return page(
        "event_desk/edit.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        event=event,
        city=city,
        one_city=len(cities) == 1,
        languages=LANGUAGES,
        map=drawing(city),
        section_links=navigation.desk_menu(),
    )
