"""The register: of every table what is personal, what a person is given, what erasing leaves.

Each part of the product has its own module of lines; a new table gets its line beside it.
"""

from models import (
    personal_account,
    personal_application,
    personal_award,
    personal_challenge,
    personal_concept,
    personal_event,
    personal_fault,
    personal_feedback,
    personal_jury,
    personal_login,
    personal_panel,
    personal_pilot,
    personal_place,
    personal_reader,
    personal_registration,
    personal_subscription,
    personal_token,
    personal_trust,
    personal_webhook,
)
from models.personal import Declared, Rule

PARTS = (
    personal_account.DECLARED,
    personal_application.DECLARED,
    personal_panel.DECLARED,
    personal_fault.DECLARED,
    personal_feedback.DECLARED,
    personal_pilot.DECLARED,
    personal_place.DECLARED,
    personal_reader.DECLARED,
    personal_registration.DECLARED,
    personal_subscription.DECLARED,
    personal_challenge.DECLARED,
    personal_concept.DECLARED,
    personal_jury.DECLARED,
    personal_event.DECLARED,
    personal_award.DECLARED,
    personal_webhook.DECLARED,
    personal_token.DECLARED,
    personal_login.DECLARED,
    personal_trust.DECLARED,
)
REGISTER: dict[str, Declared] = {name: line for part in PARTS for name, line in part.items()}


def rules() -> list[tuple[str, Rule]]:
    """Return every rule with the name of its table."""
    return [(name, rule) for name, line in REGISTER.items() for rule in line.rules]
