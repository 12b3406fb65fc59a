"""The list for the door as a PDF: a box to tick, the code and the name of everybody who comes."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.adapters import pdf
from models.event import EventSession
from models.registration import Registration, RegistrationStatus
from views import language
from views.event_words import session_words
from views.page import moment
from views.registration_words import title_of


def paper(session: EventSession, rows: Sequence[Registration]) -> bytes:
    """Return the list of a session in the reader's language, by name; who came has a tick."""
    lang = language.current()
    event = session.event
    people = [
        {
            "name": one.registrant.name, "code": one.registrant.code,
            "came": one.status is RegistrationStatus.ATTENDED,
        }
        for one in rows
        if one.registrant is not None
    ]  # fmt: skip
    data = {
        "title": title_of(session)[0],
        "city": event.city.name.best(lang)[0],
        "date": moment(clock.now()),
        "footer": event.title.best(lang)[0],
        "page_word": _("Page"),
        "when": " · ".join(part for part in (session_words(session), session.room) if part),
        "count": ngettext("%(num)s person has a place", "%(num)s people have a place", len(people)),
        "how": _(
            "Tick who comes. Afterwards tick the same people at once on the check-in page. "
            "Destroy the paper then."
        ),
        "heads": [_("Came"), _("Code"), _("Name")],
        "came_word": _("Came"),
        "box_word": _("Box to tick"),
        "people": people,
    }
    return pdf.render("registration", data, lang, at=clock.now())
