"""What is wanted of a city that is to propose a place, and what the city answers."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.application import StartForm
from app.forms.decision import DeedForm
from app.forms.fields import (
    LONG,
    CheckboxGroupField,
    ChoiceField,
    DayField,
    Form,
    TextField,
    WholeNumberField,
)
from app.labels import choices
from app.services.place_request import PlaceWanted
from models.place_request import PlaceRequest
from models.testbed_kind import TestbedKind


class AskCitiesForm(StartForm):
    """Who applies, when no place is known yet, and which cities may propose one."""

    cities = CheckboxGroupField(_l("Which cities may propose a place?"))


class WantedForm(Form):
    """What kind of place, when and for how long; a page holds one for each city asked."""

    class Meta:
        """The page's form carries one token, which the application checks before any view."""

        csrf = False

    version = HiddenField()
    kinds = CheckboxGroupField(
        _l("What kind of place?"),
        choices=lambda: choices(TestbedKind),
        description=_l("Choose as many as you like."),
    )
    note = TextField(
        _l("What should the place be like?"),
        description=_l("In your own words: what has to be there, who should pass by."),
    )
    earliest = DayField(_l("First day"))
    days = WholeNumberField(_l("For how many days?"), least=1, most=366)

    def wanted(self) -> PlaceWanted:
        """Return what was asked for."""
        kinds = tuple(str(one) for one in self.kinds.data or ())
        return PlaceWanted(kinds, self.earliest.data, self.days.data, self.note.data or "")


def request_prefix(request_id: int) -> str:
    """Return what the names and ids of a request's fields begin with."""
    return f"r{request_id}-"


def wanted_shown(request: PlaceRequest) -> dict[str, Any]:
    """Return what the form shows of a request that was saved before."""
    names = ("version", "kinds", "note", "earliest", "days")
    return {name: getattr(request, name) for name in names}


class ProposeForm(DeedForm):
    """One of the city's testbeds."""

    testbed = ChoiceField(_l("Testbed"), required=_l("Choose the testbed."))
    note = TextField(
        _l("Why does it fit?"),
        most=LONG,
        description=_l("The applicant reads this. You may leave it empty."),
    )


class DeclineForm(DeedForm):
    """Why the city has no place."""

    reason = TextField(
        _l("Why is there no place?"),
        most=LONG,
        required=_l("Write the reason. The applicant reads it."),
        description=_l("The applicant reads this word for word."),
    )
