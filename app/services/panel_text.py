"""Questions and purposes of a panel, while it is written; and their versions, once approved.

Each function returns the id of the panel.
"""

from dataclasses import dataclass, field

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.queries.panel import asked_purposes, live_texts, panel_of, purpose_of, question_of
from app.queries.volunteer import in_state, to_answer_anew
from app.services.audit import record
from app.services.pilot_step import entered
from app.services.typed_value import LINE, translated_up_to
from app.services.volunteer_mail import tell_volunteer
from models.base import LANGUAGES, Translated
from models.errors import ConflictError, FieldError, NotFoundError
from models.panel import (
    MOST_CHOICES,
    MOST_PURPOSES,
    MOST_QUESTIONS,
    Panel,
    PanelPurpose,
    PanelQuestion,
    PanelStatus,
    PurposeText,
    QuestionKind,
)
from models.pilot import Pilot
from models.volunteer import COUNTED, VolunteerStatus

_line, _long = translated_up_to(LINE), translated_up_to(2000)
PART_LETTERS = 60
Choices = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; the answers of a choice are ``{language: words}`` each."""

    kind: QuestionKind
    words: Translated
    fits: Choices = field(default_factory=list)
    others: Choices = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data are used for; without a yes to a required one nobody can take part."""

    name: Translated
    words: Translated
    is_required: bool = False


@use_case
def keep_question(
    actor: Actor, pilot_id: int, asked: Question, question_id: int | None = None
) -> int:
    """Add a question, or write one anew.

    Raises:
        ConflictError: ``panel_is_public``, ``too_many_questions`` (most).
        FieldError: ``words_needed`` (language); ``choices_needed``, ``choices_uneven`` at
            ``fits_fi`` or ``others_fi``; ``too_many`` (most).
    """
    panel = _draft(actor, pilot_id)
    words_needed(panel.pilot, "words", asked.words)
    fits, others = _choices(panel.pilot, asked)
    if question_id is not None:
        row = question_of(panel, question_id)
    else:
        if len(panel.questions) >= MOST_QUESTIONS:
            raise ConflictError("too_many_questions", most=MOST_QUESTIONS)
        row = PanelQuestion(panel_id=panel.id)
        panel.questions.append(row)
    row.kind, row.words = asked.kind, _line("words_fi", asked.words)
    row.fits, row.others = fits, others
    return _kept(actor, panel, "panel:question")


def _choices(pilot: Pilot, asked: Question) -> tuple[Choices, Choices]:
    """Return the answers of a choice; each has to be written in the same languages as the first."""
    if asked.kind is not QuestionKind.CHOICE:
        return [], []
    if not asked.fits:
        raise FieldError("choices_needed", field="fits_fi")
    if len(asked.fits) + len(asked.others) > MOST_CHOICES:
        raise FieldError("too_many", field="others_fi", most=MOST_CHOICES)
    for name, given in (("fits", asked.fits), ("others", asked.others)):
        for one in given:
            missing = [lang for lang in pilot.city.required_languages if not one.get(lang)]
            if missing:
                raise FieldError("choices_uneven", field=f"{name}_{missing[0]}")
    return asked.fits, asked.others


@use_case
def drop_question(actor: Actor, pilot_id: int, question_id: int) -> int:
    """Ask a question no more; what was answered to it stays with those who answered."""
    panel = _draft(actor, pilot_id)
    panel.questions.remove(question_of(panel, question_id))
    return _kept(actor, panel, "panel:drop_question")


@use_case
def keep_purpose(actor: Actor, pilot_id: int, asked: Purpose, purpose_id: int | None = None) -> int:
    """Add a purpose, or write one anew; a changed text is a new version once it is approved.

    Raises:
        ConflictError: ``panel_is_public``, ``too_many_purposes`` (most).
        FieldError: ``words_needed`` (language).
    """
    panel = _draft(actor, pilot_id)
    words_needed(panel.pilot, "name", asked.name)
    words_needed(panel.pilot, "words", asked.words)
    if purpose_id is not None:
        row = purpose_of(panel, purpose_id)
    else:
        if len(asked_purposes(panel)) >= MOST_PURPOSES:
            raise ConflictError("too_many_purposes", most=MOST_PURPOSES)
        row = PanelPurpose(panel_id=panel.id)
        panel.purposes.append(row)
    row.name, row.words = _line("name_fi", asked.name), _long("words_fi", asked.words)
    row.is_required = asked.is_required
    return _kept(actor, panel, "panel:purpose")


@use_case
def drop_purpose(actor: Actor, pilot_id: int, purpose_id: int) -> int:
    """Ask for a purpose no more; one that nobody was ever shown is deleted."""
    panel = _draft(actor, pilot_id)
    row = purpose_of(panel, purpose_id)
    if row.texts:
        row.dropped_at = clock.now()
    else:
        panel.purposes.remove(row)
    return _kept(actor, panel, "panel:drop_purpose")


def publish_texts(panel: Panel) -> None:
    """Make a version of every purpose whose text changed, and ask anew who had said yes to it."""
    changed = False
    for one in asked_purposes(panel):
        last = one.texts[-1] if one.texts else None
        now = (one.name, one.words, one.is_required)
        if last is not None and (last.name, last.words, last.is_required) == now:
            continue
        one.texts.append(
            PurposeText(
                version=last.version + 1 if last else 1, name=one.name, words=one.words,
                is_required=one.is_required, at=clock.now(),
            )
        )  # fmt: skip
        changed = changed or last is not None
    db.session.flush()
    if not changed:
        return
    texts = live_texts(panel)
    for volunteer in in_state(panel.id, (*COUNTED, VolunteerStatus.WAITING)):
        if to_answer_anew(volunteer, texts):
            tell_volunteer(volunteer, "volunteer/asked_anew", f"p{panel.version}")


def words_needed(pilot: Pilot, name: str, words: Translated) -> None:
    """Require a text in the languages of the pilot's city.

    Raises:
        FieldError: ``words_needed`` with the language, at ``<name>_<language>``.
    """
    for lang in LANGUAGES:
        if lang in pilot.city.required_languages and not words.get(lang).strip():
            raise FieldError("words_needed", field=f"{name}_{lang}", language=lang)


def refuse_unwritten(panel: Panel) -> None:
    """Refuse a panel with a question or a purpose that lacks a language of the pilot's city.

    What was copied from another city may.

    Raises:
        FieldError: ``part_unwritten`` with what it begins with (part) and the language.
    """
    parts = [*(one.words for one in panel.questions)]
    for one in asked_purposes(panel):
        parts += [one.name, one.words]
    choices = [
        Translated.of(words) for one in panel.questions for words in (*one.fits, *one.others)
    ]
    for words in (*parts, *choices):
        for lang in panel.pilot.city.required_languages:
            if not words.get(lang).strip():
                part = words.best(lang)[0][:PART_LETTERS]
                raise FieldError("part_unwritten", field="words", part=part, language=lang)


def _draft(actor: Actor, pilot_id: int) -> Panel:
    pilot = entered(actor, pilot_id, Action.PANEL_EDIT)
    panel = panel_of(pilot.id)
    if panel is None:
        raise NotFoundError
    db.session.refresh(panel, with_for_update=True)
    if panel.status is not PanelStatus.DRAFT:
        raise ConflictError("panel_is_public")
    return panel


def _kept(actor: Actor, panel: Panel, action: str) -> int:
    panel.version += 1
    db.session.flush()
    record(actor, action, panel, pilot=panel.pilot_id)
    return panel.id
