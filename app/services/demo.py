"""Fill an empty installation with the demonstration: six cities, their testbeds, people, pilots.

Rows are written as they would stand after real use: bookings pass the ledger, applications have
their decisions, pilots their dates.  Runs once; a database with cities in it is left alone.
"""

from sqlalchemy import func, select

from app.database import db, use_case
from app.policies.actor import Actor
from app.services import (
    demo_application,
    demo_call,
    demo_challenge,
    demo_feedback,
    demo_hour,
    demo_jury,
    demo_panel,
    demo_people,
    demo_pilot,
    demo_request,
    demo_result,
    demo_review,
    demo_run,
    demo_search,
    demo_testbed,
)
from models.city import City


def is_empty() -> bool:
    """Say whether nothing has been put into this installation yet."""
    return db.session.scalar(select(func.count(City.id))) == 0


@use_case
def seed_demo(actor: Actor, password_hash: str) -> dict[str, int]:
    """Write the whole demonstration in one transaction; return how many rows of each kind.

    ``password_hash`` is shared by all demo accounts.  ``actor`` is the system.
    """
    if not is_empty():
        return {}
    cities = demo_people.cities()
    organisations = demo_people.organisations()
    people = demo_people.people(password_hash, cities, organisations)
    testbeds = demo_testbed.testbeds(actor, cities, people)
    past = demo_pilot.past(cities, testbeds)
    running = demo_pilot.invented(cities, testbeds, organisations)
    demo_result.results()
    applications = demo_application.applications(testbeds, organisations, people)
    applications += demo_hour.mornings(testbeds, organisations, people)
    demo_run.around(people)
    volunteers = demo_panel.panels()
    feedback = demo_feedback.said()
    demo_review.reviews(cities, people)
    demo_request.requests(cities, people)
    jurors = demo_jury.juries(cities, password_hash)
    calls = demo_call.calls(cities)
    demo_call.hours()
    challenges = demo_challenge.challenges(cities, people)
    searches = demo_search.searches(people)
    db.session.flush()
    return {
        "cities": len(cities),
        "people": len(people),
        "organisations": len(organisations),
        "testbeds": len(testbeds),
        "pilots": past + running,
        "applications": applications,
        "calls": calls,
        "challenges": challenges,
        "feedback": feedback,
        "saved searches": searches,
        "volunteers": volunteers,
        "jurors": jurors,
    }


@use_case
def seed_cities(_actor: Actor) -> dict[str, int]:
    """Write the six cities alone, for an installation without the demonstration."""
    return {"cities": len(demo_people.cities())} if is_empty() else {}
