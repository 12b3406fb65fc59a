"""Who registered for an event, for its people: counts, the list, letting go, a table."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.labels import label
from app.policies.subject import of_event
from app.policies.table import Action, may
from app.queries.registration_desk import counts, event_of, listed, session_of
from app.queries.registration_question import questions_of
from app.serializers.table import csv_text
from app.services import registration_desk as service
from models.base import Translated
from models.errors import DomainError
from models.event import Event, EventSession
from models.personal_read import Look
from models.registration import COUNTED, OVER, Registration, RegistrationStatus
from models.registration_question import AskedKind, RegistrationAnswer
from views import language
from views.access import staff, viewer
from views.errors import flash_refusal
from views.event_desk_frame import frame as event_frame
from views.event_words import session_words
from views.file import private_file
from views.language import PREFIX
from views.page import page
from views.personal_read import looked
from views.registration_words import PILLS, title_of

blueprint = Blueprint(
    "registration_desk", __name__, url_prefix=PREFIX + "/desk/events/<int:event_id>/registrations"
)

HIDDEN = frozenset({403, 404})
LEAVABLE = (
    RegistrationStatus.WAITING, RegistrationStatus.OFFERED, RegistrationStatus.CONFIRMED,
)  # fmt: skip


@blueprint.get("")
@staff
def index(event_id: int) -> ResponseReturnValue:
    """Show how many there are at each session, and the people of one."""
    event = event_of(viewer(), event_id)
    chosen = _chosen(event)
    numbers = counts(event)
    people = listed(event, chosen) if chosen is not None else []
    looked(Look.REGISTRATIONS, ids_of(people), event.city_id)
    return page(
        "registration/index.html",
        rooms=[_session(one, numbers[one.id]) for one in event.sessions],
        chosen=chosen,
        chosen_title=title_of(chosen) if chosen is not None else None,
        rows=[_row(one) for one in people],
        questions=questions_of(event.id),
        **frame(event),
    )


@blueprint.post("/csv")
@staff
def export(event_id: int) -> ResponseReturnValue:
    """Give those who come as a table; that it was taken is written into the audit trail."""
    service.export(viewer(), event_id)
    event = event_of(viewer(), event_id)
    lang = language.current()
    questions = questions_of(event.id)
    asked = [f"{number}. {one.words.best(lang)[0]}" for number, one in enumerate(questions, 1)]
    columns = (_("Session"), _("Name"), _("E-mail"), _("Code"), _("State"), *asked)
    rows, people = [], listed(event)
    looked(Look.REGISTRATIONS_TAKEN, ids_of(people), event.city_id)
    for one in people:
        person = one.registrant
        if one.status in OVER or person is None:
            continue
        said = {answer.question_id: answered(answer) for answer in person.answers}
        cells = (
            title_of(one.session)[0], person.name, person.reader.email, person.code,
            label(one.status), *(said.get(question.id, "") for question in questions),
        )  # fmt: skip
        rows.append(dict(zip(columns, cells, strict=True)))
    return private_file(csv_text(columns, rows), "text/csv", f"{event.slug}.csv")


@blueprint.post("/<int:registration_id>/remove")
@staff
def remove(event_id: int, registration_id: int) -> ResponseReturnValue:
    """Take somebody off who said that they will not come."""
    back = url_for(
        "registration_desk.index", event_id=event_id, session=request.form.get("session")
    )
    try:
        service.remove(viewer(), event_id, registration_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, back)
    flash(_("It is done. They have been told by mail."), "success")
    return redirect(back, 303)


def frame(event: Event, here: str = "registration_desk.index") -> dict[str, Any]:
    """Return what every page about the registrations of an event is given."""
    return {
        **event_frame(event, here),
        "title": event.title.best(language.current()),
        "may_manage": may(viewer(), Action.REGISTRATION_MANAGE, of_event(event)),
    }


def ids_of(rows: Iterable[Registration]) -> set[int]:
    """Return whose registrations these are; those whose person was forgotten are nobody's."""
    return {one.registrant_id for one in rows if one.registrant_id is not None}


def answered(answer: RegistrationAnswer) -> str:
    """Return an answer in words."""
    kind, value = answer.question.kind, answer.value
    if kind is AskedKind.YES_NO:
        return _("Yes") if value == "yes" else _("No")
    if kind is AskedKind.CHOICE:
        choices = answer.question.choices
        known = value.isdigit() and int(value) < len(choices)
        return Translated.of(choices[int(value)]).best(language.current())[0] if known else value
    return value


def _chosen(event: Event) -> EventSession | None:
    """Return the session whose people are shown: the one asked for, or the only one."""
    wanted = request.args.get("session", type=int)
    if wanted is not None:
        return session_of(event, wanted)
    return event.sessions[0] if len(event.sessions) == 1 else None


def _session(session: EventSession, numbers: Any) -> dict[str, Any]:
    return {
        "one": session,
        "title": title_of(session),
        "when": session_words(session),
        "numbers": numbers,
        "held": session.taken - numbers.placed,
        "is_over": session.ends_at <= clock.now(),
    }


def _row(one: Registration) -> dict[str, Any]:
    person = one.registrant
    lang = language.current()
    return {
        "one": one,
        "person": person,
        # Who has left is contacted no more, so their address is not shown either.
        "email": person.reader.email if person is not None and one.status not in OVER else "",
        "answers": [
            (answer.question.words.best(lang)[0], answered(answer))
            for answer in (person.answers if person is not None and one.status not in OVER else ())
        ],
        "pill": PILLS[one.status],
        "is_placed": one.status in COUNTED,
        "can_leave": one.status in LEAVABLE and one.session.starts_at > clock.now(),
    }
