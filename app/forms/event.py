"""An event: its texts, when and where it is, what it is about."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app import clock
from app.forms.clock_field import LAST_MINUTE, ClockField
from app.forms.fields import (
    LONG,
    MEDIUM,
    AddressField,
    CheckboxGroupField,
    ChoiceField,
    DayField,
    Form,
    LineField,
    PickField,
    TextField,
    WebField,
    WholeNumberField,
)
from app.forms.ident import ident
from app.forms.testbed import in_each_language
from app.forms.testbed_place import CoordinatesField
from app.labels import choices
from app.services.event_text import SUMMARY, TITLE, EventText, Place, Times, kept
from models.base import LANGUAGES, Translated
from models.event import Event, EventKind, SpokenLanguage
from models.testbed_kind import Theme
from models.wall_time import MIDNIGHT, instant_of, local_time

TEXTS = ("title", "summary", "description", "access")
MOST_PLACES = 20_000
AT_TESTBED, ELSEWHERE, ONLINE = "testbed", "elsewhere", "online"


class TimedForm(Form):
    """Parent of forms with a day, a start and an end on the clocks of ``zone``."""

    zone = clock.FINLAND

    def times(self) -> Times | None:
        """Return the times once the form is valid; None when none were asked for."""
        day = self["day"].data
        start, end = self._instant("starts", later=False), self._instant("ends", later=True)
        return Times(start, end) if day and start and end else None

    def validate_starts(self, _field: Any) -> None:
        """Refuse a time that clocks skip in spring."""
        self._instant("starts", later=False)

    def validate_ends(self, _field: Any) -> None:
        """Refuse a time that clocks skip, and one that is not after the start."""
        start, end = self._instant("starts", later=False), self._instant("ends", later=True)
        if start and end and end <= start:
            raise ValidationError(str(_l("The end has to be later than the start.")))

    def _instant(self, name: str, *, later: bool) -> dt.datetime | None:
        """Return the instant of a field on the day; an hour that comes twice counts in full."""
        day, field = self["day"].data, self[name]
        if day is None or field.data is None:
            return None
        that_day, shown = field.on(day)
        found = instant_of(that_day, shown, self.zone, later=later)
        if found is None:
            words = _l("Clocks go forward that night and skip this time. Choose another one.")
            raise ValidationError(str(words))
        return found

    def text_of(self, name: str) -> Translated:
        """Return the text of three fields."""
        return Translated(*(self[f"{name}_{lang}"].data or "" for lang in LANGUAGES))


def shown_times(start: dt.datetime, end: dt.datetime, zone: str) -> dict[str, Any]:
    """Return what the fields of a ``TimedForm`` show of these times."""
    day, first = local_time(start, zone)
    last_day, last = local_time(end, zone)
    midnight = last == MIDNIGHT and last_day == day + dt.timedelta(days=1)
    ends = LAST_MINUTE if midnight else last.hour * 60 + last.minute
    return {"day": day, "starts": first.hour * 60 + first.minute, "ends": ends}


class EventForm(TimedForm):
    """Times are those that the clocks of the city show; ``zone`` is set by the page."""

    version = HiddenField()
    city = ChoiceField(_l("City"), required=True)
    kind = PickField(_l("What kind of event?"), choices=lambda: choices(EventKind), required=True)
    title_fi, title_sv, title_en = in_each_language(LineField, _l("Title"), most=TITLE)
    summary_fi, summary_sv, summary_en = in_each_language(
        TextField,
        _l("In short"),
        most=SUMMARY,
        description=_l("One or two sentences: what happens, and for whom it is."),
        render_kw={"rows": 3},
    )
    description_fi, description_sv, description_en = in_each_language(
        TextField, _l("More about it"), most=LONG, render_kw={"rows": 6}
    )
    day = DayField(_l("Day"))
    starts = ClockField(_l("Begins at"), description=_l("For example 13.00."))
    ends = ClockField(_l("Ends at"), description=_l("For example 15.00."))
    capacity = WholeNumberField(
        _l("Places"), least=1, most=MOST_PLACES, description=_l("Empty: as many as come.")
    )
    where = PickField(
        _l("Where?"),
        choices=(
            (AT_TESTBED, _l("At a testbed")),
            (ELSEWHERE, _l("At another place in the city")),
            (ONLINE, _l("Online only")),
        ),
    )
    testbed = ChoiceField(_l("Testbed"))
    address = LineField(
        _l("Address"), description=_l("The name of the place and its street address.")
    )
    shape = HiddenField(default="point")
    coordinates = CoordinatesField(
        _l("Point on the map"),
        description=_l("Latitude first: 60.1699, 24.9384. Empty: no map is shown."),
        render_kw={"rows": 2, "spellcheck": "false", "autocomplete": "off"},
    )
    online_url = WebField(
        _l("Link for taking part online"),
        description=_l("Only those who have registered are shown it."),
    )
    access_fi, access_sv, access_en = in_each_language(
        TextField,
        _l("How to get there, and accessibility"),
        most=MEDIUM,
        description=_l("The entrance, steps, hearing loop, breaks, quiet room, interpreters."),
        render_kw={"rows": 4},
    )
    languages = CheckboxGroupField(
        _l("Languages at the event"), choices=lambda: choices(SpokenLanguage)
    )
    contact_email = AddressField(
        _l("Where can people ask?"), description=_l("Empty: the city’s own address.")
    )
    themes = CheckboxGroupField(_l("Themes"), choices=lambda: choices(Theme))
    challenges = CheckboxGroupField(_l("Challenges that it is about"), choices=())
    pilots = CheckboxGroupField(_l("Experiments that it is about"), choices=())
    testbeds = CheckboxGroupField(_l("Testbeds that it is about"), choices=())

    @classmethod
    def of(cls, event: Event) -> "EventForm":
        """Return the form of an event, holding what was sent or else what is kept."""
        written, zone = kept(event), event.city.time_zone
        values: dict[str, Any] = {
            "version": str(event.version),
            "city": str(event.city_id),
            "kind": written.kind.value,
            "capacity": written.capacity,
            "testbed": str(written.place.testbed_id or ""),
            "address": written.place.address,
            "coordinates": written.place.coordinates,
            "online_url": written.place.online_url,
            "where": _where(written.place),
            "languages": list(written.languages),
            "contact_email": written.contact_email,
            "themes": list(written.themes),
            "challenges": [str(one) for one in written.challenge_ids],
            "pilots": [str(one) for one in written.pilot_ids],
            "testbeds": [str(one) for one in written.testbed_ids],
        }
        if written.times:
            values |= shown_times(written.times.start, written.times.end, zone)
        for name in TEXTS:
            values |= {f"{name}_{lang}": getattr(event, name).get(lang) for lang in LANGUAGES}
        form = cls(data=values)
        form.zone = zone
        return form

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for times of a single event and for the testbed of one that is at a testbed."""
        good = bool(super().validate(*args, **kwargs))
        if self.kind.data != EventKind.PROGRAMME.value:
            for name in ("day", "starts", "ends"):
                if self[name].data is None and not self[name].errors:
                    self.blame(name, str(self[name].empty))
        if self.where.data == AT_TESTBED and not self.testbed.data:
            self.blame("testbed", str(_l("Choose the testbed.")))
        return good and not self.errors

    def answers(self) -> EventText:
        """Return what was answered, once the form is valid."""
        kind = EventKind(self.kind.data)
        single = kind is not EventKind.PROGRAMME
        return EventText(
            kind=kind,
            **{name: self.text_of(name) for name in TEXTS},
            themes=tuple(self.themes.data or ()),
            languages=tuple(self.languages.data or ()),
            place=self._place(),
            contact_email=self.contact_email.data or "",
            times=self.times() if single else None,
            capacity=self.capacity.data if single else None,
            challenge_ids=_ids(self.challenges.data),
            pilot_ids=_ids(self.pilots.data),
            testbed_ids=_ids(self.testbeds.data),
        )

    def _place(self) -> Place:
        """Return the place by what was picked; what belongs to another pick is left out."""
        link = self.online_url.data or ""
        if self.where.data == AT_TESTBED:
            return Place(testbed_id=ident(self.testbed.data), online_url=link)
        if self.where.data == ELSEWHERE:
            return Place(None, self.address.data or "", self.coordinates.data or "", link)
        return Place(online_url=link)


def _where(place: Place) -> str | None:
    if place.testbed_id is not None:
        return AT_TESTBED
    if place.address or place.coordinates:
        return ELSEWHERE
    return ONLINE if place.online_url else None


def _ids(values: Sequence[str] | None) -> tuple[int, ...]:
    return tuple(found for one in values or () if (found := ident(one)))
