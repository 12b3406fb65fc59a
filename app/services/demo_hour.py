"""A lab of the demonstration that is booked by the hour, in the weeks when the clocks change."""

import datetime as dt
from dataclasses import dataclass

from app import clock
from app.database import db
from app.policies.actor import SYSTEM
from app.services import closure
from app.services.closure_slot import Stretch
from app.services.demo_agreement import agree
from app.services.demo_booking import book_window
from app.services.pilot_birth import bear
from models.account import User
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus, Stage
from models.base import Translated
from models.booking import BookingStatus
from models.decision import Decision, Outcome
from models.local_hour import slots_of_day
from models.organisation import Organisation
from models.testbed import Testbed
from models.window import HOURS_IN_DAY, Hours, Window

LAB = ("oulu", "Oamk SimLab")
ONE_DAY = dt.timedelta(days=1)
TUESDAY_THURSDAY, WORKING_DAYS, EVERY_DAY = 0b0001010, 0b0011111, 127
FRIDAY = 0b0010000
CLEANING = Translated("Viikkosiivous", "Veckostädning", "Weekly cleaning")


@dataclass(frozen=True, slots=True)
class _Idea:
    """An invented application: by which organisation, what, when around the change of clocks."""

    organisation: int
    title: str
    summary: str
    status: PartStatus
    before: int  # days before the clocks change
    days: int
    weekdays: int
    hours: Hours


_IDEAS = (
    _Idea(
        4,
        "Asentohälytin simuloidulla osastolla",
        "Opiskelijat kokeilevat harjoitusosastolla tyynyä, joka muistuttaa asennon vaihtamisesta.",
        PartStatus.ACCEPTED, 13, 26, TUESDAY_THURSDAY, Hours(9, 12),
    ),
    _Idea(
        2,
        "Jakelurobotti yövuorossa",
        "Robotti tuo tarvikkeet harjoitusosastolle yöllä, kun käytävillä ei ole muita.",
        PartStatus.OFFERED, 2, 3, EVERY_DAY, Hours(0, 6),
    ),
    _Idea(
        0,
        "Valaistus, joka seuraa hoitajaa",
        "Valot himmenevät ja kirkastuvat sen mukaan, missä hoitaja liikkuu.",
        PartStatus.IN_REVIEW, 6, 12, WORKING_DAYS, Hours(12, 17),
    ),
    _Idea(
        1,
        "Hiljainen siivousvaunu",
        "Harjoitusosastolla kuunnellaan, herättääkö uudenlainen vaunu nukkuvan.",
        PartStatus.ACCEPTED, 20, 5, WORKING_DAYS, Hours(17, 20),
    ),
    _Idea(
        3,
        "Opaste, jonka kuulee ja näkee",
        "Ovenpielen opaste kertoo suunnan äänellä ja valolla sille, joka sitä pyytää.",
        PartStatus.IN_REVIEW, 5, 4, WORKING_DAYS, Hours(10, 13),
    ),
)  # fmt: skip


def mornings(
    testbeds: dict[tuple[str, str], Testbed],
    organisations: list[Organisation],
    people: dict[str, User],
) -> int:
    """Write applications to the lab by the hour; returns how many."""
    lab = testbeds.get(LAB)
    if lab is None:
        return 0
    change = next_change(lab.city.time_zone, clock.today(lab.city.time_zone) + 30 * ONE_DAY)
    _clean(lab, change)
    for idea in _IDEAS:
        _write(idea, lab, change, organisations[idea.organisation], people)
    return len(_IDEAS)


def _clean(lab: Testbed, change: dt.date) -> None:
    """Close two hours of each Friday around the change of clocks."""
    weeks = Stretch(change - 28 * ONE_DAY, change + 28 * ONE_DAY, CLEANING, FRIDAY, Hours(7, 9))
    closure.add(SYSTEM, lab, weeks)


def next_change(zone: str, after: dt.date) -> dt.date:
    """Return the first day from ``after`` on that has not 24 hours."""
    day = after
    while True:
        first, end = slots_of_day(zone, day)
        if end - first != HOURS_IN_DAY:
            return day
        day += ONE_DAY


def _write(
    idea: _Idea, lab: Testbed, change: dt.date, company: Organisation, people: dict[str, User]
) -> None:
    start, now = change - idea.before * ONE_DAY, clock.now()
    window = Window(start, start + (idea.days - 1) * ONE_DAY, idea.weekdays, hours=idea.hours)
    application = Application(
        author_id=people["company"].id,
        organisation_id=company.id,
        applicant_form=ApplicantForm.ORGANISATION,
        language="fi",
        title=idea.title,
        summary=idea.summary,
        stage=Stage.PROTOTYPE,
        themes=["health_wellbeing"],
        personal_data=False,
        contact_name=people["company"].name,
        contact_email=people["company"].email,
        terms_version="2026-1",
        is_demo=True,
        created_at=now,
        updated_at=now,
        submitted_at=now,
    )
    db.session.add(application)
    db.session.flush()
    part = ApplicationPart(
        application_id=application.id,
        testbed_id=lab.id,
        city_id=lab.city_id,
        status=idea.status,
        earliest=start,
        days=idea.days,
        weekdays=idea.weekdays,
        from_hour=idea.hours.start,
        to_hour=idea.hours.end,
        status_changed_at=now,
    )
    db.session.add(part)
    db.session.flush()
    if idea.status is PartStatus.IN_REVIEW:
        return
    coordinator = people[f"coordinator.{lab.city.slug}"]
    db.session.add(
        Decision(part_id=part.id, by_id=coordinator.id, at=now, outcome=Outcome.OFFER, reasons="")
    )
    if idea.status is PartStatus.OFFERED:
        book_window(lab, window, BookingStatus.HELD, part.id)
    else:
        booking = book_window(lab, window, BookingStatus.CONFIRMED, part.id)
        bear(SYSTEM, part, booking)
        agree(part, booking, None)
