"""Invented entries for a challenge of the demonstration: persons and ideas that do not exist."""

import datetime as dt

from sqlalchemy import select

from app.database import db
from app.queries import concept_clock
from app.services.concept import LETTERS
from models.account import User
from models.challenge import Challenge, EntrantKind
from models.concept import Concept, ConceptStatus, ConceptVersion
from models.concept_section import content_of, digest_of

IDEAS = (
    ("Pölyä sitova katuvalo", "Lampun juuressa on sumutin, joka kastelee kadun yöllä."),
    ("Naapuruston lumikartta", "Asukkaat merkitsevät karttaan, missä aura on käynyt."),
    ("Lainattava rollaattorikärry", "Pysäkillä on kärry, jonka saa lainata kauppamatkalle."),
    ("Hiljainen jakelupyörä", "Paketit tuodaan yöllä pyörällä, joka ei herätä ketään."),
    ("Sateen tallettaja", "Katon vesi kerätään ja annetaan puille kuivana viikkona."),
    ("Penkki, joka kysyy", "Penkissä on kolme nappia, joilla kertoo, miten puistossa meni."),
    ("Koulun ilmavahti", "Oppilaat mittaavat luokan ilmaa ja päättävät, milloin tuuletetaan."),
    ("Kadunkulman kirjahylly", "Hylly näyttää valolla, mikä kirja on tullut takaisin."),
)
PEOPLE = (
    "Aada Kuvitteellinen", "Eino Keksitty", "Hilla Mielikuva", "Iivari Esimerkki",
    "Lempi Tarina", "Otso Satu", "Pihla Runo", "Urho Loru",
)  # fmt: skip
KINDS = (EntrantKind.RESIDENT, EntrantKind.STUDENT, EntrantKind.YOUNG_PROFESSIONAL)


def make_entries(
    challenge: Challenge, number: int, status: ConceptStatus = ConceptStatus.SUBMITTED
) -> list[Concept]:
    """Give a challenge so many invented entries in a state, with receipts; returns them.

    They are submitted at even distances while it was open.  Nobody can sign in as their people.
    """
    opens, closes = challenge.opens_at, challenge.closes_at
    end = min(closes, concept_clock.instant()) if closes else concept_clock.instant()
    begin = opens or end
    made = []
    for place in range(number):
        at = begin + (end - begin) * (place + 1) / (number + 1)
        made.append(_entry(challenge, place, status, at))
    db.session.flush()
    return made


def _entry(challenge: Challenge, place: int, status: ConceptStatus, at: dt.datetime) -> Concept:
    title, words = IDEAS[place % len(IDEAS)]
    again = place // len(IDEAS)
    person = _person(place)
    made = Concept(
        challenge_id=challenge.id,
        code=_code(challenge.id, place),
        lead_id=person.id,
        entrant_kind=KINDS[place % len(KINDS)],
        status=status,
        language="fi",
        title=f"{title} {again + 1}" if again else title,
        problem="Asukkaat ovat kertoneet tästä pitkään, eikä mikään ole auttanut.",
        solution=words,
        impact="Arki helpottuu, ja kaupunki näkee luvuista, mikä muuttui.",
        plan="Kuukausi yhdessä paikassa, mittaus ennen ja jälkeen.",
        needs="Yksi paikka, sähköä ja joku, joka tuntee talon.",
        contact_name=person.name,
        contact_email=person.email,
        terms_id=challenge.terms_id,
        is_demo=True,
        created_at=at,
        updated_at=at,
        submitted_at=None if status is ConceptStatus.DRAFT else at,
    )
    db.session.add(made)
    db.session.flush()
    if made.submitted_at is not None:
        content = content_of(made)
        made.digest = digest_of(content)
        db.session.add(
            ConceptVersion(
                concept_id=made.id, number=1, content=content, digest=made.digest,
                submitted_at=at, by_id=person.id,
            )
        )  # fmt: skip
    return made


def _person(place: int) -> User:
    """Return an invented person, made on first use; without a password nobody signs in as them."""
    email = f"entrant{place + 1}@koepaikka.example"
    known = db.session.scalar(select(User).where(User.email == email))
    if known is not None:
        return known
    made = User(
        email=email, name=PEOPLE[place % len(PEOPLE)], language="fi", active=True,
        fs_uniquifier=f"demo-entrant-{place + 1}", created_at=concept_clock.instant(),
        confirmed_at=concept_clock.instant(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _code(challenge_id: int, place: int) -> str:
    """Return a code that is the same each time the demonstration is made, and looks like none."""
    number = (challenge_id * 7_919 + place * 104_729 + 12_345) % len(LETTERS) ** 4
    letters = []
    for _letter in range(4):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "C-" + "".join(letters)
