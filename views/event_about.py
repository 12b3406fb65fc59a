"""What an event is about: the challenges, experiments and testbeds that everybody may see."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.queries.testbed import KNOWN_TO_ALL
from models.base import Translated
from models.event import Event
from models.pilot import PUBLIC_STATES
from models.testbed import Testbed
from views import language


@dataclass(frozen=True, slots=True)
class About:
    """One thing that an event is about."""

    kind: str
    title: str
    lang: str
    url: str


def about(event: Event) -> list[About]:
    """Return what an event is about and everybody may see, the place where it is held first."""
    places = {one.id: one for one in (event.testbed, *event.testbeds) if one is not None}
    found = [_testbed(one) for one in places.values() if one.status in KNOWN_TO_ALL]
    found += [
        _of(_("Challenge"), one.title, url_for("challenge.show", slug=one.slug))
        for one in event.challenges
        if one.is_public
    ]
    found += [
        _of(_("Experiment"), one.title, url_for("pilot.show", slug=one.slug))
        for one in event.pilots
        if one.status in PUBLIC_STATES
    ]
    return found


def _testbed(one: Testbed) -> About:
    url = url_for("testbed.show", city=one.city.slug, slug=one.slug)
    return _of(_("Testbed"), one.name, url)


def _of(kind: str, title: Translated, url: str) -> About:
    words, lang = title.best(language.current())
    return About(kind, words, lang, url)
