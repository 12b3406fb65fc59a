"""The register's lines of accounts, roles, organisations, searches, feeds, mail and the trail."""

import datetime as dt

from sqlalchemy import ColumnElement, Table, Text, and_, cast, exists, false, literal

from models.personal import (
    After,
    Case,
    Declared,
    Ground,
    Kind,
    Person,
    Rule,
    Span,
    addressed,
    at,
    both,
    either,
    mentions,
    noted,
    own,
    read_by,
)
from models.personal_idle import ASKED_DAYS, was_asked

MONTH, YEAR = 30, 365
FAREWELL = "personal/erased"
"""The last mail to an erased person; it is forgotten the day after it went out."""


def address_key(user_id: int) -> str:
    """Return how the key of a mail begins that asks whether a new address is an account's."""
    return f"address:u{user_id}:"


def _to_a_new_address(table: Table, person: Person) -> ColumnElement[bool]:
    if person.user_id is None:
        return false()
    return table.c.dedup_key.startswith(address_key(person.user_id))


def _of_their_part(table: Table, person: Person) -> ColumnElement[bool]:
    """Find mails about somebody as a volunteer, also those to a guardian, by their keys."""
    if person.reader_id is None:
        return false()
    volunteer = table.metadata.tables["volunteer"]
    begins = literal("v") + cast(volunteer.c.id, Text) + literal(":")  # models.volunteer.mail_key
    return exists().where(
        volunteer.c.reader_id == person.reader_id, table.c.dedup_key.startswith(begins)
    )


def _left(table: Table) -> ColumnElement[str]:
    return literal("erased-") + cast(table.c.id, Text)


def _nobody(table: Table) -> ColumnElement[str]:
    return _left(table) + literal("@erased.invalid")  # RFC 2606: reaches nobody


def _off(_table: Table) -> ColumnElement[bool]:
    return false()


def _unconfirmed(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return and_(table.c.confirmed_at.is_(None), table.c.last_login_at.is_(None), table.c.active)


def _sent(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.status == "sent"


def _farewell(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return and_(table.c.status == "sent", table.c.template == FAREWELL)


def _dead(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.status == "dead"


def _unanswered(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    return table.c.accepted_at.is_(None)


INVITED = (
    # An address that nobody answered from is personal data that serves nobody.
    Span(3 * MONTH, After.ENDED, at("expires_at"), Kind.ROLES, only=_unanswered),
    Span(2 * YEAR, After.ENDED, at("accepted_at"), Kind.ROLES),
)
DECLARED: dict[str, Declared] = {
    "account": Declared(
        free="language",
        rules=(
            Rule(
                Kind.ACCOUNT,
                own("id"),
                tell="language created_at confirmed_at login_count idle_asked_at",
                nameless="name",
                blank="password last_login_at current_login_at last_login_ip current_login_ip"
                " tf_primary_method tf_totp_secret confirmed_at",
                hide="password tf_totp_secret fs_uniquifier",
                swap={"email": _nobody, "fs_uniquifier": _left, "active": _off},
            ),
        ),
        spans=(
            Span(
                MONTH,
                After.MADE,
                at("created_at"),
                Kind.ACCOUNT,
                only=_unconfirmed,
                whole=True,
                case=Case.UNCONFIRMED,
            ),
            Span(
                ASKED_DAYS,
                After.ASKED,
                at("idle_asked_at"),
                Kind.ACCOUNT,
                only=was_asked,
                whole=True,
                case=Case.IDLE,
            ),
        ),
    ),
    "role": Declared(free="name description permissions"),
    "role_of_user": Declared(
        plain="role_id", rules=(Rule(Kind.ROLES, own("user_id"), tell="user_id", delete=True),)
    ),
    "city_role": Declared(
        rules=(
            Rule(Kind.ROLES, own("user_id"), tell="user_id city_id role granted_at", delete=True),
        )
    ),
    "testbed_host": Declared(
        rules=(Rule(Kind.ROLES, own("user_id"), tell="user_id testbed_id", delete=True),)
    ),
    "organisation": Declared(
        plain="kind is_demo created_at", free="name country business_id size web"
    ),
    "membership": Declared(
        rules=(
            Rule(
                Kind.ROLES,
                own("user_id"),
                tell="user_id organisation_id role joined_at",
                delete=True,
            ),
        )
    ),
    "invitation": Declared(
        rules=(
            Rule(
                Kind.ROLES,
                addressed("email"),
                tell="email organisation_id role expires_at accepted_at",
                hide="token_sha256",
                delete=True,
            ),
            noted(Kind.ROLES, "invited_by_id", "organisation_id role expires_at accepted_at"),
        ),
        spans=INVITED,
    ),
    "staff_invitation": Declared(
        plain="expires_at",
        free="language",
        rules=(
            Rule(
                Kind.ROLES,
                addressed("email"),
                tell="email city_id testbed_id role sent_at accepted_at",
                hide="token_sha256",
                delete=True,
            ),
            noted(Kind.ROLES, "invited_by_id", "city_id role sent_at accepted_at"),
        ),
        spans=INVITED,
    ),
    "saved_search": Declared(
        plain="due_at",
        rules=(
            Rule(
                Kind.FINDING,
                own("user_id"),
                tell="user_id name wish alert created_at",
                hide="stop_token",
                delete=True,
            ),
        ),
    ),
    "saved_search_told": Declared(plain="search_id testbed_id at"),
    "saved_filter": Declared(
        rules=(
            Rule(
                Kind.FINDING,
                own("user_id"),
                tell="user_id name query city_id created_at",
                delete=True,
            ),
        )
    ),
    "feed": Declared(
        rules=(
            Rule(
                Kind.FINDING,
                own("user_id"),
                tell="user_id kind organisation_id city_id created_at",
                hide="token_sha256",
                delete=True,
            ),
        )
    ),
    "job_run": Declared(plain="every_s began_at ended_at failed_at", free="name error"),
    "outbox": Declared(
        plain="attempts due_at leased_until",
        free="language template dropped_for",
        rules=(
            Rule(
                Kind.MAIL,
                addressed("recipient"),
                tell="recipient template status created_at sent_at",
                hide="context last_error dedup_key",
                delete=True,
            ),
            Rule(
                Kind.MAIL,
                _to_a_new_address,
                tell="recipient template created_at sent_at",
                hide="context last_error dedup_key",
                delete=True,
            ),
            Rule(
                Kind.MAIL,
                _of_their_part,
                tell="template created_at sent_at",
                hide="recipient context last_error dedup_key",
                delete=True,
            ),
            Rule(Kind.MAIL, mentions("context", by_name=True), hide="context", scrub="context"),
        ),
        spans=(
            Span(1, After.SENT, at("sent_at"), Kind.MAIL, only=_farewell),
            Span(3 * MONTH, After.SENT, at("sent_at"), Kind.MAIL, only=_sent),
            Span(6 * MONTH, After.MADE, at("created_at"), Kind.MAIL, only=_dead),
        ),
    ),
    "audit": Declared(
        plain="city_id",
        free="action thing from_status to_status",
        rules=(
            Rule(
                Kind.TRAIL,
                own("actor_id"),
                tell="at action thing thing_id from_status to_status",
                keep="actor_id facts",
                ground=Ground.TRAIL,
            ),
            Rule(
                Kind.TRAIL,
                both(own("thing_id"), lambda table, _person: table.c.thing == "account"),
                tell="at action",
                keep="facts",
                ground=Ground.TRAIL,
            ),
        ),
    ),
    "receipt": Declared(
        free="key work",
        rules=(Rule(Kind.TRAIL, own("actor_id"), tell="at", hide="actor_id result", delete=True),),
        spans=(Span(MONTH, After.MADE, at("at"), Kind.TRAIL),),
    ),
    # Keyed hashes of names and addresses, which nothing leads back from; they count for a day at
    # the most, see app/services/attempt.py.
    "attempt": Declared(plain="door since count", free="key"),
    "mail_off": Declared(
        rules=(Rule(Kind.ACCOUNT, own("user_id"), tell="user_id kind", delete=True),)
    ),
    "personal_link": Declared(
        rules=(
            Rule(
                Kind.ACCOUNT,
                either(own("user_id"), read_by("reader_id"), addressed("email")),
                tell="user_id reader_id email deed asked_at expires_at",
                hide="token_sha256",
                delete=True,
            ),
        ),
        spans=(Span(1, After.ENDED, at("expires_at"), Kind.MAIL),),
    ),
    "retention_run": Declared(
        plain="at rule days count oldest",
        free="run thing",
        spans=(Span(2 * YEAR, After.MADE, at("at"), Kind.TRAIL),),
    ),
}
