"""The extensions' objects; app/factory.py gives them the app."""

from typing import Any

from flask import Flask, current_app  # noqa: TID251 - the filter below is asked without a value
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy

LOCALES = {"fi": "fi", "sv": "sv", "en": "en_GB"}
"""By which locale dates and numbers of a language are written: English as Europe writes it."""


class _Migrations:
    """What ``flask db`` needs, read when it asks: no page does, and it is a large library."""

    def init_app(self, app: Flask, db: SQLAlchemy, directory: str) -> None:
        """Give an app its migrations."""

        def ready() -> Any:
            from flask_migrate import Migrate  # noqa: PLC0415 - see above

            Migrate().init_app(app, db, directory=directory)
            return app.extensions["migrate"]

        app.extensions["migrate"] = LocalProxy(ready)


babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
migrate = _Migrations()


@limiter.request_filter
def is_unlimited() -> bool:
    """Say whether this application counts nobody: it is a test's.

    Asked of the application that answers.  The extension's own switch is of the whole process, so
    one application made for production in it would count for all others, too.
    """
    return bool(current_app.testing)
