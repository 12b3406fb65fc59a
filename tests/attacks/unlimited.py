"""The product without its limits, to be attacked: tools ask more often than anybody may.

Served in the place of ``wsgi:app``.  The tools come by http and only say that it was https, so the
page they name as the one they come from is never ours: that rule alone would refuse every form
they send (tests/integration/core/test_headers.py tries it).  Tokens of forms are asked for as ever.
Nothing else differs; that the limits hold is tried elsewhere.
"""

from app import sqlite_binding  # noqa: F401, I001 - first, so that one library serves the process

from app.extensions import limiter
from models.attempt import LIMITS, Limit

MANY = 10**9

for door in LIMITS:
    LIMITS[door] = Limit(by_name=MANY, by_address=MANY)
limiter.enabled = False

from wsgi import app as app  # noqa: E402 - after the limits are off

app.config["WTF_CSRF_SSL_STRICT"] = False
