"""The register's line of faults of the service: what somebody told, and who answered."""

from models.fault import KEPT
from models.personal import After, Declared, Kind, Rule, Span, addressed, at, noted

DECLARED: dict[str, Declared] = {
    "fault": Declared(
        rules=(
            Rule(
                Kind.FEEDBACK,
                addressed("email"),
                tell="received_at kind status due_day email language page text answer",
                hide="token",
                delete=True,
            ),
            noted(Kind.FEEDBACK, "answered_by_id", tell="answered_at"),
        ),
        spans=(Span(KEPT.days, After.ENDED, at("answered_at"), Kind.FEEDBACK),),
    ),
}
