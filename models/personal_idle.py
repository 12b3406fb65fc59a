"""Accounts that nobody has signed in to for two years: whose may be erased.

They are asked by mail a month before.  Whoever signs in, or gets something to answer for, stays.
Staff, hosts, administrators and owners of organisations are not asked, however long they are
away: others rely on them, and their city or organisation lets them go.  Nor is whoever has sent an
application that is being handled, or runs a pilot that is not over, sits in a jury of a challenge
that is not over, or is in the team of an entry that has been sent to one or holds a prize.
"""

import datetime as dt

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select

from models.award import HELD
from models.challenge_state import ChallengeStatus
from models.jury import JurorStatus
from models.organisation import OrganisationRole
from models.personal_application import MOVING
from models.pilot import PilotStatus

IDLE_DAYS, ASKED_DAYS = 730, 30
OVER = (PilotStatus.COMPLETED, PilotStatus.STOPPED, PilotStatus.CANCELLED)
GOING_ON = (
    ChallengeStatus.IN_REVIEW, ChallengeStatus.EDITS_REQUESTED, ChallengeStatus.APPROVED,
    ChallengeStatus.SCREENING, ChallengeStatus.JUDGING_1, ChallengeStatus.SHORTLISTED,
    ChallengeStatus.JUDGING_2, ChallengeStatus.DECIDED,
)  # fmt: skip
"""States of a challenge that has been sent for approval and has no outcome yet."""


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
        ~_judges(table),
        ~_competes(table),
    )


def _judges(table: Table) -> ColumnElement[bool]:
    """Say that somebody sits in the jury of a challenge that has no outcome yet."""
    juror, challenge = (table.metadata.tables[name] for name in ("juror", "challenge"))
    return exists().where(
        juror.c.user_id == table.c.id,
        juror.c.status == JurorStatus.ACCEPTED,
        juror.c.challenge_id == challenge.c.id,
        challenge.c.status.in_(GOING_ON),
    )


def _competes(table: Table) -> ColumnElement[bool]:
    """Say that somebody's entry, alone or in a team, waits for the outcome or holds a prize."""
    concept, member, challenge, award = (
        table.metadata.tables[name] for name in ("concept", "concept_member", "challenge", "award")
    )
    waiting = (
        select(concept.c.id)
        .join(challenge, challenge.c.id == concept.c.challenge_id)
        .where(
            challenge.c.status.in_(GOING_ON),
            concept.c.status.in_(("submitted", "eligible", "shortlisted")),
        )
    )
    held = select(award.c.concept_id).where(award.c.status.in_(HELD))
    leads = exists().where(
        concept.c.lead_id == table.c.id, or_(concept.c.id.in_(waiting), concept.c.id.in_(held))
    )
    joined = exists().where(
        member.c.user_id == table.c.id,
        member.c.accepted_at.is_not(None),
        or_(member.c.concept_id.in_(waiting), member.c.concept_id.in_(held)),
    )
    return or_(leads, joined)


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
