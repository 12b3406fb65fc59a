"""What somebody leaves who lets their own system be told."""

import datetime as dt

from app.services import webhook, webhook_post
from app.services.webhook_post import Outcome
from models.account import User
from models.webhook import Trouble
from tests.factories.account import acting
from tests.factories.webhook import hook


def is_told(made: User) -> None:
    """Let somebody have a webhook to which a message was tried once."""
    one = hook(made)
    webhook.renew_secret(acting(made), one.id)
    webhook.send_test(acting(made), one.id)
    claimed = webhook_post.claim()
    if claimed is None:
        raise AssertionError("nothing to send")
    webhook_post.settle(claimed, Outcome(Trouble.STATUS, dt.timedelta(), code=500, answer="No"))
