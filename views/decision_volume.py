"""A record that is too long for one document, in volumes: each whole decisions, none is cut."""

import json
from typing import Any

from flask_babel import gettext as _

from app.adapters.pdf import MOST_CHARACTERS

ROOM = MOST_CHARACTERS - 10_000  # what the head of each volume and its numbers may take


def volumes(letter: dict[str, Any], room: int = ROOM) -> list[dict[str, Any]]:
    """Return a letter as the documents it takes, in the current locale; most often itself alone.

    Each has the facts at its top, and says which one it is of how many.
    """
    piles: list[list[dict[str, Any]]] = [[]]
    taken = 0
    for section in letter["sections"]:
        length = len(json.dumps(section, ensure_ascii=False))
        if piles[-1] and taken + length > room:
            piles.append([])
            taken = 0
        piles[-1].append(section)
        taken += length
    if len(piles) == 1:
        return [letter]
    return [
        letter
        | {
            "title": _(
                "%(title)s, part %(number)s of %(all)s",
                title=letter["title"], number=number, all=len(piles),
            ),
            "sections": pile,
        }
        for number, pile in enumerate(piles, start=1)
    ]  # fmt: skip
