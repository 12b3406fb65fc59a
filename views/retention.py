"""What was forgotten when, for the programme's administrators."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.queries.retention import latest_runs, waiting
from models.retention_rule import BY_THEMSELVES, retention_rules
from views import navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.page import page
from views.personal_kept import how_long, kept_lines

blueprint = Blueprint("retention", __name__, url_prefix=PREFIX + "/desk")


@blueprint.get("/retention")
@staff
def index() -> ResponseReturnValue:
    """Show the latest runs, what waits for the next one, and the rules."""
    runs = latest_runs(viewer())
    return page(
        "retention/index.html",
        runs=runs,
        waiting=waiting(viewer(), clock.now()),
        kept=kept_lines(),
        rules=list(retention_rules()),
        by_themselves=BY_THEMSELVES,
        how_long=how_long,
        section_links=navigation.desk_menu(),
    )
