"""What residents say of a pilot, and what is done with it."""

from flask_babel import lazy_gettext as _l

from app.forms.decision import DeedForm
from app.forms.feedback_extra import ExtraForm, alt_field, photo_field, place_field
from app.forms.fields import AddressField, ChoiceField, Form, LineField, PickField, TextField
from app.labels import choices
from app.services import feedback as service
from app.services import feedback_answer, feedback_moderation
from app.services.feedback import Said
from app.services.feedback_extra import Photo
from models.feedback import FlagReason, HideReason

FOR_ALL, FOR_PEOPLE = "all", "people"
GRADES = (
    ("5", _l("5 – very good")),
    ("4", "4"),
    ("3", "3"),
    ("2", "2"),
    ("1", _l("1 – very bad")),
)
READERS = (
    (FOR_ALL, _l("Everybody, when the city has looked at it")),
    (FOR_PEOPLE, _l("Only the people of the experiment and the city")),
)


class FeedbackForm(ExtraForm):
    """Feedback on a pilot."""

    rating = PickField(_l("How good do you find the experiment?"), choices=GRADES)
    words = TextField(
        _l("What do you think?"),
        most=service.WORDS,
        required=_l("Write what you think, a few words are enough."),
        description=_l("No names or health matters of others. Links are shown as plain text."),
    )
    upload = photo_field()
    alt = alt_field(service.ALT)
    place = place_field()
    readers = PickField(
        _l("Who may read this?"), choices=READERS, required=_l("Choose who may read this.")
    )
    email = AddressField(
        _l("Your e-mail"),
        description=_l(
            "Needed if everybody may read it: you confirm it from your mailbox. "
            "It is never shown, and you are told of answers."
        ),
    )
    name = LineField(
        _l("Your name, if it may be shown"),
        most=80,
        description=_l("Leave this empty and only “A resident” is shown."),
        render_kw={"autocomplete": "name"},
    )

    def said(self, photo: Photo | None) -> Said:
        """Return what was said."""
        return Said(
            words=self.words.data or "",
            rating=int(self.rating.data) if self.rating.data else None,
            is_for_all=self.readers.data == FOR_ALL,
            name=self.name.data or "",
            email=self.email.data or "",
            place=self.place.data or "",
            photo=photo,
            alt=self.alt.data or "",
        )


class FlagForm(Form):
    """What is not all right in a piece."""

    reason = PickField(
        _l("What is not all right?"),
        choices=lambda: choices(FlagReason),
        required=_l("Choose one."),
    )
    words = TextField(_l("Tell more"), most=service.FLAG_WORDS)


class AppealForm(Form):
    """Why a hidden piece should be shown."""

    words = TextField(
        _l("Why should it be shown?"),
        most=service.APPEAL_LETTERS,
        required=_l("Write why it should be shown."),
        description=_l("Somebody else than the one who hid it reads this and answers you."),
    )


class HideForm(DeedForm):
    """Why a piece is not shown."""

    reason = ChoiceField(
        _l("Reason"), choices=lambda: choices(HideReason), required=_l("Choose a reason.")
    )
    words = TextField(
        _l("In your own words"),
        most=feedback_moderation.WORDS,
        description=_l("The writer reads both, and how to appeal."),
    )


class VerdictForm(DeedForm):
    """What is answered to an appeal."""

    words = TextField(
        _l("Answer to the appeal"),
        most=feedback_moderation.WORDS,
        description=_l("The writer reads it. To leave it hidden, say why."),
    )


class AnswerForm(DeedForm):
    """An official answer."""

    words = TextField(
        _l("Your answer"),
        most=feedback_answer.WORDS,
        required=_l("Write your answer."),
        description=_l(
            "It is shown beside the feedback with your name and for whom you answer. "
            "The writer is told by e-mail."
        ),
    )
