"""What the people of a pilot write so that residents can take part in it."""

from itertools import zip_longest
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import (
    LONG,
    DayField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.pilot import SHOWN_TRUTH, TRUTH, YES_NO, three
from app.forms.pilot_run import VersionForm
from app.labels import choices
from app.services.panel import Terms
from app.services.panel_text import Choices, Purpose, Question
from models.base import LANGUAGES
from models.panel import ADULT, MOST_PLACES, Panel, PanelPurpose, PanelQuestion, QuestionKind

TEXTS = ("tasks", "reward")


class PanelForm(VersionForm):
    """How to take part."""

    version = HiddenField()
    tasks_fi = TextField(
        _l("What a tester does, in Finnish"), most=LONG,
        description=_l("In plain words: what, where, how often, and how long it takes."),
    )  # fmt: skip
    tasks_sv = TextField(_l("What a tester does, in Swedish"), most=LONG)
    tasks_en = TextField(_l("What a tester does, in English"), most=LONG)
    cap = WholeNumberField(
        _l("How many testers can there be?"), least=1, most=MOST_PLACES, required=True
    )
    opens_day = DayField(_l("From which day can people ask for a place?"), required=True)
    closes_day = DayField(_l("Until which day?"), required=True)
    takes_minors = PickField(
        _l("Can people under 18 take part?"),
        choices=YES_NO,
        required=_l("Choose yes or no."),
        description=_l(
            "Then the year of birth is asked, and guardians are asked or told by mail, "
            "as the age and the place require."
        ),
    )
    least_age = WholeNumberField(
        _l("Lowest age"), least=0, most=99, required=True,
        description=_l("Counted as the age somebody had at the beginning of this year."),
    )  # fmt: skip
    reward_fi = TextField(
        _l("What testers get for it, in Finnish"),
        description=_l("Leave this empty when there is nothing. In schools it is never allowed."),
    )
    reward_sv = TextField(_l("What testers get for it, in Swedish"))
    reward_en = TextField(_l("What testers get for it, in English"))

    def terms(self) -> Terms:
        """Return what was written."""
        return Terms(
            tasks=three(self, "tasks"),
            reward=three(self, "reward"),
            cap=self.cap.data,
            opens_day=self.opens_day.data,
            closes_day=self.closes_day.data,
            takes_minors=TRUTH[self.takes_minors.data],
            least_age=self.least_age.data,
        )


def panel_values(panel: Panel | None, opens: Any, closes: Any) -> dict[str, Any]:
    """Return what the form of a panel begins with; a new one with the days of its pilot."""
    if panel is None:
        return {"version": "0", "opens_day": opens, "closes_day": closes, "least_age": ADULT}
    return {
        "version": str(panel.version),
        **{
            f"{name}_{lang}": getattr(panel, name).get(lang) for name in TEXTS for lang in LANGUAGES
        },
        "cap": panel.cap,
        "opens_day": panel.opens_day,
        "closes_day": panel.closes_day,
        "takes_minors": SHOWN_TRUTH[panel.takes_minors],
        "least_age": panel.least_age,
    }


class QuestionForm(Form):
    """One question; the answers of a choice stand one on a line, in the same order each time."""

    words_fi = LineField(_l("Question, in Finnish"))
    words_sv = LineField(_l("Question, in Swedish"))
    words_en = LineField(_l("Question, in English"))
    kind = PickField(
        _l("How is it answered?"), choices=lambda: choices(QuestionKind), required=True
    )
    fits_fi = TextField(
        _l("Answers that fit, in Finnish"),
        description=_l(
            "Only for a question with answers of its own: one on each line, in the same order in "
            "each language."
        ),
    )
    fits_sv = TextField(_l("Answers that fit, in Swedish"))
    fits_en = TextField(_l("Answers that fit, in English"))
    others_fi = TextField(_l("Answers that do not fit, in Finnish"))
    others_sv = TextField(_l("Answers that do not fit, in Swedish"))
    others_en = TextField(_l("Answers that do not fit, in English"))

    def question(self) -> Question:
        """Return what is asked."""
        return Question(
            QuestionKind(self.kind.data), three(self, "words"),
            self._lines("fits"), self._lines("others"),
        )  # fmt: skip

    def _lines(self, name: str) -> Choices:
        columns = [
            [
                line.strip()
                for line in (self[f"{name}_{lang}"].data or "").splitlines()
                if line.strip()
            ]
            for lang in LANGUAGES
        ]
        return [
            dict(zip(LANGUAGES, row, strict=True)) for row in zip_longest(*columns, fillvalue="")
        ]


def question_values(question: PanelQuestion | None) -> dict[str, Any]:
    """Return what the form of a question begins with."""
    if question is None:
        return {"kind": QuestionKind.YES.value}
    found: dict[str, Any] = {"kind": question.kind.value}
    for lang in LANGUAGES:
        found[f"words_{lang}"] = question.words.get(lang)
        for name in ("fits", "others"):
            found[f"{name}_{lang}"] = "\n".join(one[lang] for one in getattr(question, name))
    return found


class PurposeForm(Form):
    """What data are used for, and whether one can take part without it."""

    name_fi = LineField(_l("What the data are for, in Finnish"))
    name_sv = LineField(_l("What the data are for, in Swedish"))
    name_en = LineField(_l("What the data are for, in English"))
    words_fi = TextField(
        _l("What one says yes to, in Finnish"), most=2000,
        description=_l(
            "Which data, who sees them, for how long. Volunteers tick it: “I agree that …”"
        ),
    )  # fmt: skip
    words_sv = TextField(_l("What one says yes to, in Swedish"), most=2000)
    words_en = TextField(_l("What one says yes to, in English"), most=2000)
    is_required = TickField(_l("Nobody can take part without it"))

    def purpose(self) -> Purpose:
        """Return what was written."""
        return Purpose(three(self, "name"), three(self, "words"), bool(self.is_required.data))


def purpose_values(purpose: PanelPurpose | None) -> dict[str, Any]:
    """Return what the form of a purpose begins with."""
    if purpose is None:
        return {}
    texts = {
        f"{name}_{lang}": getattr(purpose, name).get(lang)
        for name in ("name", "words")
        for lang in LANGUAGES
    }
    return {**texts, "is_required": purpose.is_required}
