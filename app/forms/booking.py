"""The hours of each day of a stay, and other days for a booking."""

from typing import Any, Self

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.forms.fields import ChoiceField, DayField, Form, TextField
from models.testbed import Testbed
from models.testbed_kind import SlotUnit
from models.window import HOURS_IN_DAY, WHOLE_DAY, Hours


def hour_words(hour: int) -> str:
    """Return a full hour as people of this language write it: 9:00, or 9.00."""
    return f"{hour}:00" if str(get_locale()).startswith("en") else f"{hour}.00"


OVER_MIDNIGHT = _l(
    "Choose a time that is later than the beginning. The hours are those of one day and do not go"
    " over midnight: for a night, ask for whole days, from 0 to 24."
)


def _offered(first: int) -> list[tuple[str, str]]:
    return [(str(hour), hour_words(hour)) for hour in range(first, first + HOURS_IN_DAY)]


class HoursForm(Form):
    """From when to when on each day; from 0 to 24 is the whole day.

    It is asked only at testbeds booked by the hour: ``at`` takes the questions out elsewhere.
    """

    from_hour = ChoiceField(_l("From what time?"), choices=lambda: _offered(0), default="0")
    to_hour = ChoiceField(
        _l("Until what time?"), choices=lambda: _offered(1), default=str(HOURS_IN_DAY)
    )

    def at(self, testbed: Testbed) -> Self:
        """Take out what is not asked at a testbed, and return the form."""
        if testbed.slot_unit is SlotUnit.HOUR:
            self.from_hour.flags.required = self.to_hour.flags.required = True
            return self
        return self.by_day()

    def by_day(self) -> Self:
        """Take the hours out where whole days are meant, and return the form."""
        if "from_hour" in self:
            del self.from_hour
            del self.to_hour
        return self

    @property
    def hours(self) -> Hours | None:
        """The hours chosen, or the whole day in error; None where they are not asked."""
        if "from_hour" not in self:
            return None
        chosen = self._chosen()
        return chosen if chosen is not None and chosen.are_ordered else WHOLE_DAY

    def validate_to_hour(self, _field: Any) -> None:
        """Refuse hours that end before they begin."""
        chosen = self._chosen()
        if chosen is not None and not chosen.are_ordered:
            raise ValidationError(str(OVER_MIDNIGHT))

    def _chosen(self) -> Hours | None:
        """Return what was sent; None when it is not among what was offered."""
        first, after = self.from_hour.data, self.to_hour.data
        offered = first in dict(_offered(0)) and after in dict(_offered(1))
        return Hours(int(first), int(after)) if offered else None


class MoveForm(HoursForm):
    """New days and why."""

    start = DayField(_l("First day"), required=_l("Choose the first day."))
    end = DayField(_l("Last day"), required=_l("Choose the last day."))
    reason = TextField(
        _l("Why is it moved?"), required=_l("Write the reason. The other side reads it.")
    )
