"""A session of a programme, its tracks, and many sessions from a file."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.forms.clock_field import ClockField
from app.forms.event import MOST_PLACES, TimedForm, shown_times
from app.forms.fields import (
    LONG,
    ChoiceField,
    DayField,
    Form,
    LineField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.ident import ident
from app.forms.testbed import in_each_language
from app.services.event_session import TITLE, SessionText
from models.base import LANGUAGES
from models.errors import DomainError
from models.event import Event, EventSession

CLASHES = ("room_clash", "speaker_clash")


class SessionForm(TimedForm):
    """Times are those that the clocks of the city show; ``asks_clash`` shows the tick."""

    asks_clash = False

    version = HiddenField()
    title_fi, title_sv, title_en = in_each_language(LineField, _l("Title"), most=TITLE)
    description_fi, description_sv, description_en = in_each_language(
        TextField, _l("What happens"), most=LONG, render_kw={"rows": 4}
    )
    day = DayField(_l("Day"), required=True)
    starts = ClockField(_l("Begins at"), required=True, description=_l("For example 13.00."))
    ends = ClockField(_l("Ends at"), required=True, description=_l("For example 15.00."))
    room = LineField(_l("Room or hall"))
    track = ChoiceField(_l("Track"), choices=())
    speakers = TextField(
        _l("Speakers who have agreed to be named"),
        description=_l("One on each line. Everybody reads these names."),
        render_kw={"rows": 3},
    )
    unnamed = TextField(
        _l("Speakers who have not agreed yet"),
        description=_l("One on each line. Only the city’s staff see these names."),
        render_kw={"rows": 2},
    )
    capacity = WholeNumberField(
        _l("Places"), least=1, most=MOST_PLACES, description=_l("Empty: as many as come.")
    )
    clash_ok = TickField(_l("It is right like this: both are at the same time"))

    @classmethod
    def of(cls, event: Event, one: EventSession | None) -> "SessionForm":
        """Return the form of a session, or of a new one, holding what was sent or is kept."""
        zone = event.city.time_zone
        form = cls(data=_kept(one, zone) if one is not None else {"version": "0"})
        form.zone = zone
        return form

    def offer(self, tracks: list[tuple[str, str]], none: str) -> None:
        """Offer the tracks of the programme, after the line for none."""
        self.track.choices = [("", none), *tracks]

    @property
    def seen(self) -> int:
        """The version that the page showed."""
        return ident(self.version.data)

    def heed(self, error: DomainError) -> None:
        """Offer to say that a clash is right, when the service has named one."""
        self.asks_clash = self.asks_clash or error.code in CLASHES

    def answers(self) -> SessionText:
        """Return what was answered, once the form is valid."""
        times = self.times()
        if times is None:
            raise ValueError("The form has not been validated.")
        return SessionText(
            title=self.text_of("title"),
            description=self.text_of("description"),
            start=times.start,
            end=times.end,
            room=self.room.data or "",
            track_id=ident(self.track.data) or None,
            speakers=names_in(self.speakers.data),
            unnamed=names_in(self.unnamed.data),
            capacity=self.capacity.data,
            clash_ok=bool(self.clash_ok.data),
        )


def names_in(text: str | None) -> tuple[str, ...]:
    """Return the names that stand one on each line."""
    return tuple(name for line in (text or "").splitlines() if (name := line.strip()))


def _kept(one: EventSession, zone: str) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "version": str(one.version),
        "room": one.room,
        "track": str(one.track_id or ""),
        "speakers": one.speakers,
        "unnamed": one.unnamed,
        "capacity": one.capacity,
        **shown_times(one.starts_at, one.ends_at, zone),
    }
    for name in ("title", "description"):
        kept |= {f"{name}_{lang}": getattr(one, name).get(lang) for lang in LANGUAGES}
    return kept


class TrackForm(Form):
    """A track that is new; those that there are have fields named by their ids in the page."""

    new_fi, new_sv, new_en = in_each_language(LineField, _l("New track"), most=60)


class SessionFileForm(Form):
    """Sessions from a table: a file, or rows pasted from one; looked at before they are written."""

    upload = FileField(
        _l("File"), description=_l("CSV, at most 150 sessions."), render_kw={"accept": ".csv,.txt"}
    )
    rows = TextField(
        _l("Or paste the rows"),
        most=200_000,
        description=_l("With the line of column names, as a spreadsheet copies it."),
        render_kw={"rows": 8, "spellcheck": "false"},
    )
