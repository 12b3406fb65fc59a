"""Public changes as webhooks tell of them: whether there are new ones, and what results are."""

from sqlalchemy import func, select

from app.database import db
from models.audit import AuditLine
from models.open_feature import OpenChange, OpenDeed, OpenState
from models.pilot import TOLD_STATES, Pilot
from models.webhook import WebhookCursor


def is_behind(collection: str) -> bool:
    """Say whether a collection has changed since webhooks were told, without the writers' lock."""
    told = select(WebhookCursor.revision).where(WebhookCursor.collection == collection)
    now = select(OpenState.revision).where(OpenState.collection == collection)
    found = (db.session.scalar(now) or 0) > (db.session.scalar(told) or 0)
    db.session.rollback()
    return found


def result_deed(change: OpenChange) -> OpenDeed | None:
    """Return what a change of a pilot is to its result: told, told anew, gone; None: it had none.

    A result is told from the move on by which its pilot ended; the first change after it tells it.
    """
    ended = select(AuditLine.id).where(
        AuditLine.thing == Pilot.__tablename__,
        AuditLine.thing_id == change.key,
        AuditLine.to_status.in_([one.value for one in TOLD_STATES]),
        AuditLine.at <= change.at,
    )
    if not db.session.scalar(select(ended.exists())):
        return None
    if change.deed is not OpenDeed.CHANGED:
        return change.deed
    before = db.session.scalar(
        select(func.max(OpenChange.at)).where(
            OpenChange.collection == change.collection,
            OpenChange.key == change.key,
            OpenChange.revision < change.revision,
        )
    )
    is_new = before is None or db.session.scalar(
        select(ended.where(AuditLine.at > before).exists())
    )
    return OpenDeed.ADDED if is_new else OpenDeed.CHANGED
