"""Accounts that nobody has signed in to for long: ask whose they are, then erase them.

Who is asked, and who stays however long they are away: models/personal_idle.py.
"""

import datetime as dt

from sqlalchemy import Table, and_, not_, select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM
from app.queries.account import actor_of
from app.queries.personal import person_of, table_of
from app.queries.personal_duty import duties_of
from app.services.audit import record
from app.services.concept_leave import leave_all
from app.services.jury_leave import leave_juries
from app.services.notification import tell
from app.services.personal_erase import erase_rows, say_farewell
from models.account import User
from models.personal_idle import ASKED_DAYS, IDLE_DAYS, is_free_to_go, seen

BATCH = 200
ASK_AFTER = dt.timedelta(days=IDLE_DAYS - ASKED_DAYS)


def ask_all() -> int:
    """Ask whoever has been away for long, once, for the job; returns how many were asked.

    Whoever came back, or has something to answer for by now, is no longer asked.
    """
    asked = 0
    while count := _ask_some():
        asked += count
    return asked


@use_case
def _ask_some() -> int:
    table = table_of(User.__tablename__)
    _settle_those_who_stay(table)
    rows = db.session.scalars(
        select(User)
        .where(
            table.c.idle_asked_at.is_(None),
            is_free_to_go(table),
            seen(table) < clock.now() - ASK_AFTER,
        )
        .order_by(User.id)
        .limit(BATCH)
        .with_for_update(of=User)
    ).all()
    day = clock.today() + dt.timedelta(days=ASKED_DAYS)
    for user in rows:
        user.idle_asked_at = clock.now()
        record(SYSTEM, "account:ask_idle", user)
        once = f"idle:a{user.id}:{clock.today():%Y%m%d}"
        tell(user, "personal/idle", once, last_day=day.isoformat())
    db.session.flush()
    return len(rows)


def _settle_those_who_stay(table: Table) -> None:
    came_back = and_(is_free_to_go(table), seen(table) < table.c.idle_asked_at)
    rows = db.session.scalars(
        select(User).where(table.c.active, table.c.idle_asked_at.is_not(None), not_(came_back))
    )
    for user in rows.all():
        user.idle_asked_at = None
        record(SYSTEM, "account:keep", user)
    db.session.flush()


def erase_idle(user: User) -> None:
    """Erase an account that was asked about a month ago, as people erase their own.

    Called by app/services/retention.py in its transaction.  Whoever signed in a moment ago, or
    answers for something, stays.
    """
    locked = db.session.get(User, user.id, with_for_update=True, populate_existing=True)
    table = table_of(User.__tablename__)
    still = select(User.id).where(
        User.id == user.id, is_free_to_go(table), seen(table) < table.c.idle_asked_at
    )
    actor = actor_of(user.id)
    if locked is None or db.session.scalar(still) is None or duties_of(actor):
        user.idle_asked_at = None
        return
    person, address, language, name = person_of(actor), user.email, user.language, user.name
    record(SYSTEM, "account:erase_idle", user)
    leave_juries(user.id)
    leave_all(user.id)
    erase_rows(person)
    say_farewell(address, language, f"a{user.id}", name=name, was_idle=True)
