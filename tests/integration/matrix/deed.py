"""One line of moves.py as it is done: the use case itself, and the form that its button sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from models.base import Translated
from tests.factories.application import day

Ids = Mapping[str, Any]

WORDS = Translated("Syy", "Skäl", "Reason")
FAR = day(100), day(104)
DAYS = {"start": FAR[0].isoformat(), "end": FAR[1].isoformat()}
REASONS = {f"reason_{lang}": "Reason" for lang in ("fi", "sv", "en")}
REASON, VERSION = {"reason": "Reason"}, {"version": "{version}"}
DESK, PARTS = "/desk/applications/{part}", "/my/applications/parts/{part}"


@dataclass(frozen=True)
class Deed:
    """``work(actor, ids)``; ``path`` and ``form`` have the names of ids in braces."""

    work: Callable[[Any, Ids], Any]
    path: str = ""
    form: Mapping[str, str] | None = None

    def address(self, ids: Ids) -> str:
        return "/en" + self.path.format(**ids)

    def data(self, ids: Ids) -> dict[str, str]:
        return {name: value.format(**ids) for name, value in (self.form or {}).items()}
