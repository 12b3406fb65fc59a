"""One's own page: what waits, applications, pilots."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.queries import application as applications
from app.queries import pilot as pilots
from app.queries.agreement import to_confirm
from app.queries.offer import latest_bookings
from app.queries.pilot_task import progress_of
from app.queries.staff_invitation import invitations_to
from app.services.completeness import missing
from models.application import BOOKED, Application, ApplicationPart, PartStatus
from views import navigation
from views.access import signed_in, viewer
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("my", __name__, url_prefix=PREFIX)

WAITING = (PartStatus.OFFERED, PartStatus.NEEDS_INFO)
LIVE = (
    PartStatus.SUBMITTED, PartStatus.IN_REVIEW, PartStatus.NEEDS_INFO, PartStatus.SHORTLISTED,
    PartStatus.WAITLISTED, PartStatus.OFFERED, *BOOKED,
)  # fmt: skip


@blueprint.get("/my")
@signed_in
def index() -> ResponseReturnValue:
    """Show what waits for an answer first, then everything else."""
    found = applications.mine(viewer())
    running = pilots.mine(viewer())
    rows = [(one, one.state) for one in found]
    waiting = _waiting(found)
    return page(
        "my/index.html",
        section_links=navigation.my_menu(viewer()),
        waiting=waiting,
        holds=latest_bookings(waiting),
        to_confirm=to_confirm(viewer()),
        invitations=invitations_to(viewer()),
        drafts=[
            (one, len(missing(one, clock.today())))
            for one, state in rows
            if state is PartStatus.DRAFT
        ],
        live=[(one, state) for one, state in rows if state in LIVE],
        ended=[(one, state) for one, state in rows if state not in {*LIVE, PartStatus.DRAFT}],
        pilots=running,
        progress=progress_of([one.id for one in running]),
    )


def _waiting(found: list[Application]) -> list[ApplicationPart]:
    """Return the parts that wait for the applicant: offers first, then questions."""
    parts = [part for one in found for part in one.parts if part.status in WAITING]
    return sorted(parts, key=lambda part: WAITING.index(part.status))
