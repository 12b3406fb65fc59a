"""Write what an event asks of those who register.

Each question says what its answer is used for and for how long it is kept; a question that is
taken out takes its answers along.
"""

from dataclasses import dataclass, field

from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.registration_desk import event_of
from app.queries.registration_question import has_answers, question_of, questions_of
from app.services.audit import record
from app.services.typed_value import LINE, translated_up_to
from models.base import LANGUAGES, Translated
from models.errors import ConflictError, FieldError
from models.event import Event
from models.registration_question import (
    KEPT_DAYS,
    MOST_CHOICES,
    MOST_QUESTIONS,
    SENSITIVE,
    AskedKind,
    RegistrationQuestion,
)

_line, _purpose = translated_up_to(LINE), translated_up_to(500)
Choices = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, what for, and how many days after the event the answers go.

    ``choices`` are ``{language: words}`` each.
    """

    kind: AskedKind
    words: Translated
    purpose: Translated
    keep_days: int
    is_required: bool = False
    choices: Choices = field(default_factory=list)


@use_case
def keep(actor: Actor, event_id: int, asked: Question, question_id: int | None = None) -> int:
    """Add a question, or write one anew; returns its id.

    Raises:
        ConflictError: ``too_many_questions`` (most).
        FieldError: ``words_needed`` (language); ``asked_choices_needed``, ``choices_uneven`` at
            ``choices_<language>``; ``too_many`` (most); ``keep_days_unknown``;
            ``sensitive_is_voluntary``; ``question_is_answered``: its kind or its choices cannot
            change any more.
    """
    event = event_of(actor, event_id, Action.REGISTRATION_MANAGE)
    _words_needed(event, "words", asked.words)
    _words_needed(event, "purpose", asked.purpose)
    if asked.keep_days not in KEPT_DAYS:
        raise FieldError("keep_days_unknown", field="keep_days")
    if asked.is_required and asked.kind in SENSITIVE:
        raise FieldError("sensitive_is_voluntary", field="is_required")
    choices = _choices(event, asked)
    if question_id is None:
        if len(questions_of(event.id)) >= MOST_QUESTIONS:
            raise ConflictError("too_many_questions", most=MOST_QUESTIONS)
        row = RegistrationQuestion(event=event)
        db.session.add(row)
    else:
        row = question_of(event, question_id)
        _refuse_other_answers(row, asked, choices)
    row.kind, row.choices = asked.kind, choices
    row.words, row.purpose = _line("words_fi", asked.words), _purpose("purpose_fi", asked.purpose)
    row.is_required, row.keep_days = asked.is_required, asked.keep_days
    db.session.flush()
    record(actor, "registration:question", row, event=event.id)
    return row.id


@use_case
def drop(actor: Actor, event_id: int, question_id: int) -> int:
    """Take a question out, with what was answered to it; returns its id."""
    event = event_of(actor, event_id, Action.REGISTRATION_MANAGE)
    row = question_of(event, question_id)
    record(actor, "registration:drop_question", row, event=event.id)
    db.session.delete(row)
    db.session.flush()
    return question_id


def _refuse_other_answers(row: RegistrationQuestion, asked: Question, choices: Choices) -> None:
    """Refuse to turn a question that has been answered into another one."""
    if not has_answers(row):
        return
    if asked.kind is not row.kind or len(choices) < len(row.choices):
        raise FieldError("question_is_answered", field="kind")


def _choices(event: Event, asked: Question) -> Choices:
    """Return the answers to choose from; each has to be written in the city's languages."""
    if asked.kind is not AskedKind.CHOICE:
        return []
    if len(asked.choices) < 2:  # noqa: PLR2004 - with less there is nothing to choose
        raise FieldError("asked_choices_needed", field="choices_fi")
    if len(asked.choices) > MOST_CHOICES:
        raise FieldError("too_many", field="choices_fi", most=MOST_CHOICES)
    for one in asked.choices:
        for lang in event.city.required_languages:
            if not one.get(lang):
                raise FieldError("choices_uneven", field=f"choices_{lang}")
    return asked.choices


def _words_needed(event: Event, name: str, words: Translated) -> None:
    for lang in LANGUAGES:
        if lang in event.city.required_languages and not words.get(lang).strip():
            raise FieldError("words_needed", field=f"{name}_{lang}", language=lang)
