"""The city's desk for applications: the queue, one part with all there is to know, the answers."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.decision import (
    AskForm,
    CancelForm,
    JointForm,
    OfferForm,
    RejectForm,
    ShortlistForm,
    WaitlistForm,
    WriteForm,
)
from app.labels import label
from app.policies.actor import Actor
from app.policies.subject import of_part
from app.policies.table import Action, may
from app.queries import application as applications
from app.queries import decision as query
from app.queries.calendar import month
from app.queries.offer import latest_bookings
from app.services import application as messages
from app.services import decision as service
from models.application import (
    OPEN_FOR_DECISION,
    ApplicationPart,
    JointPolicy,
    PartAction,
    PartStatus,
)
from models.errors import DomainError
from models.legal_text import CURRENT, LEGAL_TEXTS
from views import filter_link, language, navigation
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.month_view import Choice, asked_month, month_view
from views.page import page

blueprint = Blueprint("decision", __name__, url_prefix=PREFIX + "/desk/applications")

PER_PAGE = 50
SHOWN_STATES = tuple(state for state in PartStatus if state is not PartStatus.DRAFT)
ORDERS = ("due", "newest", "testbed")


@blueprint.get("")
@staff
def queue() -> ResponseReturnValue:
    """List the parts that wait, the most urgent first."""
    state = request.args.get("state", "")
    order = request.args.get("order", "due")
    chosen = query.QueueFilter(
        statuses=(PartStatus(state),) if state in set(SHOWN_STATES) else (),
        text=request.args.get("q", "").replace("\0", " ")[:100],
        order=order if order in ORDERS else "due",
        page=filter_link.asked_page(),
        per_page=PER_PAGE,
    )
    found = query.queue(viewer(), chosen)
    where = filter_link.pages(found.total, PER_PAGE)
    if where.number < chosen.page:
        return redirect(filter_link.here())
    waiting = sum(n for status, n in found.counts.items() if status in OPEN_FOR_DECISION)
    return page(
        "decision/queue.html",
        queue=found,
        pages=where,
        chosen=chosen,
        state=state if chosen.statuses else "",
        states=[(one.value, label(one), found.counts.get(one, 0)) for one in SHOWN_STATES],
        waiting=waiting,
        section_links=navigation.desk_menu(waiting),
    )


@blueprint.get("/<int:part_id>")
@staff
def show(part_id: int) -> ResponseReturnValue:
    """Show one part with everything needed to decide."""
    return shown(part_id)


def shown(
    part_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    """Return the page of a part; ``bad`` is (name, form) of a form that came back with errors."""
    actor = viewer()
    part = query.part_for_staff(actor, part_id)
    outlook = query.outlook(actor, part_id)
    forms = _forms(part, outlook)
    if bad is not None:
        forms[bad[0]] = bad[1]
    siblings = [one for one in part.application.parts if one.id != part.id]
    return page(
        "decision/show.html",
        status,
        part=part,
        application=part.application,
        outlook=outlook,
        calendar=_calendar(part, outlook),
        actions=query.open_actions(actor, part),
        forms=forms,
        opened=bad[0] if bad else request.args.get("do", ""),
        form=bad[1] if bad else None,
        booking=latest_bookings([part]).get(part.id),
        decisions=query.history(actor, part_id),
        conversation=applications.conversation(actor, part.application_id),
        siblings=siblings,
        is_joint=part.application.joint_policy is JointPolicy.ALL and bool(siblings),
        joint_ready=all(one.status is PartStatus.SHORTLISTED for one in part.application.parts),
        may_note=may(actor, Action.NOTE_WRITE, of_part(part)),
        legal=LEGAL_TEXTS[CURRENT].best(language.current()),
        section_links=navigation.desk_menu(),
        PartAction=PartAction,
    )


def _forms(part: ApplicationPart, outlook: query.Outlook | None) -> dict[str, Any]:
    start = part.agreed_start or part.earliest
    end = part.agreed_end or (outlook.end if outlook else None)
    days = {"start": start, "end": end}
    hold = part.testbed.hold_days
    return {
        "ask": AskForm(formdata=None),
        "reject": RejectForm(formdata=None),
        "cancel": CancelForm(formdata=None),
        "waitlist": WaitlistForm(formdata=None),
        "offer": OfferForm(formdata=None, hold_days=hold, **days),
        "shortlist": ShortlistForm(formdata=None, **days),
        "joint": JointForm(formdata=None, hold_days=hold),
        "message": WriteForm(formdata=None),
        "note": WriteForm(formdata=None),
    }


def _calendar(part: ApplicationPart, outlook: query.Outlook | None) -> Any:
    """Return the month of the wish, or the one asked for by the address."""
    today = clock.today()
    first = asked_month(request.args.get("month", ""), today)
    if "month" not in request.args and outlook is not None and outlook.start > today:
        first = outlook.start.replace(day=1)
    return month_view(
        month(part.testbed_id, first),
        today,
        lambda day: url_for("decision.show", part_id=part.id, month=f"{day:%Y-%m}") + "#calendar",
        chosen=Choice(outlook.start, outlook.end) if outlook else None,
    )


def _home(part_id: int) -> str:
    return url_for("decision.show", part_id=part_id)


def _answer(
    part_id: int, name: str, form: Any, deed: Callable[[Actor], object], done: str
) -> ResponseReturnValue:
    """Take a form's deed, or show the page again with what was typed and why not."""
    if not form.validate_on_submit():
        return shown(part_id, 422, (name, form))
    try:
        deed(viewer())
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        form.blame(error.field, message_for(error))
        return shown(part_id, error.status, (name, form))
    flash(done, "success")
    return redirect(_home(part_id), 303)


@blueprint.post("/<int:part_id>/take-up")
@staff
def take_up(part_id: int) -> ResponseReturnValue:
    """Begin reading."""
    return _press(part_id, service.take_up, _("You are reading this now."))


@blueprint.post("/<int:part_id>/reopen")
@staff
def reopen(part_id: int) -> ResponseReturnValue:
    """Take an ended part up again."""
    return _press(part_id, service.reopen, _("Taken up again. No days are held for it yet."))


def _press(part_id: int, deed: Callable[[Actor, int], int], done: str) -> ResponseReturnValue:
    try:
        deed(viewer(), part_id)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        return flash_refusal(error, _home(part_id))
    flash(done, "success")
    return redirect(_home(part_id), 303)


@blueprint.post("/<int:part_id>/<any(ask,reject,cancel,waitlist,offer,shortlist,joint):name>")
@staff
def decide(part_id: int, name: str) -> ResponseReturnValue:
    """Answer in one of the ways that have a form."""
    part = query.part_for_staff(viewer(), part_id)
    make = {"ask": AskForm, "reject": RejectForm, "cancel": CancelForm, "waitlist": WaitlistForm,
            "offer": OfferForm, "shortlist": ShortlistForm, "joint": JointForm}  # fmt: skip
    form: Any = make[name]()
    deeds: dict[str, tuple[Callable[[Actor], object], str]] = {
        "ask": (
            lambda who: service.ask(who, part_id, form.question.data),
            _("Your question has been sent."),
        ),
        "reject": (
            lambda who: service.reject(who, part_id, form.reason.data),
            _("Declined. The applicant has been told why."),
        ),
        "cancel": (
            lambda who: service.cancel_by_city(who, part_id, form.reason.data),
            _("Cancelled. The applicant has been told why."),
        ),
        "waitlist": (
            lambda who: service.waitlist(who, part_id, form.note.data or ""),
            _("On the waiting list. Freed days are offered by themselves."),
        ),
        "offer": (
            lambda who: service.offer(who, part_id, _terms(form)),
            _("The days are held and offered."),
        ),
        "shortlist": (
            lambda who: service.shortlist(who, part_id, form.start.data, form.end.data),
            _("Shortlisted."),
        ),
        "joint": (
            lambda who: service.offer_joint(
                who, part.application_id, form.hold_days.data, form.note.data or ""
            ),
            _("Every place is held and offered together."),
        ),
    }
    deed, done = deeds[name]
    return _answer(part_id, name, form, deed, done)


def _terms(form: OfferForm) -> service.OfferTerms:
    return service.OfferTerms(
        form.start.data, form.end.data, form.hold_days.data, form.note.data or ""
    )


@blueprint.post("/<int:part_id>/<any(message,note):name>")
@staff
def write(part_id: int, name: str) -> ResponseReturnValue:
    """Write to the applicant, or a note that the city alone reads."""
    part = query.part_for_staff(viewer(), part_id)
    form = WriteForm()

    def deed(who: Actor) -> object:
        return messages.post_message(
            who, part.application_id, form.body.data, part_id=part_id, internal=name == "note"
        )

    done = _("The note is kept.") if name == "note" else _("Your message has been sent.")
    return _answer(part_id, name, form, deed, done)
