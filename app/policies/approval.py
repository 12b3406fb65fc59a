"""Who may promise days: rules that depend on the testbed's way of deciding and on the applicant."""

from app.policies.actor import Actor
from app.policies.alternative import groups
from app.policies.subject import of_part
from app.policies.table import Action, Relation, may, relations
from models.application import ApplicationPart, JointPolicy, PartStatus
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


def is_own(actor: Actor, part: ApplicationPart) -> bool:
    """Say whether the actor would decide on their own application."""
    return Relation.APPLICANT in relations(actor, of_part(part))


def needs_all(part: ApplicationPart) -> bool:
    """Say whether the part can be offered only together with others of its application.

    Places wished for instead of each other count as one.
    """
    application = part.application
    return application.joint_policy is JointPolicy.ALL and len(groups(application)) > 1
