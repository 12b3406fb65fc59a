"""A city's settings of its open data: under which licence it is given out."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.licence import LicenceForm
from app.queries import licence as query
from app.services import licence as service
from models.licence import LICENCES
from views import language, navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("licence", __name__, url_prefix=PREFIX + "/desk/licence")


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """Go to the first city whose licence the viewer can choose."""
    cities = query.choosable(viewer())
    if not cities:
        abort(403)
    return redirect(url_for("licence.city", slug=cities[0].slug))


@blueprint.route("/<slug>", methods=["GET", "POST"])
@staff
def city(slug: str) -> ResponseReturnValue:
    """Choose the licence of a city's open data."""
    found = query.city_to_choose_for(viewer(), slug)
    form = LicenceForm(data={"licence": found.licence.value})
    if form.validate_on_submit():
        service.choose(viewer(), found.id, form.chosen())
        flash(_("Saved. Every file and interface says so from now on."), "success")
        return redirect(url_for("licence.city", slug=slug), 303)
    lang = language.current()
    return page(
        "licence/choose.html",
        422 if form.errors else 200,
        form=form,
        city=found,
        licence=LICENCES[found.licence],
        city_links=_links(found.id),
        data_url=f"/{lang}/open-data/testbeds?city={slug}",
        section_links=navigation.desk_menu(),
    )


def _links(current: int) -> list[navigation.Link]:
    """Return the way to the cities of those who choose for several."""
    links = [
        navigation.Link(
            one.name.best(language.current())[0],
            url_for("licence.city", slug=one.slug),
            one.id == current,
        )
        for one in query.choosable(viewer())
    ]
    return links if len(links) > 1 else []
