"""Tokens: whose a request's token is, and which there are of a person, an organisation, a city."""

import datetime as dt
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.scope import narrowed
from app.policies.subject import of_city
from app.policies.table import Action, Subject, may
from app.queries.account import actor_of
from models.account import CityRoleGrant
from models.city import City
from models.errors import NotFoundError
from models.organisation import Membership, Organisation, OrganisationRole
from models.token import AccessToken, TokenState, digest, is_token

Since = dict[tuple[int, int | None, int | None], dt.datetime]
"""Since when somebody has had a role: by person, city and organisation."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A program that came with a token that works."""

    token: AccessToken
    actor: Actor


@dataclass(frozen=True, slots=True)
class Row:
    """One token as lists show it."""

    token: AccessToken
    state: TokenState


def bearer_of(text: str) -> Bearer | None:
    """Return who bears this token, or None when it does not work, whatever the reason.

    It works while it is neither over nor revoked, its person's account is switched on, and they
    have gone on having a role where it acts since it was made.
    """
    if not is_token(text):
        return None
    sought = digest(text)
    token = db.session.scalar(select(AccessToken).where(AccessToken.token_sha256 == sought))
    if token is None or not hmac.compare_digest(token.token_sha256, sought):
        return None
    if states([token])[token.id] is not TokenState.WORKING:
        return None
    person = actor_of(token.user_id)
    return Bearer(token, narrowed(person, token)) if person.is_signed_in else None


def mine(viewer: Actor) -> list[Row]:
    """Return the viewer's own tokens, the newest first."""
    return _rows([AccessToken.user_id == viewer.user_id])


def of_owned(viewer: Actor) -> list[Row]:
    """Return what others have that acts for the organisations the viewer owns."""
    owned = [one for one, role in viewer.organisation_roles if role is OrganisationRole.OWNER]
    return _rows([AccessToken.organisation_id.in_(owned), AccessToken.user_id != viewer.user_id])


def acting_for_city(viewer: Actor, slug: str) -> tuple[City, list[Row]]:
    """Return a city whose tokens the viewer looks after, with all that act for it.

    Raises:
        NotFoundError: There is no such city, or it is not for the viewer to know.
    """
    city = db.session.scalar(select(City).where(City.slug == slug))
    if city is None or not may(viewer, Action.TOKEN_WATCH, of_city(city.id)):
        raise NotFoundError
    return city, _rows([AccessToken.city_id == city.id])


def watched_cities(viewer: Actor) -> list[City]:
    """Return the cities whose tokens the viewer looks after, by slug."""
    found = db.session.scalars(select(City).order_by(City.slug))
    return [one for one in found if may(viewer, Action.TOKEN_WATCH, of_city(one.id))]


def cities_to_act_for(viewer: Actor) -> list[City]:
    """Return the cities for which the viewer may make a token, by slug."""
    found = db.session.scalars(select(City).where(City.id.in_(viewer.cities)).order_by(City.slug))
    return [one for one in found if may(viewer, Action.TOKEN_MAKE_FOR_CITY, of_city(one.id))]


def organisations_to_act_for(viewer: Actor) -> list[Organisation]:
    """Return the organisations for which the viewer may make a token, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(viewer.organisations))
            .order_by(Organisation.name, Organisation.id)
        )
    )


def token_for(viewer: Actor, token_id: int) -> AccessToken:
    """Return a token that the viewer may revoke: one's own, or of a city or company looked after.

    Raises:
        NotFoundError: There is none, or it is not theirs.
    """
    token = db.session.get(AccessToken, token_id)
    if token is None:
        raise NotFoundError
    subject = Subject(city_id=token.city_id, organisation_id=token.organisation_id)
    is_own = token.user_id == viewer.user_id and may(viewer, Action.TOKEN_KEEP)
    acts_for_another = token.city_id is not None or token.organisation_id is not None
    if not is_own and not (acts_for_another and may(viewer, Action.TOKEN_WATCH, subject)):
        raise NotFoundError
    return token


def working_count(user_id: int) -> int:
    """Return how many tokens of a person are neither over nor revoked."""
    found = select(func.count(AccessToken.id)).where(
        AccessToken.user_id == user_id,
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > clock.now(),
    )
    return db.session.scalar(found) or 0


def states(tokens: Iterable[AccessToken]) -> dict[int, TokenState]:
    """Return of each token by id whether it works, and if not, why."""
    all_of_them = list(tokens)
    since = _roles_since(all_of_them)
    now = clock.now()
    return {one.id: _state(one, since, now) for one in all_of_them}


def _state(
    token: AccessToken, since: Since,
    now: dt.datetime,
) -> TokenState:  # fmt: skip
    if token.revoked_at is not None:
        return TokenState.REVOKED
    if token.expires_at <= now:
        return TokenState.EXPIRED
    if token.city_id is None and token.organisation_id is None:
        return TokenState.WORKING
    begun = since.get((token.user_id, token.city_id, token.organisation_id))
    stayed = begun is not None and begun <= token.created_at
    return TokenState.WORKING if stayed else TokenState.ROLE_LEFT


def _roles_since(
    tokens: Sequence[AccessToken],
) -> Since:
    """Return since when somebody has had a role: by person, city and organisation.

    A role that ended and was given again is a new one: a token does not come back to life with it.
    """
    people = {one.user_id for one in tokens}
    in_cities = db.session.execute(
        select(CityRoleGrant.user_id, CityRoleGrant.city_id, func.min(CityRoleGrant.granted_at))
        .where(CityRoleGrant.user_id.in_(people))
        .group_by(CityRoleGrant.user_id, CityRoleGrant.city_id)
    )
    found: Since = {(user, city, None): at for user, city, at in in_cities}
    in_organisations = db.session.execute(
        select(Membership.user_id, Membership.organisation_id, Membership.joined_at).where(
            Membership.user_id.in_(people)
        )
    )
    found |= {(user, None, one): at for user, one, at in in_organisations}
    return found


def _rows(where: list[ColumnElement[bool]]) -> list[Row]:
    """Return tokens, those that work first, the newest first."""
    found = db.session.scalars(
        select(AccessToken)
        .where(*where)
        .options(
            joinedload(AccessToken.user),
            joinedload(AccessToken.city),
            joinedload(AccessToken.organisation),
        )
        .order_by(AccessToken.created_at.desc(), AccessToken.id.desc())
    ).all()
    known = states(found)
    return sorted(
        (Row(one, known[one.id]) for one in found),
        key=lambda row: row.state is not TokenState.WORKING,
    )
