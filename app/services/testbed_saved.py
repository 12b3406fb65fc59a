"""Keep a filter of the desk's list under a name, for oneself or for the staff of one's city."""

from sqlalchemy import func, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries.testbed_saved import own_filter
from app.services.audit import record
from models.errors import FieldError, ForbiddenError
from models.testbed_filter import NAME_LENGTH, SavedFilter
from models.text import tidy

MOST_FILTERS = 40  # of one person


@use_case
def keep_filter(actor: Actor, name: str, query: str, city_id: int | None = None) -> int:
    """Keep a filter; one's own filter of the same name is replaced.  Returns its id.

    Raises:
        ForbiddenError: The desk is not for this person, or the city is not theirs.
        FieldError: ``filter_name_needed``, ``too_many_letters`` (most), ``too_many_filters``.
    """
    if not actor.is_staff:
        raise ForbiddenError
    if city_id is not None:
        authorise(actor, Action.FILTER_SHARE, of_city(city_id))
    words = _name(name)
    saved = _named(actor, words)
    if saved is None:
        _refuse_too_many(actor)
        saved = SavedFilter(user_id=actor.user_id, name=words, created_at=clock.now())
        db.session.add(saved)
    saved.query, saved.city_id = query, city_id
    db.session.flush()
    record(actor, "filter:keep", saved, city_id=city_id)
    return saved.id


@use_case
def change_filter(actor: Actor, filter_id: int, name: str, city_id: int | None) -> int:
    """Give a filter another name, and share it with a city or with nobody; returns its id.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
        ForbiddenError: The city is not theirs to share in.
        FieldError: ``filter_name_needed``, ``filter_name_taken``, ``too_many_letters`` (most).
    """
    saved = own_filter(actor, filter_id)
    if city_id is not None and city_id != saved.city_id:
        authorise(actor, Action.FILTER_SHARE, of_city(city_id))
    words = _name(name)
    taken = db.session.scalar(
        select(SavedFilter.id).where(
            SavedFilter.user_id == saved.user_id,
            SavedFilter.name == words,
            SavedFilter.id != saved.id,
        )
    )
    if taken is not None:
        raise FieldError("filter_name_taken", field="name")
    record(actor, "filter:change", saved, city_id=city_id or saved.city_id)
    saved.name, saved.city_id = words, city_id
    return saved.id


@use_case
def delete_filter(actor: Actor, filter_id: int) -> None:
    """Forget a filter.

    Raises:
        NotFoundError: It does not exist, or is somebody else's.
    """
    saved = own_filter(actor, filter_id)
    record(actor, "filter:delete", saved, city_id=saved.city_id)
    db.session.delete(saved)


def _name(typed: str) -> str:
    words = " ".join(tidy(typed).split())
    if not words:
        raise FieldError("filter_name_needed", field="name")
    if len(words) > NAME_LENGTH:
        raise FieldError("too_many_letters", field="name", most=NAME_LENGTH, length=len(words))
    return words


def _named(actor: Actor, name: str) -> SavedFilter | None:
    return db.session.scalar(
        select(SavedFilter).where(SavedFilter.user_id == actor.user_id, SavedFilter.name == name)
    )


def _refuse_too_many(actor: Actor) -> None:
    count = db.session.scalar(
        select(func.count(SavedFilter.id)).where(SavedFilter.user_id == actor.user_id)
    )
    if (count or 0) >= MOST_FILTERS:
        raise FieldError("too_many_filters", field="name", most=MOST_FILTERS)
