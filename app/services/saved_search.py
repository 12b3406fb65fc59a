"""Keep a search for testbeds under a name, and tell its owner of places that newly fit.

What fits when alerts begin is known already; from then on each place is told once.  The mail, the
note that its places are told, and the next time to look are written in one transaction, so whoever
dies in the middle tells nobody twice and nobody never.
"""

import datetime as dt
import logging
import secrets

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.table import Action, authorise
from app.queries.saved_search import (
    Wish,
    due_searches,
    fitting,
    own_search,
    search_of_token,
    told_places,
)
from app.queries.testbed import cards
from app.services.audit import record
from app.services.notification import tell
from models.errors import FieldError
from models.saved_search import NAME_LENGTH, AlertRhythm, SavedSearch, SavedSearchTold
from models.text import tidy

logger = logging.getLogger(__name__)

MOST_SEARCHES = 40  # of one person
MOST_NAMED = 20  # places in one mail
EVERY = {AlertRhythm.DAILY: dt.timedelta(days=1), AlertRhythm.WEEKLY: dt.timedelta(days=7)}


@use_case
def keep_search(actor: Actor, name: str, wish: Wish, alert: AlertRhythm) -> int:
    """Keep a search; returns its id.

    Raises:
        FieldError: ``search_name_needed``, ``search_name_taken``, ``too_many_letters`` (most),
            ``search_is_empty``, ``too_many_searches`` (most).
    """
    authorise(actor, Action.SEARCH_KEEP)
    if not wish:
        raise FieldError("search_is_empty", field="name")
    words = _free_name(actor, name)
    _refuse_too_many(actor)
    made = SavedSearch(
        user_id=actor.user_id,
        name=words,
        wish={one: list(some) for one, some in wish.items()},
        stop_token=secrets.token_urlsafe(24),
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    _set_alert(made, alert)
    record(actor, "saved_search:keep", made, alert=alert.value)
    return made.id


@use_case
def change_search(actor: Actor, search_id: int, name: str, alert: AlertRhythm) -> int:
    """Give a search another name and rhythm; returns its id.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
        FieldError: As ``keep_search``.
    """
    saved = own_search(actor, search_id)
    db.session.refresh(saved, with_for_update=True)
    saved.name = _free_name(actor, name, saved.id)
    record(actor, "saved_search:change", saved, moved=(saved.alert.value, alert.value))
    _set_alert(saved, alert)
    return saved.id


@use_case
def delete_search(actor: Actor, search_id: int) -> None:
    """Forget a search and what was told of it.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    saved = own_search(actor, search_id)
    record(actor, "saved_search:delete", saved)
    db.session.delete(saved)


@use_case
def stop_alerts(token: str) -> None:
    """End the alerts of the search that a mail's link belongs to; a second time changes nothing.

    The link is the right to do so: whoever has the mail may stop it, signed in or not.

    Raises:
        NotFoundError: The link belongs to no search.
    """
    saved = search_of_token(token)
    db.session.refresh(saved, with_for_update=True)
    if saved.alert is not AlertRhythm.NEVER:
        record(SYSTEM, "saved_search:stop", saved, moved=(saved.alert.value, "never"))
        _set_alert(saved, AlertRhythm.NEVER)


def alert_all() -> int:
    """Look at every search that is due, for the job; returns how many mails were written.

    A search that cannot be looked at is logged and holds up no other.
    """
    now, told = clock.now(), 0
    for search_id in due_searches(now):
        try:
            told += alert_one(search_id)
        except SQLAlchemyError:
            raise
        except Exception:
            logger.exception("saved search %s could not be looked at", search_id)
    return told


@use_case
def alert_one(search_id: int) -> int:
    """Tell the owner of one search what newly fits; returns 1 when a mail was written, else 0.

    The row is locked and its time is looked at again: of two jobs at once one finds nothing to do.
    """
    saved = db.session.get(SavedSearch, search_id, with_for_update=True, populate_existing=True)
    now = clock.now()
    if saved is None or saved.due_at is None or saved.due_at > now:
        return 0
    due, saved.due_at = saved.due_at, now + EVERY[saved.alert]
    found = fitting(saved.wish, clock.today(), saved.user.language)
    told = told_places(saved.id)
    fresh = [ident for ident in found if ident not in told]
    _know(saved, fresh)
    if not fresh or not saved.user.active:
        return 0
    language = saved.user.language
    tell(
        saved.user,
        "saved_search/found",
        f"saved_search:{saved.id}:{due:%Y%m%dT%H%M%S}",
        search=saved.name,
        rhythm=saved.alert.value,
        count=len(fresh),
        found=[
            {
                "name": one.name.best(language)[0],
                "city": one.city.name.best(language)[0],
                "path": f"/{language}/testbeds/{one.city.slug}/{one.slug}",
                "start": start.isoformat() if (start := found[one.id]) else "",
            }
            for one in cards(fresh[:MOST_NAMED])
        ],
        stop_path=f"/{language}/searches/stop/{saved.stop_token}",
    )
    return 1


def _set_alert(saved: SavedSearch, alert: AlertRhythm) -> None:
    """Begin, end or slow the alerts; what fits when they begin is not news."""
    before = saved.alert
    if alert is before:
        return
    saved.alert = alert
    saved.due_at = clock.now() + EVERY[alert] if alert in EVERY else None
    db.session.flush()
    if before is AlertRhythm.NEVER:
        known = told_places(saved.id)
        found = fitting(saved.wish, clock.today(), saved.user.language)
        _know(saved, [ident for ident in found if ident not in known])


def _know(saved: SavedSearch, testbed_ids: list[int]) -> None:
    db.session.add_all(
        SavedSearchTold(search_id=saved.id, testbed_id=ident, at=clock.now())
        for ident in testbed_ids
    )
    db.session.flush()


def _free_name(actor: Actor, typed: str, own_id: int | None = None) -> str:
    words = " ".join(tidy(typed).split())
    if not words:
        raise FieldError("search_name_needed", field="name")
    if len(words) > NAME_LENGTH:
        raise FieldError("too_many_letters", field="name", most=NAME_LENGTH, length=len(words))
    taken = db.session.scalar(
        select(SavedSearch.id).where(
            SavedSearch.user_id == actor.user_id, SavedSearch.name == words
        )
    )
    if taken is not None and taken != own_id:
        raise FieldError("search_name_taken", field="name")
    return words


def _refuse_too_many(actor: Actor) -> None:
    count = db.session.scalar(
        select(func.count(SavedSearch.id)).where(SavedSearch.user_id == actor.user_id)
    )
    if (count or 0) >= MOST_SEARCHES:
        raise FieldError("too_many_searches", field="name", most=MOST_SEARCHES)
