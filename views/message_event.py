"""Words for what stands in the way of an event or a session, by code."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from views import language
from views.event_words import span_words


def _clash(facts: dict[str, Any]) -> dict[str, str]:
    return {
        "name": facts["name"],
        "other": facts["other"].best(language.current())[0],
        "when": span_words(facts["start"], facts["end"], facts["zone"]),
    }


EVENT_MESSAGES = {
    "event_title_needed": lambda _f: _("Give the event a title in at least one language."),
    "event_times_needed": lambda _f: _("Say on which day it is, and from when to when."),
    "event_ends_before_start": lambda _f: _("The end has to be later than the start."),
    "event_language_needed": lambda _f: _("The city needs this in its languages. Fill this in."),
    "event_place_needed": lambda _f: _(
        "Say where it is: a testbed, an address, a point on the map, or a link for taking part."
    ),
    "event_spoken_needed": lambda _f: _("Say which languages are spoken at the event."),
    "event_session_needed": lambda _f: _("A programme needs at least one session. Add one first."),
    "event_in_past": lambda _f: _("This time has passed. Choose a later one."),
    "event_over": lambda _f: _("This is over or cancelled, and can no longer be changed."),
    "event_not_held": lambda _f: _("The event has not ended yet. Tell what came of it afterwards."),
    "event_has_sessions": lambda f: ngettext(
        "The programme has %(num)s session, so it stays a programme.",
        "The programme has %(num)s sessions, so it stays a programme.",
        f["count"],
    ),
    "event_alt_needed": lambda _f: _(
        "Say what the picture shows, for those who do not see it, in the city’s languages."
    ),
    "no_picture": lambda _f: _("Choose a picture first."),
    "cancel_reason_needed": lambda _f: _(
        "People want to know why. Write the reason in the city’s languages."
    ),
    "capacity_below_taken": lambda f: ngettext(
        "%(num)s place is taken already. There cannot be fewer places than that.",
        "%(num)s places are taken already. There cannot be fewer places than that.",
        f["count"],
    ),
    "not_a_programme": lambda _f: _("Only a programme has sessions of its own."),
    "session_title_needed": lambda _f: _("Give the session a title in at least one language."),
    "session_too_long": lambda _f: _("A session lasts 24 hours at most. Make several of it."),
    "last_session": lambda _f: _(
        "This is the last session. Cancel the whole event instead, so that everybody is told."
    ),
    "room_clash": lambda f: _(
        "%(name)s is taken at that time by “%(other)s” (%(when)s). "
        "Choose another room or time, or tick that it is right.",
        **_clash(f),
    ),
    "speaker_clash": lambda f: _(
        "%(name)s speaks at that time in “%(other)s” (%(when)s). "
        "Choose another time, or tick that it is right.",
        **_clash(f),
    ),
}
