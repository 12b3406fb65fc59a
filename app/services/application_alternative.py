"""When one of several places is taken, let go of those that were wished for instead of it."""

from app.database import db
from app.policies.actor import Actor
from app.policies.alternative import group_of, groups
from app.services.correspondence import tell_city
from app.services.release import release
from models.application import PART_WORKFLOW, Application, ApplicationPart, PartAction


def turns_of(part: ApplicationPart) -> list[int]:
    """Return the testbeds that change when an offer of this part is accepted, by id."""
    return [each.testbed_id for each in group_of(part)]


def give_way(actor: Actor, taken: ApplicationPart) -> None:
    """Withdraw what was wished for instead of a part that has just been accepted.

    Part of the use case that accepts; the caller has its turn at ``turns_of``.  Days that were
    offered elsewhere are let go and passed on, and those cities are told.
    """
    for part in sorted(group_of(taken), key=lambda each: each.testbed_id):
        if part.id == taken.id or not PART_WORKFLOW.allows(part.status, PartAction.WITHDRAW):
            continue
        release(actor, part, PartAction.WITHDRAW)
        tell_city(
            part,
            "application/given_way_city",
            chosen=taken.testbed.name.best(part.testbed.city.required_languages[0])[0],
        )


def tidy_groups(application: Application) -> None:
    """Let places of a draft follow each other from 1 on, and let nobody be an alternative alone."""
    for number, group in enumerate(groups(application), start=1):
        for part in group:
            part.alternative = number if len(group) > 1 else None
    for order, part in enumerate(_in_order(application), start=1):
        part.preference = order
    db.session.flush()


def swap_places(application: Application, part: ApplicationPart, step: int) -> None:
    """Let a place of a draft change places with the one before (-1) or after it (1).

    Which positions are alternatives of each other stays: a place that moves among those of
    another group becomes one of them.
    """
    ordered = _in_order(application)
    at = ordered.index(part)
    other = at + step
    if not 0 <= other < len(ordered):
        return
    one, two = ordered[at], ordered[other]
    one.preference, two.preference = two.preference, one.preference
    one.alternative, two.alternative = two.alternative, one.alternative
    db.session.flush()


def _in_order(application: Application) -> list[ApplicationPart]:
    return sorted(application.parts, key=lambda each: (each.preference, each.id))
