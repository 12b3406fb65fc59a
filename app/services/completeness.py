"""What an application still needs before it can be sent, for the applicant's pages.

One list of questions for organisations, a shorter one for residents and their groups.
"""

import datetime as dt

from app.services.window import Gap
from models.application import Application, ApplicationPart


def missing(application: Application, today: dt.date) -> list[Gap]:
    """Return everything still in the way of sending, in the order of the form; empty when ready.

    Codes: ``needed``, and for wishes those of ``wish_gaps``.  Reads closures of the testbeds.
    """
    raise NotImplementedError


def wish_gaps(part: ApplicationPart, today: dt.date) -> list[Gap]:
    """Return what is wrong with the days wished of one testbed.

    Codes: ``needed``, ``in_the_past``, ``too_soon`` (facts: earliest), ``too_short`` (days),
    ``too_long`` (days), ``end_before_start``, ``does_not_fit`` (days longer than the time until
    ``latest_end``), ``beyond_horizon`` (latest), ``closed``, ``too_many_units`` (capacity),
    ``not_welcome``, ``not_open``.
    """
    raise NotImplementedError
