"""Close days: of one testbed, or of many of a city in one go."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.forms.application_wish import WEEKDAYS
from app.forms.booking import HoursForm
from app.forms.fields import CheckboxGroupField, ChoiceField, DayField, LineField
from app.forms.ident import ident, is_ident
from app.forms.testbed import in_each_language
from app.labels import choices
from app.services.closure_slot import Stretch
from models.base import LANGUAGES, Translated
from models.booking import EVERY_DAY
from models.closure import ClosureRange
from models.testbed_kind import TestbedKind
from models.window import WHOLE_DAY

REASON = 120  # characters


class ClosureForm(HoursForm):
    """Two days, the weekdays, hours of each day, and a reason; one day needs no last day."""

    version = HiddenField()
    start = DayField(_l("First day"), required=True)
    end = DayField(_l("Last day"), description=_l("Leave empty for one day."))
    weekdays = CheckboxGroupField(
        _l("Only on these weekdays"),
        choices=WEEKDAYS,
        description=_l("Leave this empty to close every day."),
    )
    reason_fi, reason_sv, reason_en = in_each_language(
        LineField,
        _l("Reason"),
        most=REASON,
        description=_l("For example a holiday. It stands in the calendars of the desk."),
    )

    @classmethod
    def of(cls, one: ClosureRange) -> "ClosureForm":
        """Return the form of a stretch, holding what was sent or else what is kept."""
        every = one.weekdays == EVERY_DAY
        kept: dict[str, Any] = {
            "version": str(one.version),
            "start": one.start_day,
            "end": one.end_day,
            "from_hour": str(one.from_hour),
            "to_hour": str(one.to_hour),
            "weekdays": [] if every else [str(n) for n in range(7) if one.weekdays >> n & 1],
        }
        kept |= {f"reason_{lang}": one.reason.get(lang) for lang in LANGUAGES}
        return cls(data=kept)

    def validate_end(self, field: Any) -> None:
        """Refuse a last day before the first."""
        if field.data and self.start.data and field.data < self.start.data:
            raise ValidationError(str(_l("The last day is before the first. Change one of them.")))

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)

    def stretch(self) -> Stretch:
        """Return what was asked for."""
        chosen = {int(day) for day in self.weekdays.data or [] if str(day) in "0123456"}
        return Stretch(
            start=self.start.data,
            end=self.end.data or self.start.data,
            reason=Translated(*(self[f"reason_{lang}"].data or "" for lang in LANGUAGES)),
            weekdays=sum(1 << day for day in chosen) or EVERY_DAY,
            hours=self.hours or WHOLE_DAY,
        )


class ManyClosuresForm(ClosureForm):
    """The same for the testbeds of a city: those of some kinds, then those that stay ticked."""

    city = ChoiceField(_l("City"), required=True)
    kinds = CheckboxGroupField(
        _l("Which places?"),
        choices=lambda: choices(TestbedKind),
        description=_l("Leave this empty for every kind."),
    )
    testbeds = CheckboxGroupField(_l("Testbeds"), validate_choice=False)

    @property
    def ticked(self) -> tuple[int, ...]:
        """The ids of the testbeds that are ticked on the preview."""
        given = [one for one in self.testbeds.data or [] if is_ident(one)]
        return tuple(int(one) for one in given)
