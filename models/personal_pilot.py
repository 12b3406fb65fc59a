"""The register's lines of pilots: who answers for them, and what people wrote in them.

What was told to residents and to the city belongs to the pilot; the names beside it go.
"""

from sqlalchemy import ColumnElement, Table, select

from models.base import LANGUAGES
from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Rule,
    Span,
    Who,
    addressed,
    at,
    below,
    both,
    named,
    own,
    signed,
)
from models.personal_application import PRIVATE

NAMES_KEPT = 5 * 365


def mailbox(table: Table) -> ColumnElement[str]:
    """Return the address of the city of a row: it answers when nobody else does any more."""
    city = table.metadata.tables["city"]
    return select(city.c.role_mailbox).where(city.c.id == table.c.city_id).scalar_subquery()


def _names(instant: str, *columns: str) -> Span:
    return Span(NAMES_KEPT, After.MADE, at(instant), Kind.PILOTS, nameless=" ".join(columns))


def _did(who: Who, name: str, keep: str, tell: str = "pilot_id") -> Rule:
    """Return the rule of a row that keeps a name beside what its person wrote."""
    return Rule(Kind.PILOTS, who, tell=tell, nameless=name, keep=keep, ground=Ground.PUBLISHED)


TOLD = (
    "why", "collected", "kept_for", "funding",
    "title", "plain", "measured", "participation", "dates_note", "status_note", "outcome",
    "learned", "failed", "continues_why", "bought_why",
)  # fmt: skip
TEXTS = " ".join(f"{name}_{lang}" for name in TOLD for lang in LANGUAGES)
UPDATE_TEXTS = " ".join(f"{name}_{lang}" for name in ("title", "text") for lang in LANGUAGES)

DECLARED: dict[str, Declared] = {
    "experiment_revision": Declared(plain="number"),
    "pilot": Declared(
        plain="city_id testbed_id booking_id application_id organisation_id status"
        " personal_data legal_basis money_eur testers continues bought money_used_eur"
        " is_demo replicates_id created_at updated_at",
        free=f"slug code {TEXTS} partners notice_url sensors themes controller"
        " geom shape_json anchor_x anchor_y source_url",
        rules=(
            Rule(
                Kind.PILOTS,
                addressed("contact_email"),
                tell="title_fi title_sv title_en start_day end_day",
                blank="contact_name",
                swap={"contact_email": mailbox},
            ),
            Rule(
                Kind.PILOTS,
                both(named("runner_name"), below("application_id", "application", PRIVATE)),
                tell="title_fi title_sv title_en start_day end_day",
                nameless="runner_name",
            ),
        ),
    ),
    "pilot_trace": Declared(
        plain="city_id start_day end_day", free="code title_fi title_sv title_en"
    ),
    "pilot_contact": Declared(
        plain="added_at",
        rules=(Rule(Kind.PILOTS, own("user_id"), tell="user_id pilot_id side", delete=True),),
    ),
    "pilot_task": Declared(
        plain="position owner state has_own_day",
        free="key title note",
        rules=(
            Rule(Kind.PILOTS, own("person_id"), tell="pilot_id title due_day", blank="person_id"),
            Rule(
                Kind.PILOTS,
                signed("pilot_task:add", "pilot_task:change"),
                tell="pilot_id title changed_at",
                nameless="changed_by",
            ),
        ),
        spans=(_names("changed_at", "changed_by"),),
    ),
    "pilot_update": Declared(
        plain="side edited_at removed_at",
        rules=(
            Rule(
                Kind.PILOTS,
                own("author_id"),
                tell="pilot_id posted_at",
                keep=f"author_id {UPDATE_TEXTS}",
                ground=Ground.PUBLISHED,
            ),
            _did(signed("pilot_update:remove"), "removed_by", "removed_reason"),
        ),
    ),
    "pilot_update_picture": Declared(
        plain="update_id width height", free="digest alt_fi alt_sv alt_en"
    ),
    "pilot_incident": Declared(
        plain="status happened_on is_harm side reported_at closed_at",
        free="happened_at",
        rules=(
            _did(signed("pilot_incident:report"), "reported_by", "what measures"),
            _did(signed("pilot_incident:close"), "closed_by", "closing_note"),
        ),
        spans=(_names("reported_at", "reported_by", "closed_by"),),
    ),
    "pilot_change": Declared(
        plain="status old_start old_end answered_at",
        rules=(
            Rule(
                Kind.PILOTS,
                own("asked_by_id"),
                tell="pilot_id asked_at start_day end_day",
                keep="asked_by_id reason",
                ground=Ground.DECISION,
            ),
            _did(signed("pilot_change:approve", "pilot_change:decline"), "answered_by", "answer"),
        ),
        spans=(_names("asked_at", "answered_by"),),
    ),
    "pilot_midterm": Declared(
        plain="sent_at",
        rules=(
            _did(signed("pilot_midterm:send"), "sent_by", "goes numbers problems changes"),
            Rule(
                Kind.PILOTS,
                signed("pilot_midterm:read"),
                tell="pilot_id read_at",
                nameless="read_by",
            ),
        ),
        spans=(_names("sent_at", "sent_by", "read_by"),),
    ),
    "pilot_report": Declared(
        plain="status round approved_at",
        rules=(_did(own("sent_by_id"), "sent_by_name", "sent_by_id", "pilot_id sent_at"),),
        spans=(_names("sent_at", "sent_by_name"),),
    ),
    "pilot_report_verdict": Declared(
        plain="round side",
        rules=(_did(own("by_id"), "by_name", "by_id words", "report_id approved at"),),
        spans=(_names("at", "by_name"),),
    ),
    "pilot_indicator": Declared(
        plain="pilot_id direction created_at updated_at",
        free="name_fi name_sv name_en method_fi method_sv method_en unit baseline target result"
        " evidence_url",
    ),
    "pilot_indicator_change": Declared(
        free="before",
        rules=(_did(own("by_id"), "by_name", "by_id reason", "indicator_id at"),),
        spans=(_names("at", "by_name"),),
    ),
    "pilot_indicator_point": Declared(plain="indicator_id day", free="value"),
    "booking": Declared(
        plain="testbed_id part_id start_slot end_slot weekdays units from_hour to_hour status"
        " hold_expires_at replaces_id created_at changed_at",
        free="stretches",
    ),
    "booking_slot": Declared(plain="booking_id slot testbed_id units"),
}
