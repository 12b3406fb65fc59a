"""Shapes that the services of applications, bookings and pilots share with their pages."""

from dataclasses import dataclass
from dataclasses import field as filled_by
from typing import Any

from models.window import Window as Window


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that still stands in the way: ``field`` names the question, ``code`` the reason.

    ``part_id`` tells which testbed's wish it is about, None for the application as a whole.
    ``facts`` hold what the words need (days, dates).  Words: views/messages.py, by ``code``.
    """

    field: str
    code: str
    part_id: int | None = None
    facts: dict[str, Any] = filled_by(default_factory=dict)
