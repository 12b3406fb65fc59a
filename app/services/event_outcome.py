"""Tell in public what came of an event: what was heard, how many came, which ideas."""

from collections.abc import Sequence
from dataclasses import dataclass

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.table import Action
from app.services.event_row import locked, refuse_stale
from app.services.event_text import chosen_challenges, chosen_pilots
from app.services.event_told import tell_outcome
from app.services.move import move
from app.services.typed_value import TEXT, translated_up_to, whole_number
from models.base import Translated
from models.errors import ConflictError, FieldError
from models.event import EVENT_WORKFLOW, EventAction

_text = translated_up_to(TEXT)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an event, and what it turned out to be about."""

    outcome: Translated
    ideas: Translated
    came: int | None
    challenge_ids: Sequence[int] = ()
    pilot_ids: Sequence[int] = ()


@use_case
def tell(actor: Actor, event_id: int, version: int, told: Outcome) -> int:
    """Publish what came of an event that is over, or write it again; returns the event's id.

    Raises:
        ConflictError: ``event_not_held``; ``changed_meanwhile``.
        FieldError: ``event_language_needed`` at ``outcome_<language>``.
    """
    event = locked(actor, event_id, Action.EVENT_PUBLISH)
    refuse_stale(event, version)
    EVENT_WORKFLOW.after(event.status, EventAction.CLOSE)
    now = clock.now()
    if not event.is_over(now):
        raise ConflictError("event_not_held")
    for lang in event.city.required_languages:
        if not told.outcome.get(lang).strip():
            raise FieldError("event_language_needed", field=f"outcome_{lang}")
    event.outcome, event.ideas = _text("outcome", told.outcome), _text("ideas", told.ideas)
    event.came = whole_number("came", told.came)
    event.challenges = chosen_challenges(event.city_id, told.challenge_ids)
    event.pilots = chosen_pilots(event.city_id, told.pilot_ids)
    db.session.flush()
    move(
        actor, event, EVENT_WORKFLOW, EventAction.CLOSE,
        outcome_at=event.outcome_at or now, updated_at=now,
    )  # fmt: skip
    tell_outcome(event)
    return event.id
