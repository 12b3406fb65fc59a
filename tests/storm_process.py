"""Processes that act on one database at the same time, for tests of what happens then.

Whoever imports this first binds one SQLite library for the process (``app.sqlite_binding``).
"""

import app.sqlite_binding  # noqa: F401, I001 - first, so that one SQLite library serves the process

import os
import sys
import traceback
from collections.abc import Callable

from flask import Flask

from app.database import db, prepare_engine


def application_on(url: str) -> Flask:
    """Return no more of the product than its database: a storm needs no pages."""
    made = Flask("storm")
    made.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(made)
    with made.app_context():
        prepare_engine(db.engine)
    return made


def let_loose(writers: int, write: Callable[[int], None]) -> int:
    """Let ``write`` run in so many processes, given its number; return how many of them failed."""
    children = []
    for number in range(writers):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                write(number)
                code = 0
            except BaseException:  # noqa: BLE001 - a fork must end here, having said why
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        children.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)
