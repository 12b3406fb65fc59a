"""What a city answers to a part of an application."""

from typing import Any, Self

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.forms.booking import HoursForm
from app.forms.fields import LONG, ChoiceField, DayField, Form, TextField, WholeNumberField
from models.decision_reason import DECLINE_TEXTS, DeclineReason, composed
from models.testbed import Testbed

MOST_HOLD_DAYS = 90


def ready_reasons() -> list[tuple[str, str]]:
    """Return the ready-made reasons as choices, in the reader's language."""
    found = get_locale()
    lang = found.language if found is not None else "fi"
    known = [(one.value, text.best(lang)[0]) for one, text in DECLINE_TEXTS.items()]
    return [("", str(_l("None, only my own words"))), *known]


class DeedForm(Form):
    """Parent of the answers; a page holds several, whose questions can have the same names."""

    def named(self, name: str, testbed: Testbed | None = None) -> Self:
        """Give the fields ids of their own, and return the form.

        Hours are asked only at testbeds booked by the hour.
        """
        if testbed is not None and isinstance(self, HoursForm):
            self.at(testbed)
        for field in self:
            field.id = f"{name}-{field.short_name}"
            field.label.field_id = field.id
        return self


class AskForm(DeedForm):
    """A question to the applicant."""

    question = TextField(
        _l("What do you need to know?"),
        most=LONG,
        required=_l("Write the question."),
        description=_l("The applicant gets it by e-mail. The clock stops until they answer."),
    )


class RejectForm(DeedForm):
    """A refusal with its reason: ready-made, in one's own words, or both."""

    because = ChoiceField(_l("Ready-made reason"), choices=ready_reasons)
    reason = TextField(
        _l("Why not?"),
        most=LONG,
        description=_l(
            "The applicant reads this word for word, after the ready-made reason if you choose one."
        ),
    )

    def validate_reason(self, field: Any) -> None:
        """Ask for a reason of either kind."""
        if not (field.data or "").strip() and not self.because.data:
            raise ValidationError(str(_l("Write the reason. The applicant reads it.")))

    @property
    def ready(self) -> DeclineReason | None:
        """The ready-made reason, when one was chosen."""
        return DeclineReason(self.because.data) if self.because.data else None

    def words(self, language: str) -> str:
        """Return what the applicant reads, in the language of the application."""
        return composed(self.ready, self.reason.data or "", language)


class CancelForm(DeedForm):
    """A cancellation by the city."""

    reason = TextField(
        _l("Why is it cancelled?"),
        most=LONG,
        required=_l("Write the reason. The applicant reads it."),
        description=_l("The applicant reads this word for word."),
    )


class WaitlistForm(DeedForm):
    """A promise of the next free days."""

    note = TextField(_l("What do you want to say?"), most=LONG)


class OfferForm(DeedForm, HoursForm):
    """Days to hold for the applicant."""

    start = DayField(_l("First day"), required=_l("Choose the first day."))
    end = DayField(_l("Last day"), required=_l("Choose the last day."))
    hold_days = WholeNumberField(
        _l("For how many days is the offer held?"), least=1, most=MOST_HOLD_DAYS, required=True
    )
    note = TextField(_l("What do you want to say?"), most=LONG)


class ShortlistForm(DeedForm, HoursForm):
    """Days agreed on, for applications that need every place."""

    start = DayField(_l("First day"), required=_l("Choose the first day."))
    end = DayField(_l("Last day"), required=_l("Choose the last day."))


class JointForm(DeedForm):
    """An offer of every place together."""

    hold_days = WholeNumberField(
        _l("For how many days is the offer held?"), least=1, most=MOST_HOLD_DAYS, required=True
    )
    note = TextField(_l("What do you want to say?"), most=LONG)


class MessageForm(DeedForm):
    """A message to the applicant."""

    body = TextField(
        _l("Your message"),
        most=LONG,
        required=_l("Write a message."),
        description=_l("The applicant gets it by e-mail."),
    )


class NoteForm(DeedForm):
    """A note for colleagues."""

    body = TextField(
        _l("Your note"),
        most=LONG,
        required=_l("Write something first."),
        description=_l("Only your city’s staff and the hosts of the place read it."),
    )


class LookForm(DeedForm, HoursForm):
    """Days to look at before they are offered; sent in the address."""

    class Meta:
        """Reading needs no token."""

        csrf = False

    start = DayField(_l("First day"))
    end = DayField(_l("Last day"))
