"""Close days of many testbeds of a city: choose, look at who is in the way, apply; list, change."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.forms.closure import ClosureForm, ManyClosuresForm
from app.policies.actor import Actor
from app.queries.booking import Stay
from app.queries.closure import Selection, batch_of, closable, closures_ahead, displaced
from app.queries.testbed_desk import cities_of
from app.queries.testbed_effect import WishedDays, wishes
from app.services.closure_batch import change_batch, close_at_many, remove_batch
from models.closure import ClosureRange
from models.errors import CapacityError, FieldError
from models.testbed import Testbed
from models.testbed_kind import TestbedKind
from views import language, navigation
from views.access import staff, viewer
from views.closure_words import ClosureRow, closure_row, stretch_in_words
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("closure", __name__, url_prefix=PREFIX + "/desk/closures")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One testbed on the preview: who is in the way there, and who has asked for these days."""

    id: int
    name: str
    lang: str
    is_ticked: bool
    stays: list[Stay]
    wishes: list[WishedDays]


@dataclass(frozen=True, slots=True)
class Batch:
    """Closures written in one go, or a single one: the testbeds and what they have in common."""

    row: ClosureRow
    places: list[tuple[str, str]]
    edit_url: str
    remove_url: str


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List what is closed at the viewer's testbeds, those closed in one go as one."""
    found = closures_ahead(viewer(), clock.today())
    return page("closure/index.html", batches=_batches(found), section_links=navigation.desk_menu())


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> ResponseReturnValue:
    """Choose days and places, look at the preview, apply."""
    actor = replace(viewer(), language=language.current())
    form = _form(actor)
    values: dict[str, Any] = {"preview": None}
    if form.validate_on_submit():
        try:
            if "apply" in request.form:
                return _apply(actor, form)
            values = _preview(actor, form)
        except (FieldError, CapacityError) as error:
            form.blame(error.field, message_for(error))
            values = _preview(actor, form)
    return page(
        "closure/new.html",
        422 if form.errors else 200,
        form=form,
        section_links=navigation.desk_menu(),
        **values,
    )


@blueprint.route("/<batch>", methods=["GET", "POST"])
@staff
def edit(batch: str) -> ResponseReturnValue:
    """Give every closure of a batch other days or another reason."""
    actor = viewer()
    rows = batch_of(actor, batch)
    form = ClosureForm.of(rows[0]).by_day()
    displaced_now = None
    if form.validate_on_submit():
        try:
            count = change_batch(actor, batch, form.stretch())
        except (FieldError, CapacityError) as error:
            form.blame(error.field, message_for(error))
            displaced_now = error.facts.get("bookings")
        else:
            words = "Changed at %(num)s testbed.", "Changed at %(num)s testbeds."
            flash(ngettext(*words, count), "success")
            return redirect(url_for("closure.index"), 303)
    return page(
        "closure/edit.html",
        422 if form.errors else 200,
        form=form,
        batch=batch,
        places=_places([one.testbed for one in batch_of(actor, batch)]),
        displaced=displaced_now,
        section_links=navigation.desk_menu(),
    )


@blueprint.post("/<batch>/remove")
@staff
def remove(batch: str) -> ResponseReturnValue:
    """Take every closure of a batch off."""
    try:
        count = remove_batch(viewer(), batch)
    except CapacityError as error:
        return flash_refusal(error, url_for("closure.index"))
    flash(ngettext("Opened at %(num)s testbed.", "Opened at %(num)s testbeds.", count), "success")
    return redirect(url_for("closure.index"), 303)


def _form(actor: Actor) -> ManyClosuresForm:
    cities = cities_of(actor)
    if not cities:
        abort(403)
    form = ManyClosuresForm().by_day()
    lang = language.current()
    form.city.choices = [(str(one.id), one.name.best(lang)[0]) for one in cities]
    if not form.city.data:
        asked = next((one for one in cities if one.slug == request.args.get("city")), cities[0])
        form.city.data = str(asked.id)
        form.kinds.data = [one for one in request.args.getlist("kind") if one in set(TestbedKind)]
    form.start.flags.required = True
    return form


def _preview(actor: Actor, form: ManyClosuresForm) -> dict[str, Any]:
    """Return every selected testbed with whom the closure would displace there."""
    kinds = frozenset(TestbedKind(one) for one in form.kinds.data)
    found = closable(actor, Selection(int(form.city.data), kinds))
    stretch, lang = form.stretch(), language.current()
    days = stretch.days()
    used = displaced(found, days)
    asked: dict[int, list[WishedDays]] = {}
    for wish in wishes([one.id for one in found]) if found else ():
        if wish.wants(days):
            asked.setdefault(wish.testbed_id, []).append(wish)
    ticked = set(form.ticked) if "shown" in request.form else {one.id for one in found}
    rows = [
        PreviewRow(
            one.id,
            *one.name.best(lang),
            one.id in ticked,
            used.get(one.id, []),
            asked.get(one.id, []),
        )
        for one in found
    ]
    return {
        "preview": rows,
        "days": stretch_in_words(stretch),
        "free": sum(1 for row in rows if row.is_ticked and not row.stays),
        "clashing": sum(1 for row in rows if row.is_ticked and row.stays),
    }


def _apply(actor: Actor, form: ManyClosuresForm) -> ResponseReturnValue:
    skip = request.form.get("apply") == "free"
    done = close_at_many(actor, form.ticked, form.stretch(), skip_used=skip)
    closed, used = len(done["closed"]), len(done["used"])
    said = ngettext("Closed at %(num)s testbed.", "Closed at %(num)s testbeds.", closed)
    flash(said, "success" if closed else "info")
    if used:
        flash(
            ngettext(
                "%(num)s testbed stays open because somebody is there.",
                "%(num)s testbeds stay open because somebody is there.",
                used,
            ),
            "warning",
        )
    return redirect(url_for("closure.index"), 303)


def _batches(found: list[ClosureRange]) -> list[Batch]:
    grouped: dict[object, list[ClosureRange]] = {}
    for one in found:
        key = (one.batch, one.start_day, one.end_day, one.weekdays) if one.batch else one.id
        grouped.setdefault(key, []).append(one)
    return [_batch(rows) for rows in grouped.values()]


def _batch(rows: list[ClosureRange]) -> Batch:
    one = rows[0]
    if len(rows) > 1:
        ways = [url_for(f"closure.{verb}", batch=one.batch) for verb in ("edit", "remove")]
    else:
        ways = [
            url_for(f"testbed_desk_calendar.{verb}", testbed_id=one.testbed_id, range_id=one.id)
            for verb in ("edit_range", "remove")
        ]
    places = _places([row.testbed for row in rows])
    return Batch(closure_row(one, language.current()), places, *ways)


def _places(testbeds: list[Testbed]) -> list[tuple[str, str]]:
    """Return (name, address of its calendar) of testbeds, by name."""
    lang = language.current()
    return sorted(
        (
            one.name.best(lang)[0] or _("No name yet"),
            url_for("testbed_desk_calendar.show", testbed_id=one.id),
        )
        for one in testbeds
    )
