"""A part, a joint application, an agreement, reviews and a request, in each of their states."""

from collections.abc import Mapping
from typing import Any

from app import clock
from app.policies.actor import Actor
from app.queries.agreement import live_of
from app.queries.agreement_text import proposed
from app.services import agreement as agreements
from app.services import booking as bookings
from app.services import decision, lead, place_request_answer
from app.services import place_request as requests
from app.services.release import active_booking
from models.account import User
from models.application import JointPolicy, PartStatus
from models.review import Review, ReviewStatus
from tests.factories import application as parts
from tests.factories import place_request as requests_of
from tests.factories.account import acting
from tests.factories.city import city
from tests.factories.review import scores
from tests.factories.testbed import testbed

People = Mapping[str, User]
SCORERS = ("host", "reviewer", "coordinator", "admin")
CLOSED = PartStatus.REJECTED


def part(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Make a part whose wished days are full, so that it may wait; far days are free."""
    author = people["author"]
    parts.offered(place)
    if state == "draft":
        made = parts.draft(place, author=author).parts[0]
    elif state in {"offered", "accepted", "agreed"}:
        made = parts.offered(place, author=author, start=30)
    else:
        within = PartStatus.IN_REVIEW if state == "recused" else PartStatus(state)
        made = parts.in_state(parts.part(place, author=author), within)
    held = active_booking(made.id)
    text = proposed(made, held).body if held is not None else ""
    seen = parts.seen_by(made)
    if state in {"accepted", "agreed"}:
        parts.accept(made)
    if state == "agreed":
        _city_signs(made)
    if state == "recused":
        recuse_all(session, made.id, people)
    session.commit()
    return {
        "part": made.id, "application": made.application_id, "testbed": place.id,
        "version": made.application.version, "seen": seen, "text": text,
    }  # fmt: skip


def _city_signs(made: Any) -> None:
    kept = live_of(made.id)
    agreements.sign(parts.coordinator(made), kept.id, kept.body_sha256, "Kaisa")


def recuse_all(session: Any, part_id: int, people: People) -> None:
    """Let everybody who may score a part have declared a conflict of interest."""
    reviews_of(session, part_id, people, ReviewStatus.RECUSED)


def reviews_of(session: Any, part_id: int, people: People, status: ReviewStatus) -> None:
    """Give everybody who may score a part a review of their own in this state."""
    has_scores = status in {ReviewStatus.DRAFT, ReviewStatus.SUBMITTED}
    for role in SCORERS:
        made = Review(
            part_id=part_id, reviewer_id=people[role].id, status=status, version=1,
            scores=scores() if has_scores else {},
            conflict="Kin" if status is ReviewStatus.RECUSED else "",
            has_seen=status in {ReviewStatus.SUBMITTED, ReviewStatus.ASIDE},
            created_at=clock.now(), updated_at=clock.now(),
        )  # fmt: skip
        session.add(made)
    session.commit()


def joint(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Make an application for two cities; other_city's page is that of its own part."""
    policy = JointPolicy.ANY if state == "any" else JointPolicy.ALL
    made = parts.sent(place, testbed("tampere"), author=people["author"], joint_policy=policy)
    ready = made.parts[:1] if state == "unready" else made.parts
    for one in ready:
        decision.take_up(parts.coordinator(one), one.id)
        decision.shortlist(parts.coordinator(one), one.id)
    session.commit()
    ids = {"application": made.id, "part": made.parts[0].id, "tampere": city("tampere").id}
    return {**ids, "own": {"other_city": {"part": made.parts[1].id}}}


def joint_led_elsewhere(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    ids = joint(session, place, people, state)
    lead.take_lead(acting(people["other_city"]), ids["application"], ids["tampere"])
    return ids


def agreement(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    made = parts.pilot_part(parts.booked(place, author=people["author"]))
    if state in {"for_applicant", "signed"}:
        _city_signs(made)
    if state == "for_applicant":
        booking = parts.booking_of(made)
        days = parts.day(40), parts.day(44)
        bookings.move_booking(parts.coordinator(made), booking.id, *days, "Roadworks")
    kept = live_of(made.id)
    if state == "ended":
        decision.cancel_by_city(parts.coordinator(made), made.id, "Roadworks")
    if state == "recused":
        recuse_all(session, made.id, people)
    return {"agreement": kept.id, "seen": kept.body_sha256}


def review(session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    """Make a part that everybody who may score it has begun to, or has stood back from."""
    made = parts.in_state(parts.part(place, author=people["author"]), PartStatus.IN_REVIEW)
    is_decided = state == "decided"
    status = ReviewStatus.SUBMITTED if is_decided else ReviewStatus(state)
    reviews_of(session, made.id, people, status)
    if is_decided:
        parts.in_state(made, CLOSED)
    return {"part": made.id, "version": 1}


def place_request(_session: Any, place: Any, people: People, state: str) -> dict[str, Any]:
    author = people["author"]
    if state == "unsent":
        made = requests_of.drafted(author=author).requests[0]
    else:
        made = requests_of.requested(author=author)
    boss: Actor = acting(people["coordinator"])
    if state == "proposed":
        place_request_answer.propose(boss, made.id, testbed().id)
    elif state == "declined":
        place_request_answer.decline(boss, made.id, "None")
    elif state == "withdrawn":
        requests.withdraw_request(acting(author), made.id)
    return {"request": made.id, "testbed": place.id}
