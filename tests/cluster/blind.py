"""The product with one known fault, as a control: it forgets what a browser has written."""

from app import sqlite_binding  # noqa: F401, I001 - first, so that one library serves the process

from views import replica

replica._seen = lambda _signer, _kept: 0

from wsgi import app as app  # noqa: E402 - after the fault is in place
