"""Mail links about one's own data, and take them: a new address, a reader's download or erasure.

A new address is confirmed from where it is; the old one is told.  Nothing on a page says whether
an address has an account already: that goes to the address by mail.
"""

import datetime as dt
import secrets

from sqlalchemy import ColumnElement, delete

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.table import Action, authorise
from app.queries.account import user_by_email
from app.queries.personal_link import link_of_token, sha256_of
from app.queries.reader import reader_by_email, reader_of_token
from app.services.audit import record
from app.services.login import renew
from app.services.notification import tell_address
from models.account import User
from models.errors import ConflictError, FieldError, NotFoundError
from models.personal_account import address_key
from models.personal_link import LINK_HOURS, LinkDeed, PersonalLink
from models.reader import Reader

GOOD_FOR = dt.timedelta(hours=LINK_HOURS)


@use_case
def ask_address(actor: Actor, uniquifier: str, email: str) -> None:
    """Mail a link to a new address of one's account, having shown the password.

    Raises:
        ForbiddenError: Nobody is signed in.
        FieldError: ``same_address``, at ``email``.
        ConflictError: The password was changed meanwhile.
    """
    authorise(actor, Action.PERSONAL_CHANGE)
    user = db.session.get_one(User, actor.user_id)
    if user.fs_uniquifier != uniquifier:
        raise ConflictError
    address = email.strip().lower()
    if address == user.email:
        raise FieldError("same_address", field="email")
    record(actor, "account:ask_address", user)
    _forget(PersonalLink.user_id == user.id)
    if user_by_email(address) is not None:
        key = f"address_taken:{user.id}:{clock.now():%Y%m%d}"
        tell_address(address, user.language, "personal/address_taken", key)
        return
    token = _made(LinkDeed.ADDRESS, address, user=user)
    tell_address(
        address,
        user.language,
        "personal/address_confirm",
        f"{address_key(user.id)}{sha256_of(token)[:16]}",
        name=user.name,
        old=user.email,
        path=f"/{user.language}/my-address/{token}",
        hours=LINK_HOURS,
    )


@use_case
def move_address(token: str, uniquifier: str) -> None:
    """Give an account its new address by the link that was sent there; all its sessions end.

    The reader that the account is moves along.  The old address is told.

    Raises:
        NotFoundError: The link is old, used or false.
        ConflictError: ``address_taken``, by an account made meanwhile.
    """
    link = taken_link(token, LinkDeed.ADDRESS)
    user = db.session.get(User, link.user_id, with_for_update=True)
    if user is None or not user.active:
        raise NotFoundError
    if user_by_email(link.email) is not None:
        raise ConflictError("address_taken")
    old, new = user.email, link.email
    user.email, user.confirmed_at = new, clock.now()
    renew(user, uniquifier)
    _move_reader(user, old, new)
    record(SYSTEM, "account:address", user)
    tell_address(
        old, user.language, "personal/address_notice", f"moved:{uniquifier}", name=user.name
    )


@use_case
def ask_link(page_token: str, deed: LinkDeed) -> None:
    """Mail a reader the link to download or to erase; earlier ones end.

    The link of the reader's page is the right to ask.  An address that nobody has confirmed is sent
    nothing.

    Raises:
        NotFoundError: ``page_token`` opens no page, or its address is not confirmed.
    """
    reader = reader_of_token(page_token)
    if reader.confirmed_at is None:
        raise NotFoundError
    record(SYSTEM, f"reader:ask_{deed.value}", reader)
    _forget((PersonalLink.reader_id == reader.id) & (PersonalLink.deed == deed))
    token = _made(deed, reader.email, reader=reader)
    key, to = f"{deed.value}:{sha256_of(token)[:32]}", (reader.email, reader.language)
    path = f"/{reader.language}/reader-data/{token}"
    if deed is LinkDeed.ERASE:
        tell_address(*to, "personal/erase", key, path=path, hours=LINK_HOURS)
    else:
        tell_address(*to, "personal/download", key, path=path, hours=LINK_HOURS)


@use_case
def take_download(token: str) -> int:
    """Use up a link to download; returns whose data it gives, a reader's id.

    Raises:
        NotFoundError: The link is old, used or false.
    """
    link = taken_link(token, LinkDeed.DOWNLOAD)
    record(SYSTEM, "reader:download", db.session.get_one(Reader, link.reader_id))
    return link.reader_id or 0


@use_case
def set_language(page_token: str, language: str) -> None:
    """Change the language of a reader's mail; the link of their page is the right to.

    Raises:
        NotFoundError: The link opens no page.
    """
    reader = reader_of_token(page_token)
    reader.language = language
    record(SYSTEM, "reader:update", reader)


def taken_link(token: str, deed: LinkDeed) -> PersonalLink:
    """Return a link that works and use it up, in the caller's transaction.

    Of two requests with the same link one finds it, the other waits and finds it gone.

    Raises:
        NotFoundError: It is old, used or false.
    """
    link = link_of_token(token, deed)
    gone = db.session.execute(
        delete(PersonalLink)
        .where(PersonalLink.id == link.id)
        .returning(PersonalLink.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not gone:
        raise NotFoundError
    db.session.expunge(link)
    return link


def _made(
    deed: LinkDeed, email: str, *, user: User | None = None, reader: Reader | None = None
) -> str:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        PersonalLink(
            deed=deed,
            user_id=user.id if user else None,
            reader_id=reader.id if reader else None,
            email=email,
            token_sha256=sha256_of(token),
            asked_at=now,
            expires_at=now + GOOD_FOR,
        )
    )
    return token


def _forget(which: ColumnElement[bool]) -> None:
    db.session.execute(delete(PersonalLink).where(which))


def _move_reader(user: User, old: str, new: str) -> None:
    reader = reader_by_email(old)
    if reader is not None and reader.user_id in (None, user.id) and reader_by_email(new) is None:
        reader.email = new
