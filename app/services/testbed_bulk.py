"""Change one thing in many testbeds at once: look first, then all in one transaction.

``plan`` says of each testbed what would become of it, for the preview; ``apply`` asks it again, so
both agree.  Every testbed gets its own version and its own line in the audit trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app import clock
from app.database import use_case
from app.policies.actor import Actor
from app.policies.subject import of_testbed
from app.policies.table import NOTHING, Action, Subject, may
from app.queries.testbed_stale import is_public
from app.services.testbed import act, locked, written
from app.services.testbed_ready import gaps
from app.services.testbed_version import Deed, reason_of, record_of, refuse_stale
from models.errors import ConflictError, FieldError
from models.testbed import TESTBED_WORKFLOW, Testbed, TestbedAction, TestbedStatus

MOST = 500


class Kind(StrEnum):
    """What can be changed in many at once."""

    ADD_THEME = "add_theme"
    REMOVE_THEME = "remove_theme"
    CONTACT = "contact_email"
    OPERATOR = "operator"
    RHYTHM = "decision_rhythm_days"
    ADD_APPLICANT = "add_applicant"
    CHECKED = "checked"
    PAUSE = "pause"


class Verdict(StrEnum):
    """What would become of one testbed."""

    CHANGES = "changes"
    SAME = "same"
    CANNOT = "cannot"


FIELDS: Mapping[Kind, str] = {
    Kind.ADD_THEME: "themes",
    Kind.REMOVE_THEME: "themes",
    Kind.CONTACT: "contact_email",
    Kind.OPERATOR: "operator",
    Kind.RHYTHM: "decision_rhythm_days",
    Kind.ADD_APPLICANT: "applicants",
    Kind.CHECKED: "checked_on",
    Kind.PAUSE: "status",
}
_NEEDS = {Kind.CHECKED: Action.TESTBED_CHECK, Kind.PAUSE: Action.TESTBED_PUBLISH}


@dataclass(frozen=True, slots=True)
class Change:
    """What to change, and the new value where there is one."""

    kind: Kind
    value: Any = ""

    @property
    def field(self) -> str:
        return FIELDS[self.kind]

    @property
    def action(self) -> Action:
        return _NEEDS.get(self.kind, Action.TESTBED_EDIT)


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of one testbed; ``code`` is that of the error when it cannot be."""

    testbed: Testbed
    verdict: Verdict
    before: Any
    after: Any
    code: str = ""


def kinds_for(actor: Actor) -> list[Kind]:
    """Return what somebody may change in at least some testbeds."""
    subjects = [
        NOTHING,
        *(Subject(city_id=one) for one in actor.cities),
        *(Subject(testbed_id=one) for one in actor.hosted_testbeds),
    ]
    return [kind for kind in Kind if any(may(actor, Change(kind).action, one) for one in subjects)]


def plan(actor: Actor, change: Change, testbed: Testbed) -> Plan:
    """Return what the change would do to a testbed that the actor may read."""
    before = record_of(testbed)[change.field]
    after = _after(change, testbed, before)
    code = _hindrance(actor, change, testbed, after)
    if code:
        return Plan(testbed, Verdict.CANNOT, before, before, code)
    return Plan(testbed, Verdict.SAME if before == after else Verdict.CHANGES, before, after)


def _after(change: Change, testbed: Testbed, before: Any) -> Any:
    kind, value = change.kind, change.value
    if kind in {Kind.ADD_THEME, Kind.ADD_APPLICANT}:
        return before if value in before else [*before, value]
    if kind is Kind.REMOVE_THEME:
        return [one for one in before if one != value]
    if kind is Kind.CHECKED:
        return clock.today(testbed.city.time_zone).isoformat()
    return TestbedStatus.PAUSED.value if kind is Kind.PAUSE else value


def _hindrance(actor: Actor, change: Change, testbed: Testbed, after: Any) -> str:
    """Return the code of why the change cannot be made, or nothing."""
    if not may(actor, change.action, of_testbed(testbed)):
        return "forbidden"
    if change.kind is Kind.PAUSE:
        paused = testbed.status is TestbedStatus.PAUSED
        allowed = TESTBED_WORKFLOW.allows(testbed.status, TestbedAction.PAUSE)
        return "" if paused or allowed else "illegal_move"
    if change.kind is Kind.CHECKED and not is_public(testbed):
        return "not_public"
    if is_public(testbed):
        left = [gap for gap in gaps(testbed) if gap.field != change.field]
        emptied = change.field in {"themes", "applicants", "contact_email"} and not after
        return "needed_while_public" if left or emptied else ""
    return ""


@use_case
def apply(
    actor: Actor, change: Change, seen: Mapping[int, int], reason: str = ""
) -> dict[str, list[int]]:
    """Make the change in every testbed of ``seen`` (id: the version of the preview), or in none.

    Returns the ids of those ``changed`` and of those that were ``same`` already.

    Raises:
        NotFoundError, ForbiddenError: As for one testbed.
        FieldError: ``nothing_to_change``, ``too_many_testbeds`` (most), and for a pause
            ``reason_needed``.
        ConflictError: ``changed_since_preview`` with fact ``rows``: testbed_id, who and code of
            each that somebody has changed or that can no longer be changed.  Nothing is written.
    """
    if not seen:
        raise FieldError("nothing_to_change")
    if len(seen) > MOST:
        raise FieldError("too_many_testbeds", most=MOST)
    words = reason_of(reason, needed=change.kind is Kind.PAUSE)
    plans = [plan(actor, change, locked(actor, one, change.action)) for one in sorted(seen)]
    if lost := _lost(change, plans, seen):
        raise ConflictError("changed_since_preview", rows=lost)
    for each in plans:
        if each.verdict is Verdict.CHANGES:
            _make(actor, change, each, words)
    return {
        "changed": [one.testbed.id for one in plans if one.verdict is Verdict.CHANGES],
        "same": [one.testbed.id for one in plans if one.verdict is Verdict.SAME],
    }


def _lost(change: Change, plans: Sequence[Plan], seen: Mapping[int, int]) -> list[dict[str, Any]]:
    """Return the testbeds whose field somebody else has changed since the preview."""
    found = []
    for each in plans:
        testbed = each.testbed
        if each.verdict is Verdict.SAME:
            continue
        try:
            refuse_stale(testbed, seen[testbed.id], frozenset({change.field}))
        except ConflictError as error:
            found.append({"testbed_id": testbed.id, "who": error.facts["who"], "code": each.code})
            continue
        if each.verdict is Verdict.CANNOT:
            found.append({"testbed_id": testbed.id, "who": "", "code": each.code})
    return found


def _make(actor: Actor, change: Change, each: Plan, reason: str) -> None:
    testbed = each.testbed
    if change.kind is Kind.PAUSE:
        act(actor, testbed.id, TestbedAction.PAUSE, testbed.version, reason)
        return
    before = record_of(testbed)
    if change.kind is Kind.CHECKED:
        testbed.checked_on = clock.today(testbed.city.time_zone)
        written(actor, testbed, before, Deed("check"))
        return
    setattr(testbed, change.field, each.after)
    written(actor, testbed, before, Deed("bulk"))
