"""An application as its applicant follows it: start, read, answer, write, withdraw."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.application import AnswerForm, MessageForm, ReasonForm, StartForm
from app.labels import label
from app.policies.actor import Actor
from app.queries import application as query
from app.queries import decision as decisions
from app.queries.offer import latest_bookings
from app.queries.organisation import organisations_of
from app.queries.testbed import cards as testbeds_by_id
from app.services import application as service
from app.services import application_draft as drafts
from models.application import PART_WORKFLOW, ApplicantForm, PartAction, PartStatus, overall
from models.errors import DomainError
from models.organisation import OrganisationKind
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import ApplicantKind
from views import language, navigation
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.terms import terms

blueprint = Blueprint("application", __name__, url_prefix=PREFIX + "/my/applications")

MOST_TESTBEDS = 20
WELCOMED_AS = {
    OrganisationKind.COMPANY: ApplicantKind.COMPANIES,
    OrganisationKind.UNIVERSITY: ApplicantKind.UNIVERSITIES,
    OrganisationKind.ASSOCIATION: ApplicantKind.ASSOCIATIONS,
    OrganisationKind.STUDENT_TEAM: ApplicantKind.STUDENT_TEAMS,
    OrganisationKind.CITY_UNIT: ApplicantKind.COMPANIES,
}


def asked_testbeds() -> list[Testbed]:
    """Return the published testbeds that the address names, in its order."""
    ids = [int(one) for one in request.args.getlist("testbed") if one.isdecimal() and len(one) < 10]  # noqa: PLR2004 - digits of an id
    found = testbeds_by_id(ids[:MOST_TESTBEDS])
    return [one for one in found if one.status is TestbedStatus.PUBLISHED]


def _welcome(testbeds: list[Testbed]) -> list[str]:
    """Return the kinds of applicants that every one of the testbeds welcomes, in a fixed order."""
    return [kind.value for kind in ApplicantKind if all(kind in one.applicants for one in testbeds)]


def applicants(actor: Actor, testbeds: list[Testbed]) -> list[tuple[str, str]]:
    """Return who of this person may apply to all of these testbeds: (value, words)."""
    welcome = set(_welcome(testbeds))
    found = [
        (f"organisation:{own.organisation.id}", own.organisation.name)
        for own in organisations_of(actor)
        if WELCOMED_AS[own.organisation.kind] in welcome
    ]
    if ApplicantKind.RESIDENTS in welcome:
        found += [
            ("person", _("Myself, as a resident")),
            ("residents_group", _("A residents’ group")),
        ]
    return found


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def start() -> ResponseReturnValue:
    """Ask who applies, and begin the draft."""
    testbeds = asked_testbeds()
    form = StartForm(language=language.current())
    form.applicant.choices = applicants(viewer(), testbeds)
    if len(form.applicant.choices) == 1 and request.method == "GET":
        form.applicant.data = form.applicant.choices[0][0]
    if form.validate_on_submit():
        kind, _colon, organisation = form.applicant.data.partition(":")
        try:
            made = drafts.start_draft(
                viewer(),
                [one.id for one in testbeds],
                ApplicantForm(kind),
                int(organisation) if organisation else None,
                form.language.data,
            )
        except DomainError as error:
            form.blame("applicant", message_for(error))
        else:
            wished: dict[str, Any] = {
                name: request.args[name] for name in ("start", "days") if name in request.args
            }
            return redirect(url_for("application_place.places", application_id=made, **wished), 303)
    return page(
        "application/start.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        testbeds=testbeds,
        choices=form.applicant.choices,
        welcome=[label(ApplicantKind(kind)) for kind in _welcome(testbeds)],
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.get("/<int:application_id>")
@signed_in
def show(application_id: int) -> ResponseReturnValue:
    """Show how an application stands, part by part, and the conversation with the cities."""
    return shown(application_id)


def shown(application_id: int, status: int = 200, **forms: object) -> ResponseReturnValue:
    """Return the page of an application, with a form that came back when there is one."""
    actor = viewer()
    application = query.for_applicant(actor, application_id)
    if overall(part.status for part in application.parts) is PartStatus.DRAFT:
        return redirect(url_for("application_place.places", application_id=application_id))
    return page(
        "application/show.html",
        status,
        application=application,
        overall=overall(part.status for part in application.parts),
        bookings=latest_bookings(application.parts),
        decisions={part.id: decisions.history(actor, part.id) for part in application.parts},
        actions={part.id: PART_WORKFLOW.open_actions(part.status) for part in application.parts},
        messages=query.conversation(actor, application_id),
        message_form=forms.get("message_form") or MessageForm(formdata=None),
        answer_form=forms.get("answer_form") or AnswerForm(formdata=None),
        form=forms.get("message_form") or forms.get("answer_form"),
        answered_part=forms.get("answered_part"),
        section_links=navigation.my_menu(actor),
        terms=terms(application.terms_version) if application.terms_version else None,
        PartAction=PartAction,
    )


@blueprint.post("/<int:application_id>/messages")
@signed_in
def write(application_id: int) -> ResponseReturnValue:
    """Write to the cities."""
    form = MessageForm()
    if not form.validate_on_submit():
        return shown(application_id, 422, message_form=form)
    service.post_message(viewer(), application_id, form.body.data)
    flash(_("Your message has been sent."), "success")
    return redirect(
        url_for("application.show", application_id=application_id) + "#conversation", 303
    )


@blueprint.post("/parts/<int:part_id>/answer")
@signed_in
def answer(part_id: int) -> ResponseReturnValue:
    """Answer the city's question."""
    part = query.part_for_applicant(viewer(), part_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return shown(part.application_id, 422, answer_form=form, answered_part=part_id)
    home = url_for("application.show", application_id=part.application_id)
    try:
        service.answer(viewer(), part_id, form.body.data)
    except DomainError as error:
        return flash_refusal(error, home)
    flash(_("Your answer has been sent to the city."), "success")
    return redirect(home, 303)


@blueprint.route("/parts/<int:part_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(part_id: int) -> ResponseReturnValue:
    """Ask once more, then withdraw one part."""
    part = query.part_for_applicant(viewer(), part_id)
    home = url_for("application.show", application_id=part.application_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            service.withdraw(viewer(), part_id, form.reason.data or "")
        except DomainError as error:
            return flash_refusal(error, home)
        flash(_("Withdrawn. The city has been told."), "success")
        return redirect(home, 303)
    return page(
        "application/withdraw.html",
        422 if form.errors else 200,
        form=form,
        part=part,
        home=home,
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/<int:application_id>/copy")
@signed_in
def copy(application_id: int) -> ResponseReturnValue:
    """Begin a new draft from one that was sent before."""
    made = drafts.copy_as_new(viewer(), application_id)
    return redirect(url_for("application_place.places", application_id=made), 303)
