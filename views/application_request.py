"""Begin an application without a place: name cities that may propose one."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.place_request import AskCitiesForm
from app.queries.city import cities
from app.services import application_draft as drafts
from models.application import ApplicantForm
from models.errors import DomainError
from views import language, navigation
from views.access import viewer
from views.messages import message_for
from views.page import page

OK, UNFIT = 200, 422


def ask_cities(applicants: list[tuple[str, str]]) -> ResponseReturnValue:
    """Ask which of ``applicants`` applies and which cities may propose; begin the draft."""
    lang, known = language.current(), cities()
    form = AskCitiesForm(language=lang)
    form.applicant.choices = applicants
    form.cities.choices = [(one.slug, one.name.best(lang)[0]) for one in known]
    if request.method == "GET":
        form.cities.data = request.args.getlist("city")
    elif form.validate_on_submit() and not form.cities.data:
        form.blame("cities", _("Choose at least one city."))
    elif not form.errors:
        chosen = [one.id for one in known if one.slug in form.cities.data]
        if made := _begun(form, chosen):
            places = url_for("application_place.places", application_id=made)
            return redirect(places + "#cities", 303)
    return page(
        "place_request/start.html",
        UNFIT if form.errors else OK,
        form=form,
        section_links=navigation.my_menu(viewer()),
    )


def _begun(form: AskCitiesForm, city_ids: list[int]) -> int | None:
    """Begin the draft and return its id; None when it was refused, for which the form blames."""
    kind, _colon, organisation = form.applicant.data.partition(":")
    own = int(organisation) if organisation else None
    try:
        return drafts.start_draft(
            viewer(), [], ApplicantForm(kind), own, form.language.data, city_ids
        )
    except DomainError as error:
        form.blame("applicant", message_for(error))
        return None
