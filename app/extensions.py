"""The extensions' objects; app/factory.py gives them the app, and they hold no state."""

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
