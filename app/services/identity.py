"""Sign in with what another provider tells, and link or unlink such an identity.

What a provider tells has been found right before (app/adapters/oidc_token.py).  An identity is an
issuer and its name for the person; whoever has an account with the same e-mail address is not
let in by that, but links the two while signed in.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import update

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action, authorise
from app.queries.account import user_by_email
from app.queries.factor import owners
from app.queries.identity import identity_by, mine, ways_in
from app.queries.staff_invitation import invitation_by
from app.services.account import forget_identities
from app.services.audit import record
from app.services.login import fresh, own, renew
from app.services.notification import tell
from models.account import User
from models.errors import ConflictError, DomainError, ForbiddenError, NotFoundError
from models.identity import MOST_IDENTITIES, Identity, Provider, SignUp, Told
from models.login import FRESH, Login

MAIL_EVERY = 300  # seconds in which the same mail goes to the same account only once


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Who makes an account with an identity.

    ``invitation`` is the token of the invitation they come from, or empty.  Links of the mails are
    paths: ``confirm_path`` confirms the address, ``link_path`` is where identities are linked.
    """

    name: str
    email: str
    language: str
    uniquifier: str
    confirm_path: str
    link_path: str
    invitation: str = ""


@use_case
def sign_up(actor: Actor, provider: Provider, told: Told, new: NewPerson) -> int | None:
    """Make an account with an identity; return its id when it may be signed in to at once.

    None when the address has to be confirmed first, or has an account already: then a mail says
    what to do, and no page says which.

    Raises:
        ConflictError: ``identity_taken``: somebody has this identity.
        ForbiddenError: ``no_sign_up``: this provider makes no accounts, or only for whom a city
            has invited.
    """
    if identity_by(told.issuer, told.subject) is not None:
        raise ConflictError("identity_taken")
    is_invited = _is_invited(new)
    may = provider.sign_up is SignUp.ANYBODY or (provider.sign_up is SignUp.INVITED and is_invited)
    if not may or provider.issuer != told.issuer:
        raise ForbiddenError("no_sign_up")
    user = user_by_email(new.email)
    if user is not None and user.confirmed_at is not None:
        if user.active:
            tell(user, "account/identity_known", _key("known", user), path=new.link_path)
        return None
    is_sure = is_invited or (told.is_address_sure and told.address == new.email)
    user = _new_account(user, new)
    if is_sure:
        user.confirmed_at = clock.now()
    _keep(user, told)
    record(actor, "account:sign_up", user, provider=provider.key)
    if not is_sure:
        tell(user, "account/welcome", f"welcome:{new.uniquifier}", path=new.confirm_path)
    return user.id if is_sure else None


def _is_invited(new: NewPerson) -> bool:
    """Say whether a city has invited this address: who has the link reads its mail."""
    found = invitation_by(new.invitation) if new.invitation else None
    return found is not None and found.email == new.email


def _new_account(user: User | None, new: NewPerson) -> User:
    """Return a new account, or the one of the address that nobody has confirmed."""
    if user is None:
        user = User(email=new.email, created_at=clock.now())
        db.session.add(user)
    else:
        forget_identities(user)
    user.name, user.language, user.password = new.name, new.language, None
    renew(user, new.uniquifier)
    db.session.flush()
    return user


def _keep(user: User, told: Told) -> Identity:
    made = Identity(
        user_id=user.id, issuer=told.issuer, subject=told.subject, linked_at=clock.now()
    )
    db.session.add(made)
    db.session.flush()
    return made


@use_case
def link(actor: Actor, login_id: int, provider: Provider, told: Told) -> None:
    """Let the actor sign in with an identity from now on.

    Raises:
        ForbiddenError: ``proof_needed``.
        ConflictError: ``identity_taken``: another account has it.
        DomainError: ``too_many_identities`` (most).
    """
    authorise(actor, Action.IDENTITY_KEEP)
    login = fresh(actor, login_id)
    known = identity_by(told.issuer, told.subject)
    if known is not None:
        if known.user_id != login.user_id:
            raise ConflictError("identity_taken")
        return
    if len(mine(actor)) >= MOST_IDENTITIES:
        raise DomainError("too_many_identities", most=MOST_IDENTITIES)
    _keep(login.user, told)
    record(actor, "account:link_identity", login.user, provider=provider.key)
    tell(login.user, "account/identity_linked", _key("linked", login.user), issuer=told.issuer)


@use_case
def unlink(actor: Actor, login_id: int, identity_id: int, issuers: Collection[str]) -> None:
    """Let an identity of one's own sign in no more; browsers that came by it sign in anew.

    ``issuers`` are those that can still be asked.

    Raises:
        ForbiddenError: ``proof_needed``.
        NotFoundError: It is not the actor's.
        DomainError: ``last_way_in``: the account could not be signed in to any more.
    """
    authorise(actor, Action.IDENTITY_KEEP)
    login = fresh(actor, login_id)
    identity = db.session.get(Identity, identity_id)
    if identity is None or identity.user_id != login.user_id:
        raise NotFoundError
    user, issuer = login.user, identity.issuer
    ended = update(Login).where(Login.identity_id == identity.id, Login.ended_at.is_(None))
    db.session.execute(
        ended.where(Login.id != login.id)
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    login.vouched = login.vouched and login.identity_id != identity.id
    db.session.delete(identity)
    db.session.flush()
    if ways_in(user, issuers) == 0:
        raise DomainError("last_way_in")
    record(actor, "account:unlink_identity", user)
    tell(user, "account/identity_unlinked", _key("unlinked", user), issuer=issuer)


@use_case
def prove(actor: Actor, login_id: int, told: Told) -> None:
    """Keep that somebody has just shown at a provider once more who they are.

    Raises:
        ForbiddenError: ``identity_other``: it is not theirs; ``password_too``: the account has a
            second factor, and the provider has asked for none.
        DomainError: ``not_shown_anew``: the provider has not asked them now.
    """
    login = own(actor, login_id)
    identity = identity_by(told.issuer, told.subject)
    if identity is None or identity.user_id != login.user_id:
        raise ForbiddenError("identity_other")
    if told.shown_at is None or told.shown_at <= clock.now() - FRESH:
        raise DomainError("not_shown_anew")
    if owners([login.user_id]) and not told.is_strong:
        raise ForbiddenError("password_too")
    identity.last_used_at = login.proven_at = clock.now()
    record(actor, "account:prove", login.user)


def _key(what: str, user: User) -> str:
    """Return a key by which a mail goes out once for what happened, or for its repeats."""
    if what == "known":
        return f"identity_known:{user.id}:{int(clock.now().timestamp()) // MAIL_EVERY}"
    return f"identity_{what}:{user.id}:{clock.now():%Y%m%d%H%M%S%f}"
