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
    "open_state": Declared(free="collection"),
    "open_due": Declared(free="collection"),
    "open_change": Declared(free="collection"),
    "open_feature": Declared(
        free=f"collection slug city kind {_texts('title')} geom geom_m anchor_x anchor_y properties"
        " feature"
    ),
    "dump": Declared(free="base_url"),
    "dump_file": Declared(free="table_name format name stored digest"),
    "city": Declared(
        free=f"slug {_texts('name')} time_zone centre_lon centre_lat bbox boundary"
        " required_languages role_mailbox weights"
    ),
    "testbed": Declared(
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
        # Who took a picture is named because its licence asks for it.
        free=f"digest credit {_texts('alt')}",
        rules=(noted(Kind.PLACES, "added_by_id", "testbed_id added_at"),),
    ),
    "testbed_file": Declared(
        free=f"digest {_texts('title')}",
        rules=(noted(Kind.PLACES, "added_by_id", "testbed_id added_at"),),
    ),
    "testbed_link": Declared(
        free=f"url publisher {_texts('title')}",
        rules=(noted(Kind.PLACES, "added_by_id", "testbed_id added_at"),),
    ),
    "testbed_load": Declared(),
    "testbed_revision": Declared(),
    "access_hour": Declared(free="opens closes"),
    "closure": Declared(free="reason"),
    "closure_range": Declared(free=f"batch {_texts('reason')}"),
    "call": Declared(free=f"weights {_texts('title', 'text', 'criteria')}"),
    "call_testbed": Declared(),
    "search_entry": Declared(free="thing stems"),  # of places and pilots, from their own texts
    "tally": Declared(),
    "import_job": Declared(
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
    "import_layout": Declared(free="layout mapping"),
}
