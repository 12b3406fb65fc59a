"""What a challenge still lacks before somebody may be asked to approve it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from app.services.challenge_edit import Section
from models.challenge import Challenge, ChallengeCriterion

TEXTS = ("title", "summary", "brief", "expected")
SECTION_OF = {
    **dict.fromkeys((*TEXTS, "contact_email"), Section.BASICS),
    "place": Section.PLACE,
    **dict.fromkeys(("entrants", "legal_form", "terms_id"), Section.ENTRY),
    **dict.fromkeys(("criteria", "criterion", "levels", "weights"), Section.CRITERIA),
    **dict.fromkeys(("prizes", "reward"), Section.PRIZES),
    **dict.fromkeys(("opens", "questions", "closes", "decision_by", "closes_late"), Section.TIMES),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """Something missing: ``name`` of what, ``facts`` which of them (language, id, its name)."""

    name: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def section(self) -> Section:
        """Where it is written."""
        return SECTION_OF[self.name]


def lacks(challenge: Challenge, now: dt.datetime) -> list[Lack]:
    """Return what is missing, in the order of the sections; empty when it can be submitted."""
    languages = challenge.city.required_languages
    found = [
        Lack(name, {"language": lang})
        for name in TEXTS
        for lang in languages
        if not getattr(challenge, name).get(lang)
    ]
    if not challenge.testbeds and challenge.geom is None:
        found.append(Lack("place"))
    found += [
        Lack(name)
        for name in ("entrants", "legal_form", "terms_id")
        if not getattr(challenge, name)
    ]
    found += _of_criteria(challenge)
    if not challenge.prizes:
        found.append(Lack("prizes"))
    return found + _of_times(challenge, now)


def _of_criteria(challenge: Challenge) -> list[Lack]:
    if not challenge.criteria:
        return [Lack("criteria")]
    found = [] if any(one.weight for one in challenge.criteria) else [Lack("weights")]
    for row in challenge.criteria:
        for lang in challenge.city.required_languages:
            if not row.name.get(lang):
                found.append(Lack("criterion", {"id": row.id, "language": lang}))
            elif not has_levels(row, lang):
                found.append(
                    Lack("levels", {"id": row.id, "language": lang, "name": row.name.get(lang)})
                )
    return found


def has_levels(row: ChallengeCriterion, lang: str) -> bool:
    """Say whether it is written in a language what each level from 0 to 5 means."""
    written = row.levels.get(lang) or []
    return bool(written) and all(written)


def _of_times(challenge: Challenge, now: dt.datetime) -> list[Lack]:
    found = [
        Lack(field)
        for field, name in (
            ("opens", "opens_at"),
            ("questions", "questions_close_at"),
            ("closes", "closes_at"),
            ("decision_by", "decision_by"),
        )
        if getattr(challenge, name) is None
    ]
    if challenge.closes_at is not None and challenge.closes_at <= now:
        found.append(Lack("closes_late"))
    return found
