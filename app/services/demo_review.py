"""Reviews of the demonstration: hosts and coordinators have scored what their cities read."""

import datetime as dt

from app import clock
from app.database import db
from models.account import User
from models.application import ApplicationPart, PartStatus
from models.city import City
from models.review import Review, ReviewGrid, ReviewStatus
from models.review_score import DEFAULT_WEIGHTS, Criterion

SCORED = (PartStatus.IN_REVIEW, PartStatus.SHORTLISTED, PartStatus.WAITLISTED)
LEVELS = ((4, 3, 4, 4, 3, 4), (3, 4, 2, 5, 4, None), (5, 3, 4, 3, 4, 3))
COMMENTS = (
    {
        "fi": "Sopii paikkaan. Sovitaan vielä, kuka vastaa huollosta.",
        "sv": "Passar platsen. Vi behöver ännu komma överens om vem som sköter underhållet.",
        "en": "Suits the place. Who looks after it is still to be agreed.",
    },
    {
        "fi": "Tavoite on selvä, mittari vielä väljä. Kysytään, mistä onnistuminen nähdään.",
        "sv": "Målet är klart, mätaren ännu vag. Vi frågar vad som visar att det lyckas.",
        "en": "The goal is clear, the measure still loose. Ask how success will be seen.",
    },
    {
        "fi": "Hyöty asukkaille näkyy heti. Ajankohta osuu kiireisimpään aikaan.",
        "sv": "Invånarna ser nyttan genast. Tidpunkten infaller när vi har som mest att göra.",
        "en": "Residents see the benefit at once. The dates fall into our busiest time.",
    },
)
ONE_DAY, MOST_DAYS = dt.timedelta(days=1), 9


def reviews(cities: dict[str, City], people: dict[str, User]) -> int:
    """Write a review by the city's host for each part that is being read; return how many."""
    slugs = {city.id: slug for slug, city in cities.items()}
    parts = (
        db.session.query(ApplicationPart)
        .filter(ApplicationPart.status.in_(SCORED))
        .order_by(ApplicationPart.id)
        .all()
    )
    made = 0
    for number, part in enumerate(parts):
        slug = slugs[part.city_id]
        roles = ("host", "coordinator") if number % 2 else ("host",)
        for turn, role in enumerate(roles):
            reviewer = people.get(f"{role}.{slug}")
            if reviewer is not None:
                made += 1
                db.session.add(_review(part, reviewer, number + turn))
        db.session.add(ReviewGrid(part_id=part.id, weights=DEFAULT_WEIGHTS, at=clock.now()))
    db.session.flush()
    return made


def _review(part: ApplicationPart, reviewer: User, number: int) -> Review:
    """Return a review of some days ago, at the earliest of when the application was sent."""
    levels = LEVELS[number % len(LEVELS)]
    sent = part.application.submitted_at or clock.now()
    at = max(sent, clock.now() - (number % MOST_DAYS) * ONE_DAY)
    return Review(
        part_id=part.id, reviewer_id=reviewer.id, status=ReviewStatus.SUBMITTED, version=1,
        scores=dict(zip((one.value for one in Criterion), levels, strict=True)),
        comment=COMMENTS[number % len(COMMENTS)][reviewer.language], has_seen=True, created_at=at,
        updated_at=at,
    )  # fmt: skip
