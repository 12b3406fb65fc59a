"""The register's lines of applications: what private people and organisations apply with.

A private person's draft is theirs alone and goes with them.  What was sent to a city is a document
of an authority: its words stay with the decision, its contact details go.
"""

import datetime as dt
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from models.application_state import PartStatus
from models.attachment import stored_name
from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Row,
    Rule,
    Span,
    addressed,
    at,
    below,
    both,
    having,
    lacking,
    named,
    noted,
    own,
)
from models.pilot import TOLD_STATES

YEAR = 365
CONTACT = "contact_name contact_email contact_phone"
TEXTS = (
    "title summary novelty themes users goals needs measured data_note permits_held price_covers"
    " risks restoration publicity after"
)
MATTER = (
    "applicant_form joint_policy stage user_count personal_data minors patients cameras uses_ai"
    " price_eur created_at submitted_at language"
)
MOVING = frozenset(PartStatus) - {
    PartStatus.EXPIRED,
    PartStatus.DECLINED,
    PartStatus.REJECTED,
    PartStatus.WITHDRAWN,
    PartStatus.CANCELLED_BY_CITY,
    PartStatus.CANCELLED_BY_APPLICANT,
    PartStatus.AGREED,
}

PRIVATE_DRAFT = both(own("author_id"), lacking("organisation_id"), lacking("submitted_at"))
PRIVATE_SENT = both(own("author_id"), lacking("organisation_id"), having("submitted_at"))
PRIVATE = both(own("author_id"), lacking("organisation_id"))
OF_PRIVATE_PART = below(
    "part_id", "application_part", below("application_id", "application", PRIVATE)
)


def _stored(row: Row) -> list[str]:
    return [stored_name(row["digest"], row["kind"])]


def _never_sent(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return and_(table.c.submitted_at.is_(None), table.c.is_demo.is_(False))


def _over(table: Table, before: dt.datetime) -> ColumnElement[bool]:
    """Say which applications ended before an instant: no part moves, no pilot runs."""
    parts: Any = table.metadata.tables["application_part"]
    pilots: Any = table.metadata.tables["pilot"]
    live = exists(
        select(parts.c.id).where(
            parts.c.application_id == table.c.id,
            or_(parts.c.status.in_(sorted(MOVING)), parts.c.status_changed_at >= before),
        )
    )
    running = exists(
        select(pilots.c.id).where(
            pilots.c.application_id == table.c.id,
            or_(pilots.c.status.not_in(sorted(TOLD_STATES)), pilots.c.end_day >= before.date()),
        )
    )
    return and_(~live, ~running)


DECLARED: dict[str, Declared] = {
    "application": Declared(
        plain="lead_city_id is_demo updated_at",
        free="language terms_version",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                PRIVATE_DRAFT,
                tell=f"author_id group_name {TEXTS} {MATTER} {CONTACT}",
                delete=True,
            ),
            Rule(
                Kind.APPLICATIONS,
                PRIVATE_SENT,
                tell=MATTER,
                blank="contact_email contact_phone",
                nameless="contact_name",
                keep=f"author_id group_name {TEXTS}",
                ground=Ground.DECISION,
            ),
            Rule(
                Kind.APPLICATIONS,
                both(own("author_id"), having("organisation_id")),
                tell="title organisation_id created_at submitted_at",
                keep="author_id",
                ground=Ground.ORGANISATION,
            ),
            Rule(
                Kind.APPLICATIONS,
                addressed("contact_email"),
                tell="title",
                blank="contact_email contact_phone",
                nameless="contact_name",
            ),
            Rule(
                Kind.APPLICATIONS,
                both(own("author_id"), named("contact_name")),
                tell="title",
                blank="contact_phone",
                nameless="contact_name",
            ),
        ),
        spans=(
            Span(2 * YEAR, After.CHANGED, at("updated_at"), Kind.APPLICATIONS, only=_never_sent),
            Span(
                5 * YEAR,
                After.ENDED,
                at("submitted_at"),
                Kind.APPLICATIONS,
                only=_over,
                blank="contact_email contact_phone",
                nameless="contact_name",
            ),
        ),
    ),
    "application_part": Declared(
        plain="application_id testbed_id city_id status earliest latest_end days weekdays units"
        " from_hour to_hour preference alternative agreed_start agreed_end"
        " agreed_from_hour agreed_to_hour queued_at clock_from status_changed_at call_id"
    ),
    "wish_revision": Declared(
        plain="part_id to_the_end",
        free="before after",
        rules=(noted(Kind.APPLICATIONS, "by_id", "at before after"),),
    ),
    "place_request": Declared(
        plain="application_id status earliest days part_id answered_at",
        free="kinds",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                below("application_id", "application", PRIVATE),
                tell="city_id created_at",
                keep="note reason",
                ground=Ground.DECISION,
            ),
        ),
    ),
    "replication": Declared(plain="application_id pilot_id"),
    "message": Declared(
        plain="part_id city_id internal",
        rules=(
            Rule(
                Kind.MESSAGES,
                own("author_id"),
                tell="at application_id",
                keep="author_id body",
                ground=Ground.DECISION,
            ),
        ),
    ),
    "message_seen": Declared(
        plain="message_id",
        rules=(Rule(Kind.MESSAGES, own("user_id"), tell="user_id application_id at", delete=True),),
        spans=(Span(2 * YEAR, After.MADE, at("at"), Kind.MESSAGES),),
    ),
    "attachment": Declared(
        plain="application_id part_id pilot_id",
        free="purpose kind",
        rules=(
            Rule(
                Kind.FILES,
                below("application_id", "application", PRIVATE_DRAFT),
                tell="title purpose size at digest",
                delete=True,
                files=_stored,
            ),
            Rule(
                Kind.FILES,
                own("by_id"),
                tell="purpose kind size at",
                keep="by_id title digest",
                ground=Ground.DECISION,
                files=_stored,
            ),
        ),
    ),
    "terms_acceptance": Declared(
        plain="part_id",
        free="terms_version body_sha256",
        rules=(
            Rule(
                Kind.AGREEMENTS,
                own("user_id"),
                tell="application_id terms_version at",
                keep="user_id name",
                ground=Ground.AGREEMENT,
            ),
        ),
    ),
    "agreement": Declared(
        plain="part_id applicant_signed_how city_signed_how ended_at superseded_by_id",
        free="template_version language body_sha256",
        rules=(
            Rule(
                Kind.AGREEMENTS,
                own("applicant_signed_by_id"),
                tell="created_at applicant_signed_at",
                keep="applicant_signed_by_id applicant_signed_name facts body",
                ground=Ground.AGREEMENT,
            ),
            Rule(
                Kind.AGREEMENTS,
                own("city_signed_by_id"),
                tell="created_at city_signed_at",
                keep="city_signed_by_id city_signed_name",
                ground=Ground.AGREEMENT,
            ),
            Rule(
                Kind.AGREEMENTS,
                OF_PRIVATE_PART,
                tell="created_at",
                keep="facts body",
                ground=Ground.AGREEMENT,
            ),
        ),
    ),
    "decision": Declared(
        free="legal_text",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                OF_PRIVATE_PART,
                tell="at outcome",
                keep="reasons facts",
                ground=Ground.DECISION,
            ),
            Rule(
                Kind.REVIEWS,
                own("by_id"),
                tell="part_id at outcome",
                keep="by_id reasons",
                ground=Ground.DECISION,
            ),
        ),
    ),
    "review": Declared(
        plain="has_seen",
        rules=(
            Rule(
                Kind.REVIEWS,
                own("reviewer_id"),
                tell="part_id status created_at updated_at",
                keep="reviewer_id scores comment conflict",
                ground=Ground.DECISION,
            ),
        ),
    ),
    "review_grid": Declared(plain="part_id at", free="weights"),
}
