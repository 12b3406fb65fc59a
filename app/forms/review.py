"""A review of one part, a conflict of interest, and the weights of a city or a call."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import LONG, MEDIUM, Form, PickField, TextField, WholeNumberField
from app.forms.ident import ident
from app.forms.review_anchor import ANCHORS
from app.services.review import Given
from models.review import Review
from models.review_score import BEST, MOST_WEIGHT, Criterion

NOT_APPLICABLE = "na"


def _levels(criterion: Criterion) -> list[tuple[str, str]]:
    """Return the choices of one criterion, the best first, then that it does not apply."""
    anchors = ANCHORS[criterion]
    levels = [(str(level), f"{level} – {anchors[level]}") for level in range(BEST, -1, -1)]
    return [*levels, (NOT_APPLICABLE, str(_l("Does not apply here")))]


def _pick(criterion: Criterion, words: Any) -> PickField:
    return PickField(words, choices=lambda: _levels(criterion))


class ReviewForm(Form):
    """Scores with their anchors; a draft may leave any of them open."""

    version = HiddenField()
    user_value = _pick(Criterion.USER_VALUE, _l("Value to users"))
    novelty = _pick(Criterion.NOVELTY, _l("Novelty"))
    feasibility = _pick(Criterion.FEASIBILITY, _l("Feasibility at the site"))
    impact = _pick(Criterion.IMPACT, _l("Impact and fit with the city’s goals"))
    learning = _pick(Criterion.LEARNING, _l("Learning plan"))
    price = _pick(Criterion.PRICE, _l("Price"))
    comment = TextField(
        _l("What do you think of it?"),
        most=LONG,
        description=_l("Other reviewers read it when they have submitted their own."),
    )

    @classmethod
    def of(cls, review: Review | None) -> "ReviewForm":
        """Return the form with what was sent, or else what is kept."""
        kept: dict[str, Any] = {"version": "0"}
        if review is not None:
            kept = {"version": str(review.version), "comment": review.comment}
            for name, score in review.scores.items():
                kept[name] = NOT_APPLICABLE if score is None else str(score)
        return cls(data=kept)

    @property
    def seen(self) -> int:
        """The version that the page showed; -1 when somebody has played with it."""
        return ident(self.version.data, otherwise=-1)

    def require(self, weights: Mapping[str, int]) -> bool:
        """Blame every criterion that weighs and has no answer; say whether there is none."""
        missing = [
            one.value for one in Criterion if weights.get(one.value, 0) and not self[one.value].data
        ]
        for name in missing:
            self.blame(name, str(_l("Choose a level, or that it does not apply.")))
        return not missing

    def given(self) -> Given:
        """Return what was filled in."""
        scores: dict[str, int | None] = {}
        for one in Criterion:
            answer = self[one.value].data
            if answer:
                scores[one.value] = None if answer == NOT_APPLICABLE else int(answer)
        return Given(scores, self.comment.data or "")


class ConflictForm(Form):
    """Why somebody does not review a part."""

    conflict = TextField(
        _l("What ties you to the applicant?"),
        most=MEDIUM,
        required=_l("Write what the conflict of interest is."),
        description=_l(
            "For example work, ownership, family or friendship. It is kept with the part; "
            "colleagues see that you stand back, not why."
        ),
    )


def _points(words: Any) -> WholeNumberField:
    return WholeNumberField(words, least=0, most=MOST_WEIGHT)


class WeightFields(Form):
    """How much each criterion weighs, in points; part of the forms of cities and of calls."""

    user_value = _points(_l("Value to users"))
    novelty = _points(_l("Novelty"))
    feasibility = _points(_l("Feasibility at the site"))
    impact = _points(_l("Impact and fit with the city’s goals"))
    learning = _points(_l("Learning plan"))
    price = _points(_l("Price"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in Criterion:
            self[one.value].flags.required = True  # shown filled in; 0 is an answer

    def begin(self, weights: Mapping[str, int]) -> None:
        """Show these weights in a form that has not been filled in."""
        for one in Criterion:
            self[one.value].data = weights.get(one.value, 0)

    def weights(self) -> dict[str, int] | None:
        """Return the weights by criterion; None when none was written."""
        given = {one.value: self[one.value].data for one in Criterion}
        if all(points is None for points in given.values()):
            return None
        return {name: points or 0 for name, points in given.items()}


class WeightsForm(WeightFields):
    """The weights of a city."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for every one, so that none falls to 0 unseen."""
        is_valid = bool(super().validate(extra_validators))
        for one in Criterion:
            if self[one.value].data is None and not self[one.value].errors:
                self.blame(one.value, str(_l("Write a number from 0 to 100.")))
                is_valid = False
        return is_valid
