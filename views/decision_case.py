"""The page of one part: what is asked for, what an offer would meet, and the answers open now."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.forms import decision as forms
from app.policies.actor import Actor
from app.policies.alternative import one_of_each, rank_of
from app.policies.approval import is_own, may_promise, needs_all
from app.policies.subject import of_part
from app.policies.table import Action, may
from app.queries import application as applications
from app.queries import decision as query
from app.queries import review as reviews
from app.queries.agreement import live_of
from app.queries.application_change import revisions
from app.queries.application_seen import unread_among
from app.queries.attachment import attachments
from app.queries.audit import deeds_of_part
from app.queries.calendar import HORIZON_DAYS, month
from app.queries.decision_mark import answer_day, days_left
from app.queries.lead import lead_of, leads
from app.queries.offer import latest_bookings
from app.queries.rival_board import displaced_by
from app.services.agreement import may_sign
from app.services.waiting import WAITING
from models.application import OPEN_FOR_DECISION, ApplicationPart, PartAction
from models.decision_reason import DECLINE_TEXTS
from models.legal_text import CURRENT, LEGAL_TEXTS
from models.personal_read import Look
from models.window import Hours, Window
from views import language, navigation
from views.access import viewer
from views.application_change import in_words
from views.attachment import lines
from views.award_strip import birth_of_application
from views.deeds import words_for
from views.desk_words import (
    day_spans,
    due_kind,
    due_words,
    part_label,
    size_words,
    weekday_words,
)
from views.month_view import Choice, asked_month, month_view
from views.page import page
from views.personal_read import looked

ONE_DAY = dt.timedelta(days=1)
FORMS: dict[str, type[forms.DeedForm]] = {
    "ask": forms.AskForm,
    "reject": forms.RejectForm,
    "cancel": forms.CancelForm,
    "waitlist": forms.WaitlistForm,
    "offer": forms.OfferForm,
    "shortlist": forms.ShortlistForm,
    "joint": forms.JointForm,
    "message": forms.MessageForm,
    "note": forms.NoteForm,
}


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back: which, with what was typed, and whether its step is still open."""

    name: str
    form: forms.DeedForm
    status: int = 422

    @property
    def is_lost_race(self) -> bool:
        return self.status == 409  # noqa: PLR2004 - somebody was faster


def shown(part_id: int, back: Returned | None = None) -> ResponseReturnValue:
    """Return the page of a part, with the form that came back when there is one."""
    actor = viewer()
    part = query.part_for_staff(actor, part_id)
    looked(Look.APPLICATION, [part.application_id], part.city_id)
    days = _asked_days(part, back)
    asked = _asked_hours(part, back)
    outlook = query.outlook(actor, part_id, *days, asked)
    made = _forms(part, outlook)
    if back is not None:
        made[back.name] = back.form
    actions = query.open_actions(actor, part)
    deeds = [(deed.at, words_for(deed, language.current())) for deed in deeds_of_part(part)]
    return page(
        "decision/show.html",
        back.status if back else 200,
        part=part,
        application=part.application,
        outlook=outlook,
        displaced=_displaced(part, outlook),
        is_wish=days == (None, None) and asked is None,
        calendar=_calendar(part, outlook),
        actions=actions,
        forms=made,
        look=_look_form(part, days, outlook),
        opened=back.name if back else request.args.get("do", ""),
        form=back.form if back else None,
        meanwhile=deeds[-1] if back and back.is_lost_race and deeds else None,
        left_over=back.form if back and not _is_open(back.name, actions, part) else None,
        deeds=deeds,
        section_links=navigation.desk_menu(),
        PartAction=PartAction,
        **_around(actor, part),
    )


def _around(actor: Actor, part: ApplicationPart) -> dict[str, Any]:
    """Return what the page says besides the days and the answers."""
    application = part.application
    siblings = [one for one in application.parts if one.id != part.id]
    legal = LEGAL_TEXTS[CURRENT].best(application.language)
    subject = of_part(part)
    conversation = applications.conversation(actor, part.application_id)
    agreement = live_of(part.id)
    seen = reviews.panel(actor, part)
    recused = reviews.is_recused(actor, [part.id])
    return {
        "born_of": birth_of_application(application.id),
        "agreement": agreement,
        "may_sign": agreement is not None and may_sign(actor, agreement),
        "files": lines(attachments(actor, application)),
        "changes": in_words(revisions(actor, part)),
        "booking": latest_bookings([part]).get(part.id),
        "decisions": query.history(actor, part.id),
        "conversation": conversation,
        "unread": unread_among(actor, conversation),
        "siblings": siblings,
        "rank": rank_of(part),
        "readable": {one.id for one in query.staff_parts(actor, siblings)},
        "is_joint": needs_all(part),
        "joint_ready": joint_is_ready(part),
        "lead": lead_of(actor, application) if needs_all(part) else None,
        "may_offer_joint": leads(actor, application) and not (is_own(actor, part) or recused),
        "panel": seen,
        "is_recused": recused,
        "total": seen.together.total,
        "may_note": may(actor, Action.NOTE_WRITE, subject),
        "may_move": may(actor, Action.BOOKING_MOVE, subject) and reviews.is_impartial(actor, part),
        "is_own": is_own(actor, part),
        "city_decides": not recused
        and may(actor, Action.PART_DECIDE, subject)
        and not may_promise(actor, part),
        "due": days_left(part.status, answer_day(part), part.testbed.city.time_zone),
        "size": size_words(application.organisation),
        "weekdays": weekday_words(part.weekdays),
        "legal": legal,
        "ready_reasons": [one.best(application.language) for one in DECLINE_TEXTS.values()],
        "day_spans": day_spans,
        "part_label": part_label,
        "due_words": due_words,
        "due_kind": due_kind,
    }


def _displaced(part: ApplicationPart, outlook: query.Outlook | None) -> list[tuple[int, str]]:
    """Return the id and name of each open wish that would no longer fit after this offer."""
    if outlook is None or outlook.full_days or part.status not in OPEN_FOR_DECISION:
        return []
    window = Window(outlook.start, outlook.end, part.weekdays, part.units)
    return [
        (one.id, one.application.title or one.application.applicant_name)
        for one in displaced_by(part, window)
    ]


def joint_is_ready(part: ApplicationPart) -> bool:
    """Say whether every part of a joint application has been agreed to by its city."""
    return all(one.status in WAITING for one in one_of_each(part.application))


def _is_open(name: str, actions: frozenset[PartAction], part: ApplicationPart) -> bool:
    """Say whether the answer of this name can still be given."""
    if name in {"message", "note"}:
        return True
    if name == "joint":
        return joint_is_ready(part)
    if name == "shortlist" and part.status in WAITING:
        return PartAction.SHORTLIST in actions or part.status is WAITING[0]
    known = {
        "ask": PartAction.ASK,
        "reject": PartAction.REJECT,
        "cancel": PartAction.CANCEL_BY_CITY,
        "waitlist": PartAction.WAITLIST,
        "offer": PartAction.OFFER,
        "shortlist": PartAction.SHORTLIST,
    }
    return known[name] in actions


def _asked_days(
    part: ApplicationPart, back: Returned | None
) -> tuple[dt.date | None, dt.date | None]:
    """Return the days to look at: those typed or asked for, else agreed ones, else the wish's."""
    form: Any = back.form if back and back.name in {"offer", "shortlist"} else None
    if form is None:
        form = forms.LookForm(request.args)
        form.validate()
    start, end = form.start.data, form.end.data
    if start and end and start <= end <= clock.today() + HORIZON_DAYS * ONE_DAY:
        return start, end
    return part.agreed_start, part.agreed_end


def _asked_hours(part: ApplicationPart, back: Returned | None) -> Hours | None:
    """Return the hours to look at: those typed or asked for; None for agreed or wished ones."""
    form: Any = back.form if back and back.name in {"offer", "shortlist"} else None
    if form is None:
        if "from_hour" not in request.args:
            return None
        form = forms.LookForm(request.args).at(part.testbed)
        form.validate()
    hours: Hours | None = form.hours
    return hours


def _look_form(
    part: ApplicationPart, days: tuple[Any, Any], outlook: query.Outlook | None
) -> forms.LookForm:
    shown = _hours_shown(outlook.hours if outlook else part.agreed_hours)
    form = forms.LookForm(formdata=None, start=days[0], end=days[1], **shown)
    return form.named("look", part.testbed)


def _hours_shown(hours: Hours) -> dict[str, int]:
    return {"from_hour": hours.start, "to_hour": hours.end}


def _forms(part: ApplicationPart, outlook: query.Outlook | None) -> dict[str, Any]:
    """Return every answer's form, empty but for what the wish already says."""
    days: dict[str, Any] = _hours_shown(outlook.hours if outlook else part.agreed_hours)
    days |= {"start": outlook.start, "end": outlook.end} if outlook else {}
    known: dict[str, dict[str, Any]] = {
        "offer": {"hold_days": part.testbed.hold_days, **days},
        "shortlist": days,
        "joint": {"hold_days": part.testbed.hold_days},
    }
    return {name: make(formdata=None, **known.get(name, {})).named(name, part.testbed)
            for name, make in FORMS.items()}  # fmt: skip


def _calendar(part: ApplicationPart, outlook: query.Outlook | None) -> Any:
    """Return the month of the days looked at, or the one asked for; a day chosen begins them."""
    today = clock.today(part.testbed.city.time_zone)
    first = asked_month(request.args.get("month", ""), today)
    if "month" not in request.args and outlook is not None and outlook.start > today:
        first = outlook.start.replace(day=1)
    asked = ("start", "end", "from_hour", "to_hour")
    kept = {name: request.args[name] for name in asked if name in request.args}

    def month_url(day: dt.date) -> str:
        there: dict[str, Any] = {**kept, "month": f"{day:%Y-%m}"}
        return url_for("decision.show", part_id=part.id, **there) + "#calendar"

    def day_url(day: dt.date) -> str | None:
        if outlook is None:
            return None
        there: dict[str, Any] = {**kept, "start": day, "end": day + (outlook.end - outlook.start)}
        return url_for("decision.show", part_id=part.id, **there) + "#days"

    chosen = Choice(outlook.start, outlook.end) if outlook else None
    return month_view(month(part.testbed_id, first), today, month_url, day_url, chosen)
