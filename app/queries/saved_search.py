"""Saved searches: one's own, those whose time has come, and what a kept wish asks for."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_search
from app.policies.table import Action, may
from app.queries.free_window import FreeWish
from app.queries.testbed_filter import TestbedFilter, search
from models.errors import NotFoundError
from models.saved_search import SavedSearch, SavedSearchTold
from models.window import EVERY_DAY, MONDAY_TO_FRIDAY

Wish = Mapping[str, Sequence[str]]


def saved_searches(viewer: Actor) -> list[SavedSearch]:
    """Return the viewer's own searches, by name."""
    rows = db.session.scalars(select(SavedSearch).where(SavedSearch.user_id == viewer.user_id))
    return sorted(rows, key=lambda one: (one.name.casefold(), one.id))


def own_search(viewer: Actor, search_id: int) -> SavedSearch:
    """Return a search that is the viewer's to manage.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    found = db.session.get(SavedSearch, search_id)
    if found is None or not may(viewer, Action.SEARCH_MANAGE, of_search(found)):
        raise NotFoundError
    return found


def search_of_token(token: str) -> SavedSearch:
    """Return the search whose alerts the link of a mail ends.

    Raises:
        NotFoundError: There is none; it may have been deleted.
    """
    found = db.session.scalar(
        select(SavedSearch)
        .where(SavedSearch.stop_token == token)
        .options(joinedload(SavedSearch.user))
    )
    if found is None:
        raise NotFoundError
    return found


def due_searches(now: dt.datetime) -> Sequence[int]:
    """Return the searches whose alerts are due, the longest waiting first."""
    return db.session.scalars(
        select(SavedSearch.id).where(SavedSearch.due_at <= now).order_by(SavedSearch.due_at)
    ).all()


def told_places(search_id: int) -> set[int]:
    """Return the places that the owner of a search knows of."""
    return set(
        db.session.scalars(
            select(SavedSearchTold.testbed_id).where(SavedSearchTold.search_id == search_id)
        )
    )


def fitting(wish: Wish, today: dt.date, lang: str) -> dict[int, dt.date | None]:
    """Return the open testbeds that have all of a kept wish, by fit, with their first free day.

    None of them when the days of the wish are over; the day is None when no days were wished.
    """
    wanted = filter_of(wish, today)
    if wanted is None:
        return {}
    found = search(wanted, today, lang)
    return {one: found.starts.get(one) for one in found.open_ids}


def filter_of(wish: Wish, today: dt.date) -> TestbedFilter | None:
    """Return what a kept wish asks for on this day; None when its days are over."""

    def some(name: str) -> frozenset[str]:
        return frozenset(wish.get(name, ()))

    free = None
    if is_dated(wish):
        free = _free_wish(wish).search(today)
        if free is None or free.end < today:
            return None
    return TestbedFilter(
        text=_one(wish, "q"),
        cities=some("city"),
        kinds=some("kind"),
        themes=some("theme"),
        applicants=some("who"),
        environments=some("setting"),
        money=some("money"),
        needs=some("need"),
        people=some("people"),
        free=free,
        sort="fit",
        open_now=_one(wish, "open") == "now",
    )


def is_dated(wish: Wish) -> bool:
    """Say whether a kept wish asks for free days."""
    return any(_one(wish, name) for name in ("days", "start", "end", "places"))


def _free_wish(wish: Wish) -> FreeWish:
    def day(name: str) -> dt.date | None:
        text = _one(wish, name)
        return dt.date.fromisoformat(text) if text else None

    return FreeWish(
        days=int(_one(wish, "days") or 0) or None,
        start=day("start"),
        end=day("end"),
        places=int(_one(wish, "places") or 0) or None,
        weekdays=MONDAY_TO_FRIDAY if _one(wish, "week") else EVERY_DAY,
    )


def _one(wish: Wish, name: str) -> str:
    return next(iter(wish.get(name, ())), "")
