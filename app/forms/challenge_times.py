"""When a challenge opens and closes, how it is judged, and closing later than that.

Times are those that the clocks of the city show; ``zone`` is set by the page.
"""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app import clock
from app.forms.challenge import PartForm, text_in
from app.forms.clock_field import LAST_MINUTE, ClockField
from app.forms.fields import DayField, Form, PickField, TextField, TickField, WholeNumberField
from app.forms.number_field import ExactNumberField
from app.forms.testbed import in_each_language
from app.services.challenge_deadline import NewTimes
from app.services.challenge_edit import Section
from models.base import Translated
from models.challenge import Challenge
from models.wall_time import MIDNIGHT, instant_of, local_time

MOST_READERS, MOST_SHORTLIST = 20, 100
REASON = 1_000
_AT = _l("At")
_HOUR = _l("For example 16.00.")


class WallTimes(Form):
    """Pairs of fields ``<name>_day`` and ``<name>_time``; both of a pair or neither."""

    zone = clock.FINLAND

    def instant(self, name: str) -> dt.datetime | None:
        """Return the instant of a pair; an hour that comes twice counts in full.

        Raises:
            ValidationError: Half of it is missing, or clocks skip that time.
        """
        day, time = self[f"{name}_day"].data, self[f"{name}_time"]
        if time.errors or time.process_errors or self[f"{name}_day"].process_errors:
            return None
        if day is None and time.data is None:
            return None
        if day is None or time.data is None:
            raise ValidationError(str(_l("Write both the day and the time.")))
        that_day, shown = time.on(day)
        found = instant_of(that_day, shown, self.zone, later=True)
        if found is None:
            words = _l("Clocks go forward that night and skip this time. Choose another one.")
            raise ValidationError(str(words))
        return found

    def check(self, name: str) -> None:
        """Put what is wrong with a pair at its time."""
        try:
            self.instant(name)
        except ValidationError as error:
            self.blame(f"{name}_time", str(error))

    def shown_times(self, kept: dict[str, dt.datetime | None]) -> None:
        """Fill the pairs in from instants, where nothing was sent."""
        for name, instant in kept.items():
            if instant is not None and not self.is_submitted():
                day, minutes = shown_time(instant, self.zone)
                self[f"{name}_day"].data, self[f"{name}_time"].data = day, minutes


def shown_time(instant: dt.datetime, zone: str) -> tuple[dt.date, int]:
    """Return day and minutes as the city's clocks show them; midnight ends the day before."""
    day, time = local_time(instant, zone)
    if time == MIDNIGHT:
        return day - dt.timedelta(days=1), LAST_MINUTE
    return day, time.hour * 60 + time.minute


class TimesForm(PartForm, WallTimes):
    """The timeline, and how entries are judged."""

    SECTION = Section.TIMES
    NEEDED = (
        "opens_day", "opens_time", "questions_day", "questions_time", "closes_day", "closes_time",
        "decision_by",
    )  # fmt: skip

    opens_day, opens_time = DayField(_l("Opens on")), ClockField(_AT, description=_HOUR)
    questions_day, questions_time = (
        DayField(_l("Questions are taken until")),
        ClockField(_AT, description=_HOUR),
    )
    closes_day, closes_time = (
        DayField(_l("Closes on")),
        ClockField(_AT, description=_l("For example 16.00. From then on no concept is taken.")),
    )
    decision_by = DayField(_l("The result is promised by"))
    rounds = PickField(
        _l("How many rounds of judging?"),
        choices=(
            (
                "2",
                _l("Two"),
                {"data-hint": _l("Some jurors read each entry, then all read the shortlist.")},
            ),
            ("1", _l("One"), {"data-hint": _l("For few entries: the first round decides.")}),
        ),
        required=True,
    )
    readers_needed = WholeNumberField(
        _l("Jurors who read each entry"),
        least=1,
        most=MOST_READERS,
        required=True,
        description=_l("In the first round. Three is fair, more is safer."),
    )
    shortlist_size = WholeNumberField(
        _l("Entries on the shortlist"), least=1, most=MOST_SHORTLIST, required=True
    )
    least_total = ExactNumberField(
        _l("Least points of a hundred"),
        description=_l("Whoever stays below cannot win. Empty: no such limit."),
    )
    normalised = TickField(
        _l("Even out strict and mild jurors"),
        description=_l("Only where jurors read entries drawn at random. Raw scores stay visible."),
    )
    jurors_named = TickField(_l("Show the names of the jurors on the page"))
    jurors_see_scores = TickField(
        _l("In the last round jurors see others’ scores after giving their own")
    )

    PLAIN = ("decision_by", "readers_needed", "shortlist_size", "least_total", "normalised",
             "jurors_named", "jurors_see_scores")  # fmt: skip
    PAIRS = {"opens": "opens_at", "questions": "questions_close_at", "closes": "closes_at"}

    @classmethod
    def of(cls, challenge: Challenge) -> Any:
        form = super().of(challenge)
        form.zone = challenge.city.time_zone
        form.shown_times({name: getattr(challenge, at) for name, at in cls.PAIRS.items()})
        return form

    @classmethod
    def kept(cls, challenge: Challenge) -> dict[str, Any]:
        plain = {name: getattr(challenge, name) for name in cls.PLAIN}
        return {**plain, "rounds": str(challenge.rounds)}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Look at the pairs, besides what the fields ask."""
        good = bool(super().validate(*args, **kwargs))
        for name in self.PAIRS:
            self.check(name)
        return good and not self.errors

    def answers(self) -> dict[str, Any]:
        plain = {name: self[name].data for name in self.PLAIN}
        instants = {at: self.instant(name) for name, at in self.PAIRS.items()}
        return {**plain, **instants, "rounds": int(self.rounds.data)}


class ReasonForm(Form):
    """A reason that everybody reads."""

    reason_fi, reason_sv, reason_en = in_each_language(
        TextField,
        _l("Why?"),
        most=REASON,
        description=_l("Everybody reads it on the page of the challenge."),
        render_kw={"rows": 3},
    )

    @property
    def reason(self) -> Translated:
        """The reason in each language."""
        return text_in(self, "reason")


class LaterForm(ReasonForm, WallTimes):
    """Closing later."""

    closes_day = DayField(_l("New closing day"), required=True)
    closes_time = ClockField(_AT, required=True, description=_HOUR)
    questions_day = DayField(_l("Questions are taken until"), description=_l("Empty: as it was."))
    questions_time = ClockField(_AT)
    decision_by = DayField(_l("The result is promised by"), description=_l("Empty: as it was."))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Look at the pairs, besides what the fields ask."""
        good = bool(super().validate(*args, **kwargs))
        for name in ("closes", "questions"):
            self.check(name)
        return good and not self.errors

    def times(self) -> NewTimes:
        """Return what was answered, once the form is valid."""
        closes = self.instant("closes")
        if closes is None:
            raise ValueError("The form has not been validated.")
        return NewTimes(
            closes_at=closes,
            questions_close_at=self.instant("questions"),
            decision_by=self.decision_by.data,
        )
