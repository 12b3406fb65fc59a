"""How somebody comes into a jury and goes, and what a juror does with an entry."""

from collections.abc import Callable
from typing import Any

from app.services import jury, jury_conflict, jury_score
from app.services.jury_score import Given
from tests.integration.matrix.deed import REASON, Deed

SEAT, ENTRY = "/my/jury/invitations/{juror}", "/my/jury/entries/{assignment}"


def _answered(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["juror"]), f"{SEAT}/{name}")


def _pressed(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["assignment"]), f"{ENTRY}/{name}")


JUROR = {
    "accept": _answered(jury.accept, "accept"),
    "decline": _answered(jury.decline, "decline"),
    "remove": Deed(
        lambda a, i: jury.remove(a, i["juror"], "Reason"),
        "/desk/challenges/{challenge}/jury/jurors/{juror}/remove", REASON,
    ),
}  # fmt: skip
JURY_ASSIGNMENT = {
    "declare": _pressed(jury_conflict.declare, "declare"),
    # The form has a field for each criterion: tests/integration/jury/test_jury_pages.py sends it.
    "submit": Deed(
        lambda a, i: jury_score.submit(
            a, i["assignment"], i["version"], Given(dict.fromkeys(i["criteria"], 3))
        )
    ),
    "take_back": _pressed(jury_score.take_back, "take_back"),
    "recuse": Deed(
        lambda a, i: jury_conflict.recuse(a, i["assignment"], "work", "Reason"),
        ENTRY + "/recuse", {"kind": "work", "words": "Reason"},
    ),
}  # fmt: skip
