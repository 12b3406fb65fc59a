"""How each line of moves.py about events is done."""

from app.services import event, event_outcome
from app.services.event_outcome import Outcome
from tests.integration.matrix.deed import REASONS, VERSION, WORDS, Deed

PATH = "/desk/events/{event}"
TOLD = {f"outcome_{lang}": "Told" for lang in ("fi", "sv", "en")}

EVENT = {
    "publish": Deed(
        lambda a, i: event.publish(a, i["event"], i["version"]), f"{PATH}/publish", VERSION
    ),
    "cancel": Deed(
        lambda a, i: event.cancel(a, i["event"], i["version"], WORDS),
        f"{PATH}/cancel", VERSION | REASONS,
    ),
    "close": Deed(
        lambda a, i: event_outcome.tell(
            a, i["event"], i["version"], Outcome(WORDS, WORDS, 3)
        ),
        f"{PATH}/outcome", VERSION | TOLD,
    ),
    "discard": Deed(lambda a, i: event.discard(a, i["event"]), f"{PATH}/discard"),
}  # fmt: skip
