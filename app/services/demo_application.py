"""Applications of the demonstration, at least one in every state."""

import datetime as dt
from typing import Any

from app import clock
from app.database import db
from app.policies.actor import SYSTEM
from app.services.demo_agreement import agree
from app.services.demo_booking import book, fill
from app.services.pilot_birth import bear
from geodata.demo import records
from models.account import User
from models.application import BOOKED as BOOKED_PARTS
from models.application import (
    ApplicantForm,
    Application,
    ApplicationPart,
    JointPolicy,
    Message,
    PartStatus,
    Stage,
)
from models.booking import BookingStatus
from models.decision import Decision, Outcome
from models.organisation import Organisation
from models.testbed import Testbed

TEXTS = (
    "language", "title", "summary", "novelty", "themes", "users", "user_count", "needs",
    "personal_data", "minors", "patients", "cameras", "uses_ai", "data_note", "permits_held",
    "price_eur", "price_covers", "risks", "restoration", "publicity", "after",
)  # fmt: skip
BOOKED = {
    PartStatus.OFFERED: BookingStatus.HELD,
    PartStatus.ACCEPTED: BookingStatus.CONFIRMED,
    PartStatus.AGREED: BookingStatus.CONFIRMED,
    PartStatus.EXPIRED: BookingStatus.EXPIRED,
    PartStatus.DECLINED: BookingStatus.CANCELLED,
    PartStatus.CANCELLED_BY_CITY: BookingStatus.CANCELLED,
    PartStatus.CANCELLED_BY_APPLICANT: BookingStatus.CANCELLED,
}
DECIDED = {
    PartStatus.OFFERED: Outcome.OFFER,
    PartStatus.ACCEPTED: Outcome.OFFER,
    PartStatus.AGREED: Outcome.OFFER,
    PartStatus.EXPIRED: Outcome.OFFER,
    PartStatus.DECLINED: Outcome.OFFER,
    PartStatus.REJECTED: Outcome.REJECT,
    PartStatus.WAITLISTED: Outcome.WAITLIST,
    PartStatus.CANCELLED_BY_CITY: Outcome.CANCEL,
}
SENT_DAYS_AGO = 5


def applications(
    testbeds: dict[tuple[str, str], Testbed],
    organisations: list[Organisation],
    people: dict[str, User],
) -> int:
    """Write the invented applications with their parts, decisions and bookings."""
    for number, record in enumerate(records("applications")):
        author = _author(record, people, number)
        application = _application(record, author, organisations, number)
        db.session.add(application)
        db.session.flush()
        for order, wish in enumerate(record["parts"], start=1):
            testbed = testbeds.get((wish["city"], wish["testbed_slug_hint"]))
            if testbed is not None:
                _part(application, testbed, wish, order, people)
    return len(records("applications"))


def _author(record: dict[str, Any], people: dict[str, User], number: int) -> User:
    """Return who wrote it: the person, the owner's demo account, or in turn another one."""
    applicant = record["applicant"]
    if applicant["person"] is not None:
        return people[applicant["person"]]
    owner = {0: "company", 1: "company2"}.get(applicant["organisation"])
    return people[owner or ("resident", "resident2")[number % 2]]


def _application(
    record: dict[str, Any], author: User, organisations: list[Organisation], number: int
) -> Application:
    applicant = record["applicant"]
    organisation = applicant["organisation"]
    form = ApplicantForm.ORGANISATION
    if organisation is None:
        form = ApplicantForm.RESIDENTS_GROUP if applicant["group_name"] else ApplicantForm.PERSON
    is_draft = all(part["status"] == "draft" for part in record["parts"])
    sent = clock.now() - dt.timedelta(days=SENT_DAYS_AGO + number)
    return Application(
        author_id=author.id,
        organisation_id=None if organisation is None else organisations[organisation].id,
        applicant_form=form,
        group_name=applicant["group_name"] or "",
        joint_policy=JointPolicy(record["joint_policy"]),
        stage=Stage(record["stage"]),
        goals="\n".join(f"{one['goal']}: {one['measure']}" for one in record["goals"]),
        contact_name=record["contact"]["name"],
        contact_email=record["contact"]["email"],
        contact_phone=record["contact"]["phone"],
        terms_version=None if is_draft else "2026-1",
        is_demo=True,
        created_at=sent,
        updated_at=sent,
        submitted_at=None if is_draft else sent,
        **{name: record[name] for name in TEXTS},
    )


def _part(
    application: Application,
    testbed: Testbed,
    wish: dict[str, Any],
    order: int,
    people: dict[str, User],
) -> None:
    start = clock.today() + dt.timedelta(days=wish["start_offset_days"])
    last = start + dt.timedelta(days=wish["days"] - 1)
    status = PartStatus(wish["status"])
    part = ApplicationPart(
        application_id=application.id,
        testbed_id=testbed.id,
        city_id=testbed.city_id,
        status=status,
        earliest=start,
        days=wish["days"],
        preference=order,
        alternative=wish.get("alternative"),
        queued_at=clock.now() if status is PartStatus.WAITLISTED else None,
        status_changed_at=application.submitted_at,
        clock_from=application.submitted_at,
    )
    db.session.add(part)
    db.session.flush()
    coordinator = people[f"coordinator.{wish['city']}"]
    _decide(part, wish, coordinator)
    if status is PartStatus.WAITLISTED:
        fill(testbed, start, last)
    if status in BOOKED:
        booking = book(testbed, start, last, BOOKED[status], part.id)
        if status in BOOKED_PARTS:
            bear(SYSTEM, part, booking)
            agree(part, booking, coordinator if status is PartStatus.AGREED else None)


def _decide(part: ApplicationPart, wish: dict[str, Any], coordinator: User) -> None:
    if part.status in DECIDED:
        db.session.add(
            Decision(
                part_id=part.id,
                by_id=coordinator.id,
                at=clock.now(),
                outcome=DECIDED[part.status],
                reasons=wish["reason"] or "",
            )
        )
    if wish["question"]:
        db.session.add(
            Message(
                application_id=part.application_id,
                part_id=part.id,
                author_id=coordinator.id,
                city_id=part.city_id,
                body=wish["question"],
                at=clock.now(),
            )
        )
