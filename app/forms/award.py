"""What is prepared of an announcement, what a winner answers, and payments of prize money."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import LONG, ChoiceField, DayField, Form, LineField, TextField
from app.forms.fields import WholeNumberField as NumberField
from app.forms.ident import ident
from app.forms.testbed import in_each_language
from app.services.award import Prepared
from models.award import ANSWER_DAYS, MOST_ANSWER_DAYS, REFERENCE, Announcement, AwardKind
from models.award_rule import Share
from models.base import LANGUAGES, Translated

MOST_EUROS = 10_000_000
NOTHING, MENTION = "", "mention"


class PrepareForm(Form):
    """The words of an announcement; the shares are read by ``shares_of`` of ``ShareForm``s."""

    version = HiddenField()
    statement_fi, statement_sv, statement_en = in_each_language(
        TextField,
        _l("The jury’s statement"),
        most=LONG,
        description=_l("Everybody reads it with the results, and it stands in each letter."),
        render_kw={"rows": 6},
    )
    answer_days = NumberField(
        _l("Days that a winner has to answer"),
        required=True,
        least=1,
        most=MOST_ANSWER_DAYS,
        description=_l("After that the prize is offered to the next in rank."),
    )
    reason = TextField(
        _l("Why the prizes depart from the ranking"),
        most=LONG,
        description=_l("Needed only where they do. Everybody reads it with the results."),
    )

    @classmethod
    def of(cls, kept: Announcement | None) -> "PrepareForm":
        """Return the form, holding what was sent or else what is kept."""
        values: dict[str, Any] = {"version": "0", "answer_days": ANSWER_DAYS}
        if kept is not None:
            values = {
                "version": str(kept.version),
                "answer_days": kept.answer_days,
                "reason": kept.reason,
            }
            values |= {f"statement_{lang}": kept.statement.get(lang) for lang in LANGUAGES}
        return cls(data=values)

    @property
    def seen(self) -> int:
        """The version that the page showed; -1 when somebody has played with it."""
        return 0 if self.version.data == "0" else ident(self.version.data) or -1

    def answers(self, shares: dict[int, Share]) -> Prepared:
        """Return what was written, once the form is valid."""
        return Prepared(
            statement=Translated(*(self[f"statement_{lang}"].data or "" for lang in LANGUAGES)),
            answer_days=self.answer_days.data,
            reason=self.reason.data or "",
            shares=shares,
        )


class ShareForm(Form):
    """What one concept gets; its fields are named by the concept's id."""

    choice = ChoiceField(_l("What it gets"), choices=())
    amount = NumberField(_l("Prize money in euros"), least=0, most=MOST_EUROS)

    @classmethod
    def for_concept(
        cls, concept_id: int, share: Share | None, choices: Sequence[tuple[str, str]]
    ) -> "ShareForm":
        """Return the form of one concept, holding what was sent or else ``share``."""
        form = cls(
            prefix=f"c{concept_id}-",
            data={
                "choice": _value(share),
                "amount": share.amount_eur if share is not None else None,
            },
        )
        form.choice.choices = list(choices)
        return form

    @property
    def share(self) -> Share | None:
        """The share that was chosen, or None; once the form is valid."""
        if self.choice.data == MENTION:
            return Share(AwardKind.MENTION)
        place = ident(self.choice.data)
        return Share(AwardKind.PRIZE, place, self.amount.data) if place else None


def _value(share: Share | None) -> str:
    if share is None:
        return NOTHING
    return MENTION if share.kind is AwardKind.MENTION else str(share.place)


class GiveUpForm(Form):
    """A winner who declines or steps back."""

    note = TextField(
        _l("Why, if you want to say"),
        most=LONG,
        description=_l("Only the city reads it."),
    )


class PaymentForm(Form):
    """That prize money was paid."""

    paid_on = DayField(_l("Paid on"), required=_l("Write the day on which it was paid."))
    amount_eur = NumberField(_l("Euros"), required=True, least=1, most=MOST_EUROS)
    reference = LineField(
        _l("Reference"),
        most=REFERENCE,
        required=_l("Write the reference of the payment, for example the number of the voucher."),
        description=_l("Of the payer’s books. No personal identity codes, no bank accounts."),
    )
