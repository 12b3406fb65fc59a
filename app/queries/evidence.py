"""The evidence of a public result: files that were there when its report was approved."""

from collections.abc import Sequence

from sqlalchemy import select

from app.database import db
from models.attachment import Attachment
from models.pilot import Pilot, PilotStatus
from models.report import Report

PURPOSE = "evidence:"


def public_evidence(pilot_id: int) -> dict[int, list[Attachment]]:
    """Return the public files of a completed pilot by the id of their indicator.

    What was added after the approval nobody has looked at, so it is not among them.
    """
    return public_evidence_of([pilot_id])


def public_evidence_of(pilot_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """Return the public files of several completed pilots by the id of their indicator."""
    found: dict[int, list[Attachment]] = {}
    for one in _public(Attachment.pilot_id.in_(pilot_ids)):
        number = one.purpose.removeprefix(PURPOSE)
        if number.isdecimal():
            found.setdefault(int(number), []).append(one)
    return found


def public_file(attachment_id: int) -> Attachment | None:
    """Return one public file, or None."""
    return next(iter(_public(Attachment.id == attachment_id)), None)


def _public(condition: object) -> Sequence[Attachment]:
    return db.session.scalars(
        select(Attachment)
        .join(Pilot, Pilot.id == Attachment.pilot_id)
        .join(Report, Report.pilot_id == Pilot.id)
        .where(
            condition,  # type: ignore[arg-type]  # a comparison of a column
            Pilot.status == PilotStatus.COMPLETED,
            Attachment.purpose.startswith(PURPOSE),
            Attachment.at <= Report.approved_at,
        )
        .order_by(Attachment.id)
    ).all()
