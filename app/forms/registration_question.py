"""What the people of an event write about the questions that they ask."""

from itertools import zip_longest
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.forms.fields import ChoiceField, Form, LineField, PickField, TextField, TickField
from app.forms.pilot import three
from app.labels import choices
from app.services.registration_question import Choices, Question
from models.base import LANGUAGES
from models.registration_question import KEPT_DAYS, AskedKind, RegistrationQuestion


def _days() -> list[tuple[str, str]]:
    return [
        (str(days), ngettext("%(num)s day after the event", "%(num)s days after the event", days))
        for days in KEPT_DAYS
    ]


class QuestionForm(Form):
    """One question; the answers of a choice stand one on a line, in the same order each time."""

    words_fi = LineField(_l("Question, in Finnish"))
    words_sv = LineField(_l("Question, in Swedish"))
    words_en = LineField(_l("Question, in English"))
    kind = PickField(_l("How is it answered?"), choices=lambda: choices(AskedKind), required=True)
    choices_fi = TextField(
        _l("Answers to choose from, in Finnish"),
        description=_l(
            "Only for a question with a few answers: one on each line, in the same order in each "
            "language."
        ),
    )
    choices_sv = TextField(_l("Answers to choose from, in Swedish"))
    choices_en = TextField(_l("Answers to choose from, in English"))
    is_required = TickField(_l("Nobody can register without answering"))
    purpose_fi = LineField(
        _l("What the answer is used for, in Finnish"), most=500,
        description=_l("For example “ordering lunch”. Everybody who registers reads it."),
    )  # fmt: skip
    purpose_sv = LineField(_l("What the answer is used for, in Swedish"), most=500)
    purpose_en = LineField(_l("What the answer is used for, in English"), most=500)
    keep_days = ChoiceField(
        _l("For how long are the answers kept?"), choices=_days, required=True,
        description=_l("Then they are deleted by themselves, and the deletion is written down."),
    )  # fmt: skip

    def question(self) -> Question:
        """Return what is asked."""
        return Question(
            kind=AskedKind(self.kind.data),
            words=three(self, "words"),
            purpose=three(self, "purpose"),
            keep_days=int(self.keep_days.data),
            is_required=bool(self.is_required.data),
            choices=self._lines(),
        )

    def _lines(self) -> Choices:
        typed = [(self[f"choices_{lang}"].data or "").splitlines() for lang in LANGUAGES]
        columns = [[one.strip() for one in lines if one.strip()] for lines in typed]
        return [
            dict(zip(LANGUAGES, row, strict=True)) for row in zip_longest(*columns, fillvalue="")
        ]


def question_values(question: RegistrationQuestion | None) -> dict[str, Any]:
    """Return what the form of a question begins with."""
    if question is None:
        return {"kind": AskedKind.TEXT.value, "keep_days": "14"}
    found: dict[str, Any] = {
        "kind": question.kind.value, "keep_days": str(question.keep_days),
        "is_required": question.is_required,
    }  # fmt: skip
    for lang in LANGUAGES:
        found[f"words_{lang}"] = question.words.get(lang)
        found[f"purpose_{lang}"] = question.purpose.get(lang)
        found[f"choices_{lang}"] = "\n".join(one.get(lang, "") for one in question.choices)
    return found
