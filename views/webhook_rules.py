"""What this installation allows of webhooks' addresses, and its key: known to the pages."""

from typing import Any

from flask import g
from flask.blueprints import BlueprintSetupState

from app.adapters.outward_address import AddressError, Rules, Target, target_of
from app.adapters.webhook_signature import secret_of
from models.errors import FieldError
from models.webhook import Webhook


def prepare(state: BlueprintSetupState) -> None:
    """Let the requests of a blueprint know the settings that webhooks need."""
    settings: Any = state.app.extensions["settings"]
    rules = Rules(settings.webhook_ports, settings.testing or settings.webhook_loopback)

    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.webhook_rules, g.webhook_key = rules, settings.secret_key

    state.app.url_value_preprocessors.setdefault(state.blueprint.name, []).append(know)


def checked(url: str) -> Target:
    """Return an address taken apart.

    Raises:
        FieldError: Nothing may be sent there; the code says why.
    """
    try:
        return target_of(url, g.webhook_rules)
    except AddressError as problem:
        raise FieldError(problem.code, field="url") from problem


def secret(webhook: Webhook) -> str:
    """Return the secret of a webhook, for the one page that shows it."""
    return secret_of(g.webhook_key, webhook.salt)
