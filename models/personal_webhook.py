"""The register's lines of webhooks: whose they are, what was sent, and how each try went."""

from models.personal import After, Declared, Kind, Rule, Span, at, below, own

LOG_KEPT = 30

_MINE = below("webhook_id", "webhook", own("user_id"))
_OF_MINE = below("delivery_id", "webhook_delivery", _MINE)

DECLARED: dict[str, Declared] = {
    "webhook": Declared(
        plain="organisation_id city_id before_until failures resting_until",
        rules=(
            Rule(
                Kind.FINDING,
                own("user_id"),
                tell="name url side status created_at renewed_at reached_at",
                hide="user_id host salt salt_before",
                delete=True,
            ),
        ),
    ),
    "webhook_topic": Declared(
        plain="webhook_id", rules=(Rule(Kind.FINDING, _MINE, tell="topic", delete=True),)
    ),
    "webhook_event": Declared(plain="topic thing_id at", free="uid type thing"),
    "webhook_cursor": Declared(plain="revision key", free="collection"),
    "webhook_delivery": Declared(
        plain="webhook_id thing_id revision due_at leased_until created_at",
        rules=(
            Rule(
                Kind.FINDING,
                _MINE,
                tell="type happened_at status attempts ended_at",
                hide="event_key uid thing",
                delete=True,
            ),
        ),
        spans=(Span(LOG_KEPT, After.MADE, at("created_at"), Kind.FINDING),),
    ),
    "webhook_try": Declared(
        plain="delivery_id",
        rules=(Rule(Kind.FINDING, _OF_MINE, tell="at code trouble took_ms answer", delete=True),),
        spans=(Span(LOG_KEPT, After.MADE, at("at"), Kind.FINDING),),
    ),
}
