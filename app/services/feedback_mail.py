"""Write to the author of feedback, in the language in which they wrote it."""

from typing import Any

from app.services.notification import tell_address
from models.feedback import Feedback


def ask_author(row: Feedback) -> None:
    """Ask at the address that was written whether the feedback is theirs."""
    _tell(row, "feedback/confirm", is_private=row.is_private, words=row.words)


def tell_author(row: Feedback, template: str, **context: Any) -> None:
    """Tell the author what became of it, if it came from their mailbox."""
    if row.confirmed_at is not None:
        _tell(row, template, **context)


def _tell(row: Feedback, template: str, **context: Any) -> None:
    if row.reader is None:
        return
    tell_address(
        row.reader.email,
        row.language,
        template,
        f"{template}:{row.id}:{row.version}.{len(row.answers)}",
        **_facts(row),
        **context,
    )


def _facts(row: Feedback) -> dict[str, Any]:
    """Return what every mail about feedback knows; names in its author's language."""
    return {
        "title": row.pilot.title.best(row.language)[0],
        "city": row.pilot.city.name.best(row.language)[0],
        "slug": row.pilot.slug,
        "path": f"/{row.language}/feedback/{row.token}",
    }
