"""The register's lines of events: who made them, and who speaks there."""

import datetime as dt

from sqlalchemy import ColumnElement, Table

from models.base import LANGUAGES
from models.personal import After, Declared, Kind, Rule, Span, addressed, at, mentions, noted

UNNAMED_KEPT = 30


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


def _unnamed(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.unnamed != ""


DECLARED: dict[str, Declared] = {
    "event": Declared(
        plain="city_id kind status testbed_id registers registration_closes_at offer_hours"
        " remind_hours attendee_list picture_width picture_height came published_at"
        " moved_at cancelled_at outcome_at copied_from_id is_demo created_at updated_at",
        free=f"slug {_texts('title', 'summary', 'description', 'access', 'picture_alt', 'note')}"
        f" {_texts('outcome', 'ideas')}"
        " themes languages address online_url geom shape_json anchor_x anchor_y"
        " picture_digest",
        rules=(
            Rule(
                Kind.PARTICIPATION,
                addressed("contact_email"),
                tell="id title_fi",
                blank="contact_email",
            ),
            noted(Kind.TRAIL, "created_by_id", "id"),
        ),
    ),
    "event_challenge": Declared(plain="event_id challenge_id"),
    "event_pilot": Declared(plain="event_id pilot_id"),
    "event_testbed": Declared(plain="event_id testbed_id"),
    "event_track": Declared(plain="event_id position", free=_texts("name")),
    # Speakers are found by the name under which they have an account, if they have one.
    "event_session": Declared(
        plain="track_id ends_at capacity taken cancelled_at created_at updated_at",
        free=f"{_texts('title', 'description')} room",
        rules=(
            Rule(
                Kind.PARTICIPATION,
                mentions("speakers", "unnamed", by_name=True),
                tell="event_id starts_at",
                scrub="speakers unnamed",
            ),
        ),
        spans=(
            Span(
                UNNAMED_KEPT,
                After.ENDED,
                at("ends_at"),
                Kind.PARTICIPATION,
                only=_unnamed,
                blank="unnamed",
            ),
        ),
    ),
}
