"""The desk of testbeds: the list of a city, a new draft, and the record in sections."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.testbed import NewTestbedForm
from app.forms.testbed_desk_filter import desk_filter, query_of
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_desk import cities_of, cities_to_register_in, staff_testbed
from app.queries.testbed_desk_filter import PAGE_LENGTH, find, rows_of
from app.services.testbed import create
from app.services.testbed_bulk import kinds_for
from app.services.testbed_check import cities_to_check_in
from app.services.testbed_merge import Hand
from app.services.testbed_ready import is_lacking
from geodata.crs import SYSTEMS, WGS84
from models.errors import CapacityError, ConflictError, FieldError
from models.testbed import Testbed, TestbedStatus
from views import filter_link, language, navigation, testbed_desk_list
from views.access import staff, viewer
from views.exchange_link import export_links
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.testbed_card import PILLS
from views.testbed_conflict import encounter, meanwhile
from views.testbed_effect import effects
from views.testbed_frame import frame, missing
from views.testbed_place import alike_rows
from views.testbed_section import (
    FIELDS,
    PICK,
    SECTIONS,
    drawing,
    edit_url,
    form_of,
    next_url,
    now_text,
    write,
)

blueprint = Blueprint("testbed_desk", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the testbeds of the viewer's cities and those they host."""
    actor = viewer()
    wanted = desk_filter(request.args)
    found = find(actor, wanted, is_lacking, language.current())
    return page(
        "testbed_desk/index.html",
        rows=rows_of(actor, found.page_ids(wanted.page)),
        pages=filter_link.pages(len(found.ids), PAGE_LENGTH),
        wanted=wanted,
        query=query_of(wanted),
        tabs=testbed_desk_list.tabs(found, wanted),
        selects=testbed_desk_list.selects(actor, found, wanted),
        needs=testbed_desk_list.needs(found, wanted),
        sorts=testbed_desk_list.sorts(),
        chosen=testbed_desk_list.chosen(found, wanted),
        kept=testbed_desk_list.kept(actor, wanted),
        notes=testbed_desk_list.notes,
        may_change=bool(kinds_for(actor)),
        many_cities=len(cities_of(actor)) > 1,
        may_register=bool(cities_to_register_in(actor)),
        check_cities=cities_to_check_in(actor),
        pills=PILLS,
        downloads=export_links("exchange_export.desk"),
        section_links=navigation.desk_menu(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> ResponseReturnValue:
    """Begin a draft."""
    actor = viewer()
    cities = cities_to_register_in(actor)
    if not cities:
        abort(403)
    lang = language.current()
    form = NewTestbedForm()
    form.city.choices = [(str(city.id), city.name.best(lang)[0]) for city in cities]
    if len(cities) == 1:
        form.city.data = str(cities[0].id)
    if form.validate_on_submit():
        try:
            made = create(actor, city_id=int(form.city.data), name=form.name, kind=form.chosen_kind)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            return redirect(url_for("testbed_desk.edit", testbed_id=made, section="basics"), 303)
    return page(
        "testbed_desk/new.html",
        422 if form.errors else 200,
        form=form,
        one_city=cities[0] if len(cities) == 1 else None,
        section_links=navigation.desk_menu(),
    )


@blueprint.get("/<int:testbed_id>/edit")
@blueprint.get(f"/<int:testbed_id>/edit/<any({PICK}):section>")
@staff
def edit(testbed_id: int, section: str = "basics") -> ResponseReturnValue:
    """Show the form of one section."""
    testbed = staff_testbed(viewer(), testbed_id)
    if not may(viewer(), Action.TESTBED_EDIT, of_testbed(testbed)):
        return redirect(url_for("testbed_desk_state.show", testbed_id=testbed_id))
    epsg = request.args.get("crs", WGS84, type=int)
    form = form_of(testbed, section, epsg if epsg in SYSTEMS else WGS84)
    return _section_page(testbed, section, form)


@blueprint.post(f"/<int:testbed_id>/edit/<any({PICK}):section>")
@staff
def save_section(testbed_id: int, section: str) -> ResponseReturnValue:
    """Save one section, by its button or by itself while somebody writes."""
    actor = viewer()
    testbed = staff_testbed(actor, testbed_id)
    by_itself = "X-Autosave" in request.headers
    taken = tuple(sorted(set(request.form.getlist("take")) & set(FIELDS)))
    form = form_of(testbed, section)
    status, values = 422, {}
    if form.validate_on_submit():
        if not by_itself and (found := effects(testbed, form)):
            return _section_page(testbed, section, form, effects=found)
        try:
            saved = write(actor, testbed_id, form, Hand(by_itself, taken))
        except (FieldError, CapacityError) as error:
            _blame(form, error)
            form.heed(error)
        except ConflictError as error:
            met = encounter(staff_testbed(actor, testbed_id), form, error)
            status, values, form = 409, {"conflict": met.words, "met": met}, met.form
        else:
            if by_itself:
                return jsonify({"saved": now_text(), "version": saved["version"], "message": ""})
            return _after_saving(testbed, section, form, saved)
    if by_itself:
        return jsonify({"message": values.get("conflict") or first_error(form)}), status
    values["taken"] = taken if status != 409 else ()  # noqa: PLR2004 - conflict
    return _section_page(staff_testbed(actor, testbed_id), section, form, status, **values)


def _blame(form: Any, error: FieldError | CapacityError) -> None:
    for name in error.facts.get("fields") or [error.field or "capacity"]:
        form.blame(name, message_for(error))


def _after_saving(
    testbed: Testbed, section: str, form: Any, saved: dict[str, Any]
) -> ResponseReturnValue:
    flash(_("Saved.") + meanwhile(testbed, form, saved), "success")
    if "stay" not in request.form:
        return redirect(next_url(testbed, section), 303)
    crs = form.crs.data if section == "place" and form.crs.data != str(WGS84) else None
    return redirect(
        url_for("testbed_desk.edit", testbed_id=testbed.id, section=section, crs=crs), 303
    )


def first_error(form: Any) -> str:
    """Return what the line of automatic saving says of a form that could not be saved."""
    for field in form:
        if field.errors and field.type not in {"FieldList", "CSRFTokenField"}:
            return _("Not saved yet. %(field)s: %(error)s", field=field.label.text,
                     error=field.errors[0])  # fmt: skip
    return _("Not saved yet. Look at the answers once more.")


def _section_page(
    testbed: Testbed, section: str, form: Any, status: int = 200, **values: Any
) -> ResponseReturnValue:
    is_draft = testbed.status is TestbedStatus.DRAFT
    return page(
        f"testbed_desk/{section}.html",
        status,
        form=form,
        section=section,
        title=str(SECTIONS[section][0]),
        is_draft=is_draft,
        autosave=edit_url(testbed, section) if is_draft and status != 409 else None,  # noqa: PLR2004 - conflict
        missing=missing(testbed),
        map=drawing(testbed) if section == "place" else None,
        alike=alike_rows(testbed) if section in {"basics", "place"} else [],
        today=clock.today(testbed.city.time_zone),
        **{**frame(testbed, section), **values},
    )
