"""How an entry is submitted, taken back and withdrawn, and how it is screened."""

from collections.abc import Callable, Mapping
from typing import Any

from app.services import concept as service
from app.services import concept_screening as screening
from models.concept import ConceptAction
from tests.integration.matrix.deed import REASON, VERSION, Deed

OWN = "/my/concepts/{concept}"
DESK = "/desk/challenges/{challenge}/entries/{concept}"


def _own(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["concept"], i["version"]), f"{OWN}/{name}", VERSION)


def _found(work: Callable[..., Any], finding: str, **more: str) -> Deed:
    form: Mapping[str, str] = VERSION | REASON | {"finding": finding} | more
    return Deed(work, f"{DESK}/screen", form)


def _aside(action: ConceptAction) -> Deed:
    return _found(
        lambda a, i: screening.set_aside(
            a, i["concept"], i["version"], action, i["other"], "Reason"
        ),
        action.value,
        code="{other}",
    )


CONCEPT = {
    "submit": Deed(
        lambda a, i: service.submit(a, i["concept"], i["version"], i["terms"]),
        f"{OWN}/submit",
        VERSION | {"terms_id": "{terms}", "eligible": "y", "terms": "y"},
    ),
    "take_back": _own(service.take_back, "take_back"),
    "withdraw": _own(service.withdraw, "withdraw"),
    "return": _own(service.bring_back, "return"),
}
SCREENING = {
    "admit": _found(lambda a, i: screening.admit(a, i["concept"], i["version"]), "admit"),
    "reject": _found(
        lambda a, i: screening.reject(a, i["concept"], i["version"], "Reason"), "reject"
    ),
    "mark_duplicate": _aside(ConceptAction.MARK_DUPLICATE),
    "merge": _aside(ConceptAction.MERGE),
    "review_again": Deed(
        lambda a, i: screening.review_again(a, i["concept"], i["version"]), f"{DESK}/again", VERSION
    ),
}
