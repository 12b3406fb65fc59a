"""The register's lines of concepts: what people and teams enter into a challenge.

A draft that was never sent goes with its lead.  What was sent is a document of an authority: its
words stay with the decision, names and contact details go.  Whoever is erased before the decision
and entered alone takes the words along (app/services/concept_leave.py).

How long: what took no part goes half a year after the deadline, the words of those that did not
win five years after the outcome; winners' stay with what became of them.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, exists, select

from models.attachment import stored_name
from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Rule,
    Span,
    addressed,
    below,
    both,
    having,
    lacking,
    noted,
    own,
)
from models.personal_challenge import HALF_A_YEAR, outcome

BODY = "title problem solution impact plan needs"
ABOUT = "team_name team_words"
CONTACT = "contact_name contact_email contact_phone"
DRAFT = both(own("lead_id"), lacking("submitted_at"))
SENT = both(own("lead_id"), having("submitted_at"))

YEAR = 365


def _deadline(table: Table) -> ColumnElement[Any]:
    """Return when the challenge of an entry closed."""
    challenge = table.metadata.tables["challenge"]
    return (
        select(challenge.c.closes_at)
        .where(challenge.c.id == table.c.challenge_id)
        .scalar_subquery()
    )


def _outcome(table: Table) -> ColumnElement[Any]:
    return outcome(table.metadata.tables, table.c.challenge_id)


def _took_no_part(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    """Say that an entry was never sent or was withdrawn, and no other was set aside for it."""
    other = table.alias("other")
    follows = exists(select(other.c.id).where(other.c.duplicate_of_id == table.c.id))
    return and_(table.c.status.in_(("draft", "withdrawn")), ~follows)


def _did_not_win(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.status.not_in(("winner", "stepped_back"))


def _stored(row: Mapping[str, Any]) -> list[str]:
    return [stored_name(row["digest"], row["kind"])]


DECLARED: dict[str, Declared] = {
    "concept": Declared(
        plain="organisation_id terms_id duplicate_of_id is_demo updated_at",
        free="code language digest screen_note secrets_decided",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                DRAFT,
                tell=f"code status entrant_kind shows_name {BODY} {ABOUT} {CONTACT} secrets"
                " created_at",
                delete=True,
            ),
            Rule(
                Kind.APPLICATIONS,
                SENT,
                tell="code status submitted_at",
                blank=f"{CONTACT} {ABOUT}",
                keep=f"lead_id {BODY} secrets",
                ground=Ground.DECISION,
            ),
            noted(Kind.TRAIL, "screened_by_id", "challenge_id screened_at"),
        ),
        spans=(
            Span(HALF_A_YEAR, After.ENDED, _deadline, Kind.APPLICATIONS, only=_took_no_part),
            Span(
                5 * YEAR,
                After.ENDED,
                _outcome,
                Kind.APPLICATIONS,
                only=_did_not_win,
                blank=f"problem solution impact plan needs {ABOUT} {CONTACT}",
            ),
        ),
    ),
    "concept_testbed": Declared(plain="concept_id testbed_id"),
    "concept_member": Declared(
        plain="expires_at",
        rules=(
            Rule(
                Kind.APPLICATIONS,
                own("user_id"),
                tell="concept_id email invited_at accepted_at",
                hide="user_id token_sha256",
                delete=True,
            ),
            Rule(
                Kind.APPLICATIONS,
                addressed("email"),
                tell="concept_id invited_at",
                hide="token_sha256",
                delete=True,
            ),
        ),
    ),
    "concept_file": Declared(
        plain="concept_id size is_secret",
        free="key kind",
        rules=(
            Rule(
                Kind.FILES,
                below("concept_id", "concept", DRAFT),
                tell="title kind at digest",
                delete=True,
                files=_stored,
            ),
            Rule(
                Kind.FILES,
                own("by_id"),
                tell="kind at",
                keep="title by_id digest",
                ground=Ground.DECISION,
                files=_stored,
            ),
        ),
    ),
    "concept_version": Declared(
        plain="number",
        free="content digest",
        rules=(noted(Kind.APPLICATIONS, "by_id", "concept_id submitted_at", Ground.DECISION),),
    ),
    "seal_breaking": Declared(
        plain="until", free="reason", rules=(noted(Kind.TRAIL, "by_id", "concept_id at"),)
    ),
}
