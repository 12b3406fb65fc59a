"""A call: what is asked for, when applications are taken, where, and how they are judged."""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app import clock
from app.forms.clock_field import LAST_MINUTE, ClockField
from app.forms.fields import (
    LONG,
    CheckboxGroupField,
    ChoiceField,
    DayField,
    LineField,
    PickField,
    TextField,
    WholeNumberField,
)
from app.forms.ident import ident, is_ident
from app.forms.review import WeightFields
from app.forms.testbed import in_each_language
from app.queries.review import weights_of_call
from app.services.call import CallText
from models.base import LANGUAGES, Translated
from models.call import Call
from models.wall_time import MIDNIGHT, instant_of, local_time

TITLE = 120  # characters
MOST_REVIEWS = 9
TEXTS = ("title", "text", "criteria")
EVERY, CHOSEN = "every", "chosen"


class CallForm(WeightFields):
    """Times are those that the clocks of the city show; ``zone`` is set by the page."""

    zone = clock.FINLAND

    version = HiddenField()
    city = ChoiceField(_l("City"), required=True)
    title_fi, title_sv, title_en = in_each_language(
        LineField,
        _l("Title"),
        most=TITLE,
        description=_l("What the call is about, in a few words."),
    )
    text_fi, text_sv, text_en = in_each_language(
        TextField,
        _l("What is asked for"),
        most=LONG,
        description=_l("What the city looks for, and what those who are chosen get."),
        render_kw={"rows": 6},
    )
    opens_day = DayField(_l("Opens on"), required=True)
    opens_time = ClockField(_l("At"), required=True, description=_l("For example 9.00."))
    closes_day = DayField(_l("Closes on"), required=True)
    closes_time = ClockField(
        _l("At"), required=True, description=_l("For example 16.00. From then on nothing is taken.")
    )
    pilot_from = DayField(_l("Experiments not before"))
    pilot_to = DayField(_l("Experiments over by"))
    scope = PickField(
        _l("Which testbeds?"),
        choices=(
            (EVERY, _l("Every testbed of the city that takes applications during calls")),
            (CHOSEN, _l("Only those chosen below")),
        ),
        required=True,
    )
    testbeds = CheckboxGroupField(_l("Chosen testbeds"), choices=())
    criteria_fi, criteria_sv, criteria_en = in_each_language(
        TextField,
        _l("How applications are judged"),
        most=LONG,
        description=_l("Applicants read it before they write. It stays once somebody has applied."),
        render_kw={"rows": 4},
    )

    reviews_needed = WholeNumberField(
        _l("Reviews needed before shortlisting"),
        least=0,
        most=MOST_REVIEWS,
        description=_l("0 when none are needed. It stays once somebody has applied."),
    )

    @classmethod
    def of(cls, call: Call) -> "CallForm":
        """Return the form of a call, holding what was sent or else what is kept."""
        zone = call.city.time_zone
        opens, closes = local_time(call.opens_at, zone), _closing(call.closes_at, zone)
        kept: dict[str, Any] = {
            "version": str(call.version),
            "city": str(call.city_id),
            "opens_day": opens[0],
            "opens_time": _minutes(opens[1]),
            "closes_day": closes[0],
            "closes_time": closes[1],
            "pilot_from": call.pilot_from,
            "pilot_to": call.pilot_to,
            "scope": EVERY if call.every_testbed else CHOSEN,
            "testbeds": [str(one.id) for one in call.testbeds],
            "reviews_needed": call.reviews_needed,
        }
        kept |= weights_of_call(call)
        for name in TEXTS:
            kept |= {f"{name}_{lang}": getattr(call, name).get(lang) for lang in LANGUAGES}
        form = cls(data=kept)
        form.zone = zone
        return form

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)

    def validate_opens_time(self, _field: Any) -> None:
        """Refuse a time that clocks skip in spring."""
        self._instant("opens", later=False)

    def validate_closes_time(self, _field: Any) -> None:
        """Refuse a time that clocks skip, and one that is not after the opening."""
        opens, closes = self._instant("opens", later=False), self._instant("closes", later=True)
        if opens and closes and closes <= opens:
            raise ValidationError(str(_l("The call has to close after it opens.")))

    def _instant(self, name: str, *, later: bool) -> dt.datetime | None:
        """Return the instant of a pair of fields; an hour that comes twice counts in full."""
        day, time = self[f"{name}_day"].data, self[f"{name}_time"]
        if day is None or time.data is None:
            return None
        that_day, shown = time.on(day)
        found = instant_of(that_day, shown, self.zone, later=later)
        if found is None:
            words = _l("Clocks go forward that night and skip this time. Choose another one.")
            raise ValidationError(str(words))
        return found

    def answers(self) -> CallText:
        """Return what was answered, once the form is valid."""
        opens, closes = self._instant("opens", later=False), self._instant("closes", later=True)
        if opens is None or closes is None:
            raise ValueError("The form has not been validated.")
        every = self.scope.data == EVERY
        chosen = [one for one in self.testbeds.data or [] if is_ident(str(one))]
        return CallText(
            title=self._text("title"),
            text=self._text("text"),
            criteria=self._text("criteria"),
            opens_at=opens,
            closes_at=closes,
            pilot_from=self.pilot_from.data,
            pilot_to=self.pilot_to.data,
            every_testbed=every,
            testbed_ids=() if every else tuple(int(one) for one in chosen),
            weights=self.weights(),
            reviews_needed=self.reviews_needed.data or 0,
        )

    def _text(self, name: str) -> Translated:
        return Translated(*(self[f"{name}_{lang}"].data or "" for lang in LANGUAGES))


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _closing(instant: dt.datetime, zone: str) -> tuple[dt.date, int]:
    """Return day and minutes of a closing; midnight is the end of the day before it."""
    day, time = local_time(instant, zone)
    if time == MIDNIGHT:
        return day - dt.timedelta(days=1), LAST_MINUTE
    return day, _minutes(time)
