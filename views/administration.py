"""The installation, for the programme's administrators: its settings and what happens by itself."""

from typing import Any

from flask import Blueprint, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.jobs.schedule import SCHEDULE
from app.policies.table import Action, may
from app.queries import administration as query
from app.queries.health import Limits, readiness
from app.serializers.installation_setting import shown
from models.errors import NotFoundError
from models.schedule import JobRun
from views import navigation
from views.access import staff, viewer
from views.administration_words import JOBS, REASONS, SETTINGS
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("administration", __name__, url_prefix=PREFIX + "/desk/admin")

LATE_S = 300.0  # a job so long past its time does not run


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Give the installation the page of its own settings."""
    settings = state.app.extensions["settings"]
    limits = Limits(
        settings.instance, 60 * settings.ready_outbox_minutes, settings.ready_free_mb,
        settings.database_role,
    )  # fmt: skip

    @staff
    def index() -> ResponseReturnValue:
        only_administrators()
        report = readiness(limits)
        return page(
            "administration/index.html",
            settings=[(one, str(SETTINGS.get(one.name, ""))) for one in shown(settings)],
            report=report,
            reasons=[str(REASONS[one]) for one in report["reasons"]],
            **frame("administration.index"),
        )

    state.add_url_rule("", "index", index, methods=["GET"])


@blueprint.get("/schedule")
@staff
def schedule() -> ResponseReturnValue:
    """Show what happens by itself: when it last did, and when it will again."""
    only_administrators()
    runs = query.job_runs(viewer())
    known = {job.name: int(job.every.total_seconds()) for job in SCHEDULE}
    known |= {name: run.every_s for name, run in runs.items()}
    rows = [_row(name, every_s, runs.get(name)) for name, every_s in known.items()]
    return page(
        "administration/schedule.html",
        rows=rows,
        any_run=bool(runs),
        **frame("administration.schedule"),
    )


def _row(name: str, every_s: int, run: JobRun | None) -> dict[str, Any]:
    if run is None:
        state = "never"
    elif run.error:
        state = "failed"
    else:
        state = "late" if run.late_s(clock.now()) > LATE_S else "well"
    return {"words": str(JOBS.get(name, name)), "every_s": every_s, "run": run, "state": state}


def only_administrators() -> None:
    """Refuse as if the page were not there whoever is no administrator of the programme."""
    if not may(viewer(), Action.INSTALLATION_READ):
        raise NotFoundError


def frame(current: str) -> dict[str, Any]:
    """Return what every page of the installation shows around its own content."""
    dead = query.mail_counts(viewer())["dead"]
    links = (
        ("administration.index", _("Settings"), None),
        ("administration_account.index", _("Accounts"), None),
        ("administration_mail.index", _("Outgoing mail"), dead or None),
        ("administration.schedule", _("What happens by itself"), None),
        ("administration_trail.show", _("Who did what"), None),
    )
    tabs = [
        navigation.Link(words, url_for(endpoint), endpoint == current, count)
        for endpoint, words, count in links
    ]
    return {"tabs": tabs, "section_links": navigation.desk_menu()}
