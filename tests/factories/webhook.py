"""Webhooks for tests, made by the service that makes them."""

from app.adapters.webhook_signature import secret_of
from app.database import db
from app.queries.webhook import Whose
from app.services import webhook
from app.services.webhook import Wish
from models.account import User
from models.webhook import Webhook, WebhookDelivery, WebhookSide
from models.webhook_topic import Topic
from tests.factories import keep
from tests.factories.account import acting, person

KEY = "test-" + "k" * 40
URL = "https://receiver.example.org/hook"
ALL = frozenset(Topic)


def hook(
    owner: User | None = None,
    url: str = URL,
    *topics: Topic,
    side: WebhookSide = WebhookSide.PERSON,
    ident: int | None = None,
) -> Webhook:
    """Return a webhook that tells of these topics (default: all)."""
    host = url.partition("://")[2].partition("/")[0].partition(":")[0]
    wish = Wish("Our board", url, host, frozenset(topics) or ALL)
    made_id = webhook.create(acting(owner or person()), Whose(side, ident), wish)
    keep()
    return db.session.get_one(Webhook, made_id)


def secret(made: Webhook) -> str:
    """Return the present secret of a webhook."""
    return secret_of(KEY, made.salt)


def deliveries(made: Webhook | None = None) -> list[WebhookDelivery]:
    """Return the messages to a webhook, or all, as the database has them now."""
    db.session.expire_all()
    chosen = db.select(WebhookDelivery).order_by(WebhookDelivery.id)
    if made is not None:
        chosen = chosen.where(WebhookDelivery.webhook_id == made.id)
    return list(db.session.scalars(chosen))
