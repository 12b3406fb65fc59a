"""What people do with the data about themselves: read the download, erase it all.

A signed-in session is not enough for either: views ask for the password once more, and a reader
without an account gets a link by mail (app/services/personal_link.py).
"""

from collections.abc import Iterable

from sqlalchemy import select

from app.adapters.exchange_folder import ExchangeFolders
from app.adapters.file_store import FileStore
from app.database import db, for_everybody, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.table import Action, authorise
from app.queries.personal import account_behind, person_of, person_of_reader
from app.queries.personal_duty import duties_of
from app.services.audit import record
from app.services.concept_leave import leave_all
from app.services.jury_leave import leave_juries
from app.services.personal_erase import erase_rows, say_farewell
from app.services.personal_link import taken_link
from models.account import User
from models.base import Base
from models.errors import ConflictError, NotFoundError
from models.personal import Person
from models.personal_link import LinkDeed
from models.reader import Reader

DIGESTS = ("digest", "picture_digest")
"""How columns are called by which rows name what they keep in the file store."""


@use_case
def note_download(actor: Actor) -> None:
    """Write down that somebody downloaded their data, so that they can see it happened.

    Raises:
        ForbiddenError: Nobody is signed in.
    """
    authorise(actor, Action.PERSONAL_READ)
    record(actor, "account:download", db.session.get_one(User, actor.user_id))


@use_case
def erase_account(actor: Actor, uniquifier: str) -> list[str]:
    """Erase one's own account, having shown the password to the account of ``uniquifier``.

    What is left is a nameless row, which nobody can sign in to.  Returns the names in the file
    store that nothing may need any more; ``forget_files`` looks once more.

    Raises:
        ForbiddenError: Nobody is signed in.
        ConflictError: ``changed_meanwhile``, the password changed; ``duties_left`` (facts: count),
            something goes on that nobody else answers for.
    """
    authorise(actor, Action.PERSONAL_ERASE)
    user = db.session.get(User, actor.user_id, with_for_update=True, populate_existing=True)
    if user is None or not user.active or user.fs_uniquifier != uniquifier:
        raise ConflictError
    duties = duties_of(actor)
    if duties:
        raise ConflictError("duties_left", count=len(duties))
    person, address, language, name = person_of(actor), user.email, user.language, user.name
    record(actor, "account:erase", user)
    with for_everybody("somebody goes from wherever they are named"):
        leave_juries(user.id)
        files = [*leave_all(user.id), *erase_rows(person)]
    say_farewell(address, language, f"a{actor.user_id}", name=name)
    return files


@use_case
def erase_reader(token: str) -> list[str]:
    """Erase a reader without an account, by the link of a mail; it works once.

    Returns as ``erase_account``.

    Raises:
        NotFoundError: The link is old, used or false.
        ConflictError: ``reader_has_account``: the account erases both.
    """
    link = taken_link(token, LinkDeed.ERASE)
    reader = db.session.get(Reader, link.reader_id, with_for_update=True)
    if reader is None:
        raise NotFoundError
    if account_behind(reader) is not None:
        raise ConflictError("reader_has_account")
    address, language = reader.email, reader.language
    record(SYSTEM, "reader:erase", reader)
    with for_everybody("somebody goes from wherever they are named"):
        files = erase_rows(person_of_reader(reader))
    say_farewell(address, language, f"r{reader.id}")
    return files


def forget_files(store: FileStore, names: Iterable[str]) -> int:
    """Remove files from the store that no row names any more; return how many went.

    Called when erasing has committed.  What is lost between the two is swept away later, see
    app/services/testbed_media.py.
    """
    gone = 0
    for name in set(names):
        if not _is_named(name.partition("/")[2][:64]):
            store.remove(name)
            gone += 1
    return gone


def forget_uploads(folders: ExchangeFolders, person: Person) -> int:
    """Remove uploads of imports that name somebody who was erased; return how many.

    Whoever still needs one is asked to send it again.  A name of one word is nobody's alone.
    """
    names = [person.name] if " " in person.name else []
    return folders.forget_about((*person.addresses, *names))


def _is_named(digest: str) -> bool:
    return any(
        db.session.scalar(select(column).where(column == digest).limit(1)) is not None
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name in DIGESTS
    )
