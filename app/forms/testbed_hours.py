"""A week of hours: one line a day, as one would write it on a door."""

import datetime as dt
import re
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.forms.checks import line
from app.forms.clock_field import minutes_of
from app.forms.fields import DayField, Form, _Field
from app.queries.testbed_hours import Day, Week
from app.services.testbed_hours import DAY_FIELDS

BETWEEN = re.compile(r"\s*(?:–|—|-)\s*")
AND = re.compile(r"\s*[,;+&]\s*")
WORKDAYS = DAY_FIELDS[1:5]


class SpansField(_Field, wtforms.StringField):  # type: ignore[misc]  # WTForms has no types
    """Spans of one day, such as "8–12, 13–16"; an empty line is a day without hours."""

    kind = "StringField"

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.data, self.raw_data = (), [line(valuelist[0])[:100]]
        if self.raw_data[0]:
            self.data = _spans(self.raw_data[0])

    def _value(self) -> str:
        if self.process_errors and self.raw_data:
            return self.raw_data[0]
        return ", ".join(f"{_said(one)}–{_said(two)}" for one, two in self.data or ())


def _said(minutes: int) -> str:
    return f"{minutes // 60}.{minutes % 60:02}"


def _spans(typed: str) -> Day:
    found = []
    for part in AND.split(typed):
        ends = [minutes_of(end) for end in BETWEEN.split(part)]
        if len(ends) != 2 or None in ends:  # noqa: PLR2004 - from and to
            raise ValueError(str(_l("Write the hours as 8–16 or 8.00–12.00, 13.00–16.00.")))
        found.append((ends[0] or 0, ends[1] or 0))
    return tuple(sorted(found))


class HoursForm(Form):
    """Seven lines and the days between which they are valid."""

    seen = HiddenField()
    was_from = HiddenField()
    was_to = HiddenField()
    monday = SpansField(_l("Monday"))
    tuesday = SpansField(_l("Tuesday"))
    wednesday = SpansField(_l("Wednesday"))
    thursday = SpansField(_l("Thursday"))
    friday = SpansField(_l("Friday"))
    saturday = SpansField(_l("Saturday"))
    sunday = SpansField(_l("Sunday"))
    valid_from = DayField(_l("Valid from"), description=_l("Leave empty for the usual hours."))
    valid_to = DayField(_l("Valid until"), description=_l("Leave empty until further notice."))

    @classmethod
    def of(cls, week: Week | None) -> "HoursForm":
        """Return the form of a week, holding what was sent or else what is kept."""
        if week is None:
            return cls()
        kept: dict[str, Any] = dict(zip(DAY_FIELDS, week.days, strict=True))
        kept |= {
            "seen": week.seen,
            "was_from": week.valid_from.isoformat() if week.valid_from else "",
            "was_to": week.valid_to.isoformat() if week.valid_to else "",
            "valid_from": week.valid_from,
            "valid_to": week.valid_to,
        }
        return cls(data=kept)

    def validate_valid_to(self, field: Any) -> None:
        """Refuse a last day before the first."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(str(_l("The last day is before the first. Change one of them.")))

    def copy_monday(self) -> None:
        """Write Monday's hours on the other workdays."""
        for name in WORKDAYS:
            self[name].data, self[name].errors, self[name].process_errors = self.monday.data, [], []

    def week(self) -> Week:
        """Return what was asked for."""
        days = tuple(tuple(self[name].data or ()) for name in DAY_FIELDS)
        return Week(days, self.valid_from.data, self.valid_to.data, self.seen.data or "")

    @property
    def instead_of(self) -> tuple[dt.date | None, dt.date | None] | None:
        """The validity of the week that the page showed; None for a new one."""
        if not self.seen.data:
            return None
        return _day(self.was_from.data), _day(self.was_to.data)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None
