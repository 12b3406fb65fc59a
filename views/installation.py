"""What pages say of this installation itself: its address, and what it answers."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, g
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RequestRedirect

from app.adapters.kept_text import KeptText

MOST_KEPT = 60


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation.  ``base_url`` has no slash at its end; ``texts`` are kept until changed."""

    base_url: str
    is_demo: bool
    addresses: Map
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


def here() -> Installation:
    """Return the installation that answers this request."""
    installation: Installation = g.installation
    return installation


def init_app(app: Flask, settings: Any) -> None:
    """Let every request know it, errors included."""
    known = Installation(
        str(settings.public_url).rstrip("/"), bool(settings.demo), addresses=app.url_map
    )

    @app.url_value_preprocessor  # before all that may refuse a request and show a page
    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.installation = known
