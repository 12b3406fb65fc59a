"""Kept filters of the desk's list, and how often a city has its records checked."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.testbed_desk_filter import query_of, read_query
from app.forms.testbed_saved import RhythmForm, SavedFilterForm
from app.queries.testbed_saved import cities_to_share_in, may_manage, own_filter, saved_filters
from app.services.testbed_check import change_rhythm, cities_to_check_in
from app.services.testbed_saved import change_filter, delete_filter, keep_filter
from models.errors import FieldError
from models.testbed_filter import SavedFilter
from views import language, navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.testbed_desk_list import words_of_filter

blueprint = Blueprint("testbed_desk_saved", __name__, url_prefix=PREFIX + "/desk/testbeds")


@blueprint.get("/filters")
@staff
def index() -> ResponseReturnValue:
    """Show the kept filters: one's own to rename, share and delete, and those of colleagues."""
    return _index()


def _index(
    bad: tuple[int, SavedFilterForm] | None = None, status: int = 200
) -> ResponseReturnValue:
    actor = viewer()
    rows = [
        (one, _form(one) if bad is None or bad[0] != one.id else bad[1], words_of_filter(one.query))
        for one in saved_filters(actor)
    ]
    return page(
        "testbed_desk/filters.html",
        status,
        form=bad[1] if bad else None,
        own=[row for row in rows if may_manage(actor, row[0])],
        shared=[row for row in rows if not may_manage(actor, row[0])],
        section_links=navigation.desk_menu(),
    )


def _form(saved: SavedFilter | None, name: str = "") -> SavedFilterForm:
    """Return the form of a filter; a form of its own on a page of many needs ids of its own."""
    prefix = f"f{saved.id}-" if saved else ""
    shared = str(saved.city_id or 0) if saved else "0"
    form = SavedFilterForm(
        prefix=prefix, data={"name": saved.name if saved else name, "city": shared}
    )
    lang = language.current()
    cities = {one.id: one.name.best(lang)[0] for one in cities_to_share_in(viewer())}
    if saved and saved.city is not None:
        cities.setdefault(saved.city.id, saved.city.name.best(lang)[0])
    form.city.choices = [
        ("0", _("Only me")),
        *((str(one), _("The staff of %(city)s", city=name)) for one, name in cities.items()),
    ]
    return form


@blueprint.route("/filters/new", methods=["GET", "POST"])
@staff
def keep() -> ResponseReturnValue:
    """Keep the filter that the list was shown with."""
    query = query_of(read_query(request.args.get("query", "")))
    form = _form(None, words_of_filter(query))
    if form.validate_on_submit():
        try:
            keep_filter(viewer(), form.name.data, query, form.city_id)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("Kept. You find it above the list."), "success")
            return redirect(url_for("testbed_desk.index") + (f"?{query}" if query else ""), 303)
    return page(
        "testbed_desk/filter_new.html",
        422 if form.errors else 200,
        form=form,
        query=query,
        words=words_of_filter(query),
        section_links=navigation.desk_menu(),
    )


@blueprint.post("/filters/<int:filter_id>")
@staff
def change(filter_id: int) -> ResponseReturnValue:
    """Rename a filter, share it or stop sharing it."""
    form = _form(own_filter(viewer(), filter_id))
    if not form.validate_on_submit():
        return _index((filter_id, form), 422)
    try:
        change_filter(viewer(), filter_id, form.name.data, form.city_id)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _index((filter_id, form), 422)
    flash(_("Saved."), "success")
    return redirect(url_for("testbed_desk_saved.index"), 303)


@blueprint.post("/filters/<int:filter_id>/delete")
@staff
def delete(filter_id: int) -> ResponseReturnValue:
    """Forget a filter."""
    delete_filter(viewer(), filter_id)
    flash(_("The filter is deleted."), "success")
    return redirect(url_for("testbed_desk_saved.index"), 303)


@blueprint.route("/rhythm/<slug>", methods=["GET", "POST"])
@staff
def rhythm(slug: str) -> ResponseReturnValue:
    """Decide how old a check may grow before the city is reminded."""
    city = next((one for one in cities_to_check_in(viewer()) if one.slug == slug), None)
    if city is None:
        abort(404)
    form = RhythmForm(data={"months": city.check_months})
    if form.validate_on_submit():
        change_rhythm(viewer(), city.id, form.months.data)
        flash(_("Saved."), "success")
        return redirect(url_for("testbed_desk.index", stale=1, city=slug), 303)
    return page(
        "testbed_desk/rhythm.html",
        422 if form.errors else 200,
        form=form,
        city=city,
        section_links=navigation.desk_menu(),
    )
