"""Challenges for those who write and decide on them, at the desk or for an organisation."""

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload

from app.database import db
from app.policies.actor import Actor
from app.policies.subject import of_challenge, of_city
from app.policies.table import Action, may
from app.queries.city import cities
from models.challenge import Challenge, ChallengeStatus, ChallengeTerms
from models.city import City
from models.errors import NotFoundError
from models.organisation import Organisation, OrganisationRole
from models.testbed import Testbed, TestbedStatus


def staff_challenge(viewer: Actor, challenge_id: int) -> Challenge:
    """Return a challenge, in any state, for those who write it or decide on it.

    Raises:
        NotFoundError: It does not exist, or is not theirs to know of.
    """
    challenge = db.session.get(Challenge, challenge_id)
    if challenge is None or not may(viewer, Action.CHALLENGE_READ, of_challenge(challenge)):
        raise NotFoundError
    return challenge


def desk_challenges(viewer: Actor) -> list[Challenge]:
    """Return the challenges of the viewer's cities, those that wait for a decision first."""
    mine = [one.id for one in cities() if may(viewer, Action.CHALLENGE_READ, of_city(one.id))]
    found = db.session.scalars(
        select(Challenge)
        .where(Challenge.city_id.in_(mine))
        .options(joinedload(Challenge.city), joinedload(Challenge.organisation))
        .order_by(Challenge.updated_at.desc(), Challenge.id.desc())
    )
    return sorted(found, key=lambda one: one.status is not ChallengeStatus.IN_REVIEW)


def own_challenges(viewer: Actor) -> list[Challenge]:
    """Return the challenges of the organisations that the viewer manages, the newest first."""
    return list(
        db.session.scalars(
            select(Challenge)
            .where(Challenge.organisation_id.in_(managed(viewer)))
            .options(joinedload(Challenge.city), joinedload(Challenge.organisation))
            .order_by(Challenge.updated_at.desc(), Challenge.id.desc())
        )
    )


def managed(viewer: Actor) -> list[int]:
    """Return the ids of the organisations that the viewer manages."""
    return sorted(of for of, role in viewer.organisation_roles if role is OrganisationRole.OWNER)


def managed_organisations(viewer: Actor) -> list[Organisation]:
    """Return the organisations that the viewer manages, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(managed(viewer)))
            .order_by(Organisation.name, Organisation.id)
        )
    )


def cities_to_challenge_in(viewer: Actor) -> list[City]:
    """Return the cities whose challenges the viewer may write."""
    return [one for one in cities() if may(viewer, Action.CHALLENGE_EDIT, of_city(one.id))]


def every_term() -> list[ChallengeTerms]:
    """Return the versions of the terms, the oldest first."""
    return list(db.session.scalars(select(ChallengeTerms).order_by(ChallengeTerms.id)))


def choosable(city_id: int) -> list[Testbed]:
    """Return the testbeds that a challenge of a city can offer, by id."""
    return list(
        db.session.scalars(
            select(Testbed)
            .where(Testbed.city_id == city_id, Testbed.status == TestbedStatus.PUBLISHED)
            .order_by(Testbed.id)
        )
    )


def waits_for_decision(viewer: Actor) -> list[ColumnElement[bool]]:
    """Say that a challenge is on review, by people who may approve it."""
    return [Challenge.status == ChallengeStatus.IN_REVIEW, _of(viewer, Action.CHALLENGE_APPROVE)]


def to_approve(viewer: Actor, limit: int) -> list[Challenge]:
    """Return the challenges that wait for the viewer's decision, the longest waiting first."""
    return list(
        db.session.scalars(
            select(Challenge)
            .where(*waits_for_decision(viewer))
            .options(joinedload(Challenge.city), joinedload(Challenge.organisation))
            .order_by(Challenge.updated_at, Challenge.id)
            .limit(limit)
        )
    )


def of_those_who_answer(viewer: Actor) -> ColumnElement[bool]:
    """Say that a challenge is one whose questions the viewer answers for its city."""
    return _of(viewer, Action.CHALLENGE_ANSWER)


def _of(viewer: Actor, action: Action) -> ColumnElement[bool]:
    if viewer.is_admin:
        return true()
    allowed = [one for one in viewer.cities if may(viewer, action, of_city(one))]
    return Challenge.city_id.in_(allowed)
