"""Words of a jury that several pages share: sections of an entry, why one is out, pills."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.labels import label
from models.challenge import Challenge
from models.jury import AssignmentStatus
from models.jury_round import ConflictKind
from views import language

PILLS = {
    AssignmentStatus.ASSIGNED: "soon",
    AssignmentStatus.DECLARED: "open",
    AssignmentStatus.SUBMITTED: "ended",
    AssignmentStatus.RECUSED: "neutral",
}


def section_words() -> dict[str, str]:
    """Return what the sections of an entry are called."""
    return {
        "problem": _("The problem as they see it"),
        "solution": _("The idea"),
        "impact": _("What it would change"),
        "plan": _("How it would be tried"),
        "needs": _("What they need for it"),
    }


def conflict_words(kind: str) -> str:
    """Return what ties a juror to an entry, as others read it; a juror's own form says "I"."""
    said = {
        ConflictKind.WORK: _("Works or has worked with them"),
        ConflictKind.MONEY: _("Owns a share or would gain from it"),
        ConflictKind.FAMILY: _("Is family or a close friend"),
        ConflictKind.ADVICE: _("Has given advice on the entry"),
    }
    return str(said.get(ConflictKind(kind)) or label(ConflictKind(kind)))


def criterion_names(challenge: Challenge, code: str = "") -> dict[str, str]:
    """Return what the criteria are called, by their ids as rankings keep them."""
    lang = code or language.current()
    return {str(one.id): one.name.best(lang)[0] for one in challenge.criteria}


def missed_words(challenge: Challenge, missed: list[str], code: str = "") -> list[str]:
    """Return why an entry is not in the order."""
    names = criterion_names(challenge, code)
    least = {str(one.id): one.minimum for one in challenge.criteria}
    said = []
    for one in missed:
        if one == "total":
            said.append(_("Below the least total of %(least)s", least=two(challenge.least_total)))
        elif one == "unread":
            said.append(_("Nobody has scored it"))
        else:
            name = names.get(one, "")
            said.append(_("Below %(least)s in “%(name)s”", least=two(least.get(one)), name=name))
    return said


def two(value: Decimal | str | None) -> str | None:
    """Return a score with two decimals, as people of this language write it."""
    return None if value is None else str(format_decimal(Decimal(value), "0.00"))  # type: ignore[arg-type]  # Babel writes decimals exactly


def shown_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a ranking with their numbers as people read them."""
    return [
        {
            **row,
            **{name: two(row[name]) for name in ("score", "adjusted", "spread")},
            "per_criterion": {key: two(value) for key, value in row["per_criterion"].items()},
        }
        for row in rows
    ]
