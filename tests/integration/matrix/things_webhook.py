"""A coordinator's webhook in each of its states."""

from collections.abc import Mapping
from typing import Any

from app.database import db
from models.account import User
from models.webhook import Webhook, WebhookStatus
from tests.factories.webhook import hook


def webhook(_session: Any, _place: Any, people: Mapping[str, User], state: str) -> dict[str, Any]:
    made = hook(people["coordinator"])
    db.session.execute(
        db.update(Webhook).where(Webhook.id == made.id).values(status=WebhookStatus(state))
    )
    return {"webhook": made.id}
