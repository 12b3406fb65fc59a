"""The days wished of each testbed, and whether all of them are needed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.booking import HoursForm
from app.forms.fields import (
    CheckboxGroupField,
    DayField,
    Form,
    PickField,
    TickField,
    WholeNumberField,
)
from app.labels import choices
from app.services.application_wish import Wish
from models.application import ApplicationPart, JointPolicy
from models.window import EVERY_DAY, WHOLE_DAY

WEEKDAYS = (
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
)


class WishForm(HoursForm):
    """When, for how long, on which days of the week, and at which hours.

    A page holds one for each place inside a single form element, so names and ids begin with the
    part's (``prefix_of``), and the token is the page's.
    """

    class Meta:
        """The page's form carries one token, which the application checks before any view."""

        csrf = False

    version = HiddenField()
    instead = TickField(
        _l("Only if the place above is not possible"),
        description=_l("You get one of the two, the upper one rather."),
    )
    earliest = DayField(_l("First day"))
    days = WholeNumberField(_l("For how many days?"), least=1, most=366)
    latest_end = DayField(
        _l("It must be over by"),
        description=_l("Leave this empty if the first day cannot move."),
    )
    weekdays = CheckboxGroupField(
        _l("On which days of the week?"),
        choices=WEEKDAYS,
        description=_l("Leave this empty for every day."),
    )
    units = WholeNumberField(
        _l("How many places do you need at once?"), least=1, most=100, default=1
    )

    @property
    def mask(self) -> int:
        """The chosen weekdays as bits; all of them when none is chosen."""
        chosen = {int(day) for day in self.weekdays.data or [] if str(day) in "0123456"}
        return sum(1 << day for day in chosen) or EVERY_DAY

    def wish(self, preference: int, alternative: int | None = None) -> Wish:
        """Return what was asked for."""
        hours = self.hours or WHOLE_DAY
        return Wish(
            from_hour=hours.start,
            to_hour=hours.end,
            earliest=self.earliest.data,
            days=self.days.data,
            latest_end=self.latest_end.data,
            weekdays=self.mask,
            units=self.units.data or 1,
            preference=preference,
            alternative=alternative,
        )


class JointForm(Form):
    """Whether every place is needed; ``version`` is the draft's, the token the page's."""

    class Meta:
        """As for WishForm."""

        csrf = False

    version = HiddenField()
    joint_policy = PickField(
        _l("Do you need every place?"),
        choices=lambda: choices(JointPolicy),
        required=_l("Choose one of these."),
    )


def prefix_of(part_id: int) -> str:
    """Return what the names and ids of a part's fields begin with."""
    return f"p{part_id}-"


def shown(part: ApplicationPart) -> dict[str, Any]:
    """Return what the form shows of a part that was saved before."""
    every = part.weekdays == EVERY_DAY
    return {
        "version": part.version,
        "earliest": part.earliest,
        "days": part.days,
        "latest_end": part.latest_end,
        "weekdays": [] if every else [str(day) for day in range(7) if part.weekdays >> day & 1],
        "units": part.units,
        "from_hour": part.from_hour,
        "to_hour": part.to_hour,
    }
