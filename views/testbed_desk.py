"""The desk of testbeds: the list of a city, a new draft, and the record in sections."""

import datetime as dt
from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.testbed import NewTestbedForm
from app.labels import label
from app.policies.subject import of_testbed
from app.policies.table import Action, may
from app.queries.testbed_desk import (
    PAGE_LENGTH,
    DeskFilter,
    cities_of,
    cities_to_register_in,
    desk,
    staff_testbed,
)
from app.services.testbed import create
from geodata.crs import SYSTEMS, WGS84
from models.errors import CapacityError, ConflictError, FieldError
from models.testbed import Testbed, TestbedStatus
from views import filter_link, language, navigation
from views.access import staff, viewer
from views.exchange_link import downloads
from views.language import PREFIX
from views.messages import message_for
from views.page import moment, page
from views.testbed_card import PILLS
from views.testbed_frame import frame, missing
from views.testbed_section import (
    FIELDS,
    PICK,
    SECTIONS,
    drawing,
    edit_url,
    form_of,
    next_url,
    now_text,
    theirs,
    write,
)

blueprint = Blueprint("testbed_desk", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the testbeds of the viewer's cities and those they host."""
    asked = request.args.get("status", "")
    status = TestbedStatus(asked) if asked in list(TestbedStatus) else None
    actor = viewer()
    cities = cities_of(actor)
    chosen = DeskFilter(
        status=status,
        city=request.args.get("city", ""),
        text=request.args.get("q", "").replace("\0", " ").strip()[:100],
        page=filter_link.asked_page(),
    )
    found = desk(actor, chosen)
    lang = language.current()
    return page(
        "testbed_desk/index.html",
        rows=found.rows,
        pages=filter_link.pages(found.total, PAGE_LENGTH),
        chosen=chosen,
        tabs=_tabs(found.counts, status),
        cities=[(city.slug, city.name.best(lang)[0]) for city in cities],
        may_register=bool(cities_to_register_in(actor)),
        pills=PILLS,
        downloads=downloads("exchange_export.desk"),
        section_links=navigation.desk_menu(),
    )


def _tabs(counts: Any, status: TestbedStatus | None) -> list[navigation.Link]:
    everything = navigation.Link(
        _("All"), filter_link.without("status"), status is None, sum(counts.values())
    )
    return [everything] + [
        navigation.Link(
            label(one),
            filter_link.replaced("status", one.value),
            one is status,
            counts.get(one, 0),
        )
        for one in TestbedStatus
    ]


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
    form = form_of(testbed, section)
    status, values = 422, {}
    if form.validate_on_submit():
        try:
            saved = write(actor, testbed_id, form)
        except (FieldError, CapacityError) as error:
            for name in error.facts.get("fields") or [error.field or "capacity"]:
                form.blame(name, message_for(error))
        except ConflictError as error:
            status, values = 409, _conflict(staff_testbed(actor, testbed_id), error, form.seen)
            form.version.data = str(error.facts.get("version", form.version.data))
        else:
            if by_itself:
                return jsonify({"saved": now_text(), "version": saved["version"], "message": ""})
            return _after_saving(testbed, section, form)
    if by_itself:
        return jsonify({"message": values.get("conflict") or _first_error(form)}), status
    return _section_page(staff_testbed(actor, testbed_id), section, form, status, **values)


def _after_saving(testbed: Testbed, section: str, form: Any) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    if "stay" not in request.form:
        return redirect(next_url(testbed, section), 303)
    crs = form.crs.data if section == "place" and form.crs.data != str(WGS84) else None
    return redirect(
        url_for("testbed_desk.edit", testbed_id=testbed.id, section=section, crs=crs), 303
    )


def _conflict(testbed: Testbed, error: ConflictError, seen: int) -> dict[str, Any]:
    """Return who changed what meanwhile, in words, and what stands there now."""
    names = ", ".join(str(FIELDS.get(one, one)) for one in error.facts.get("fields", []))
    at = moment(dt.datetime.fromisoformat(error.facts["at"])) if "at" in error.facts else ""
    words = _(
        "%(who)s changed %(fields)s (%(at)s) while you were writing. Nothing of yours is lost: "
        "it is below and not saved yet.",
        who=error.facts.get("who") or _("Somebody else"),
        fields=names or _("this page"),
        at=at,
    )
    return {"conflict": words, "theirs": theirs(testbed, error.facts.get("fields", []), seen)}


def _first_error(form: Any) -> str:
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
        today=clock.today(testbed.city.time_zone),
        **{**frame(testbed, section), **values},
    )
