"""When a place of an application that needs them all is lost, let the offers of the others go.

Shared by declining, withdrawing and cancelling; those ask for permission, this does not.
"""

from app.policies.actor import SYSTEM
from app.policies.approval import needs_all, others_of_all
from app.services.correspondence import tell_applicant, tell_city
from app.services.release import release
from models.application import BOOKED, ApplicationPart, PartAction, PartStatus


def turns_with(part: ApplicationPart) -> list[int]:
    """Return the testbeds that change when this part is lost, by id."""
    if not needs_all(part):
        return [part.testbed_id]
    return [each.testbed_id for each in part.application.parts]


def release_rest(lost: ApplicationPart) -> None:
    """Let the other offers go and pass their days on; tell both sides.

    The system does it: it follows from the policy of the application, whichever city's place was
    lost.  The parts are shortlisted again with the days agreed on, so that all can be offered anew
    together.  The caller has its turn at ``turns_with``.
    """
    released = others_of_all(lost, PartStatus.OFFERED)
    for part in released:
        release(SYSTEM, part, PartAction.RELEASE)
        tell_city(part, "offer/released_city", lost=_name(lost, part))
    if released:
        places = [part.testbed.name.as_dict() for part in released]
        tell_applicant(lost, "offer/released", places=places)
    for part in others_of_all(lost, *BOOKED):
        tell_city(part, "offer/other_lost_city", once=_once(lost), lost=_name(lost, part))


def _name(lost: ApplicationPart, reader: ApplicationPart) -> str:
    return lost.testbed.name.best(reader.testbed.city.required_languages[0])[0]


def _once(lost: ApplicationPart) -> str:
    return f"l{lost.id}.{lost.version}"
