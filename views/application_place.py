"""Writing an application: its places, and the days wished of each.

One form holds all of them, so that no button loses what was typed about another place.  Buttons
that stay on the page say in ``stay`` what they do: save ("save"), take the next free days of a
part ("next 12"), leave a part out ("without 12"), wish for it more or less than its neighbour
("up 12", "down 12"), add the chosen testbed ("add"), let the chosen city propose a place ("ask"),
no longer ask one ("leave 12").
"""

from itertools import groupby

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.ident import ident
from app.queries import application as query
from app.queries.calendar import ONE_DAY
from app.queries.city import cities
from app.queries.testbed import names_to_add
from app.services import application_place as service
from app.services.completeness import missing
from models.application import Application
from models.base import Translated
from models.errors import ConflictError, DomainError
from views.access import signed_in, viewer
from views.application_outlook import following, outlook
from views.application_sheet import Sheet, sheet_of
from views.application_step import gap_words, is_sent, sent_already, step_page, step_url
from views.errors import wants_json
from views.language import PREFIX

blueprint = Blueprint(
    "application_place", __name__, url_prefix=PREFIX + "/my/applications/<int:application_id>/edit"
)

OK, UNFIT = 200, 422
ADDS = {"add": "testbed", "ask": "city"}
STEPS = {"up": -1, "down": 1}


@blueprint.route("/places", methods=["GET", "POST"])
@signed_in
def places(application_id: int) -> ResponseReturnValue:
    """Show every place asked, with the days wished of it; keep them and go on."""
    application = query.for_applicant(viewer(), application_id)
    if is_sent(application):
        return sent_already(application)
    sheet = sheet_of(application)
    return _shown(sheet) if request.method == "GET" else _posted(sheet)


def _posted(sheet: Sheet) -> ResponseReturnValue:
    """Keep what was typed, do what the button says, and go where it leads."""
    deed, _blank, named = request.form.get("stay", "").partition(" ")
    chosen = _number(request.form.get(ADDS[deed], "") if deed in ADDS else named)
    if deed == "without":
        sheet.wishes.pop(chosen, None)
    elif deed == "leave":
        sheet.wanted.pop(chosen, None)
    elif deed == "next" and chosen in sheet.wishes:
        _begin_when_free(sheet, chosen)
    try:
        anchor = _kept(sheet, deed, chosen)
    except DomainError as error:
        return _refused(sheet, error)
    if wants_json():
        return _told(sheet)
    if sheet.problems:
        return _shown(sheet, UNFIT)
    if "leave" in request.form:
        return redirect(url_for("my.index"), 303)
    after = step_url(sheet.application.id, "places" if deed else "idea")
    return redirect(after + anchor, 303)


def _number(text: str) -> int:
    """Return an id that was sent as text; 0, which nothing has, for anything else."""
    return ident(text)


def _kept(sheet: Sheet, deed: str, chosen: int) -> str:
    """Do what was asked, if nothing stands in its way, and return where on the page it shows.

    What is right is kept even when something else is wrong.
    """
    actor, application_id, kept = viewer(), sheet.application.id, sheet.places()
    if deed == "add" and not chosen:
        sheet.errors.append(_("Choose the testbed to add from the list."))
    if deed == "ask" and not chosen:
        sheet.errors.append(_("Choose the city to ask from the list."))
    if deed == "add" and not sheet.problems:
        return f"#part-{service.add_place(actor, application_id, kept, chosen)}"
    if deed == "without" and not sheet.problems:
        service.remove_place(actor, application_id, kept, chosen)
        return ""
    if deed == "ask" and not sheet.problems:
        return f"#request-{service.ask_city(actor, application_id, kept, chosen)}"
    if deed == "leave" and not sheet.problems:
        service.leave_city(actor, application_id, kept, chosen)
        return "#cities"
    if deed in STEPS and not sheet.problems:
        return f"#part-{service.move_place(actor, application_id, kept, chosen, STEPS[deed])}"
    sheet.renew(service.keep_places(actor, application_id, kept))
    return f"#part-{chosen}" if deed == "next" else ""


def _begin_when_free(sheet: Sheet, part_id: int) -> None:
    """Put the next free days into a place's form."""
    part = next(one for one in sheet.application.parts if one.id == part_id)
    form = sheet.wishes[part_id]
    if form.errors or (day := following(part, form, clock.today())) is None:
        return
    form.earliest.data = day
    form.days.data = form.days.data or part.testbed.min_days
    end = form.latest_end.data
    if end and day + (form.days.data - 1) * ONE_DAY > end:
        form.latest_end.data = None


def _refused(sheet: Sheet, error: DomainError) -> ResponseReturnValue:
    """Say at its place what stood in the way; nothing was kept, everything typed is still there."""
    if error.status not in {ConflictError.status, UNFIT}:
        raise error
    application = query.for_applicant(viewer(), sheet.application.id)
    if is_sent(application):
        return sent_already(application)
    sheet.blame(error)
    if wants_json():
        return jsonify({"code": error.code, "message": sheet.problems[0][0]}), error.status
    if error.code == "draft_changed_elsewhere":
        versions = {str(part.id): part.version for part in application.parts}
        versions |= {f"r{one.id}": one.version for one in application.requests}
        sheet.renew({**versions, "": application.version})
        sheet.elsewhere = {error.facts.get("part", 0)}
    fresh = sheet_of(application)
    sheet.wishes = {one: sheet.wishes.get(one, form) for one, form in fresh.wishes.items()}
    sheet.wanted = {one: sheet.wanted.get(one, form) for one, form in fresh.wanted.items()}
    return _shown(sheet, error.status)


def _told(sheet: Sheet) -> ResponseReturnValue:
    """Tell the page that saves by itself what is kept, and what is wrong first of all."""
    answer = {
        "saved": clock.now().isoformat(),
        "versions": {
            form.version.name: form.version.data
            for form in (*sheet.wishes.values(), *sheet.wanted.values())
        },
        "version": sheet.joint.version.data,
    }
    if not sheet.problems:
        return jsonify(answer)
    return jsonify(answer | {"message": sheet.problems[0][0]}), UNFIT


def _shown(sheet: Sheet, status: int = OK) -> ResponseReturnValue:
    """Show every place with its wish, how it stands in the calendar, and what is wrong."""
    application, today = sheet.application, clock.today()
    gaps = missing(application, today)
    return step_page(
        application,
        "places",
        None,
        status,
        sheet=sheet,
        outlooks={
            part.id: outlook(part, sheet.wishes[part.id], today) for part in application.parts
        },
        part_gaps={
            part.id: [
                gap_words(application, gap) for gap in gaps if gap.part_id == part.id and part.days
            ]
            for part in application.parts
        },
        addable=_addable(application),
        askable=_askable(application),
    )


def _addable(application: Application) -> list[tuple[Translated, list[tuple[int, Translated]]]]:
    """Return the testbeds that can still be added, under the names of their cities."""
    rows = names_to_add([part.testbed_id for part in application.parts])
    return [
        (city, [(testbed_id, name) for testbed_id, name, _city in group])
        for city, group in groupby(rows, key=lambda row: row[2])
    ]


def _askable(application: Application) -> list[tuple[int, Translated]]:
    """Return the cities that can still be asked to propose a place."""
    asked = {one.city_id for one in application.requests}
    return [(city.id, city.name) for city in cities() if city.id not in asked]
