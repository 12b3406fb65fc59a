"""Bind ``sqlite3`` to one SQLite library for the whole process, before anything else imports it.

Two copies of SQLite in one process ignore each other's file locks and corrupted the database in
tests.  Python builds without loadable extensions cannot load SpatiaLite, so where
``pysqlite3`` is installed it takes the name ``sqlite3``; elsewhere the standard one stays.
"""

import sys


def bind() -> None:
    """Give the name ``sqlite3`` to pysqlite3 when that is installed.  Safe to call again."""
    try:
        import pysqlite3  # noqa: PLC0415 - which library exists is only known at run time
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


bind()
