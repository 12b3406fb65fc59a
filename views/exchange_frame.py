"""What the views of imports share: the installation's folders, and room for a large file."""

from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask.blueprints import BlueprintSetupState

from app.adapters import exchange_worker
from app.adapters.exchange_folder import ExchangeFolders
from geodata.exchange.refusal import MOST_BYTES

_FORM_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where imports lie, and how their workers are started."""

    folders: ExchangeFolders
    settings: Any

    def start(self, job_id: int, run: str) -> None:
        """Start the worker of an import."""
        exchange_worker.start(self.settings, job_id, run)


def prepare(state: BlueprintSetupState) -> None:
    """Give the requests of a blueprint their place, and room for a file where one is sent."""
    settings = state.app.extensions["settings"]
    place = Place(ExchangeFolders(settings.instance), settings)

    def make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        # Before anything looks at the form: everywhere else the limit stays small.
        g.exchange_place = place
        if request.method == "POST":
            request.max_content_length = MOST_BYTES + _FORM_BYTES

    name = state.blueprint.name
    state.app.url_value_preprocessors.setdefault(name, []).append(make_room)


def here() -> Place:
    """Return the place of this request."""
    found: Place = g.exchange_place
    return found
