"""Which pictures and files of testbeds, and pictures of pilots, somebody may fetch."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_pilot, of_testbed
from app.policies.table import Action, may
from app.queries.challenge_file import sees_challenge_picture, shows_challenge_picture
from app.queries.feedback import shows_feedback_picture
from app.queries.feedback_desk import pilots_of_feedback_picture
from app.queries.harm_report import pilots_of_harm_picture
from app.queries.pilot_update import pilots_with, shows_picture
from app.queries.testbed import KNOWN_TO_ALL
from models.feedback import SEEN_BY_PILOT, FeedbackStatus
from models.pilot import Pilot
from models.testbed import Testbed
from models.testbed_media import FileKind, TestbedFile, TestbedPicture


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that a reader may fetch; ``for_all`` when everybody may."""

    row: TestbedFile
    for_all: bool


def shown_pictures(testbed: Testbed) -> list[TestbedPicture]:
    """Return the pictures that everybody sees once the testbed is public, in their order."""
    languages = testbed.city.required_languages
    return [one for one in testbed.pictures if one.is_complete(languages)]


def is_for_all(digest: str, width: int) -> bool:
    """Say whether everybody may see a picture in this width: a testbed or pilot shows it to all."""
    if shows_picture(digest, width) or shows_feedback_picture(digest, width):
        return True
    if shows_challenge_picture(digest, width):
        return True
    rows = _places(digest)
    return any(
        place.status in KNOWN_TO_ALL
        and one.width >= width
        and one.is_complete(place.city.required_languages)
        for one, place in rows
    )


def may_see(viewer: Actor, digest: str) -> bool:
    """Say whether the viewer looks after a testbed or a pilot that has the picture."""
    return (
        any(may(viewer, Action.TESTBED_READ, of_testbed(place)) for _one, place in _places(digest))
        or any(may(viewer, Action.PILOT_READ, of_pilot(pilot)) for pilot in pilots_with(digest))
        or any(
            may(viewer, Action.HARM_READ, of_pilot(pilot))
            for pilot in pilots_of_harm_picture(digest)
        )
        or sees_challenge_picture(viewer, digest)
        or any(_reads(viewer, *found) for found in pilots_of_feedback_picture(digest))
    )


def _reads(viewer: Actor, pilot: Pilot, status: FeedbackStatus) -> bool:
    """Say whether the viewer reads feedback in this state, with its picture."""
    action = Action.FEEDBACK_READ if status in SEEN_BY_PILOT else Action.FEEDBACK_MODERATE
    return status is not FeedbackStatus.RECEIVED and may(viewer, action, of_pilot(pilot))


def offered_file(viewer: Actor, file_id: int, digest: str, kind: FileKind) -> Offered | None:
    """Return a file to download, or None when there is none that the viewer may know of."""
    found = db.session.execute(
        select(TestbedFile, Testbed)
        .join(Testbed, Testbed.id == TestbedFile.testbed_id)
        .where(TestbedFile.id == file_id, TestbedFile.digest == digest, TestbedFile.kind == kind)
    ).first()
    if found is None:
        return None
    row, place = found
    for_all = place.status in KNOWN_TO_ALL
    if not for_all and not may(viewer, Action.TESTBED_READ, of_testbed(place)):
        return None
    return Offered(row, for_all)


def _places(digest: str) -> list[tuple[TestbedPicture, Testbed]]:
    found = db.session.execute(
        select(TestbedPicture, Testbed)
        .join(Testbed, Testbed.id == TestbedPicture.testbed_id)
        .where(TestbedPicture.digest == digest)
        .options(joinedload(Testbed.city))
        .order_by(TestbedPicture.id)
    )
    return [(one, place) for one, place in found]
