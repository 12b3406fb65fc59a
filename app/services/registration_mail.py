"""Write to those who registered, in their language; each mail leads to their own page.

Mails that say when and where carry the same as a calendar file.
"""

from collections.abc import Sequence
from typing import Any

from app.services.notification import tell_address
from app.services.registration_calendar import calendar_text
from models.event import Event, EventSession
from models.registration import (
    COUNTED,
    OVER,
    Registrant,
    Registration,
    RegistrationStatus,
    mail_key,
)


def tell_registrant(registrant: Registrant, template: str, once: str, **context: Any) -> None:
    """Write to a registrant; ``once`` names what is told once to each.

    The mail knows ``title``, ``slug``, ``place``, ``contact``, ``zone``, ``code`` and ``own_path``
    besides ``context``.
    """
    event, language = registrant.event, registrant.reader.language
    facts = {
        "name": registrant.name,
        "title": event.title.best(language)[0],
        "slug": event.slug,
        "place": place_of(event, language),
        "contact": event.contact_email or event.city.role_mailbox,
        "zone": event.city.time_zone,
        "code": registrant.code,
        "own_path": own_path(registrant),
    }
    key = f"{mail_key(registrant.id)}{template.removeprefix('registration/')}:{once}"
    tell_address(registrant.reader.email, language, template, key, **facts | context)


def own_path(registrant: Registrant) -> str:
    """Return the address of a registrant's own page, in their language."""
    return f"/{registrant.reader.language}/registration/{registrant.token}"


def tell_of_place(registration: Registration, template: str, once: str, **context: Any) -> None:
    """Write to whoever registered about one session; the mail knows ``session`` as well."""
    registrant = registration.registrant
    if registrant is None:
        return
    session = session_told(registration.session, registrant.reader.language)
    tell_registrant(registrant, template, f"s{registration.id}:{once}", session=session, **context)


def tell_settled(registrant: Registrant, settled: Sequence[Registration], once: str) -> None:
    """Tell somebody in one mail where they have a place and where they wait."""
    lang = registrant.reader.language
    placed = [one for one in settled if one.status in COUNTED]
    waiting = [one for one in settled if one.status is RegistrationStatus.WAITING]
    if placed:
        tell_registrant(
            registrant, "registration/confirmed", once,
            placed=[session_told(one.session, lang) for one in placed],
            waiting=[session_told(one.session, lang) for one in waiting],
            calendar=calendar_of(registrant),
        )  # fmt: skip
    elif waiting:
        told = [session_told(one.session, lang) for one in waiting]
        tell_registrant(registrant, "registration/waiting", once, waiting=told)


def place_of(event: Event, language: str) -> str:
    """Return where an event is for those who come: all of the address, also of a blurred place."""
    place = event.testbed
    if place is None:
        return event.address
    return ", ".join(part for part in (place.name.best(language)[0], place.address) if part)


def session_told(session: EventSession, language: str) -> dict[str, str]:
    """Return a session as plain values for a mail; instants in ISO 8601."""
    return {
        "title": session.name.best(language)[0],
        "start": session.starts_at.isoformat(),
        "end": session.ends_at.isoformat(),
        "room": session.room,
    }


def calendar_of(registrant: Registrant) -> str:
    """Return the calendar file of what somebody has a place at, and of what they have left."""
    told = [one for one in registrant.registrations if one.status in (*OVER, *COUNTED)]
    place = place_of(registrant.event, registrant.reader.language)
    return calendar_text(registrant, told, place)
