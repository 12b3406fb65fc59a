"""How the moves of a webhook are done; it stops by itself, so nothing is pressed for that."""

from app.database import db
from app.services import webhook
from models.webhook import Webhook
from tests.integration.matrix.deed import Deed

WEBHOOK: dict[str, Deed] = {
    "pause": Deed(lambda a, i: webhook.pause(a, i["webhook"]), "/my/webhooks/{webhook}/pause"),
    "resume": Deed(lambda a, i: webhook.resume(a, i["webhook"]), "/my/webhooks/{webhook}/resume"),
    "stop": Deed(lambda a, i: webhook.stop(a, db.session.get(Webhook, i["webhook"]))),
}
