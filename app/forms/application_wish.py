"""The days wished of one testbed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import CheckboxGroupField, DayField, Form, WholeNumberField
from app.services.application_draft import Wish
from models.booking import EVERY_DAY

WEEKDAYS = (
    ("0", _l("Monday")),
    ("1", _l("Tuesday")),
    ("2", _l("Wednesday")),
    ("3", _l("Thursday")),
    ("4", _l("Friday")),
    ("5", _l("Saturday")),
    ("6", _l("Sunday")),
)


class WishForm(Form):
    """When, for how long, and on which days of the week."""

    version = HiddenField()
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

    def of_part(self, part_id: int) -> "WishForm":
        """Give the fields ids of their own: a page holds one such form for each place."""
        for field in self:
            field.id = f"p{part_id}-{field.short_name}"
            field.label.field_id = field.id
        return self

    def wish(self, preference: int) -> Wish:
        """Return what was asked for."""
        mask = sum(1 << int(day) for day in self.weekdays.data or [])
        return Wish(
            earliest=self.earliest.data,
            days=self.days.data,
            latest_end=self.latest_end.data,
            weekdays=mask or EVERY_DAY,
            units=self.units.data or 1,
            preference=preference,
        )


def shown(part: Any) -> dict[str, Any]:
    """Return what the form shows of a part that was saved before."""
    every = part.weekdays == EVERY_DAY
    return {
        "version": part.version,
        "earliest": part.earliest,
        "days": part.days,
        "latest_end": part.latest_end,
        "weekdays": [] if every else [str(day) for day in range(7) if part.weekdays >> day & 1],
        "units": part.units,
    }
