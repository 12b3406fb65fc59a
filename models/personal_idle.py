"""Accounts that nobody has signed in to for two years: whose may be erased.

They are asked by mail a month before.  Whoever signs in, or gets something to answer for, stays.
Staff, hosts, administrators and owners of organisations are not asked, however long they are
away: others rely on them, and their city or organisation lets them go.  Nor is whoever has sent an
application that is being handled, or runs a pilot that is not over.
"""

import datetime as dt

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select

from models.organisation import OrganisationRole
from models.personal_application import MOVING
from models.pilot import PilotStatus

IDLE_DAYS, ASKED_DAYS = 730, 30
OVER = (PilotStatus.COMPLETED, PilotStatus.STOPPED, PilotStatus.CANCELLED)


def seen(table: Table) -> ColumnElement[dt.datetime]:
    """Return when somebody signed in to an account last, or else when it was made."""
    return func.coalesce(table.c.current_login_at, table.c.last_login_at, table.c.created_at)


def is_free_to_go(table: Table) -> ColumnElement[bool]:
    """Say that a confirmed account holds no role and nothing of it goes on."""
    tables = table.metadata.tables
    roles = [tables[name].c.user_id for name in ("city_role", "testbed_host", "role_of_user")]
    member = tables["membership"]
    owns = exists().where(member.c.user_id == table.c.id, member.c.role == OrganisationRole.OWNER)
    return and_(
        table.c.active,
        table.c.confirmed_at.is_not(None),
        *(~exists().where(user == table.c.id) for user in roles),
        ~owns,
        ~_applies(table),
    )


def _applies(table: Table) -> ColumnElement[bool]:
    """Say that somebody has sent an application that is being handled, or whose pilot goes on."""
    tables = table.metadata.tables
    application, part, pilot = (
        tables[name] for name in ("application", "application_part", "pilot")
    )
    moving = select(part.c.application_id).where(part.c.status.in_(sorted(MOVING)))
    running = select(pilot.c.application_id).where(
        pilot.c.application_id.is_not(None), pilot.c.status.not_in(OVER)
    )
    return exists().where(
        application.c.author_id == table.c.id,
        application.c.submitted_at.is_not(None),
        or_(application.c.id.in_(moving), application.c.id.in_(running)),
    )


def was_asked(table: Table, _before: dt.datetime) -> ColumnElement[bool]:
    """Say that an account was asked about and nobody has signed in to it since."""
    return and_(is_free_to_go(table), seen(table) < table.c.idle_asked_at)
