"""The place of a challenge, its criteria and prizes, files, questions, and words to its writers."""

from decimal import Decimal
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.attachment import AttachmentForm
from app.forms.challenge import PartForm, text_in, texts_shown
from app.forms.fields import (
    CheckboxGroupField,
    ChoiceField,
    Form,
    LineField,
    PickField,
    TextField,
    WholeNumberField,
)
from app.forms.ident import ident
from app.forms.number_field import ExactNumberField
from app.forms.testbed import in_each_language
from app.forms.testbed_place import SHAPES, CoordinatesField, systems_of
from app.services.challenge_criterion import MOST_WEIGHT, CriterionText
from app.services.challenge_edit import MOST_PRIZES, Section
from app.services.challenge_place import ChallengePlace, lines_of
from geodata.crs import WGS84
from models.base import LANGUAGES, Translated
from models.challenge import HIGHEST_SCORE, Challenge, ChallengeCriterion

NAME, WORDS, LEVEL, REWARD, QUESTION = 80, 600, 200, 200, 2_000  # characters
LEVELS = range(HIGHEST_SCORE + 1)
SPARE_PRIZES = 2
MOST_PRIZE = 10_000_000


class ChallengePlaceForm(PartForm):
    """Where it is; the choices of ``testbeds`` are the page's."""

    SECTION = Section.PLACE

    testbeds = CheckboxGroupField(
        _l("Testbeds that are offered"),
        choices=(),
        description=_l("Where the winner can try the concept out."),
    )
    shape = PickField(_l("Shape"), choices=SHAPES)
    crs = ChoiceField(_l("Coordinates are in"))
    coordinates = CoordinatesField(
        _l("Coordinates"),
        description=_l(
            "One pair a line, latitude first: 60.1699, 24.9384. An empty line begins another part; "
            "an area within another is a hole. GeoJSON and WKT can be pasted as well."
        ),
        render_kw={"rows": 5, "spellcheck": "false", "autocomplete": "off"},
    )

    @classmethod
    def of(cls, challenge: Challenge) -> Any:
        form = super().of(challenge)
        form.crs.choices = [(str(code), str(name)) for code, name in systems_of(challenge.city)]
        return form

    @classmethod
    def kept(cls, challenge: Challenge) -> dict[str, Any]:
        kind, text = lines_of(challenge)
        return {
            "testbeds": [str(one.id) for one in challenge.testbeds],
            "shape": kind,
            "coordinates": text,
            "crs": str(WGS84),
        }

    def place(self) -> ChallengePlace:
        """Return what was answered."""
        return ChallengePlace(
            shape=self.shape.data or "area",
            coordinates=self.coordinates.data or "",
            epsg=int(self.crs.data or WGS84),
            testbed_ids=tuple(ident(one) for one in self.testbeds.data or ()),
        )


def _level(score: int) -> tuple[Any, Any, Any]:
    return in_each_language(TextField, str(score), most=LEVEL, render_kw={"rows": 2})


class CriterionForm(Form):
    """One criterion with the meaning of each level."""

    version = HiddenField()
    name_fi, name_sv, name_en = in_each_language(LineField, _l("Name"), most=NAME)
    words_fi, words_sv, words_en = in_each_language(
        TextField, _l("What it asks"), most=WORDS, render_kw={"rows": 3}
    )
    weight = ExactNumberField(
        _l("Weight"),
        required=True,
        description=_l("Only the shares of the weights matter. 0 asks for a fact."),
    )
    minimum = ExactNumberField(
        _l("Least mean, 0 to 5"),
        description=_l("Whoever stays below it cannot win. Empty: no such limit."),
    )
    level0_fi, level0_sv, level0_en = _level(0)
    level1_fi, level1_sv, level1_en = _level(1)
    level2_fi, level2_sv, level2_en = _level(2)
    level3_fi, level3_sv, level3_en = _level(3)
    level4_fi, level4_sv, level4_en = _level(4)
    level5_fi, level5_sv, level5_en = _level(5)

    @classmethod
    def of(cls, challenge: Challenge, row: ChallengeCriterion | None) -> "CriterionForm":
        """Return the form of a criterion, or of a new one."""
        kept: dict[str, Any] = {"version": str(challenge.version), "weight": Decimal(10)}
        if row is not None:
            kept |= {"weight": row.weight.normalize() + 0, "minimum": row.minimum}
            kept |= texts_shown(row, ("name", "words"))
            for lang in LANGUAGES:
                written = row.levels.get(lang) or []
                kept |= {f"level{n}_{lang}": text for n, text in enumerate(written)}
        return cls(data=kept)

    @property
    def seen(self) -> int:
        """The version that the page showed."""
        return ident(self.version.data)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Keep the numbers on their scales, besides what the fields ask."""
        good = bool(super().validate(*args, **kwargs))
        least: Decimal | None = self.minimum.data
        if least is not None and not 0 <= least <= HIGHEST_SCORE:
            self.blame("minimum", str(_l("Write a number from 0 to 5.")))
        weight: Decimal | None = self.weight.data
        if weight is not None and not 0 <= weight <= MOST_WEIGHT:
            self.blame("weight", str(_l("Write a number from 0 to 100.")))
        return good and not self.errors

    def answers(self) -> CriterionText:
        """Return what was answered, once the form is valid."""
        return CriterionText(
            name=text_in(self, "name"),
            words=text_in(self, "words"),
            weight=self.weight.data,
            minimum=self.minimum.data,
            levels=tuple(text_in(self, f"level{score}") for score in LEVELS),
        )


class PrizeRow(wtforms.Form):  # type: ignore[misc]  # WTForms has no types
    """What one place gets."""

    amount_eur = WholeNumberField(_l("Euros"), most=MOST_PRIZE)
    reward_fi, reward_sv, reward_en = in_each_language(LineField, _l("Other reward"), most=REWARD)


class PrizesForm(PartForm):
    """The prizes in the order of places; rows left empty are left out."""

    SECTION = Section.PRIZES

    prizes = wtforms.FieldList(
        wtforms.FormField(PrizeRow), label=_l("Prizes"), max_entries=MOST_PRIZES + SPARE_PRIZES
    )

    @classmethod
    def kept(cls, challenge: Challenge) -> dict[str, Any]:
        rows = [
            {"amount_eur": one.amount_eur, **texts_shown(one, ("reward",))}
            for one in challenge.prizes
        ]
        return {"prizes": rows + [{}] * SPARE_PRIZES}

    def rows(self) -> list[dict[str, Any]]:
        """Return the prizes that say something."""
        found = [
            {"amount_eur": one.form.amount_eur.data, "reward": text_in(one.form, "reward")}
            for one in self.prizes
        ]
        return [one for one in found if one["amount_eur"] is not None or one["reward"]]


class ChallengeFileForm(AttachmentForm):
    """A picture or a document; pictures need to be described."""

    version = HiddenField()
    alt_fi, alt_sv, alt_en = in_each_language(
        TextField,
        _l("What the picture shows"),
        most=300,
        description=_l("For pictures: read aloud to those who do not see it."),
        render_kw={"rows": 2},
    )

    @property
    def seen(self) -> int:
        """The version that the page showed."""
        return ident(self.version.data)

    @property
    def alt(self) -> Translated:
        """What the picture shows, in each language."""
        return text_in(self, "alt")


class QuestionForm(Form):
    """A question to those who pose the challenge."""

    words = TextField(
        _l("Your question"),
        most=QUESTION,
        required=_l("Write your question."),
        description=_l(
            "Nobody is shown who asks, the city neither. Everybody reads question and answer, so "
            "do not tell your idea in it."
        ),
        render_kw={"rows": 4},
    )


class AnswerForm(Form):
    """An answer that everybody reads."""

    words = TextField(
        _l("Answer"),
        most=QUESTION,
        required=_l("Write the answer. Everybody reads it."),
        render_kw={"rows": 4},
    )


class HideForm(Form):
    """Why a question is hidden."""

    reason = TextField(
        _l("Why is it hidden?"),
        most=QUESTION,
        required=_l("Write why. Only the asker is told."),
        description=_l("Hide only what is abuse or names somebody. Only the asker is told why."),
        render_kw={"rows": 2},
    )


class EditsForm(Form):
    """What has to change before the approval."""

    words = TextField(
        _l("What has to change?"),
        most=QUESTION,
        required=_l("Write what has to change."),
        description=_l("Those who write the challenge read it."),
        render_kw={"rows": 5},
    )
