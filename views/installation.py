"""What pages say of this installation itself: its address, and what it answers."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from flask import Flask, g
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from app.adapters.kept_text import KeptText

MOST_KEPT = 60


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation.  ``base_url`` has no slash at its end; ``texts`` are kept until changed.

    ``security_contact`` is the address, as a URI, at which it wants to hear of its own flaws;
    ``is_secure`` says that cookies go by https alone.
    """

    base_url: str
    is_demo: bool
    addresses: Map
    security_contact: str
    is_secure: bool
    texts: KeptText = field(default_factory=lambda: KeptText(MOST_KEPT))
    known: dict[str, bool] = field(default_factory=dict)

    def serves(self, path: str) -> bool:
        """Say whether an address of ours is answered to GET; only for addresses that we write."""
        path = path.partition("?")[0]
        if path not in self.known:
            self.known[path] = self._serves(path)
        return self.known[path]

    def _serves(self, path: str) -> bool:
        try:
            self.addresses.bind("localhost").match(path, method="GET")
        except RequestRedirect:
            return True
        except HTTPException:
            return False
        return True


def _written_to(sender: str) -> str:
    """Return the address that answers to our mail as a URI, where no other one was set."""
    return f"mailto:{parseaddr(sender)[1]}"


def here() -> Installation:
    """Return the installation that answers this request."""
    installation: Installation = g.installation
    return installation


def init_app(app: Flask, settings: Any) -> None:
    """Let every request know it, errors included."""
    known = Installation(
        base_url=str(settings.public_url).rstrip("/"),
        is_demo=bool(settings.demo),
        addresses=app.url_map,
        security_contact=settings.security_contact or _written_to(settings.mail_from),
        is_secure=bool(settings.secure_cookies),
    )

    @app.url_value_preprocessor  # before all that may refuse a request and show a page
    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.installation = known
