"""Write to the author of feedback, in the language in which they wrote it."""

from typing import Any

from app.services.notification import tell_reader
from models.feedback import Feedback


def ask_author(row: Feedback) -> None:
    """Ask at the address that was written whether the feedback is theirs."""
    _tell(row, "feedback/confirm", is_private=row.is_private, words=row.words)


def tell_author(row: Feedback, template: str, **context: Any) -> None:
    """Tell the author what became of it, if it came from their mailbox."""
    if row.confirmed_at is not None:
        _tell(row, template, **context)


def _tell(row: Feedback, template: str, **context: Any) -> None:
    once = f"{row.version}.{len(row.answers)}"
    tell_reader(row, template, once, "feedback", slug=row.pilot.slug, **context)
