"""Applications by program: begin, fill in, wish for days, send, withdraw, write, read."""

import datetime as dt
from typing import Any

from flask import Response, url_for

from app import clock
from app.forms.own_schema_matter import (
    APPLICATION,
    MESSAGE,
    NEW_APPLICATION,
    SAID,
    SENDING,
    WISH,
)
from app.policies.scope import Scope
from app.queries.application import conversation, for_applicant
from app.queries.offer import latest_bookings
from app.queries.own import applications_after
from app.serializers.own_matter import application_json, gap_json, message_json, part_json
from app.serializers.own_testbed import mask
from app.services import application as service
from app.services.application_change import change_wish
from app.services.application_draft import discard_draft, save_draft, start_draft
from app.services.application_wish import Wish, set_wish
from app.services.completeness import missing
from models.application import ApplicantForm, Application, ApplicationPart
from models.errors import NotFoundError
from models.window import EVERY_DAY
from views import language
from views.access import viewer
from views.api.bearer import bearer
from views.api.own import (
    Made,
    applicant,
    body,
    change,
    matched,
    no_arguments,
    own_blueprint,
    shown,
)
from views.api.own_list import listed
from views.api.own_terms import accepted
from views.messages import MESSAGES

blueprint = own_blueprint("own_application")

CREATED = 201


@blueprint.get("/applications")
@bearer(Scope.APPLICATIONS_READ)
def index() -> Response:
    """List one's applications by id, drafts too."""
    applicant()
    return listed(lambda after, most: applications_after(viewer(), after, most), _json)


@blueprint.get("/applications/<int:application_id>")
@bearer(Scope.APPLICATIONS_READ)
def show(application_id: int) -> Response:
    """Return one application with its parts; of a draft also what is still missing."""
    no_arguments()
    found = for_applicant(viewer(), application_id)
    return shown(_json(found), found.version)


@blueprint.post("/applications")
@bearer(Scope.APPLICATIONS_WRITE)
def start() -> Response:
    """Begin a draft for some testbeds, for the one that the token acts for."""
    said, organisation = body(NEW_APPLICATION), applicant()
    form = ApplicantForm.PERSON if organisation is None else ApplicantForm.ORGANISATION

    def work() -> Made:
        made = start_draft(viewer(), said["testbeds"], form, organisation, said.get("language"))
        return _made(made, CREATED)

    return change(work)


@blueprint.patch("/applications/<int:application_id>")
@bearer(Scope.APPLICATIONS_WRITE)
def fill(application_id: int) -> Response:
    """Fill in answers of a draft."""
    said = body(APPLICATION)

    def work() -> Made:
        version = matched(for_applicant(viewer(), application_id).version)
        save_draft(viewer(), application_id, version, said)
        return _made(application_id)

    return change(work)


@blueprint.delete("/applications/<int:application_id>")
@bearer(Scope.APPLICATIONS_WRITE)
def discard(application_id: int) -> Response:
    """Throw a draft away."""
    body({"type": "object", "properties": {}, "additionalProperties": False})

    def work() -> Made:
        matched(for_applicant(viewer(), application_id).version)
        discard_draft(viewer(), application_id)
        return Made({"discarded": application_id})

    return change(work)


@blueprint.put("/applications/<int:application_id>/parts/<int:part_id>/wish")
@bearer(Scope.APPLICATIONS_WRITE)
def wish(application_id: int, part_id: int) -> Response:
    """Say which days are wished of one testbed, also after sending, as long as none is offered."""
    wished = _wish(body(WISH))

    def work() -> Made:
        part = _part(application_id, part_id)
        version = matched(part.version)
        kept = Wish(**{**wished, "preference": part.preference, "alternative": part.alternative})
        is_draft = part.application.submitted_at is None
        (set_wish if is_draft else change_wish)(viewer(), part_id, version, kept)
        part = _part(application_id, part_id)
        return Made(part_json(part, None, language.current()), 200, part.version)

    return change(work)


@blueprint.post("/applications/<int:application_id>/send")
@bearer(Scope.APPLICATIONS_WRITE)
def send(application_id: int) -> Response:
    """Send a draft to every city asked, having read and accepted the terms."""
    said = body(SENDING)

    def work() -> Made:
        version = matched(for_applicant(viewer(), application_id).version)
        acceptance = accepted(said["terms_version"], said["name"])
        service.submit(viewer(), application_id, version, acceptance)
        return _made(application_id)

    return change(work)


@blueprint.post("/applications/<int:application_id>/withdraw")
@bearer(Scope.APPLICATIONS_WRITE)
def withdraw(application_id: int) -> Response:
    """Withdraw everything of an application that still can be."""
    said = body(SAID)

    def work() -> Made:
        for_applicant(viewer(), application_id)
        service.withdraw_all(viewer(), application_id, said.get("reason", ""))
        return _made(application_id)

    return change(work)


@blueprint.get("/applications/<int:application_id>/messages")
@bearer(Scope.APPLICATIONS_READ)
def messages(application_id: int) -> Response:
    """Return the conversation about an application, the oldest first."""
    no_arguments()
    found = conversation(viewer(), application_id)
    return shown({"items": [message_json(one) for one in found]})


@blueprint.post("/applications/<int:application_id>/messages")
@bearer(Scope.APPLICATIONS_WRITE)
def write(application_id: int) -> Response:
    """Write into the conversation with the cities."""
    said = body(MESSAGE)

    def work() -> Made:
        made = service.post_message(
            viewer(), application_id, said["text"], part_id=said.get("part")
        )
        found = conversation(viewer(), application_id)
        return Made(message_json(next(one for one in found if one.id == made)), CREATED)

    return change(work)


def _part(application_id: int, part_id: int) -> ApplicationPart:
    found = for_applicant(viewer(), application_id)
    part = next((one for one in found.parts if one.id == part_id), None)
    if part is None:
        raise NotFoundError
    return part


def _wish(said: dict[str, Any]) -> dict[str, Any]:
    """Return a wish by its fields; what is not said is as in a new part."""
    days = {
        name: dt.date.fromisoformat(said[name]) if said.get(name) else None
        for name in ("earliest", "latest_end")
    }
    return {
        **days,
        "days": said.get("days"),
        "weekdays": mask(said["weekdays"]) if said.get("weekdays") else EVERY_DAY,
        "units": said.get("units", 1),
        "from_hour": said.get("from_hour", 0),
        "to_hour": said.get("to_hour", 24),
    }


def _made(application_id: int, status: int = 200) -> Made:
    found = for_applicant(viewer(), application_id)
    where = url_for("own_application.show", application_id=found.id) if status == CREATED else ""
    return Made(_json(found), status, found.version, where)


def _json(found: Application) -> dict[str, Any]:
    gaps = missing(found, clock.today()) if found.submitted_at is None else []
    words = [gap_json(gap, str(MESSAGES[gap.code](gap.facts))) for gap in gaps]
    return application_json(found, latest_bookings(found.parts), words, language.current())
