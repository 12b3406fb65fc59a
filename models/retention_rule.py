"""Every rule of forgetting in one table: what, after which event, how long, and on what ground.

Rules of tables come from the register (``Span``) and are carried out by ``flask retention run``.
``BY_THEMSELVES`` are forgotten by what made them, because more hangs on them than rows.
"""

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.dump import KEPT_DAYS
from models.personal import After, Case, Kind, Span
from models.personal_register import REGISTER

LONG = 5 * 365  # days from which on something is kept for claims


class Reason(enum.StrEnum):
    """On what ground something is kept so long and no longer."""

    NEED = "need"
    CLAIMS = "claims"
    PROOF = "proof"
    UNUSED = "unused"


REASON_OF_CASE: Mapping[Case, Reason] = dict.fromkeys(Case, Reason.UNUSED)
REASON_OF_KIND: Mapping[Kind, Reason] = {Kind.LOOKS: Reason.PROOF, Kind.TRAIL: Reason.PROOF}


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """One rule; ``name`` is how the table and the number of its span are called in reports."""

    name: str
    thing: str
    number: int
    span: Span
    reason: Reason

    @property
    def deed(self) -> str:
        """What becomes of a row: a person is erased, columns are emptied, or it goes."""
        if self.span.whole:
            return "person erased"
        columns = f"{self.span.blank} {self.span.nameless}".split()
        return f"emptied: {', '.join(columns)}" if columns else "deleted"


@dataclass(frozen=True, slots=True)
class ByItself:
    """Something that is forgotten without a rule of the register, and by what."""

    thing: str
    days: int
    after: After
    kind: Kind
    by: str
    reason: Reason = Reason.NEED


def retention_rules() -> Iterator[RetentionRule]:
    """Yield the rules of the register, by table."""
    for thing in sorted(REGISTER):
        for number, span in enumerate(REGISTER[thing].spans):
            yield RetentionRule(f"{thing}.{number + 1}", thing, number, span, _reason(span))


def _reason(span: Span) -> Reason:
    if span.case is not None:
        return REASON_OF_CASE[span.case]
    if span.days >= LONG:
        return Reason.CLAIMS
    return REASON_OF_KIND.get(span.kind, Reason.NEED)


BY_THEMSELVES: tuple[ByItself, ...] = (
    ByItself("attempt", 1, After.MADE, Kind.ACCOUNT, "app/services/attempt.py", Reason.PROOF),
    ByItself("feedback, not confirmed", 14, After.SENT, Kind.FEEDBACK, "app/services/feedback.py",
             Reason.UNUSED),
    ByItself("registration, not answered", 2, After.MADE, Kind.PARTICIPATION,
             "app/services/registration.py", Reason.UNUSED),
    ByItself("pictures chosen and not sent", 2, After.MADE, Kind.FEEDBACK,
             "app/services/feedback_extra.py", Reason.UNUSED),
    ByItself("uploads of imports", 14, After.MADE, Kind.PLACES, "app/adapters/exchange_folder.py"),
    ByItself("open_change", 365, After.MADE, Kind.PILOTS, "app/services/open_change.py"),
    ByItself("nightly files of open data", KEPT_DAYS, After.MADE, Kind.PILOTS,
             "app/services/dump.py"),
)  # fmt: skip
