"""Who looked at personal details: for the person whose they are, and for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import db
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.personal import table_of
from models.account import User
from models.city import City
from models.personal import Kind, Person
from models.personal_read import Look, PersonalRead
from models.personal_register import REGISTER

SHOWN = 30  # lines on a person's own page


@dataclass(frozen=True, slots=True)
class Looked:
    """One line: ``who`` is empty for an account that is gone."""

    line: PersonalRead
    who: str
    city: City | None


@dataclass(frozen=True, slots=True)
class LookFilter:
    """What to show; None asks for everything."""

    by_id: int | None = None
    look: Look | None = None
    page: int = 1
    per_page: int = 50


def looks_at(person: Person) -> Sequence[Looked]:
    """Return the latest looks of others at a person's details, the newest first."""
    table = table_of(PersonalRead.__tablename__)
    (rule,) = (one for one in REGISTER[table.name].rules if one.kind is Kind.LOOKS)
    found = select(PersonalRead).where(rule.who(table, person))
    if person.user_id is not None:
        found = found.where(PersonalRead.by_id != person.user_id)
    return _named(db.session.scalars(found.order_by(PersonalRead.id.desc()).limit(SHOWN)).all())


def looks(viewer: Actor, wanted: LookFilter) -> tuple[Sequence[Looked], int]:
    """Return one page of all looks, the newest first, and how many there are.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.LOOKS_READ)
    conditions = []
    if wanted.by_id is not None:
        conditions.append(PersonalRead.by_id == wanted.by_id)
    if wanted.look is not None:
        conditions.append(PersonalRead.look == wanted.look)
    total = db.session.scalar(select(func.count(PersonalRead.id)).where(*conditions)) or 0
    last = max(1, -(-total // wanted.per_page))
    lines = db.session.scalars(
        select(PersonalRead)
        .where(*conditions)
        .order_by(PersonalRead.id.desc())
        .limit(wanted.per_page)
        .offset((min(wanted.page, last) - 1) * wanted.per_page)
    ).all()
    return _named(lines), total


def lookers(viewer: Actor) -> Sequence[User]:
    """Return who has looked at anything, by name.

    Raises:
        ForbiddenError: The viewer is no administrator of the programme.
    """
    authorise(viewer, Action.LOOKS_READ)
    ids = select(PersonalRead.by_id).distinct()
    return db.session.scalars(
        select(User).where(User.id.in_(ids)).order_by(User.name, User.id)
    ).all()


def _named(lines: Sequence[PersonalRead]) -> list[Looked]:
    people = {one.by_id for one in lines}
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(people)))
    names = {ident: name for ident, name in found}  # noqa: C416 - rows, not pairs
    ids = {one.city_id for one in lines if one.city_id is not None}
    cities = {one.id: one for one in db.session.scalars(select(City).where(City.id.in_(ids)))}
    return [Looked(one, names.get(one.by_id, ""), cities.get(one.city_id or 0)) for one in lines]
