"""What the public page of a challenge says of entering it.

The page includes ``concept/_on_challenge.html``, which asks ``entering_of(challenge)`` itself, so
that it need not know what entries are.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint

from app.policies.actor import Actor
from app.queries import concept as query
from app.queries.concept_public import published
from models.challenge import Challenge
from models.concept import Concept
from views.access import viewer
from views.concept_frame import Standing, standing
from views.concept_step import TimeLeft, time_left

blueprint = Blueprint("concept_on_challenge", __name__)


@blueprint.app_context_processor
def ask() -> dict[str, Callable[[Challenge], "Entering | None"]]:
    """Let templates ask what a challenge's page says of entering it."""
    return {"entering_of": lambda challenge: entering(viewer(), challenge)}


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of the viewer's own team."""

    concept: Concept
    standing: Standing


@dataclass(frozen=True, slots=True)
class Entering:
    """The time left, one's own entries, how many came in (None while that is sealed)."""

    left: TimeLeft
    own: list[OwnEntry]
    number: int | None
    has_public: bool

    @property
    def is_closed(self) -> bool:
        """Whether the deadline has passed."""
        return self.number is not None


def entering(actor: Actor, challenge: Challenge) -> Entering | None:
    """Return what the page of a public challenge includes; None for one that is not public."""
    if not challenge.is_public:
        return None
    left = time_left(challenge)
    return Entering(
        left,
        [
            OwnEntry(one, standing(one, is_open=left.is_open))
            for one in query.mine(actor, challenge)
        ],
        query.number_of_entries(challenge),
        bool(published(actor, challenge)),
    )
