"""Challenges of the organisations that somebody manages; and the preview, for both sides."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.forms.challenge import NewChallengeForm
from app.forms.ident import ident
from app.queries import challenge_desk as query
from app.queries.city import cities
from views import language, navigation
from views.access import signed_in, viewer
from views.challenge_desk import begun, overview, row_of
from views.challenge_frame import home_of
from views.challenge_show import values_of
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("challenge_own", __name__, url_prefix=PREFIX + "/my/challenges")


@blueprint.get("")
@signed_in
def index() -> ResponseReturnValue:
    """List the challenges of the viewer's organisations."""
    return page(
        "challenge/own.html",
        rows=[row_of(one) for one in query.own_challenges(viewer())],
        may_write=bool(query.managed(viewer())),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Begin a challenge of an organisation, in the city that is to approve it."""
    managed = query.managed_organisations(viewer())
    if not managed:
        abort(403)
    lang = language.current()
    form = NewChallengeForm()
    form.city.choices = [(str(one.id), one.name.best(lang)[0]) for one in cities()]
    form.organisation.choices = [(str(one.id), one.name) for one in managed]
    if len(managed) == 1:
        form.organisation.data = str(managed[0].id)
    known = {one.id for one in managed}
    chosen = ident(form.organisation.data)
    return begun(form, chosen if chosen in known else managed[0].id, one_city=False)


@blueprint.get("/<int:challenge_id>")
@signed_in
def show(challenge_id: int) -> ResponseReturnValue:
    """Show how a challenge stands and what can be done."""
    return overview(query.staff_challenge(viewer(), challenge_id), "challenge_own.show")


@blueprint.get("/<int:challenge_id>/preview")
@signed_in
def preview(challenge_id: int) -> ResponseReturnValue:
    """Show a challenge as everybody will read it, to those who write it or decide on it."""
    challenge = query.staff_challenge(viewer(), challenge_id)
    return page("challenge/preview.html", home=home_of(challenge), **values_of(challenge))
