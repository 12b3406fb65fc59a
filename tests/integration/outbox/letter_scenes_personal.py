"""The use cases that send mail about one's own data."""

from collections.abc import Callable
from typing import Any

from app import clock
from app.database import db
from app.services import personal, personal_idle, personal_link
from models.personal_link import LinkDeed
from tests.factories.account import acting, person
from tests.factories.mail import link
from tests.factories.reader import reader

Deed = Callable[[], Any]
NEW = "uusi.osoite@koepaikka.example"


def _asked(*, taken: bool) -> Deed:
    user, to = person(), person().email if taken else NEW
    return lambda: personal_link.ask_address(acting(user), user.fs_uniquifier, to)


def _moved() -> Deed:
    _asked(taken=False)()
    token = link(NEW).rpartition("/")[2]
    return lambda: personal_link.move_address(token, "v" * 32)


def _link(deed: LinkDeed) -> Deed:
    token = reader().token
    return lambda: personal_link.ask_link(token, deed)


def _erased() -> Deed:
    user = person()
    return lambda: personal.erase_account(acting(user), user.fs_uniquifier)


def _idle() -> Deed:
    user = person()
    user.created_at = clock.now() - personal_idle.ASK_AFTER * 2
    db.session.commit()
    return personal_idle.ask_all


SCENES: dict[str, Callable[[], Deed]] = {
    "personal/address_confirm": lambda: _asked(taken=False),
    "personal/address_taken": lambda: _asked(taken=True),
    "personal/address_notice": _moved,
    "personal/download": lambda: _link(LinkDeed.DOWNLOAD),
    "personal/erase": lambda: _link(LinkDeed.ERASE),
    "personal/erased": _erased,
    "personal/idle": _idle,
}
