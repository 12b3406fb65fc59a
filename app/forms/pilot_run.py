"""What both sides of a pilot write while it is prepared and runs."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.adapters import picture
from app.forms.attachment import upload_field
from app.forms.clock_field import ClockField
from app.forms.decision import DeedForm
from app.forms.fields import (
    LONG,
    CheckboxGroupField,
    ChoiceField,
    DayField,
    Form,
    LineField,
    PickField,
    TextField,
)
from app.forms.ident import ident
from app.forms.pilot import YES_NO
from app.labels import choices
from models.pilot_task import CheckState, Side


class VersionForm(DeedForm):
    """Parent of the forms that know which version of a row they were filled in from."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version; 0 when somebody has played with it."""
        return ident(self.version.data)


class TaskForm(VersionForm):
    """How one line of the checklist stands; the choices of ``person`` are the page's."""

    state = PickField(_l("How does it stand?"), choices=lambda: choices(CheckState), required=True)
    owner = PickField(_l("Who sees to it?"), choices=lambda: choices(Side), required=True)
    person = ChoiceField(_l("Person"))
    due_day = DayField(_l("Due"))
    note = TextField(
        _l("Note"), description=_l("Both sides read it. When it is not needed, say why.")
    )
    upload = upload_field(_l("Add a file, such as the permit"))


class NewTaskForm(DeedForm):
    """A line of one's own."""

    title = LineField(_l("What has to be in place?"), required=True)
    owner = PickField(_l("Who sees to it?"), choices=lambda: choices(Side), required=True)
    due_day = DayField(_l("Due"), description=_l("Empty: a week before the first day."))


class ContactForm(DeedForm):
    """One more contact person; the choices are the page's."""

    person = ChoiceField(_l("Person"), required=_l("Choose a person."))


class PostForm(VersionForm):
    """A post for residents, with one more picture."""

    title_fi = LineField(_l("Title, in Finnish"))
    title_sv = LineField(_l("Title, in Swedish"))
    title_en = LineField(_l("Title, in English"))
    text_fi = TextField(_l("Text, in Finnish"), most=LONG)
    text_sv = TextField(_l("Text, in Swedish"), most=LONG)
    text_en = TextField(_l("Text, in English"), most=LONG)
    taken_off = CheckboxGroupField(_l("Take off these pictures"))
    upload = FileField(
        _l("Add a picture"),
        description=_l(
            "JPEG, PNG or WebP, at most %(most)s MB. Place, camera and everything else that the "
            "file says about itself is taken off.",
            most=picture.MOST_BYTES >> 20,
        ),
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )
    alt_fi = LineField(_l("What the picture shows, in Finnish"), most=300)
    alt_sv = LineField(_l("What the picture shows, in Swedish"), most=300)
    alt_en = LineField(_l("What the picture shows, in English"), most=300)


class WhyForm(DeedForm):
    """A reason that both sides read."""

    reason = TextField(_l("Why?"), required=_l("Write the reason. The other side reads it."))


class IncidentForm(DeedForm):
    """What went wrong."""

    day = DayField(_l("On which day?"), required=True)
    at = ClockField(_l("At what time?"))
    what = TextField(_l("What happened?"), most=LONG, required=_l("Tell what happened."))
    harm = PickField(
        _l("Was anybody hurt, anything damaged, or close to it?"),
        choices=YES_NO,
        required=_l("Say whether there was harm or danger."),
    )
    measures = TextField(_l("What has been done about it?"), most=LONG)


class ClosingForm(DeedForm):
    """How an incident was settled."""

    note = TextField(
        _l("What was found, and what changes?"),
        most=LONG,
        required=_l("Write how it was settled. Both sides read it."),
    )


class DaysForm(Form):
    """Other days wished for; a pilot that has begun keeps its first day."""

    start = DayField(_l("First day"))
    end = DayField(_l("Last day"), required=_l("Choose the last day."))
    reason = TextField(
        _l("Why are other days needed?"),
        required=_l("Write the reason. The other side reads it."),
        description=_l("Whoever answers for the place reads it."),
    )


class ApproveForm(DeedForm):
    """Yes to other days."""

    note = TextField(_l("What do you want to say?"))


class MidtermForm(VersionForm):
    """The report in the middle."""

    goes = TextField(
        _l("How does it go?"), most=LONG, required=_l("Tell how it goes. One sentence is enough.")
    )
    numbers = TextField(_l("Numbers so far"), most=LONG)
    problems = TextField(_l("Problems"), most=LONG)
    changes = TextField(_l("What would you like to change?"), most=LONG)
