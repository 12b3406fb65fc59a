"""The register's lines of cities, testbeds, calls and imports, and who looked after them."""

from typing import Any

from sqlalchemy import ColumnElement, Table, select

from models.base import LANGUAGES
from models.personal import (
    After,
    Declared,
    Ground,
    Kind,
    Rule,
    Span,
    addressed,
    mentions,
    noted,
    own,
)
from models.personal_pilot import mailbox

ROWS_KEPT = 90


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


def _import_ended(table: Table) -> ColumnElement[Any]:
    job = table.metadata.tables["import_job"]
    return select(job.c.finished_at).where(job.c.id == table.c.job_id).scalar_subquery()


DECLARED: dict[str, Declared] = {
    "open_state": Declared(plain="revision changed_at", free="collection"),
    "open_due": Declared(plain="key", free="collection"),
    "open_change": Declared(plain="revision key deed at", free="collection"),
    "open_feature": Declared(
        plain="key starts_on ends_on changed_at revision",
        free=f"collection slug city kind {_texts('title')} geom geom_m anchor_x anchor_y properties"
        " feature",
    ),
    "dump": Declared(plain="day made_at", free="base_url licence"),
    "dump_file": Declared(
        plain="dump_id size features revision changed_at",
        free="table_name format name stored digest",
    ),
    "city": Declared(
        plain="gk_epsg check_months",
        free=f"slug {_texts('name')} time_zone centre_lon centre_lat bbox boundary"
        " required_languages role_mailbox weights licence",
    ),
    "testbed": Declared(
        plain="city_id status kind environment accuracy_m blur capacity slot_unit min_days"
        " max_days lead_days decision_rhythm_days hold_days entry_mode approval money"
        " cap_eur minors patients is_demo checked_on created_at updated_at published_at",
        free="slug external_id themes geom shape_json anchor_x anchor_y address operator applicants"
        " infrastructure permits_needed user_groups source_url "
        + _texts(
            "name",
            "summary",
            "description",
            "district",
            "data_protection_note",
            "support",
            "season_note",
            "accessibility_note",
            "reference_note",
        ),
        rules=(
            Rule(
                Kind.PLACES,
                addressed("contact_email"),
                tell="name_fi name_sv name_en",
                swap={"contact_email": mailbox},
            ),
        ),
    ),
    "testbed_version": Declared(
        plain="restored",
        free="deed",
        rules=(
            Rule(
                Kind.PLACES,
                own("by_id"),
                tell="testbed_id number at deed",
                keep="by_id reason",
                ground=Ground.PUBLISHED,
            ),
            Rule(Kind.PLACES, mentions("record"), tell="testbed_id number at", scrub="record"),
        ),
    ),
    "testbed_picture": Declared(
        plain="position width height licence",
        # Who took a picture is named because its licence asks for it.
        free=f"digest credit {_texts('alt')}",
        rules=(noted(Kind.PLACES, "added_by_id", "testbed_id added_at"),),
    ),
    "testbed_file": Declared(
        plain="position kind size",
        free=f"digest {_texts('title')}",
        rules=(noted(Kind.PLACES, "added_by_id", "testbed_id added_at"),),
    ),
    "testbed_link": Declared(
        plain="position",
        free=f"url publisher {_texts('title')}",
        rules=(noted(Kind.PLACES, "added_by_id", "testbed_id added_at"),),
    ),
    "testbed_load": Declared(plain="testbed_id slot used cap"),
    "testbed_revision": Declared(plain="number"),
    "access_hour": Declared(plain="testbed_id weekday valid_from valid_to", free="opens closes"),
    "closure": Declared(plain="testbed_id slot", free="reason"),
    "closure_range": Declared(
        plain="testbed_id start_day end_day weekdays from_hour to_hour created_at",
        free=f"batch {_texts('reason')}",
    ),
    "call": Declared(
        plain="city_id opens_at closes_at pilot_from pilot_to every_testbed reviews_needed"
        " published_at is_demo created_at updated_at",
        free=f"weights {_texts('title', 'text', 'criteria')}",
    ),
    "call_testbed": Declared(plain="call_id testbed_id"),
    "search_entry": Declared(
        plain="thing_id", free="thing stems"
    ),  # of places and pilots, from their own texts
    "tally": Declared(plain="n"),
    "import_job": Declared(
        plain="status epsg publish done total alive_at finished_at",
        free="file_name ending folder layout mapping counts problem run",
        rules=(
            noted(Kind.PLACES, "by_id", "city_id file_name created_at"),
            Rule(
                Kind.PLACES,
                mentions("facts"),
                tell="city_id created_at",
                hide="facts",
                scrub="facts",
            ),
        ),
    ),
    "import_row": Declared(
        plain="outcome testbed_id seen_version",
        free="title x y",
        rules=(
            Rule(
                Kind.PLACES,
                mentions("changes", "problems", "record", "extra"),
                tell="job_id number",
                hide="changes problems record extra",
                scrub="changes problems record extra",
            ),
        ),
        spans=(Span(ROWS_KEPT, After.ENDED, _import_ended, Kind.PLACES),),
    ),
    "import_layout": Declared(plain="city_id epsg used_at", free="layout mapping"),
}
