"""Subjects of the permission table, made from rows."""

from app.policies.table import Subject
from models.application import Application, ApplicationPart
from models.challenge import Challenge
from models.concept import Concept
from models.event import Event
from models.organisation import Organisation
from models.pilot import Pilot
from models.place_request import PlaceRequest
from models.saved_search import SavedSearch
from models.testbed import Testbed
from models.webhook import Webhook


def of_testbed(testbed: Testbed) -> Subject:
    """Return what permissions on a testbed depend on."""
    return Subject(city_id=testbed.city_id, testbed_id=testbed.id)


def of_city(city_id: int) -> Subject:
    """Return what permissions on a city as a whole depend on."""
    return Subject(city_id=city_id)


def of_search(search: SavedSearch) -> Subject:
    """Return what permissions on a saved search depend on: whose it is."""
    return Subject(author_id=search.user_id)


def of_webhook(webhook: Webhook) -> Subject:
    """Return what permissions on a webhook depend on: whose it is."""
    return Subject(author_id=webhook.user_id)


def of_challenge(challenge: Challenge) -> Subject:
    """Return what permissions on a challenge depend on: its city, its organisation, its jury."""
    return Subject(
        city_id=challenge.city_id,
        organisation_id=challenge.organisation_id,
        challenge_id=challenge.id,
    )


def of_concept(concept: Concept) -> Subject:
    """Return what permissions on a concept depend on: its team, and the challenge's city and jury.

    The organisation for which it was entered gives no relation: only its team reads it.
    """
    return Subject(
        city_id=concept.challenge.city_id,
        author_id=concept.lead_id,
        challenge_id=concept.challenge_id,
        team=concept.team,
    )


def of_event(event: Event) -> Subject:
    """Return what permissions on an event depend on."""
    return Subject(city_id=event.city_id)


def of_organisation(organisation: Organisation) -> Subject:
    """Return what permissions on an organisation depend on."""
    return Subject(organisation_id=organisation.id)


def of_application(application: Application) -> Subject:
    """Return what the applicant's permissions on an application depend on."""
    return Subject(organisation_id=application.organisation_id, author_id=application.author_id)


def of_part(part: ApplicationPart) -> Subject:
    """Return what both sides' permissions on one part depend on."""
    return Subject(
        city_id=part.city_id,
        testbed_id=part.testbed_id,
        organisation_id=part.application.organisation_id,
        author_id=part.application.author_id,
    )


def of_request(request: PlaceRequest) -> Subject:
    """Return what both sides' permissions on a request for a place depend on."""
    application = request.application
    return Subject(
        city_id=request.city_id,
        organisation_id=application.organisation_id,
        author_id=application.author_id,
    )


def of_pilot(pilot: Pilot) -> Subject:
    """Return what permissions on a pilot depend on."""
    application = pilot.application
    return Subject(
        city_id=pilot.city_id,
        testbed_id=pilot.testbed_id,
        organisation_id=pilot.organisation_id,
        author_id=application.author_id if application is not None else None,
    )
