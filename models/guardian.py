"""What a volunteer's age asks for: the one table ``RULES``, and where nobody is rewarded.

Only the year of birth is asked, and only where a panel takes minors.  An age is the one that
somebody had at the beginning of this year, so that nobody is taken for older than they are.
"""

import datetime as dt
import enum
from dataclasses import dataclass

from models.testbed_kind import TestbedKind

ADULT, OLDEST = 18, 120
SCHOOLS = frozenset({TestbedKind.SCHOOL})
NO_REWARD = SCHOOLS
"""Kinds of places where taking part is never rewarded.

Source: Helsinki, Education Division, guidance on research permits: pupils and children in early
education are given no compensation for taking part.
"""


class GuardianPart(enum.StrEnum):
    """What a guardian has to do with it."""

    NONE = "none"
    INFORMED = "informed"  # is told, and need not answer
    PERMITS = "permits"  # gives a written permission beside the young person's own consent
    ANSWERS = "answers"  # signs the child up; the child's own consent would not count


@dataclass(frozen=True, slots=True)
class GuardianRule:
    """What goes for everybody younger than ``under``, or only for those who are pupils there."""

    under: int
    part: GuardianPart
    only_in_schools: bool = False


RULES: tuple[GuardianRule, ...] = (
    GuardianRule(13, GuardianPart.ANSWERS),
    GuardianRule(15, GuardianPart.PERMITS, only_in_schools=True),
    GuardianRule(ADULT, GuardianPart.INFORMED),
)
"""The first line that fits counts.

Source: Data Protection Act 1050/2018, section 5 (from 13 years on a child's own consent counts
online); UEF school practice and the cities' research permits (pupils under 15: a guardian's
written permission; 15 to 17: the guardian is informed; a child may always refuse).
"""


def age_of(birth_year: int, today: dt.date) -> int:
    """Return the age at the beginning of the year of ``today``."""
    return today.year - birth_year - 1


def guardian_part(age: int, kind: TestbedKind | None) -> GuardianPart:
    """Return what the guardian of somebody of this age does at this kind of place."""
    for rule in RULES:
        if age < rule.under and (kind in SCHOOLS or not rule.only_in_schools):
            return rule.part
    return GuardianPart.NONE
