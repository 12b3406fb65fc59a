"""Write down who looked at whose details, in a short transaction of its own.

A page is asked for with GET, which changes nothing of what it shows; that it was shown is a fact of
the service, and is written when the answer is ready and before it leaves (views/personal_read.py).
What cannot be written down is not shown.
"""

from collections.abc import Collection

from sqlalchemy import insert, select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from models.personal_read import SAME_LOOK, THINGS, Capacity, Look, PersonalRead

AT_ONCE = 500


@use_case
def note(actor: Actor, look: Look, ids: Collection[int], city_id: int | None) -> int:
    """Add a line for each thing, but for those looked at in the same way a moment ago.

    Returns how many lines were written.
    """
    if actor.user_id is None:
        return 0
    known = _lately(actor.user_id, look)
    new = sorted(set(ids) - known)
    line = {
        "at": clock.now(),
        "by_id": actor.user_id,
        "capacity": _capacity(actor, city_id),
        "look": look,
        "thing": THINGS[look],
        "city_id": city_id,
    }
    for begin in range(0, len(new), AT_ONCE):
        some = [line | {"thing_id": one} for one in new[begin : begin + AT_ONCE]]
        db.session.execute(insert(PersonalRead), some)
    return len(new)


def has_new(actor: Actor, look: Look, ids: Collection[int]) -> bool:
    """Say whether a look would add a line; asked before, because a reload should lock nothing."""
    return actor.user_id is not None and bool(set(ids) - _lately(actor.user_id, look))


def _lately(by_id: int, look: Look) -> set[int]:
    """Return what somebody looked at in this way within the time that counts as one look."""
    return set(
        db.session.scalars(
            select(PersonalRead.thing_id).where(
                PersonalRead.by_id == by_id,
                PersonalRead.look == look,
                PersonalRead.at > clock.now() - SAME_LOOK,
            )
        )
    )


def _capacity(actor: Actor, city_id: int | None) -> Capacity:
    if city_id in actor.cities:
        return Capacity.CITY
    if city_id in actor.hosted_cities:
        return Capacity.HOST
    return Capacity.PROGRAMME if actor.is_admin else Capacity.RUNNER
