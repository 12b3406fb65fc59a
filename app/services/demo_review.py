"""Reviews of the demonstration: the hosts have scored some of what their cities read."""

from app import clock
from app.database import db
from models.account import User
from models.application import ApplicationPart, PartStatus
from models.city import City
from models.review import Review, ReviewGrid, ReviewStatus
from models.review_score import DEFAULT_WEIGHTS, Criterion

SCORED = (PartStatus.IN_REVIEW, PartStatus.SHORTLISTED, PartStatus.WAITLISTED)
LEVELS = ((4, 3, 4, 4, 3, 4), (3, 4, 2, 5, 4, None), (5, 3, 4, 3, 4, 3))
COMMENTS = {
    "fi": "Sopii paikkaan. Sovitaan vielä, kuka vastaa huollosta.",
    "sv": "Passar platsen. Vi behöver ännu komma överens om vem som sköter underhållet.",
    "en": "Suits the place. Who looks after it is still to be agreed.",
}


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
        reviewer = people.get(f"host.{slugs[part.city_id]}")
        if reviewer is None:
            continue
        made += 1
        scores = dict(
            zip((one.value for one in Criterion), LEVELS[number % len(LEVELS)], strict=True)
        )
        db.session.add(
            Review(
                part_id=part.id, reviewer_id=reviewer.id, status=ReviewStatus.SUBMITTED,
                version=1, scores=scores, comment=COMMENTS[reviewer.language], has_seen=True,
                created_at=clock.now(), updated_at=clock.now(),
            )
        )  # fmt: skip
        db.session.add(ReviewGrid(part_id=part.id, weights=DEFAULT_WEIGHTS, at=clock.now()))
    db.session.flush()
    return made
