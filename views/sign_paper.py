"""The sign for the site as a PDF: the same pilot in the same state gives the same bytes."""

import datetime as dt
import functools
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from app.adapters import pdf
from app.adapters.qr_code import drawn
from app.extensions import LOCALES
from app.labels import SENSORS
from models.base import LANGUAGES
from models.pilot import Pilot, PilotStatus
from models.sign import PaperSize
from views.experiment_card import sensors_of
from views.page import date

MOST_TITLE, MOST_PLAIN = 110, 260
MOST_SENSORS = 4
KEPT_SIGNS = 32


def short_address(pilot: Pilot) -> str:
    """Return the whole address that the code on the sign holds."""
    return f"{g.public_url}/p/{pilot.code}"


def paper(pilot: Pilot, size: PaperSize, languages: Sequence[str]) -> bytes:
    """Return the sign in these languages, in the order given."""
    data = _data(pilot, size, languages)
    return _made(json.dumps(data, ensure_ascii=False), languages[0], pilot.updated_at)


@functools.lru_cache(maxsize=KEPT_SIGNS)
def _made(data: str, language: str, at: dt.datetime) -> bytes:
    """Draw a sign, or give the one drawn before of the very same words."""
    return pdf.render("sign", json.loads(data), language, at=at)


def _data(pilot: Pilot, size: PaperSize, languages: Sequence[str]) -> dict[str, Any]:
    address, first = short_address(pilot), languages[0]
    code = drawn(address)
    host = urlsplit(address).netloc
    asked = (pilot.contact_name, pilot.contact_email or pilot.city.role_mailbox)
    with speaking(first):
        footer = "Koepaikka · " + pilot.city.name.best(first)[0]
        if pilot.is_demo:
            footer += " · " + _("Demonstration")
        words = _("Code with the address %(address)s", address=address)
    return {
        "title": pilot.title.best(first)[0],
        "city": pilot.city.name.best(first)[0],
        "size": size.value,
        "sections": [_section(pilot, lang) for lang in languages],
        "qr": {"side": code.side, "runs": code.runs},
        "qr_words": words,
        "address": f"{host}/p/{pilot.code}",
        "contact": " · ".join(one for one in asked if one),
        "footer": footer,
    }


def _section(pilot: Pilot, lang: str) -> dict[str, Any]:
    with speaking(lang):
        return {
            "lang": lang,
            "band": _("An experiment is going on here"),
            "title": shortened(pilot.title.best(lang)[0], MOST_TITLE),
            "plain": shortened(pilot.plain.best(lang)[0], MOST_PLAIN),
            "who": _("Who runs it:"),
            "runner": shortened(pilot.runner_name or pilot.city.name.best(lang)[0], MOST_TITLE),
            "until": _("Until %(day)s", day=date(pilot.end_day)),
            "why_paused": _("Paused for now.") if pilot.status is PilotStatus.PAUSED else "",
            "measured": _measured(pilot, lang),
            "personal": _personal(pilot),
            "scan": _("Read more, ask, take part"),
        }


def _measured(pilot: Pilot, lang: str) -> list[tuple[str, str]]:
    """Return picture and words of each kind of sensor; without sensors what is told instead."""
    kinds = [kind for kind, _count in sensors_of(pilot)][:MOST_SENSORS]
    if kinds:
        return [(kind, str(SENSORS[kind])) for kind in kinds]
    told = shortened(pilot.measured.best(lang)[0], MOST_TITLE)
    return [("questionnaire", told or _("What is measured is told at the address below."))]


def _personal(pilot: Pilot) -> tuple[str, str]:
    if pilot.personal_data is None:
        return "personal_unknown", _("Personal data: not known")
    if pilot.personal_data:
        name = pilot.controller or pilot.runner_name
        return "personal_yes", _(
            "Personal data is collected. Responsible for it: %(name)s",
            name=shortened(name, MOST_TITLE),
        )
    return "personal_no", _("No personal data is collected")


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak a language for a while: texts and the formats of pages."""
    before, g.lang = g.get("lang"), lang
    try:
        with force_locale(LOCALES[lang]):
            yield
    finally:
        g.lang = before


def shortened(words: str, most: int) -> str:
    """Return a text of at most so many letters on one line, cut between words."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    whole, blank, _rest = cut.rpartition(" ")
    return (whole if blank and len(whole) > most // 2 else cut).rstrip(" ,.;:–-") + "…"


def written_languages(pilot: Pilot) -> tuple[str, ...]:
    """Return the languages that both title and plain sentence are written in."""
    return tuple(
        lang
        for lang in LANGUAGES
        if pilot.title.get(lang).strip() and pilot.plain.get(lang).strip()
    )
