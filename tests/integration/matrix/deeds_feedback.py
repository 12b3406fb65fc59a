"""How feedback is looked at and reports of harm are handled."""

from collections.abc import Callable
from typing import Any

from app.services import feedback_moderation as moderation
from app.services import harm_report_step as step
from models.feedback import HideReason
from tests.integration.matrix.deed import Deed

PIECE = "/my/pilots/{pilot}/feedback/{feedback}"
REPORT = "/my/pilots/{pilot}/harm/{report}"


def _pressed(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["pilot"], i["feedback"]), f"{PIECE}/{name}")


def _judged(work: Callable[..., Any], name: str) -> Deed:
    return Deed(
        lambda a, i: work(a, i["pilot"], i["feedback"], "Reason"),
        f"{PIECE}/{name}",
        {"words": "Reason"},
    )


FEEDBACK = {
    "publish": _pressed(moderation.publish, "publish"),
    "restore": _pressed(moderation.restore, "restore"),
    "note": _pressed(moderation.note, "note"),
    "set_aside": _pressed(moderation.set_aside, "set_aside"),
    "grant": _judged(moderation.grant, "grant"),
    "uphold": _judged(moderation.uphold, "uphold"),
    "hide": Deed(
        lambda a, i: moderation.hide(a, i["pilot"], i["feedback"], HideReason.ABUSE),
        PIECE + "/hide", {"reason": "abuse"},
    ),
}  # fmt: skip
HARM = {
    "acknowledge": Deed(
        lambda a, i: step.acknowledge(a, i["pilot"], i["report"]), REPORT + "/acknowledge"
    ),
    "handle": Deed(
        lambda a, i: step.handle(a, i["pilot"], i["report"], "Mended"),
        REPORT + "/handle", {"words": "Mended"},
    ),
    "reopen": Deed(
        lambda a, i: step.reopen(a, i["pilot"], i["report"], "It sways again"),
        REPORT + "/reopen", {"words": "It sways again"},
    ),
}  # fmt: skip
