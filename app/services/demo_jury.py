"""A jury of the demonstration at work: invented jurors, invented entries, half of the scores in."""

import datetime as dt
import hashlib
import uuid
from decimal import Decimal

from app import clock
from app.database import db
from app.queries.account import user_by_email
from models.account import User
from models.base import Translated
from models.challenge import (
    Challenge,
    ChallengeCriterion,
    ChallengePrize,
    ChallengeStatus,
    EntrantKind,
    LegalForm,
)
from models.city import City
from models.concept import Concept, ConceptStatus
from models.jury import (
    AssignmentStatus,
    Juror,
    JurorStatus,
    JuryAssignment,
    JuryConflict,
    JuryScore,
)
from models.jury_assignment_plan import plan
from models.jury_lot import lot
from models.jury_round import ConflictKind, JuryRound
from models.wall_time import local_date

SEED = "koepaikka-demo"
DOMAIN = "koepaikka.example"
JURORS = (
    ("Helvi Harkinta", "fi", "Kaupunkisuunnittelija, keksitty toimisto"),
    ("Kalle Kriteeri", "fi", "Melututkija, keksitty laitos"),
    ("Saga Bedömare", "sv", "Arkitekt, påhittad byrå"),
    ("Maija Mitta", "fi", "Asukasyhdistyksen puheenjohtaja, keksitty yhdistys"),
    ("Onni Punninta", "fi", "Työmaapäällikkö, keksitty rakentaja"),
    ("Tor Vågskål", "sv", "Lärare, påhittad skola"),
    ("Venla Vertaus", "fi", "Muotoilija, keksitty studio"),
    ("Yrjö Yhteenveto", "en", "Retired engineer, invented"),
)
IDEAS = (
    ("Lainattava meluaita", "Kevyt aita puhalletaan pystyyn aamulla ja viedään illalla pois."),
    ("Hiljainen tunti", "Työmaa ja naapurit sopivat sovelluksessa päivän hiljaisen tunnin."),
    ("Paineilman kuiskaaja", "Äänenvaimennin, joka sopii vanhoihinkin kompressoreihin."),
    ("Melukartta parvekkeelta", "Asukkaan mittari kertoo työmaalle heti, milloin melu kantaa."),
    ("Yöllä valmiit palat", "Osat tehdään hallissa, ja kadulla vain kiinnitetään."),
    ("Sähköinen jyrä", "Akulla kulkeva jyrä, jonka lataa katulampun pistokkeesta."),
    ("Varoitus viestillä", "Naapuri saa viestin tuntia ennen meluisaa vaihetta."),
    ("Pehmeä murskain", "Purkujäte leikataan eikä murskata."),
    ("Hiljaisuuden pisteet", "Urakoitsija saa pisteitä hiljaisista tunneista."),
    ("Kuunteleva torni", "Nosturin mikrofoni näyttää, mikä kone melusi."),
    ("Vihreä verkko", "Köynnökset kasvavat valmiissa verkossa työmaan reunalla."),
    ("Sovittu aikataulu", "Naapurit äänestävät, mikä viikko on meluisin."),
)
CRITERIA = (
    ("Hyöty naapureille", "Nytta för grannarna", "Benefit to the neighbours", "3"),
    ("Toteutettavuus", "Genomförbarhet", "Feasibility", "2"),
    ("Uutuus", "Nyhetsvärde", "Novelty", "1"),
)
LEVELS = {
    "fi": ["Ei lainkaan", "Vähän", "Jonkin verran", "Hyvin", "Oikein hyvin", "Erinomaisesti"],
    "sv": ["Inte alls", "Lite", "I viss mån", "Bra", "Mycket bra", "Utmärkt"],
    "en": ["Not at all", "A little", "To some extent", "Well", "Very well", "Excellently"],
}
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
READERS, SHORTLIST = 3, 4


def juries(cities: dict[str, City], password_hash: str) -> int:
    """Write the jurors, and a challenge of Helsinki that they judge; return how many they are."""
    people = [_person(number, password_hash) for number in range(len(JURORS))]
    challenge = _challenge(cities["helsinki"])
    entries = [_entry(challenge, number) for number in range(len(IDEAS))]
    judge(challenge, entries, people)
    return len(people)


def judge(challenge: Challenge, entries: list[Concept], people: list[User]) -> None:
    """Seat these people in the jury, deal the entries, and let about half of the scores be in."""
    jurors = [_juror(challenge, number, user) for number, user in enumerate(people)]
    db.session.flush()
    tied = (jurors[-1], entries[0])
    db.session.add(
        JuryConflict(
            juror_id=tied[0].id, concept_id=tied[1].id, kind=ConflictKind.WORK.value, reason="",
            is_automatic=False, at=clock.now() - 4 * DAY,
        )
    )  # fmt: skip
    ids, codes = sorted(one.id for one in jurors), sorted(one.id for one in entries)
    conflicts = {(tied[0].id, tied[1].id)}
    dealt = plan(ids, codes, conflicts, READERS, SEED)
    inputs = {
        "jurors": ids, "concepts": codes, "conflicts": [list(one) for one in conflicts],
        "readers": READERS,
    }  # fmt: skip
    db.session.add(
        JuryRound(
            challenge_id=challenge.id, round=1, seed=SEED, inputs=inputs, begun_by_id=None,
            begun_at=clock.now() - 5 * DAY,
        )
    )  # fmt: skip
    for concept_id, readers in dealt.readers.items():
        for juror_id in sorted(readers):
            _reading(challenge, juror_id, concept_id)
    db.session.flush()


def _person(number: int, password_hash: str) -> User:
    """Return a juror's account: the one that is there, or a new one."""
    name, language, _title = JURORS[number]
    email = f"juror{number + 1}@{DOMAIN}"
    if (known := user_by_email(email)) is not None:
        return known
    made = User(
        email=email, name=name, language=language, password=password_hash,
        active=True, fs_uniquifier=uuid.uuid4().hex, confirmed_at=clock.now(),
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _challenge(city: City) -> Challenge:
    now = clock.now()
    made = Challenge(
        slug="hiljaisempi-rakennustyomaa", city_id=city.id, status=ChallengeStatus.JUDGING_1,
        title=Translated("Hiljaisempi rakennustyömaa", "En tystare byggplats",
                         "A quieter building site"),
        summary=Translated(
            "Miten työmaan voisi tehdä niin, että naapuri saa nukuttua?",
            "Hur kan man bygga så att grannen får sova?",
            "How to build so that the neighbours can sleep?",
        ),
        brief=Translated(
            "Tiiviissä kaupungissa rakennetaan aina jonkun ikkunan alla. Etsimme keinoja, joita "
            "voi kokeilla yhdellä työmaalla kuukauden ajan.",
            "I en tät stad byggs det alltid under någons fönster. Vi söker sätt som kan prövas "
            "på en byggplats i en månad.",
            "In a dense city somebody’s window is always near. We look for ways that can be tried "
            "on one site for a month.",
        ),
        expected=Translated("Idea ja suunnitelma kokeilusta", "En idé och en plan för försöket",
                            "An idea and a plan for trying it"),
        entrants=[one.value for one in EntrantKind], themes=["built_environment"],
        legal_form=LegalForm.IDEA_CONTEST, opens_at=now - 40 * DAY, closes_at=now - 8 * DAY,
        questions_close_at=now - 15 * DAY, decision_by=local_date(now + 20 * DAY, city.time_zone),
        rounds=2, readers_needed=READERS, shortlist_size=SHORTLIST, jurors_see_scores=True,
        was_public=True, approved_at=now - 42 * DAY, is_demo=True, created_at=now - 50 * DAY,
        updated_at=now - 5 * DAY,
    )  # fmt: skip
    made.criteria = [
        ChallengeCriterion(
            position=position, name=Translated(*names), words=Translated(),
            weight=Decimal(weight), minimum=None, levels=LEVELS,
        )
        for position, (*names, weight) in enumerate(CRITERIA, 1)
    ]  # fmt: skip
    made.prizes = [
        ChallengePrize(place=1, amount_eur=6_000), ChallengePrize(place=2, amount_eur=2_000),
    ]  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _entry(challenge: Challenge, number: int) -> Concept:
    title, words = IDEAS[number]
    letters = "ACDEFGHJKLMNPQRTUVWXY3479"
    drawn = lot(SEED, challenge.id, number)
    code = "".join(letters[drawn // len(letters) ** place % len(letters)] for place in range(4))
    at = (challenge.closes_at or clock.now()) - (number + 1) * 9 * HOUR
    made = Concept(
        challenge_id=challenge.id, code=f"C-{code}", lead_id=None, organisation_id=None,
        entrant_kind=EntrantKind.RESIDENT, status=ConceptStatus.ELIGIBLE, language="fi",
        title=title, problem="Rakentaminen herättää naapurit, ja valitukset tulevat myöhässä.",
        solution=words, impact="Naapurit nukkuvat, ja työ etenee ilman keskeytyksiä.",
        plan="Kuukausi yhdellä työmaalla, melu mitataan ennen ja kokeilun aikana.",
        needs="Yksi työmaa ja sen työnjohdon aikaa.", team_name=f"Keksitty tiimi {number + 1}",
        digest=hashlib.sha256(words.encode()).hexdigest(), is_demo=True, created_at=at,
        updated_at=at, submitted_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _juror(challenge: Challenge, number: int, user: User) -> Juror:
    _name, _language, title = JURORS[number % len(JURORS)]
    made = Juror(
        challenge_id=challenge.id, email=user.email, name=user.name, title=title, user_id=user.id,
        status=JurorStatus.ACCEPTED, version=2, is_chair=number == 0,
        token_sha256=uuid.uuid4().hex * 2, invited_at=clock.now() - 20 * DAY,
        expires_at=clock.now() - 6 * DAY, answered_at=clock.now() - 18 * DAY,
    )  # fmt: skip
    db.session.add(made)
    return made


def _reading(challenge: Challenge, juror_id: int, concept_id: int) -> None:
    """Give an entry to a juror: of four one waits for the declaration, one is open, two are in."""
    turn = lot(SEED, juror_id, concept_id)
    states = (
        AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED, AssignmentStatus.SUBMITTED,
        AssignmentStatus.SUBMITTED,
    )  # fmt: skip
    status = states[turn % len(states)]
    is_in = status is AssignmentStatus.SUBMITTED
    made = JuryAssignment(
        juror_id=juror_id, concept_id=concept_id, round=1, status=status, version=1,
        comment="Selkeä ajatus. Kertokaa vielä, kuka hoitaa sen arjessa." if is_in else "",
        assigned_at=clock.now() - 5 * DAY, submitted_at=clock.now() - 2 * DAY if is_in else None,
    )  # fmt: skip
    if is_in:
        made.scores = [
            JuryScore(criterion_id=one.id, value=2 + lot(SEED, turn % 997, one.id) % 4)
            for one in challenge.criteria
        ]
    db.session.add(made)
