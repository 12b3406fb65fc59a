"""Try a result again in another city: choose the places and who applies, and a draft begins."""

from itertools import groupby

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue

from app.forms.replication import ReplicationForm
from app.policies.welcome import closed_door
from app.queries.call import calls_at
from app.queries.replication import places_for
from app.queries.result import public_result
from app.services.replication import replicate
from models.application import ApplicantForm
from models.errors import DomainError, NotFoundError
from models.pilot import PilotStatus
from models.testbed import Testbed
from views import language
from views.access import signed_in, viewer
from views.application import applicants
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("replication", __name__, url_prefix=PREFIX + "/results/<slug>/replicate")


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def start(slug: str) -> ResponseReturnValue:
    """Ask where and who, then begin the draft."""
    pilot = public_result(slug)
    if pilot is None or pilot.status is not PilotStatus.COMPLETED:
        abort(404)
    places = _open(places_for(pilot))
    form = ReplicationForm()
    form.testbed.choices = [(str(one.id), str(one.id)) for one in places]
    form.applicant.choices = applicants(viewer(), [])
    if form.validate_on_submit():
        kind, _colon, organisation = form.applicant.data.partition(":")
        try:
            made = replicate(
                viewer(),
                slug,
                [int(one) for one in form.testbed.data],
                ApplicantForm(kind),
                int(organisation) if organisation else None,
                language.current(),
            )
        except NotFoundError:
            raise
        except DomainError as error:
            form.blame("testbed", message_for(error))
        else:
            return redirect(url_for("application_place.places", application_id=made), 303)
    lang = language.current()
    return page(
        "replication/start.html",
        422 if form.errors else 200,
        pilot=pilot,
        title=pilot.title.best(lang),
        form=form,
        cities=[
            (city, list(group))
            for city, group in groupby(places, key=lambda one: one.city.name.best(lang)[0])
        ],
        picked=set(form.testbed.data or ()),
    )


def _open(places: list[Testbed]) -> list[Testbed]:
    """Return the places that one may apply to now, or write for."""
    calls = calls_at(places)
    return [
        one
        for one in places
        if closed_door(one, calls[one.id].state if one.id in calls else None)
        in (None, "call_not_open")
    ]
