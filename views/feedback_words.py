"""Feedback as pages show it: whose it is, its picture, and who answered for whom."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app import clock
from app.queries.feedback import Figures, feedback_of_reader, figures_of, is_open, published
from app.queries.harm_report import reports_of_reader
from app.services.feedback_answer import answers_for
from models.base import Translated
from models.feedback import Feedback, FeedbackAnswer
from models.harm_report import HarmReport
from models.pilot import PUBLIC_STATES, Pilot
from models.pilot_update import UpdatePicture
from models.reader import Reader
from views import language
from views.testbed_gallery import Picture, plain_picture

ON_PILOT = 3


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One official answer and for whom it speaks."""

    row: FeedbackAnswer
    by: str


@dataclass(frozen=True, slots=True)
class PieceShown:
    """One piece as it is read."""

    row: Feedback
    name: str
    picture: Picture | None
    answers: list[AnswerShown]


@dataclass(frozen=True, slots=True)
class OnPilot:
    """What a pilot's page shows: the latest pieces, how many there are, the figures."""

    pieces: list[PieceShown]
    total: int
    figures: Figures | None
    is_open: bool
    is_public: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one address has said and reported."""

    feedback: list[Feedback]
    reports: list[HarmReport]


def spoken_of(reader: Reader) -> Spoken:
    """Return what the private page of an address lists."""
    return Spoken(feedback_of_reader(reader.id), reports_of_reader(reader.id))


def feedback_on(pilot: Pilot) -> OnPilot:
    """Return what everybody reads on the page of a pilot."""
    is_public = bool(pilot.id) and pilot.status in PUBLIC_STATES  # previews are neither
    found = published(pilot.id, ON_PILOT)
    return OnPilot(
        [piece_shown(row, pilot) for row in found.rows],
        found.total,
        figures_of(pilot.id),
        is_public and is_open(pilot, clock.today(pilot.city.time_zone)),
        is_public,
    )


def piece_shown(row: Feedback, pilot: Pilot) -> PieceShown:
    """Return a piece as it is read."""
    lang = language.current()
    return PieceShown(
        row,
        row.name or _("A resident"),
        photo_of(row),
        [AnswerShown(one, answers_for(pilot, one.side, lang)) for one in row.answers],
    )


def photo_of(row: Feedback | HarmReport) -> Picture | None:
    """Return the picture of a piece or a report, drawn as every other picture is."""
    if not row.picture_digest:
        return None
    return plain_picture(
        UpdatePicture(
            digest=row.picture_digest,
            width=row.picture_width,
            height=row.picture_height,
            alt=Translated.of({row.language: row.picture_alt}),
        )
    )
