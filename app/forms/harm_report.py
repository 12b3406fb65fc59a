"""A report of harm or danger, and what is answered to it."""

from flask_babel import lazy_gettext as _l

from app.forms.decision import DeedForm
from app.forms.feedback_extra import ExtraForm, alt_field, photo_field, place_field
from app.forms.fields import AddressField, PickField, TextField
from app.labels import choices
from app.services import harm_report as service
from app.services import harm_report_step
from app.services.feedback_extra import Photo
from app.services.harm_report import Harm
from models.harm_report import HarmKind


class HarmForm(ExtraForm):
    """A report."""

    kind = PickField(
        _l("What is it about?"), choices=lambda: choices(HarmKind), required=_l("Choose one.")
    )
    words = TextField(
        _l("What happened, or could happen?"),
        most=service.WORDS,
        required=_l("Tell what happened."),
    )
    place = place_field()
    upload = photo_field()
    alt = alt_field(service.ALT)
    email = AddressField(
        _l("Your e-mail, if you want to hear what is done"),
        description=_l("Only the city and the place see it. You can leave it empty."),
    )

    def told(self, photo: Photo | None) -> Harm:
        """Return what is reported."""
        return Harm(
            kind=HarmKind(self.kind.data),
            words=self.words.data or "",
            place=self.place.data or "",
            email=self.email.data or "",
            photo=photo,
            alt=self.alt.data or "",
        )


class ReopenedForm(DeedForm):
    """Why a report is taken up again."""

    words = TextField(
        _l("Why is it taken up again?"),
        most=harm_report_step.WORDS,
        required=_l("Write why it is taken up again."),
        description=_l("The place, the city, those who run it and whoever reported it read this."),
    )


class HandledForm(DeedForm):
    """What was done about a report."""

    words = TextField(
        _l("What was done?"),
        most=harm_report_step.WORDS,
        required=_l("Write what was done. Whoever reported it reads this."),
        description=_l("Whoever reported it reads this."),
    )
