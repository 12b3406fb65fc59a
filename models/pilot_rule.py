"""Which lines the checklist of a pilot begins with: the one table ``RULES``.

A line comes from the kind of the place, from a permit that the testbed says it usually needs, or
from what the application answered; any of the three is enough.  Docs: docs/checklist.md, written
from here by ``flask docs write``.

Source of what is asked where: research permits of the education divisions are needed for
anonymous data too and forbid rewards to pupils; the assessment follows GDPR article 35 and the
Finnish supervisory authority's list of what needs one.
"""

import datetime as dt
import enum
from collections.abc import Collection
from dataclasses import dataclass

from models.pilot_task import Side
from models.testbed_kind import Permit, TestbedKind


class Preparation(enum.StrEnum):
    """Lines of the checklist besides the permits of models/testbed_kind.py."""

    PRACTICALITIES = "practicalities"
    INSURANCE = "insurance"
    IMPACT_ASSESSMENT = "impact_assessment"
    CAMERA_NOTICE = "camera_notice"
    AI_NOTICE = "ai_notice"


class Answer(enum.StrEnum):
    """What an application can say yes to that calls for a line."""

    PERSONAL_DATA = "personal_data"
    MINORS = "minors"
    PATIENTS = "patients"
    CAMERAS = "cameras"
    AI = "uses_ai"
    HEALTH = "health"  # its theme is health and wellbeing


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: who sees to it, how many days before the first day, and what calls for it.

    ``answers`` are sets of which one has to be answered yes whole.  ``instead_of`` names a line
    that this one covers.
    """

    key: str
    owner: Side
    lead_days: int
    always: bool = False
    kinds: frozenset[TestbedKind] = frozenset()
    permit: Permit | None = None
    answers: tuple[frozenset[Answer], ...] = ()
    instead_of: str | None = None

    def is_called_for(
        self, kind: TestbedKind | None, permits: Collection[str], answers: frozenset[Answer]
    ) -> bool:
        """Say whether a pilot needs the line."""
        return (
            self.always
            or kind in self.kinds
            or (self.permit is not None and self.permit in permits)
            or any(wanted <= answers for wanted in self.answers)
        )


_K, _P, _A, _W = TestbedKind, Permit, Answer, Preparation
_OUTDOORS = frozenset({_K.STREET, _K.PARK, _K.HARBOUR, _K.TRANSPORT, _K.NEIGHBOURHOOD})
_CARE = frozenset({_K.HOSPITAL, _K.ELDERLY_HOME})


def _with(*answers: Answer) -> frozenset[Answer]:
    return frozenset(answers)


RULES: tuple[Rule, ...] = (
    Rule(_W.PRACTICALITIES, Side.HOST, 14, always=True),
    Rule(_P.RESEARCH, Side.APPLICANT, 42, kinds=frozenset({_K.SCHOOL}), permit=_P.RESEARCH),
    Rule(_P.STREET, Side.APPLICANT, 21, kinds=_OUTDOORS, permit=_P.STREET),
    Rule(_P.TRAFFIC, Side.APPLICANT, 21, permit=_P.TRAFFIC),
    Rule(_P.LANDOWNER, Side.CITY, 28, permit=_P.LANDOWNER),
    Rule(
        _P.ETHICS, Side.APPLICANT, 56, kinds=_CARE, permit=_P.ETHICS,
        answers=(_with(_A.PATIENTS), _with(_A.HEALTH, _A.PERSONAL_DATA)),
    ),
    Rule(
        _W.IMPACT_ASSESSMENT, Side.APPLICANT, 28, instead_of=_P.DATA_PROTECTION,
        answers=tuple(
            _with(_A.PERSONAL_DATA, one) for one in (_A.MINORS, _A.PATIENTS, _A.CAMERAS, _A.AI)
        ),
    ),
    Rule(
        _P.DATA_PROTECTION, Side.APPLICANT, 21, permit=_P.DATA_PROTECTION,
        answers=(_with(_A.PERSONAL_DATA),),
    ),
    Rule(_P.GUARDIAN, Side.APPLICANT, 21, permit=_P.GUARDIAN, answers=(_with(_A.MINORS),)),
    Rule(_W.INSURANCE, Side.APPLICANT, 14, kinds=frozenset(_K) - {_K.VIRTUAL}),
    Rule(_W.CAMERA_NOTICE, Side.APPLICANT, 7, answers=(_with(_A.CAMERAS),)),
    Rule(_W.AI_NOTICE, Side.APPLICANT, 7, answers=(_with(_A.AI),)),
)  # fmt: skip
BY_KEY = {rule.key: rule for rule in RULES}
OWN_LEAD_DAYS = 7
"""When a line that people added is due unless they say otherwise."""


def rules_for(
    kind: TestbedKind | None, permits: Collection[str], answers: frozenset[Answer]
) -> list[Rule]:
    """Return the lines that a pilot begins with, in the order of the table."""
    called = [rule for rule in RULES if rule.is_called_for(kind, permits, answers)]
    covered = {rule.instead_of for rule in called}
    return [rule for rule in called if rule.key not in covered]


def due_day(key: str, start: dt.date, today: dt.date) -> dt.date:
    """Return by when a line is due: its usual time before the first day, never in the past."""
    rule = BY_KEY.get(key)
    lead = rule.lead_days if rule is not None else OWN_LEAD_DAYS
    return max(today, start - dt.timedelta(days=lead))
