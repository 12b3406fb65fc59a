"""People who register for the demonstration's events; all of them are invented."""

import datetime as dt
import hashlib

from sqlalchemy import select

from app import clock
from app.database import db
from models.base import Translated
from models.event import Event, EventKind, EventSession, EventStatus
from models.reader import Reader
from models.registration import CODE_LENGTH, CODE_LETTERS, Registrant, Registration
from models.registration import RegistrationStatus as Status
from models.registration_question import AskedKind, RegistrationAnswer, RegistrationQuestion

FIRST = (
    "Aila", "Björn", "Cilla", "Daniel", "Eeva", "Farid", "Greta", "Hilkka", "Ilari", "Jasmin",
    "Kalle", "Linh", "Maija", "Niilo", "Oona", "Petter", "Ritva", "Samuli", "Tuula",
)  # fmt: skip
LAST = ("Esimerkki", "Exempel", "Malli", "Kuvitella", "Påhitt")
QUEUE = 4
ASKED = (
    (
        AskedKind.ACCESS, 1,
        Translated(
            "Mitä tarvitset voidaksesi tulla?", "Vad behöver du för att kunna komma?",
            "What do you need to be able to come?",
        ),
        Translated(
            "Tilan ja ohjelman järjestäminen", "Ordnande av rum och program",
            "Preparing the room and the programme",
        ),
    ),
    (
        AskedKind.TEXT, 30,
        Translated(
            "Mitä haluaisit kysyä robotilta?", "Vad vill du fråga roboten?",
            "What would you like to ask the robot?",
        ),
        Translated("Keskustelun aiheet", "Samtalsämnen", "Choosing what to discuss"),
    ),
)  # fmt: skip
HOPES = ("Osaako se arvata kirjan?", "Kan den svenska?", "Does it know where the toilets are?")


def registrations() -> int:
    """Fill the smallest event that is coming, with some who wait; return how many people."""
    now = clock.now()
    session = db.session.scalar(
        select(EventSession)
        .join(Event)
        .where(
            Event.is_demo, Event.status == EventStatus.PUBLISHED, EventSession.starts_at > now,
            EventSession.capacity.is_not(None), EventSession.cancelled_at.is_(None),
            Event.kind != EventKind.PROGRAMME,
        )
        .order_by(EventSession.capacity, EventSession.id)
    )  # fmt: skip
    if session is None:
        return 0
    questions = [
        RegistrationQuestion(
            event_id=session.event_id, kind=kind, keep_days=days, words=words, purpose=purpose
        )
        for kind, days, words, purpose in ASKED
    ]
    db.session.add_all(questions)
    places = session.capacity or 0
    people = min(places + QUEUE, len(FIRST))
    for number in range(people):
        _registered(session, number, is_placed=number < places, question=questions[1])
    db.session.flush()
    db.session.refresh(session, ["taken"])
    return people


def _registered(
    session: EventSession, number: int, *, is_placed: bool, question: RegistrationQuestion
) -> None:
    name = f"{FIRST[number]} {LAST[number % len(LAST)]}"
    asked_at = clock.now() - dt.timedelta(hours=5 * (len(FIRST) - number))
    reader = Reader(
        email=f"{FIRST[number].lower().replace('ö', 'o')}.{number}@koepaikka.example",
        language=("fi", "sv", "en")[number % 3], token=_token(f"reader {name}"),
        created_at=asked_at, confirmed_at=asked_at,
    )  # fmt: skip
    person = Registrant(
        event_id=session.event_id, reader=reader, token=_token(name), code=_code(name), name=name,
        asked_at=asked_at, confirmed_at=asked_at,
    )  # fmt: skip
    if number % 4 == 0:
        words = HOPES[number // 4 % len(HOPES)]
        person.answers = [RegistrationAnswer(question=question, value=words, consented_at=None)]
    db.session.add(person)
    db.session.flush()
    db.session.add(
        Registration(
            session_id=session.id, registrant_id=person.id, asked_at=asked_at, queued_at=asked_at,
            status=Status.CONFIRMED if is_placed else Status.WAITING,
        )
    )  # fmt: skip
    db.session.flush()


def _token(of: str) -> str:
    return hashlib.sha256(f"registration {of}".encode()).hexdigest()[:43]


def _code(of: str) -> str:
    digest = hashlib.sha256(of.encode()).digest()
    return "".join(CODE_LETTERS[one % len(CODE_LETTERS)] for one in digest[:CODE_LENGTH])
