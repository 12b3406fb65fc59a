"""The short survey at the end of a pilot."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import Form, PickField, TextField
from app.labels import choices
from app.services.survey import WORDS, Answer
from models.survey import GoOn, Part

GRADES = (
    ("5", _l("5 – very")),
    ("4", "4"),
    ("3", "3"),
    ("2", "2"),
    ("1", _l("1 – not at all")),
)


class SurveyForm(Form):
    """Five questions; the last may be left empty."""

    part = PickField(
        _l("How did you meet it?"), choices=lambda: choices(Part), required=_l("Choose one.")
    )
    useful = PickField(_l("How useful was it?"), choices=GRADES, required=_l("Choose a number."))
    easy = PickField(_l("How easy was it?"), choices=GRADES, required=_l("Choose a number."))
    go_on = PickField(
        _l("Should it go on?"), choices=lambda: choices(GoOn), required=_l("Choose one.")
    )
    words = TextField(
        _l("In your own words"),
        most=WORDS,
        description=_l("Read by the people behind the experiment, not shown in public. No names."),
    )

    def answer(self) -> Answer:
        """Return what was answered."""
        return Answer(
            part=Part(self.part.data),
            useful=int(self.useful.data),
            easy=int(self.easy.data),
            go_on=GoOn(self.go_on.data),
            words=self.words.data or "",
        )
