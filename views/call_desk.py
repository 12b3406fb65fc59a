"""Calls at the desk: list, write, publish, extend, end."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.call import EVERY, CallForm
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import call as query
from app.queries.review import weights_of_call, weights_of_city
from app.services import call as service
from models.call import Call
from models.city import City
from models.errors import ConflictError, FieldError
from models.testbed_kind import EntryMode
from views import language, navigation
from views.access import staff, viewer
from views.call_words import PILLS, pilot_words, state_words
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.review_words import weight_rows

blueprint = Blueprint("call_desk", __name__, url_prefix=PREFIX + "/desk/calls")


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the calls of the viewer's cities."""
    now, lang = clock.now(), language.current()
    rows = [
        {
            "id": call.id,
            "title": call.title.best(lang)[0],
            "city": call.city.name.best(lang)[0],
            "state": call.state(now),
            "words": state_words(call, call.state(now)),
            "count": count,
        }
        for call, count in query.desk_calls(viewer())
    ]
    return page(
        "call_desk/index.html",
        rows=rows,
        pills=PILLS,
        may_write=bool(query.cities_of_calls(viewer())),
        section_links=navigation.desk_menu(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> ResponseReturnValue:
    """Write a new call."""
    cities = query.cities_of_calls(viewer())
    if not cities:
        abort(403)
    form = CallForm()
    city = next((one for one in cities if str(one.id) == form.city.data), None)
    asked = next((one for one in cities if one.slug == request.args.get("city")), cities[0])
    if request.method == "GET":
        form.city.data, form.scope.data = str((city or asked).id), EVERY
        form.begin(weights_of_city(city or asked))
    _offer_choices(form, cities, city or asked)
    if form.validate_on_submit():
        try:
            made = service.create(viewer(), int(form.city.data), form.answers())
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("Saved. Nobody sees it before it is published."), "success")
            return redirect(url_for("call_desk.show", call_id=made), 303)
    return _form_page(form, city or asked, cities, None)


@blueprint.get("/<int:call_id>")
@staff
def show(call_id: int) -> ResponseReturnValue:
    """Show how a call stands and what can be done."""
    call = query.staff_call(viewer(), call_id)
    lang, now = language.current(), clock.now()
    state = call.state(now)
    return page(
        "call_desk/show.html",
        call=call,
        texts={name: getattr(call, name).best(lang) for name in ("title", "text", "criteria")},
        city=call.city.name.best(lang)[0],
        state=state,
        pill=PILLS[state],
        words=state_words(call, state),
        pilot_days=pilot_words(call),
        count=query.applications_in(call.id),
        testbeds=_places(call),
        weights=weight_rows(weights_of_call(call)),
        may_publish=may(viewer(), Action.CALL_PUBLISH, of_city(call.city_id)),
        may_edit=_may_edit(call),
        section_links=navigation.desk_menu(),
    )


@blueprint.route("/<int:call_id>/edit", methods=["GET", "POST"])
@staff
def edit(call_id: int) -> ResponseReturnValue:
    """Write a call again, or extend it."""
    call = query.staff_call(viewer(), call_id)
    if request.method == "GET" and not _may_edit(call):
        return redirect(url_for("call_desk.show", call_id=call_id))
    form = CallForm.of(call)
    form.city.data = str(call.city_id)
    _offer_choices(form, [call.city], call.city)
    if form.validate_on_submit():
        try:
            service.save(viewer(), call_id, form.seen, form.answers())
        except (FieldError, ConflictError) as error:
            form.blame(error.field, message_for(error))
            call = query.staff_call(viewer(), call_id)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("call_desk.show", call_id=call_id), 303)
    return _form_page(form, call.city, [call.city], call)


@blueprint.post("/<int:call_id>/<any(publish,take_back,end,discard):action>")
@staff
def move(call_id: int, action: str) -> ResponseReturnValue:
    """Publish, take back, end now, or throw a draft away."""
    here = url_for("call_desk.show", call_id=call_id)
    version = request.form.get("version", 0, type=int)
    try:
        if action == "discard":
            service.discard(viewer(), call_id)
            flash(_("Thrown away."), "success")
            return redirect(url_for("call_desk.index"), 303)
        deeds = {"publish": service.publish, "take_back": service.take_back, "end": service.end}
        deeds[action](viewer(), call_id, version)
    except (ConflictError, FieldError) as error:
        return flash_refusal(error, here)
    said = {
        "publish": _("Published. It opens and closes by itself."),
        "take_back": _("Taken back. Nobody sees it any more."),
        "end": _("The call has ended."),
    }
    flash(said[action], "success")
    return redirect(here, 303)


def _may_edit(call: Call) -> bool:
    """Say whether the viewer may write a call; what is published is the coordinator's."""
    needed = Action.CALL_PUBLISH if call.published_at else Action.CALL_EDIT
    return may(viewer(), needed, of_city(call.city_id))


def _offer_choices(form: CallForm, cities: list[City], city: City) -> None:
    lang = language.current()
    form.zone = city.time_zone
    form.city.choices = [(str(one.id), one.name.best(lang)[0]) for one in cities]
    by_call = [one for one in query.choosable(city.id) if one.entry_mode is EntryMode.CALL]
    kept = {str(one) for one in form.testbeds.data or []}
    rest = [one for one in query.choosable(city.id) if str(one.id) in kept and one not in by_call]
    form.testbeds.choices = [(str(one.id), one.name.best(lang)[0]) for one in [*by_call, *rest]]


def _form_page(
    form: CallForm, city: City, cities: list[City], call: Call | None
) -> ResponseReturnValue:
    values: dict[str, Any] = {
        "count": query.applications_in(call.id) if call else 0,
        "words": state_words(call, call.state(clock.now())) if call else "",
        "is_published": bool(call and call.published_at),
    }
    return page(
        "call_desk/edit.html",
        422 if form.errors else 200,
        form=form,
        call=call,
        city=city,
        one_city=len(cities) == 1,
        languages=("fi", "sv", "en"),
        section_links=navigation.desk_menu(),
        **values,
    )


def _places(call: Call) -> list[tuple[str, str, bool]]:
    """Return (name, address, whether it takes applications by call) of a call's testbeds."""
    lang = language.current()
    found = query.testbeds_of(call) if call.every_testbed else call.testbeds
    return [
        (
            one.name.best(lang)[0] or _("No name yet"),
            url_for("testbed_desk_state.show", testbed_id=one.id),
            one.entry_mode is EntryMode.CALL,
        )
        for one in found
    ]
