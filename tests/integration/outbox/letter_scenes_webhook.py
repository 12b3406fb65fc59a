"""The use case that sends mail about webhooks."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from app.services import webhook, webhook_post
from app.services.webhook_post import Outcome
from models.webhook import Trouble
from tests.factories.account import acting
from tests.factories.webhook import hook

Deed = Callable[[], Any]


def _stopped(*, is_gone: bool) -> Deed:
    made = hook()
    webhook.send_test(acting(made.user), made.id)
    claimed = webhook_post.claim()
    if claimed is None:
        raise AssertionError("nothing to send")
    outcome = Outcome(Trouble.STATUS, dt.timedelta(), code=410, is_gone=is_gone)
    return lambda: webhook_post.settle(claimed, outcome)


SCENES: dict[str, Callable[[], Deed]] = {"webhook/stopped": lambda: _stopped(is_gone=True)}
