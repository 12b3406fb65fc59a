"""The register's lines of what readers follow and have been told of, and of what happened."""

import datetime as dt

from sqlalchemy import ColumnElement, Table

from models.personal import (
    After,
    Case,
    Declared,
    Kind,
    Rule,
    Span,
    at,
    below,
    either,
    own,
    read_by,
)

WEEK, MONTH, TWO_MONTHS = 7, 30, 60  # nothing that is told waits for longer than a week

_FOLLOWER = either(read_by("reader_id"), below("reader_id", "reader", own("user_id")))


def _unconfirmed(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.confirmed_at.is_(None)


DECLARED: dict[str, Declared] = {
    "pilot_event": Declared(
        plain="audit_id pilot_id challenge_id gathering_id kind update_id is_urgent at"
    ),
    "pilot_event_mark": Declared(plain="audit_id"),
    "subscription": Declared(
        rules=(
            Rule(
                Kind.FOLLOWING,
                _FOLLOWER,
                tell="target name wish radius_m pilot_id testbed_id rhythm confirmed_at stopped_at"
                " created_at",
                hide="reader_id wish_key shape confirm_token stop_token feed_token",
                delete=True,
            ),
        ),
        spans=(
            Span(
                WEEK,
                After.MADE,
                at("created_at"),
                Kind.FOLLOWING,
                only=_unconfirmed,
                case=Case.UNCONFIRMED,
            ),
            Span(MONTH, After.ENDED, at("stopped_at"), Kind.FOLLOWING),
        ),
    ),
    "subscription_news": Declared(
        plain="subscription_id event_id due_at",
        rules=(Rule(Kind.FOLLOWING, _FOLLOWER, hide="reader_id", delete=True),),
    ),
    "subscription_told": Declared(
        rules=(Rule(Kind.FOLLOWING, _FOLLOWER, tell="event_id at", hide="reader_id", delete=True),),
        spans=(Span(TWO_MONTHS, After.SENT, at("at"), Kind.FOLLOWING),),
    ),
}
