"""The extensions' objects; app/factory.py gives them the app."""

from flask import current_app  # noqa: TID251 - the filter below is asked without a value
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

LOCALES = {"fi": "fi", "sv": "sv", "en": "en_GB"}
"""By which locale dates and numbers of a language are written: English as Europe writes it."""

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
migrate = Migrate()


@limiter.request_filter
def is_unlimited() -> bool:
    """Say whether this application counts nobody: it is a test's.

    Asked of the application that answers.  The extension's own switch is of the whole process, so
    one application made for production in it would count for all others, too.
    """
    return bool(current_app.testing)
