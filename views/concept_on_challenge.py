"""What the public page of a challenge says of entering it."""

from dataclasses import dataclass

from app.policies.actor import Actor
from app.queries import concept as query
from app.queries.concept_public import published
from models.challenge import Challenge
from models.concept import Concept
from views.concept_frame import Standing, standing
from views.concept_step import TimeLeft, time_left


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


def entering(viewer: Actor, challenge: Challenge) -> Entering | None:
    """Return what the page of a public challenge includes; None for one that is not public."""
    if not challenge.is_public:
        return None
    left = time_left(challenge)
    return Entering(
        left,
        [
            OwnEntry(one, standing(one, is_open=left.is_open))
            for one in query.mine(viewer, challenge)
        ],
        query.number_of_entries(challenge),
        bool(published(viewer, challenge)),
    )
