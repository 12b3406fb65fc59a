"""What is sent to a webhook: which thing changed and where to read it; nothing of the thing itself.

Source: https://github.com/standard-webhooks/standard-webhooks, "thin payloads".
"""

import datetime as dt
import json
from typing import Any

from app.queries.webhook_sight import Sight
from models.webhook import WebhookDelivery
from models.webhook_topic import COLLECTIONS, TEST


def webhook_body(delivery: WebhookDelivery, sight: Sight, base_url: str) -> bytes:
    """Return the JSON of a message; its id, type, timestamp and thing are the same at every try."""
    data: dict[str, Any] = {}
    if delivery.thing in COLLECTIONS:
        path = f"/{delivery.thing}/{delivery.thing_id}"
        data = {
            "collection": delivery.thing,
            "id": delivery.thing_id,
            "revision": delivery.revision,
            "url": f"{base_url}/api/v1{path}",
        }
    elif delivery.type != TEST:
        data = {"thing": delivery.thing, "id": delivery.thing_id, **sight.facts}
    if sight.path:
        data["page"] = base_url + sight.path
    whole = {
        "id": delivery.uid,
        "type": delivery.type,
        "timestamp": instant(delivery.happened_at),
        "data": data,
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def instant(at: dt.datetime) -> str:
    """Return an instant as in "2026-11-27T01:10:11.000123Z"."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
