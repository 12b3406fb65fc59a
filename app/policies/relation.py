"""What somebody is to a thing: the relations that the table of permissions speaks of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from app.policies.actor import Actor
from models.account import CityRole
from models.organisation import OrganisationRole


class Relation(StrEnum):
    """What somebody is to a thing."""

    SIGNED_IN = "signed_in"
    APPLICANT = "applicant"  # wrote the application, or belongs to its organisation
    MEMBER = "member"  # belongs to the organisation
    OWNER = "owner"  # manages the organisation
    HOST = "host"  # answers for the testbed
    ENTRANT = "entrant"  # leads the concept, or has accepted to be in its team
    JUROR = "juror"  # has accepted to judge the challenge
    EDITOR = "editor"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action is about, reduced to what relations depend on."""

    city_id: int | None = None
    testbed_id: int | None = None
    organisation_id: int | None = None
    author_id: int | None = None
    challenge_id: int | None = None
    team: frozenset[int] = frozenset()
    parts: tuple["Subject", ...] = field(default=())


NOTHING = Subject()

_CITY_RELATION = {
    CityRole.EDITOR: Relation.EDITOR,
    CityRole.REVIEWER: Relation.REVIEWER,
    CityRole.COORDINATOR: Relation.COORDINATOR,
}


def relations(actor: Actor, subject: Subject) -> frozenset[Relation]:
    """Return everything ``actor`` is to ``subject``."""
    if actor.is_system:
        return frozenset({Relation.SYSTEM})
    found = {*_city_relations(actor, subject), *_own_relations(actor, subject)}
    for organisation_id, role in actor.organisation_roles:
        if organisation_id == subject.organisation_id:
            found |= {Relation.MEMBER, Relation.APPLICANT}
            if role is OrganisationRole.OWNER:
                found.add(Relation.OWNER)
    return frozenset(found)


def _own_relations(actor: Actor, subject: Subject) -> Iterable[Relation]:
    if actor.is_signed_in:
        yield Relation.SIGNED_IN
    if actor.is_admin:
        yield Relation.ADMIN
    if _is_author(actor, subject):
        yield Relation.APPLICANT
    if actor.user_id in subject.team and actor.bounds is None:
        yield Relation.ENTRANT
    if subject.challenge_id in actor.juries:
        yield Relation.JUROR


def _is_author(actor: Actor, subject: Subject) -> bool:
    """Say whether the actor wrote it; by a token, only what the token acts for.

    A token of a company reaches the company's things by membership, one of a city none of its
    person's own, and one of a person alone nothing that was written for a company.
    """
    if subject.author_id is None or subject.author_id != actor.user_id:
        return False
    if (bounds := actor.bounds) is None:
        return True
    return (bounds.city_id, bounds.organisation_id, subject.organisation_id) == (None, None, None)


def _city_relations(actor: Actor, subject: Subject) -> Iterable[Relation]:
    for city_id, role in actor.city_roles:
        if city_id == subject.city_id:
            yield _CITY_RELATION[role]
    if subject.testbed_id is not None and subject.testbed_id in actor.hosted_testbeds:
        yield Relation.HOST
