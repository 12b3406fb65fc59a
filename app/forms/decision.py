"""What a city answers to a part of an application."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import DayField, Form, TextField, WholeNumberField


class AskForm(Form):
    """A question to the applicant."""

    question = TextField(
        _l("What do you need to know?"),
        most=5_000,
        required=_l("Write the question."),
        description=_l("The applicant gets it by e-mail. The clock stops until they answer."),
    )


class RejectForm(Form):
    """A refusal with its reason."""

    reason = TextField(
        _l("Why not?"),
        most=5_000,
        required=_l("Write the reason. The applicant reads it."),
        description=_l("The applicant reads this word for word, with their rights below it."),
    )


class CancelForm(Form):
    """A cancellation by the city."""

    reason = TextField(
        _l("Why is it cancelled?"),
        most=5_000,
        required=_l("Write the reason. The applicant reads it."),
    )


class WaitlistForm(Form):
    """A promise of the next free days."""

    note = TextField(_l("What do you want to say?"), most=5_000)


class OfferForm(Form):
    """Days to hold for the applicant."""

    start = DayField(_l("First day"), required=_l("Choose the first day."))
    end = DayField(_l("Last day"), required=_l("Choose the last day."))
    hold_days = WholeNumberField(
        _l("For how many days is the offer held?"), least=1, most=90, required=True
    )
    note = TextField(_l("What do you want to say?"), most=5_000)


class ShortlistForm(Form):
    """Days agreed on, for applications that need every place."""

    start = DayField(_l("First day"))
    end = DayField(_l("Last day"))


class JointForm(Form):
    """An offer of every place together."""

    hold_days = WholeNumberField(
        _l("For how many days is the offer held?"), least=1, most=90, default=14, required=True
    )
    note = TextField(_l("What do you want to say?"), most=5_000)


class WriteForm(Form):
    """A message to the applicant, or a note for colleagues."""

    body = TextField(_l("Your words"), most=5_000, required=_l("Write something first."))
