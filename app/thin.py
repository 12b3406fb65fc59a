"""Import two libraries without what they would bring along for parts of them that nobody uses.

Each takes whatever else is installed: the sign-in library all of OpenID Connect, passkeys and
cryptography for its own pages, the log a library that paints terminals.  Together they are thirty
megabytes of every process.  Our own code imports them itself, where it uses them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

WITHOUT = {
    "structlog": ("rich", "better_exceptions"),
    "flask_security": ("authlib", "webauthn", "cryptography", "phonenumbers"),
}


def import_thin() -> None:
    """Import each as if what it would bring were not installed.  Safe to call again."""
    for library, unwanted in WITHOUT.items():
        if library not in sys.modules:
            with _hidden(unwanted):
                import_module(library)


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    known = {name: sys.modules[name] for name in names if name in sys.modules}
    sys.modules.update(dict.fromkeys(names))  # type: ignore[arg-type]  # None: as if not installed
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(known)


import_thin()
