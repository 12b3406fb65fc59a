"""Forms of a jury: inviting, declaring a conflict, scoring, the shortlist, ties, reasons."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import (
    LONG,
    MEDIUM,
    AddressField,
    CheckboxGroupField,
    ChoiceField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
)
from app.forms.ident import ident
from app.labels import label
from app.services.jury import NewJuror
from app.services.jury_score import Given
from models.base import LANGUAGES
from models.challenge import ChallengeCriterion
from models.jury import JuryAssignment
from models.jury_ranking import Placed, Settled
from models.jury_round import DECLARABLE
from models.jury_score import BEST


class InviteForm(Form):
    """Somebody to invite to the jury."""

    email = AddressField(_l("E-mail address"), required=True)
    name = LineField(_l("Name"), required=_l("Write the name."))
    title = LineField(
        _l("Title and organisation"),
        description=_l("As the public reads it, for example “Head of planning, City of Espoo”."),
    )
    is_chair = TickField(
        _l("Chair of the jury"),
        description=_l("The chair may give the second signature of the decision."),
    )

    def new(self, language: str) -> NewJuror:
        """Return what was filled in; ``language`` is that of the mail to a stranger."""
        return NewJuror(
            self.email.data, self.name.data, self.title.data or "", bool(self.is_chair.data),
            language,
        )  # fmt: skip


class ConflictForm(Form):
    """What ties a juror to an entry."""

    kind = PickField(
        _l("What ties you to it?"),
        choices=lambda: [(one.value, label(one)) for one in DECLARABLE],
        required=_l("Choose what it is."),
    )
    words = TextField(
        _l("In your own words"),
        most=MEDIUM,
        description=_l("It is kept for the minutes. The entrant does not see it."),
    )


class ReasonForm(Form):
    """Why something is done."""

    reason = TextField(_l("Reason"), most=MEDIUM, required=_l("Write the reason."))


class ScoreForm(Form):
    """Scores and comments; the fields of the criteria are added by ``score_form``."""

    criteria: tuple[ChallengeCriterion, ...] = ()
    version = HiddenField()
    comment = TextField(
        _l("To those who entered"),
        most=LONG,
        description=_l("What is good and what would make it better. They read it with the result."),
    )
    note = TextField(
        _l("To the jury only"),
        most=MEDIUM,
        description=_l("A note for the discussion. The entrants never see it."),
    )

    @property
    def seen(self) -> int:
        """The version that the page showed; -1 when somebody has played with it."""
        return ident(self.version.data, otherwise=-1)

    def pairs(self) -> list[tuple[ChallengeCriterion, Any, Any]]:
        """Return each criterion with its field of marks and its field of words."""
        return [(one, self[f"mark_{one.id}"], self[f"words_{one.id}"]) for one in self.criteria]

    def require(self) -> bool:
        """Blame every criterion without a mark; say whether there is none."""
        missing = [mark for _one, mark, _words in self.pairs() if not mark.data]
        for mark in missing:
            self.blame(mark.name, _("Choose a level from 0 to 5."))
        return not missing

    def given(self) -> Given:
        """Return what was filled in."""
        return Given(
            {one.id: int(mark.data) for one, mark, _words in self.pairs() if mark.data},
            {one.id: words.data or "" for one, _mark, words in self.pairs()},
            self.comment.data or "",
            self.note.data or "",
        )


def score_form(assignment: JuryAssignment, lang: str) -> Any:
    """Return the form of an entry with what was sent, or else what is kept."""
    criteria = tuple(assignment.juror.challenge.criteria)
    own: dict[str, Any] = {"criteria": criteria}
    for one in criteria:
        own[f"mark_{one.id}"] = PickField(one.name.best(lang)[0], choices=_levels(one, lang))
        own[f"words_{one.id}"] = TextField(_l("Comment on this to those who entered"), most=MEDIUM)
    values: dict[str, Any] = {
        "version": str(assignment.version),
        "comment": assignment.comment,
        "note": assignment.note,
    }
    for score in assignment.scores:
        values[f"mark_{score.criterion_id}"] = "" if score.value is None else str(score.value)
        values[f"words_{score.criterion_id}"] = score.comment
    return type("ScoreFormOfOne", (ScoreForm,), own)(data=values)


def _levels(criterion: ChallengeCriterion, lang: str) -> list[tuple[str, str]]:
    """Return the levels of a criterion, the best first, with what each means."""
    written = [criterion.levels.get(one) for one in (lang, *LANGUAGES)]
    words = next((one for one in written if one), [])
    return [
        (str(level), f"{level} – {words[level]}" if level < len(words) else str(level))
        for level in range(BEST, -1, -1)
    ]


class ShortlistForm(Form):
    """Who goes on to the last round."""

    digest = HiddenField()
    chosen = CheckboxGroupField(_l("Go on to the last round"))
    reason = TextField(
        _l("Reason for departing from the order"),
        most=LONG,
        description=_l(
            "Needed when those who go on are not exactly the first ones, and when only some of "
            "several equals go on. It stands in the minutes."
        ),
    )

    def ids(self) -> list[int]:
        """Return the concepts that were ticked."""
        return [ident(one) for one in self.chosen.data or []]


def shortlist_form(placed: Sequence[Placed], digest: str, natural: set[int]) -> ShortlistForm:
    """Return the form with what was sent, or else with the first ones ticked."""
    form = ShortlistForm(data={"digest": digest, "chosen": [str(one) for one in natural]})
    form.chosen.choices = [(str(one.id), one.code) for one in placed]
    return form


class DecisionForm(Form):
    """Ties to settle, and a remark; the fields of the ties are added by ``decision_form``."""

    ties: tuple[tuple[Placed, ...], ...] = ()
    digest = HiddenField()
    reason = TextField(
        _l("Remark for the minutes"), most=LONG,
        description=_l("For example what the jury wishes for the next round."),
    )  # fmt: skip

    def groups(self) -> list[tuple[int, list[Any], Any]]:
        """Return each tie: its rank, the fields of its places in order, the field of its reason."""
        return [
            (
                group[0].rank or 0,
                [self[f"place_{group[0].rank}_{turn}"] for turn in range(len(group))],
                self[f"tie_{group[0].rank}"],
            )
            for group in self.ties
        ]

    def settled(self) -> list[Settled]:
        """Return the ties as the jury has put them in order."""
        return [
            Settled(
                tuple(dict.fromkeys(ident(one.data) for one in places if one.data)),
                reason.data or "",
            )
            for _rank, places, reason in self.groups()
        ]


def decision_form(ties: Sequence[Sequence[Placed]], digest: str) -> Any:
    """Return the form for the ties that have to be settled; nothing is chosen in advance."""
    own: dict[str, Any] = {"ties": tuple(tuple(group) for group in ties)}
    for group in ties:
        rank = group[0].rank or 0
        offered = [("", _l("Choose")), *((str(one.id), one.code) for one in group)]
        for turn in range(len(group)):
            words = _("Rank %(number)s", number=rank + turn)
            own[f"place_{rank}_{turn}"] = ChoiceField(words, choices=offered)
        own[f"tie_{rank}"] = TextField(
            _l("Why in this order"), most=MEDIUM,
            description=_l("What the jury agreed on. It is signed with the decision."),
        )  # fmt: skip
    return type("DecisionFormOfOne", (DecisionForm,), own)(data={"digest": digest})
