"""Who may promise days: rules that depend on the testbed's way of deciding and on the applicant."""

from app.policies.actor import Actor
from app.policies.alternative import groups
from app.policies.subject import of_part
from app.policies.table import Action, Relation, may, relations
from models.application import Application, ApplicationPart, JointPolicy, PartStatus
from models.testbed_kind import Approval

_CITY = frozenset({Relation.COORDINATOR, Relation.ADMIN, Relation.SYSTEM})


def reads_for_city(viewer: Actor, part: ApplicationPart) -> bool:
    """Say whether the viewer reads a part for its city or as its host.

    What was never sent is the applicant's own affair, also after it was thrown away.
    """
    if part.status is PartStatus.DRAFT or part.application.submitted_at is None:
        return False
    return may(viewer, Action.PART_READ, of_part(part))


def may_promise(actor: Actor, part: ApplicationPart) -> bool:
    """Say whether the actor's yes is enough: where the city decides, only its coordinator's is."""
    if part.testbed.approval is not Approval.HOST_CITY:
        return True
    return bool(_CITY & relations(actor, of_part(part)))


def risks_of(application: Application) -> list[str]:
    """Return why a person has to look at an application, by the names of its answers; may be none.

    A testbed that decides by itself does so for what is low in risk only: nobody vulnerable, no
    cameras, no personal data (said with a no), no price.
    """
    asked = {
        "minors": application.minors,
        "patients": application.patients,
        "cameras": application.cameras,
        "personal_data": application.personal_data is not False,
        "price_eur": bool(application.price_eur),
    }
    return [name for name, is_risk in asked.items() if is_risk]


def decides_by_itself(part: ApplicationPart) -> bool:
    """Say whether the testbed offers and signs by itself, by its city's standing decision."""
    automatic = part.testbed.approval is Approval.AUTOMATIC
    return automatic and not risks_of(part.application)


def is_own(actor: Actor, part: ApplicationPart) -> bool:
    """Say whether the actor would decide on their own application."""
    return Relation.APPLICANT in relations(actor.whole, of_part(part))


def needs_all(part: ApplicationPart) -> bool:
    """Say whether the part can be offered only together with others of its application.

    Places wished for instead of each other count as one.
    """
    application = part.application
    return application.joint_policy is JointPolicy.ALL and len(groups(application)) > 1


def others_of_all(part: ApplicationPart, *statuses: PartStatus) -> list[ApplicationPart]:
    """Return the other places in these states of an application that needs every one, by testbed.

    Of those ``OFFERED`` the offers fall when this one is lost.
    """
    if not needs_all(part):
        return []
    found = [one for one in part.application.parts if one.id != part.id and one.status in statuses]
    return sorted(found, key=lambda each: each.testbed_id)
