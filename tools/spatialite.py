"""Makes sure that the embedded database can load SpatiaLite."""

from __future__ import annotations

from tools import system
from tools.console import Stop, environment, output_of
from tools.places import PYTHON

_PACKAGE = "libsqlite3-mod-spatialite"

# Tried in a child, because a library that cannot be loaded may take its process with it, and with
# the same choice of SQLite library as the application makes.
_CAN_EXTEND = """
try:
    from pysqlite3 import dbapi2 as sqlite3
except ImportError:
    import sqlite3
connection = sqlite3.connect(":memory:")
connection.enable_load_extension(True)
"""
_CAN_LOAD = f"""{_CAN_EXTEND}
import os
connection.load_extension(os.environ.get("SPATIALITE_LIBRARY_PATH", "mod_spatialite"))
print(connection.execute("SELECT spatialite_version()").fetchone()[0])
"""


def ensure() -> None:
    """Install SpatiaLite when it is missing and we may.

    Raises:
        Stop: It is missing and we may not install it, or this Python cannot load it.
    """
    if _runs(_CAN_LOAD):
        return
    if not _runs(_CAN_EXTEND):
        message = (
            "This Python cannot load extensions into SQLite, which SpatiaLite needs. Use the "
            "python3 of Debian or Ubuntu: make clean, then make run PYTHON=/usr/bin/python3."
        )
        raise Stop(message)
    system.install([_PACKAGE], "its embedded database")
    if not _runs(_CAN_LOAD):
        message = f"{_PACKAGE} is installed, yet SQLite cannot load mod_spatialite from it."
        raise Stop(message)


def _runs(code: str) -> bool:
    return output_of([PYTHON, "-c", code], env=environment()) is not None
