"""Two people at the pictures, files and links of one record: who changed what meanwhile."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.queries.testbed_history import version_of
from app.services.testbed_media_record import PARTS
from models.base import LANGUAGES
from models.errors import ConflictError
from models.testbed import Testbed
from views.page import moment
from views.testbed_section import FIELDS


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else has written into a list meanwhile: texts with their languages."""

    label: str
    texts: list[tuple[str, str]]


def media_conflict(testbed: Testbed, error: ConflictError, seen: int) -> dict[str, Any]:
    """Return who changed what meanwhile, in words, and what stands there now."""
    fields = error.facts.get("fields", [])
    names = ", ".join(str(FIELDS.get(one, one)) for one in fields)
    at = moment(dt.datetime.fromisoformat(error.facts["at"])) if "at" in error.facts else ""
    words = _(
        "%(who)s changed %(fields)s (%(at)s) while you were writing. Nothing of yours is lost: "
        "it is below and not saved yet.",
        who=error.facts.get("who") or _("Somebody else"),
        fields=names or _("this page"),
        at=at,
    )
    return {"conflict": words, "theirs": _theirs(testbed, fields, seen)}


def _theirs(testbed: Testbed, fields: list[str], seen: int) -> list[Theirs]:
    """Return the texts that are new since version ``seen``, the one that the page showed."""
    now, then = version_of(testbed.id, testbed.version), version_of(testbed.id, seen)
    rows = []
    for name in (one for one in fields if one in PARTS):
        before = _texts((then.record.get(name) if then else None) or [])
        after = _texts((now.record.get(name) if now else None) or [])
        new = [one for one in after if one not in before]
        rows.append(Theirs(str(FIELDS.get(name, name)), new))
    return rows


def _texts(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return every text of a list of pictures, files or links, with its language."""
    texts = [row.get("alt") or row.get("title") or {} for row in rows]
    return [(one, text[one]) for text in texts for one in LANGUAGES if text.get(one)]
