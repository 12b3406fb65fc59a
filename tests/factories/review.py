"""Reviews for tests, given by the services."""

from app.policies.actor import Actor
from app.queries.review import panel
from app.services import review
from app.services.review import Given
from models.application import ApplicationPart
from models.review_score import Criterion


def scores(level: int | None = 3, **other: int | None) -> dict[str, int | None]:
    """Return the same level for every criterion, but for those named."""
    return dict.fromkeys((one.value for one in Criterion), level) | other


def give_review(
    actor: Actor, part: ApplicationPart, level: int | None = 3, comment: str = "", **other: int
) -> None:
    """Submit somebody's review of a part, or change it."""
    mine = panel(actor, part).mine
    version = mine.version if mine is not None else 0
    review.submit(actor, part.id, version, Given(scores(level, **other), comment))
