"""One's own page: what waits, applications, pilots."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.queries import application as applications
from app.queries import jury as juries
from app.queries import pilot as pilots
from app.queries.agreement import renewed_of, to_confirm
from app.queries.offer import latest_bookings
from app.queries.pilot_task import progress_of
from app.queries.pilot_wait import pilot_waits
from app.queries.registration import mine as my_registrations
from app.queries.staff_invitation import invitations_to
from app.services.completeness import missing
from models.application import BOOKED, PartStatus
from views import my_wait, navigation
from views.access import signed_in, viewer
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("my", __name__, url_prefix=PREFIX)

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
    progress = progress_of([one.id for one in running])
    waiting = my_wait.waiting_parts(found)
    unsigned = to_confirm(viewer())
    waits = [
        *my_wait.of_parts(waiting, latest_bookings(waiting)),
        *my_wait.of_agreements(unsigned, renewed_of(unsigned)),
        *my_wait.of_pilots(pilot_waits(running, progress, clock.today())),
        *my_wait.of_juries(juries.duties(viewer())),
        *my_wait.of_desk(navigation.pressing() if viewer().is_staff else 0),
    ]
    return page(
        "my/index.html",
        section_links=navigation.my_menu(viewer()),
        waits=waits,
        invitations=invitations_to(viewer()),
        jury_invitations=juries.invitations_to(viewer()),
        drafts=[
            (one, len(missing(one, clock.today())))
            for one, state in rows
            if state is PartStatus.DRAFT
        ],
        live=[(one, state) for one, state in rows if state in LIVE],
        ended=[(one, state) for one, state in rows if state not in {*LIVE, PartStatus.DRAFT}],
        pilots=running,
        registered=my_registrations(viewer()),
        progress=progress,
    )
