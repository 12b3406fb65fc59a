"""What is done to an event: cancelled, copied, given a picture, told of afterwards."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.forms.event import MOST_PLACES
from app.forms.fields import (
    LONG,
    MEDIUM,
    CheckboxGroupField,
    DayField,
    Form,
    LineField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.testbed import in_each_language
from models.base import LANGUAGES, Translated


class CancelForm(Form):
    """Why an event will not be held, for everybody to read."""

    version = HiddenField()
    reason_fi, reason_sv, reason_en = in_each_language(
        TextField,
        _l("Reason"),
        most=MEDIUM,
        description=_l("Everybody reads it on the event’s page."),
        render_kw={"rows": 3},
    )

    def reason(self) -> Translated:
        """Return the reason."""
        return Translated(*(self[f"reason_{lang}"].data or "" for lang in LANGUAGES))


class OutcomeForm(Form):
    """What came of an event."""

    version = HiddenField()
    outcome_fi, outcome_sv, outcome_en = in_each_language(
        TextField,
        _l("What was heard"),
        most=LONG,
        description=_l("What people said, what was agreed, what comes next."),
        render_kw={"rows": 6},
    )
    ideas_fi, ideas_sv, ideas_en = in_each_language(
        TextField,
        _l("Ideas"),
        most=LONG,
        description=_l("One on each line, as they were said."),
        render_kw={"rows": 4},
    )
    came = WholeNumberField(_l("How many people came"), least=0, most=MOST_PLACES)
    challenges = CheckboxGroupField(_l("Challenges that it is about"), choices=())
    pilots = CheckboxGroupField(_l("Experiments that it is about"), choices=())

    def text_of(self, name: str) -> Translated:
        """Return the text of three fields."""
        return Translated(*(self[f"{name}_{lang}"].data or "" for lang in LANGUAGES))


class CopyForm(Form):
    """On which day a copy of an event begins."""

    day = DayField(_l("First day of the new event"), required=True)


class PictureForm(Form):
    """One picture of an event, described for those who do not see it."""

    upload = FileField(
        _l("Picture"),
        description=_l("JPEG, PNG or WebP, at least 480 pixels wide."),
        render_kw={"accept": ".jpg,.jpeg,.png,.webp"},
    )
    alt_fi, alt_sv, alt_en = in_each_language(LineField, _l("What the picture shows"), most=300)
    taken_off = TickField(_l("Take the picture off"))

    def alt(self) -> Translated:
        """Return what the picture shows, in words."""
        return Translated(*(self[f"alt_{lang}"].data or "" for lang in LANGUAGES))
