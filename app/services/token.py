"""Make a token, take it back, and note that it was used."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import or_, update

from app import clock
from app.database import db, request_key, use_case
from app.policies.actor import Actor
from app.policies.scope import SCOPES, Scope
from app.policies.subject import of_city
from app.policies.table import Action, authorise, may
from app.queries.token import token_for, working_count
from app.services.audit import record
from app.services.notification import tell, tell_address
from models.account import User
from models.city import City
from models.errors import ConflictError, DomainError, FieldError, ForbiddenError, NotFoundError
from models.organisation import Organisation
from models.text import tidy
from models.token import (
    HINT,
    MOST_TOKENS,
    NAME_LENGTH,
    USED_EVERY,
    AccessToken,
    ActsFor,
    Lifetime,
    digest,
)
from models.wall_time import local_date


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token is to be; ``secret`` is its text, which is kept nowhere."""

    name: str
    scopes: tuple[Scope, ...]
    lifetime: Lifetime
    city_id: int | None
    organisation_id: int | None
    secret: str = field(repr=False)

    @property
    def acts_for(self) -> ActsFor:
        """For whom it acts."""
        if self.city_id is not None:
            return ActsFor.CITY
        return ActsFor.PERSON if self.organisation_id is None else ActsFor.ORGANISATION


@use_case
def make(actor: Actor, new: NewToken) -> int:
    """Keep a new token of the actor's, tell them (and the city it acts for), and return its id.

    Raises:
        NotFoundError: The actor has no role in the city, or is not of the organisation.
        ForbiddenError: ``factor_needed``: what they do here wants a second factor first.
        FieldError: ``needed``, ``too_many_letters`` at ``name``; ``scope_needed``, ``scope_unfit``.
        DomainError: ``too_many_tokens`` (most).
    """
    authorise(actor, Action.TOKEN_KEEP)
    if actor.unproven:
        raise ForbiddenError("factor_needed")
    name = _name(new.name)
    if not new.scopes:
        raise FieldError("scope_needed", field="scopes")
    if any(new.acts_for not in SCOPES[scope].acts_for for scope in new.scopes):
        raise FieldError("scope_unfit", field="scopes")
    city, organisation = _acted_for(actor, new)
    user = db.session.get_one(User, actor.user_id, with_for_update={"of": User})
    if working_count(user.id) >= MOST_TOKENS:
        raise DomainError("too_many_tokens", most=MOST_TOKENS)
    now = clock.now()
    token = AccessToken(
        user_id=user.id, city_id=new.city_id, organisation_id=new.organisation_id, name=name,
        scopes=sorted(new.scopes), token_sha256=digest(new.secret), hint=new.secret[-HINT:],
        created_at=now, expires_at=now + dt.timedelta(days=int(new.lifetime)),
    )  # fmt: skip
    db.session.add(token)
    db.session.flush()
    record(
        actor, "token:make", token,
        scopes=token.scopes, organisation=new.organisation_id, until=token.expires_at.isoformat(),
    )  # fmt: skip
    _tell_made(user, token, city, organisation)
    return token.id


@use_case
def revoke(actor: Actor, token_id: int) -> int:
    """End a token for good; returns its id.  Its person is told when somebody else did it.

    Raises:
        NotFoundError: It is not the actor's, nor of a city or company they look after.
        ConflictError: ``token_ended``: it had been revoked already.
    """
    token = token_for(actor, token_id)
    ended = db.session.execute(
        update(AccessToken)
        .where(AccessToken.id == token.id, AccessToken.revoked_at.is_(None))
        .values(revoked_at=clock.now(), revoked_by_id=actor.user_id)
        .execution_options(synchronize_session=False)
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]  # of an UPDATE
        raise ConflictError("token_ended")
    record(actor, "token:revoke", token, organisation=token.organisation_id)
    if token.user_id != actor.user_id:
        tell(
            token.user, "token/revoked", f"token_revoked:{token.id}", token=token.name,
            person=actor.name, whose=_whose(token.city, token.organisation, token.user.language),
        )  # fmt: skip
    return token.id


def note_use(token: AccessToken) -> None:
    """Keep that a token was used, as exactly as models/token.py says; never with the key's work."""
    now = clock.now()
    if token.last_used_at is not None and now - token.last_used_at < USED_EVERY:
        return
    key = request_key.set(None)
    try:
        _note_use(token.id, now)
    finally:
        request_key.reset(key)


@use_case
def _note_use(token_id: int, now: dt.datetime) -> None:
    stale = or_(AccessToken.last_used_at.is_(None), AccessToken.last_used_at <= now - USED_EVERY)
    db.session.execute(
        update(AccessToken)
        .where(AccessToken.id == token_id, stale)
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def _name(typed: str) -> str:
    name = " ".join(tidy(typed).split())
    if not name:
        raise FieldError("needed", field="name")
    if len(name) > NAME_LENGTH:
        raise FieldError("too_many_letters", field="name", most=NAME_LENGTH, length=len(name))
    return name


def _acted_for(actor: Actor, new: NewToken) -> tuple[City | None, Organisation | None]:
    """Return the city or the organisation that a token acts for, when the actor may let it."""
    if new.city_id is not None:
        city = db.session.get(City, new.city_id)
        if city is None or not may(actor, Action.TOKEN_MAKE_FOR_CITY, of_city(new.city_id)):
            raise NotFoundError
        return city, None
    if new.organisation_id is None:
        return None, None
    if new.organisation_id not in actor.organisations:
        raise NotFoundError
    return None, db.session.get_one(Organisation, new.organisation_id)


def _tell_made(
    user: User, token: AccessToken, city: City | None, organisation: Organisation | None
) -> None:
    """Write to the person, so that a thief's token is noticed, and to the city's mailbox."""
    key, until = f"token_made:{token.id}", local_date(token.expires_at, clock.FINLAND).isoformat()
    whose = _whose(city, organisation, user.language)
    tell(user, "token/made", key, token=token.name, until=until, whose=whose)
    if city is not None and city.role_mailbox:
        language = city.required_languages[0]
        tell_address(
            city.role_mailbox, language, "token/made_city", key, token=token.name, until=until,
            person=user.name, city=city.name.get(language), slug=city.slug,
        )  # fmt: skip


def _whose(city: City | None, organisation: Organisation | None, language: str) -> str:
    """Return the name of what a token acts for; empty for the person alone."""
    if city is not None:
        return city.name.best(language)[0]
    return organisation.name if organisation is not None else ""
