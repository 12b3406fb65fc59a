"""An application as its applicant follows it: start, read, answer, write, withdraw."""

import datetime as dt
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.application import AnswerForm, MessageForm, ReasonForm, StartForm
from app.forms.ident import is_ident
from app.labels import label
from app.policies.actor import Actor
from app.policies.alternative import rank_of
from app.policies.approval import others_of_all
from app.policies.welcome import closed_door, welcomes
from app.queries import application as query
from app.queries import decision as decisions
from app.queries.agreement import live_agreements
from app.queries.application_change import revisions
from app.queries.application_story import story
from app.queries.attachment import attachments
from app.queries.call import calls_at
from app.queries.decision_mark import answer_day
from app.queries.offer import latest_bookings
from app.queries.organisation import organisations_of
from app.queries.testbed import cards as testbeds_by_id
from app.services import application as service
from app.services import application_draft as drafts
from models.application import (
    OPEN_FOR_DECISION,
    PART_WORKFLOW,
    ApplicantForm,
    ApplicationPart,
    PartAction,
    PartStatus,
)
from models.errors import DomainError, FieldError, NotFoundError
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import ApplicantKind
from views import language, navigation
from views.access import signed_in, viewer
from views.application_attachment import taken
from views.application_change import in_words, is_changeable
from views.application_request import ask_cities
from views.application_risk import risk_words
from views.application_step import is_sent
from views.application_story import coming, told
from views.attachment import lines
from views.award_strip import birth_of_application
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("application", __name__, url_prefix=PREFIX + "/my/applications")

MOST_TESTBEDS = 20
KNOWN = (TestbedStatus.PUBLISHED, TestbedStatus.PAUSED)
WISHED = ("start", "days", "from_hour", "to_hour")
WAYS_OUT = {PartAction.WITHDRAW, PartAction.CANCEL_BY_APPLICANT}


def asked_testbeds() -> list[Testbed]:
    """Return the testbeds that the address names and everybody may know of, in its order."""
    ids = [int(one) for one in request.args.getlist("testbed") if is_ident(one)]
    found = testbeds_by_id(list(dict.fromkeys(ids))[:MOST_TESTBEDS])
    return [one for one in found if one.status in KNOWN]


def applicants(actor: Actor, testbeds: list[Testbed]) -> list[tuple[str, str]]:
    """Return who of this person may apply to all of these testbeds: (value, words)."""
    found = [
        (f"organisation:{own.organisation.id}", own.organisation.name)
        for own in organisations_of(actor)
        if all(welcomes(one, ApplicantForm.ORGANISATION, own.organisation) for one in testbeds)
    ]
    if all(welcomes(one, ApplicantForm.PERSON, None) for one in testbeds):
        found += [
            ("person", _("Myself, as a resident")),
            ("residents_group", _("A residents’ group")),
        ]
    return found


def _welcome(testbeds: list[Testbed]) -> list[str]:
    """Return the kinds of applicants that every one of the testbeds names, in a fixed order."""
    return [
        label(kind) for kind in ApplicantKind if all(kind in one.applicants for one in testbeds)
    ]


def _closed(testbeds: list[Testbed]) -> list[tuple[Testbed, str]]:
    """Return the testbeds that nobody can apply to now, with the words that say why."""
    calls = calls_at(testbeds)
    found = [
        (one, closed_door(one, calls[one.id].state if one.id in calls else None))
        for one in testbeds
    ]
    return [
        (one, message_for(DomainError(code)))
        for one, code in found
        if code not in (None, "call_not_open")  # one may write before an announced call opens
    ]


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def start() -> ResponseReturnValue:
    """Ask who applies, and begin the draft."""
    testbeds = asked_testbeds()
    if not testbeds:
        return ask_cities(applicants(viewer(), []))
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
                name: request.args[name] for name in WISHED if name in request.args
            }
            return redirect(url_for("application_place.places", application_id=made, **wished), 303)
    return page(
        "application/start.html",
        422 if form.errors else 200,
        form=form,
        testbeds=testbeds,
        closed=_closed(testbeds),
        choices=form.applicant.choices,
        welcome=_welcome(testbeds),
        draft=query.open_draft(viewer(), testbeds[0].id),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.get("/<int:application_id>")
@signed_in
def show(application_id: int) -> ResponseReturnValue:
    """Show how an application stands, part by part, and the conversation with the cities."""
    return shown(application_id)


def shown(
    application_id: int,
    status: int = 200,
    message_form: MessageForm | None = None,
    answer: tuple[int, AnswerForm] | None = None,
) -> ResponseReturnValue:
    """Return the page of an application, with a form that came back when there is one."""
    actor = viewer()
    application = query.for_applicant(actor, application_id)
    if not is_sent(application):
        return redirect(url_for("application_place.places", application_id=application_id))
    answers = {part.id: AnswerForm(formdata=None) for part in application.parts}
    answers |= dict([answer] if answer else [])
    for part_id, form in answers.items():
        form.body.id = form.body.label.field_id = f"answer-{part_id}"
        form.upload.id = form.upload.label.field_id = f"answer-file-{part_id}"
    bookings = latest_bookings(application.parts)
    answer_by = {part.id: _answer_by(part) for part in application.parts}
    several = len(application.parts) + len(application.requests) > 1
    return page(
        "application/show.html",
        status,
        application=application,
        overall=application.state,
        several=several,
        story=told(story(actor, application), several=several),
        next_steps=coming(application, bookings, answer_by, clock.today()),
        accepted=query.acceptances(actor, application),
        bookings=bookings,
        decisions={part.id: decisions.history(actor, part.id) for part in application.parts},
        actions={part.id: PART_WORKFLOW.open_actions(part.status) for part in application.parts},
        agreements=live_agreements(application.parts),
        by_people={part.id: risk_words(part) for part in application.parts},
        answer_by=answer_by,
        messages=query.conversation(actor, application_id),
        message_form=message_form or MessageForm(formdata=None),
        answer_forms=answers,
        form=answer[1] if answer else message_form,
        files=lines(attachments(actor, application)),
        changes={part.id: in_words(revisions(actor, part)) for part in application.parts},
        is_changeable=is_changeable,
        proposed={one.part_id for one in application.requests},
        ranks={part.id: rank_of(part) for part in application.parts},
        born_of=birth_of_application(application_id),
        section_links=navigation.my_menu(actor),
        PartAction=PartAction,
    )


def _answer_by(part: ApplicationPart) -> dt.date | None:
    """Return the day by which the city usually answers; None when it is not the city's turn."""
    if part.status not in OPEN_FOR_DECISION or part.status is PartStatus.NEEDS_INFO:
        return None
    return answer_day(part)


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
        return shown(part.application_id, 422, answer=(part_id, form))
    home = url_for("application.show", application_id=part.application_id)
    try:
        service.answer(viewer(), part_id, form.body.data, taken(part.application, form.upload))
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return shown(part.application_id, 422, answer=(part_id, form))
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
    closed = not WAYS_OUT & PART_WORKFLOW.open_actions(part.status)
    if part.status is PartStatus.DRAFT or (closed and not form.is_submitted()):
        return redirect(home)
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
        falling=others_of_all(part, PartStatus.OFFERED),
        home=home,
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/<int:application_id>/copy")
@signed_in
def copy(application_id: int) -> ResponseReturnValue:
    """Begin a new draft from one that was sent before."""
    try:
        made = drafts.copy_as_new(viewer(), application_id)
    except NotFoundError:
        raise
    except DomainError as error:
        return flash_refusal(error, url_for("application.show", application_id=application_id))
    return redirect(url_for("application_place.places", application_id=made), 303)
