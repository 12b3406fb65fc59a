"""Everything that the public page of a challenge shows; its preview shows the same."""

import json
from dataclasses import dataclass
from typing import Any

import shapely
from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.adapters.picture import widths_of
from app.labels import label
from app.labels_challenge import LEGAL_SENTENCES
from app.queries.challenge import named_jurors, notices_of, stand_of
from app.queries.challenge_file import files_of
from app.queries.challenge_question import answered_questions, takes_questions
from app.services.testbed_shape import BLUR_RADIUS_M
from geodata.map_labels import PLACE_LABELS
from geodata.map_options import PlaceMap
from geodata.maps import place_map
from models.challenge import Challenge, ChallengeStand
from models.challenge_file import ChallengeFile
from models.testbed import Testbed, TestbedStatus
from models.testbed_media import FileKind
from views import language
from views.challenge_words import (
    STAND_PILLS,
    criteria_shown,
    exact,
    left_words,
    poser,
    prize_line,
    when_words,
    who_words,
)
from views.map_page import PageMapParts, base_map, map_parts, words
from views.page import date, euros, theme_label
from views.testbed_card import BLUR_ZOOM, CLOSE_ZOOM, card
from views.testbed_gallery import Download, Picture, size_words

TEXTS = ("title", "summary", "brief", "expected", "after", "eligibility")
FIRST_QUESTIONS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the timeline."""

    when: str
    title: str
    text: str = ""
    who: str = ""
    kind: str = ""


def values_of(challenge: Challenge) -> dict[str, Any]:
    """Return what the page says of a challenge, in the reader's language."""
    lang, now = language.current(), clock.now()
    stand = stand_of(challenge, now) or ChallengeStand.COMING
    texts = {name: getattr(challenge, name).best(lang) for name in TEXTS}
    questions = answered_questions(challenge)
    pictures, papers = _files(challenge)
    return {
        "challenge": challenge,
        "texts": texts,
        "other_languages": any(text and used != lang for text, used in texts.values()),
        "stand": stand,
        "pill": STAND_PILLS[stand],
        "poser": poser(challenge),
        "when": when_words(challenge, stand),
        "left": left_words(challenge.closes_at, now)
        if stand is ChallengeStand.OPEN and challenge.closes_at
        else "",
        "closes": exact(challenge.closes_at, challenge.city.time_zone, is_end=True),
        "timeline": timeline(challenge),
        "criteria": criteria_shown(challenge),
        "prizes": _prizes(challenge),
        "prize": prize_line(challenge.prizes),
        "who": who_words(challenge),
        "legal": (label(challenge.legal_form), str(LEGAL_SENTENCES[challenge.legal_form]))
        if challenge.legal_form
        else None,
        "terms": _terms(challenge),
        "jurors": named_jurors(challenge),
        "notices": [_notice(one, challenge) for one in notices_of(challenge)],
        "questions": questions[:FIRST_QUESTIONS],
        "question_count": len(questions),
        "may_ask": takes_questions(challenge) and challenge.is_public,
        "questions_until": exact(
            challenge.questions_close_at, challenge.city.time_zone, is_end=True
        ),
        "testbeds": [card(one) for one in _shown(challenge)],
        "map": small_map(challenge),
        "pictures": pictures,
        "papers": papers,
        "themes": [theme_label(one) for one in challenge.themes],
        "contact": challenge.contact_email or challenge.city.role_mailbox,
    }


def timeline(challenge: Challenge) -> list[Step]:
    """Return the steps from the opening to the result; what is past is marked so."""
    zone, now = challenge.city.time_zone, clock.now()
    instants = [
        (challenge.opens_at, _("Opens for entries"), False),
        (challenge.questions_close_at, _("Last moment to ask"), True),
        (challenge.closes_at, _("Closes"), True),
    ]
    steps = [
        Step(exact(at, zone, is_end=is_end), words, kind="ended" if at <= now else "soon")
        for at, words, is_end in instants
        if at is not None
    ]
    if challenge.decision_by is not None:
        kind = "ended" if challenge.announced_at else "soon"
        steps.append(
            Step(_("by %(day)s", day=date(challenge.decision_by)), _("The result"), kind=kind)
        )
    return steps


def small_map(challenge: Challenge) -> PageMapParts | None:
    """Return the map of its own shape, or else of the first testbed that it offers."""
    lang = language.current()
    shape, radius = challenge.shape_json, None
    if not shape:
        place = next((one for one in _shown(challenge) if one.shape_json), None)
        if place is None or not place.shape_json:
            return None
        shape, radius = place.shape_json, BLUR_RADIUS_M if place.blur else None
    west, south, east, north = shapely.from_geojson(shape).bounds
    centred: dict[str, Any] = {}
    if (west, south) == (east, north):
        centred = {"centre": (west, south), "zoom": BLUR_ZOOM if radius else CLOSE_ZOOM}
    return map_parts(
        place_map,
        PlaceMap(
            base=base_map(),
            label=_("Map: %(name)s", name=challenge.title.best(lang)[0]),
            labels=words(PLACE_LABELS),
            key="place",
            geometry=json.loads(shape),
            blurred_m=radius,
            bounds=(west, south, east, north),
            **centred,
        ),
    )


def _shown(challenge: Challenge) -> list[Testbed]:
    hidden = {TestbedStatus.DRAFT, TestbedStatus.RETIRED}
    return [one for one in challenge.testbeds if one.status not in hidden]


def _prizes(challenge: Challenge) -> list[tuple[int, str, tuple[str, str]]]:
    """Return (place, money, (other reward, its language)) of each prize."""
    lang = language.current()
    return [(one.place, euros(one.amount_eur), one.reward.best(lang)) for one in challenge.prizes]


def _terms(challenge: Challenge) -> dict[str, Any] | None:
    if challenge.terms is None:
        return None
    lang = language.current()
    return {
        "name": challenge.terms.name.best(lang),
        "body": challenge.terms.body.best(lang),
        "version": challenge.terms.version,
    }


def _notice(row: Any, challenge: Challenge) -> dict[str, Any]:
    zone = challenge.city.time_zone
    return {
        "kind": row.kind,
        "title": label(row.kind),
        "on": date(row.at),
        "before": exact(row.closed_at, zone, is_end=True),
        "after": exact(row.closes_at, zone, is_end=True),
        "reason": row.reason.best(language.current()),
    }


def _files(challenge: Challenge) -> tuple[list[Picture], list[Download]]:
    pictures, papers = [], []
    for row in files_of(challenge):
        if row.is_picture:
            pictures.append(picture_of(row))
        else:
            about = f"{label(FileKind(row.kind))}, {size_words(row.size)}"
            papers.append(Download(row.title, "", paper_url(row), about))
    return pictures, papers


def paper_url(row: ChallengeFile) -> str:
    """Return the address of a document."""
    return url_for("challenge.paper", slug=row.challenge.slug, file_id=row.id)


def picture_of(row: ChallengeFile) -> Picture:
    """Return a picture in the reader's language."""
    alt, lang = row.alt.best(language.current())
    width, height = row.width or 0, row.height or 0

    def address(one: int, ending: str) -> str:
        return url_for("file.show_picture", digest=row.digest, width=one, ending=ending)

    def sizes(ending: str) -> str:
        return ", ".join(f"{address(one, ending)} {one}w" for one in widths_of(width))

    return Picture(
        alt=alt, lang=lang, width=width, height=height, webp=sizes("webp"), jpeg=sizes("jpg"),
        small=address(widths_of(width)[0], "jpg"), large=address(width, "jpg"), credit="",
        licence="", licence_url=None,
    )  # fmt: skip
