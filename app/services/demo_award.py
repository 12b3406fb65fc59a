"""The demonstration's challenge of an earlier year: judged, announced, and come to an experiment.

The first winner is the invented company of an experiment in Oulu that is there already; it has been
tried again in two cities since.
"""

import datetime as dt
import hashlib
from decimal import Decimal

from sqlalchemy import select

from app import clock
from app.database import db
from app.queries.award_figure import figures_of
from app.services.award_announce import answer_by
from app.services.award_face import award_for
from app.services.demo_award_text import (
    AFTER,
    BRIEF,
    CRITERIA,
    ENTRIES,
    EXPECTED,
    STATEMENT,
    SUMMARY,
    TITLE,
    WORDS,
)
from models.account import User
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus, Stage
from models.award import Announcement, Award, AwardKind, AwardPayment, AwardStatus
from models.award_rule import Share
from models.challenge import (
    Challenge,
    ChallengeCriterion,
    ChallengePrize,
    ChallengeStatus,
    EntrantKind,
    LegalForm,
)
from models.concept import Concept, ConceptStatus
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, JuryScore, Ranking
from models.organisation import Organisation
from models.pilot import Pilot
from models.wall_time import local_date

BORN = "pihavalot-metsokangas"
DAY = dt.timedelta(days=1)
OPENED, CLOSED, ANNOUNCED = 300 * DAY, 255 * DAY, 215 * DAY  # before the experiment began
AMOUNTS = (12_000, 4_000)
SHARES = (Share(AwardKind.PRIZE, 1, 12_000), Share(AwardKind.PRIZE, 2, 4_000))
JURORS = ("juror1", "juror2", "juror3")
LEVELS = {
    "fi": ["Ei lainkaan", "Heikko", "Välttävä", "Hyvä", "Oikein hyvä", "Erinomainen"],
    "sv": ["Inte alls", "Svagt", "Nöjaktigt", "Bra", "Mycket bra", "Utmärkt"],
    "en": ["Not at all", "Weak", "Fair", "Good", "Very good", "Excellent"],
}


def awarded(organisations: list[Organisation], people: dict[str, User]) -> int:
    """Write the challenge with all that came of it; return how many concepts were entered."""
    pilot = db.session.scalar(select(Pilot).where(Pilot.slug == BORN))
    if pilot is None or pilot.testbed is None:
        return 0
    start = dt.datetime.combine(pilot.start_day, dt.time(9), dt.UTC)
    challenge = _challenge(pilot, start)
    concepts = _concepts(challenge, organisations, people)
    _judge(challenge, concepts, people)
    _announce(challenge, concepts, people, start - ANNOUNCED)
    _assign(challenge, concepts[0], pilot, people["company"])
    db.session.flush()
    return len(concepts)


def _challenge(pilot: Pilot, start: dt.datetime) -> Challenge:
    made = Challenge(
        slug="valo-joka-kutsuu-ulos", city_id=pilot.city_id, status=ChallengeStatus.ANNOUNCED,
        title=TITLE, summary=SUMMARY, brief=BRIEF, expected=EXPECTED, after=AFTER,
        themes=list(pilot.themes), entrants=[kind.value for kind in EntrantKind],
        legal_form=LegalForm.IDEA_CONTEST, opens_at=start - OPENED,
        questions_close_at=start - CLOSED - 7 * DAY, closes_at=start - CLOSED,
        decision_by=local_date(start - ANNOUNCED, pilot.city.time_zone),
        rounds=1, shortlist_size=12,
        contact_email=pilot.city.role_mailbox, was_public=True, geom=pilot.geom,
        shape_json=pilot.shape_json, anchor_x=pilot.anchor_x, anchor_y=pilot.anchor_y,
        approved_at=start - OPENED - 14 * DAY, announced_at=start - ANNOUNCED, is_demo=True,
        created_at=start - OPENED - 60 * DAY, updated_at=start - ANNOUNCED,
    )  # fmt: skip
    made.criteria = [
        ChallengeCriterion(
            position=n, name=name, words=words, weight=Decimal(weight), levels=LEVELS
        )
        for n, (name, words, weight) in enumerate(CRITERIA, 1)
    ]
    made.prizes = [
        ChallengePrize(place=place, amount_eur=amount) for place, amount in enumerate(AMOUNTS, 1)
    ]
    if pilot.testbed is not None:
        made.testbeds = [pilot.testbed]
    db.session.add(made)
    db.session.flush()
    return made


def _concepts(
    challenge: Challenge, organisations: list[Organisation], people: dict[str, User]
) -> list[Concept]:
    """Write the entries, best ranked first; most have no account behind them."""
    if challenge.opens_at is None or challenge.closes_at is None:
        return []
    length, made = challenge.closes_at - challenge.opens_at, []
    for number, entry in enumerate(ENTRIES):
        late = Decimal(((number * 37) % 100) ** 2) / 10_000  # most come towards the end
        sent = challenge.closes_at - length * float(late) - dt.timedelta(minutes=11 * number + 3)
        digest = _digest(entry.title)
        organisation = None if entry.organisation is None else organisations[entry.organisation]
        made.append(
            Concept(
                challenge_id=challenge.id, code=f"C-{digest[:4].upper()}",
                lead_id=people["company"].id if number == 0 else None,
                organisation_id=organisation.id if organisation is not None else None,
                entrant_kind=entry.kind, status=_outcome(number), language="fi",
                title=entry.title, problem=entry.problem, solution=entry.solution,
                impact=entry.impact, team_name=entry.team, digest=digest, is_demo=True,
                created_at=sent, updated_at=sent, submitted_at=sent,
            )
        )  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return made


def _outcome(number: int) -> ConceptStatus:
    if number < len(SHARES):
        return ConceptStatus.WINNER
    return ConceptStatus.HONOURABLE if number == len(SHARES) else ConceptStatus.NOT_SELECTED


def _judge(challenge: Challenge, concepts: list[Concept], people: dict[str, User]) -> None:
    """Let three jurors score every concept, and write the signed ranking of it."""
    at = challenge.announced_at or clock.now()
    for seat, key in enumerate(JURORS):
        user = people[key]
        juror = Juror(
            challenge_id=challenge.id, email=user.email, name=user.name, user_id=user.id,
            status=JurorStatus.ACCEPTED, is_chair=seat == 0, invited_at=at, expires_at=at,
            answered_at=at, token_sha256=_digest(f"{challenge.slug} {key}"),
        )  # fmt: skip
        db.session.add(juror)
        db.session.flush()
        for number, concept in enumerate(concepts):
            read = JuryAssignment(
                juror_id=juror.id, concept_id=concept.id, round=1, assigned_at=at, submitted_at=at,
                status=AssignmentStatus.SUBMITTED,
                comment=WORDS[(number + seat) % len(WORDS)] if seat else "",
            )  # fmt: skip
            read.scores = [
                JuryScore(criterion_id=one.id, value=_score(number, seat, one.position))
                for one in challenge.criteria
            ]
            db.session.add(read)
    db.session.add(_ranking(challenge, concepts, at))
    db.session.flush()


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _score(number: int, seat: int, position: int) -> int:
    """Return a score that falls with the rank and differs a little between jurors."""
    block, within = divmod(number + 1, 4)
    return max(0, 5 - block - int(within > (seat + position) % 4))


def _ranking(challenge: Challenge, concepts: list[Concept], at: dt.datetime) -> Ranking:
    """Return the ranking in the order of the entries, with their means."""
    weights = {one.position: one.weight for one in challenge.criteria}
    rows = []
    for number, concept in enumerate(concepts):
        whole = sum(weights.values(), Decimal(0))
        totals = [
            sum((_score(number, seat, n) * weight for n, weight in weights.items()), Decimal(0))
            * 20 / whole
            for seat in range(len(JURORS))
        ]  # fmt: skip
        means = {
            str(one.id): sum(_score(number, seat, one.position) for seat in range(len(JURORS)))
            for one in challenge.criteria
        }
        rows.append(
            {
                "concept_id": concept.id, "code": concept.code, "rank": number + 1,
                "score": _text(sum(totals, Decimal(0)) / len(totals)), "adjusted": None,
                "spread": _text((max(totals) - min(totals)) / 2), "readers": len(JURORS),
                "per_criterion": {key: _text(Decimal(mean) / 3) for key, mean in means.items()},
                "tied": False, "is_out": False,
            }
        )  # fmt: skip
    return Ranking(
        challenge_id=challenge.id, round=1, algorithm="demo", inputs={}, result=rows,
        digest=_digest(str(rows)), made_at=at, signed_at=at,
    )  # fmt: skip


def _text(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.01")).normalize() + 0)


def _announce(
    challenge: Challenge, concepts: list[Concept], people: dict[str, User], at: dt.datetime
) -> None:
    """Write what was announced: two prizes, both accepted and paid, and a mention."""
    db.session.add(
        Announcement(
            challenge_id=challenge.id, statement=STATEMENT, figures=figures_of(challenge),
            written_by_id=people["coordinator.oulu"].id, version=1, announced_at=at,
            announced_by_id=people["coordinator.oulu"].id, created_at=at, updated_at=at,
        )
    )  # fmt: skip
    shares = (*SHARES, Share(AwardKind.MENTION))
    for concept, share in zip(concepts, shares, strict=False):
        award = award_for(challenge, concept, share, answer_by(challenge, 14))
        award.created_at = at
        if share.kind is AwardKind.PRIZE:
            award.status, award.offered_at = AwardStatus.ACCEPTED, at
            award.answered_at, award.answer_by = at + 3 * DAY, at + 14 * DAY
            award.payments = [
                AwardPayment(
                    paid_on=local_date(at + 30 * DAY, clock.FINLAND),
                    amount_eur=share.amount_eur or 0,
                    reference=f"Tosite {share.place}", recorded_at=at + 31 * DAY,
                )
            ]  # fmt: skip
        db.session.add(award)
    db.session.flush()


def _assign(challenge: Challenge, concept: Concept, pilot: Pilot, author: User) -> None:
    """Tie the first prize to the experiment by the application that led to it."""
    sent = (challenge.announced_at or clock.now()) + 20 * DAY
    application = Application(
        author_id=author.id, organisation_id=concept.organisation_id,
        applicant_form=ApplicantForm.ORGANISATION, language="fi", title=concept.title,
        summary=concept.solution, goals=concept.impact, themes=list(challenge.themes),
        stage=Stage.PROTOTYPE, contact_name=author.name, contact_email=author.email,
        terms_version="2026-1", is_demo=True, created_at=sent, updated_at=sent, submitted_at=sent,
    )  # fmt: skip
    if pilot.testbed_id is not None:
        application.parts = [
            ApplicationPart(
                testbed_id=pilot.testbed_id, city_id=pilot.city_id, status=PartStatus.AGREED,
                earliest=pilot.start_day, days=(pilot.end_day - pilot.start_day).days + 1,
                preference=1, status_changed_at=sent, clock_from=sent,
            )
        ]  # fmt: skip
    db.session.add(application)
    db.session.flush()
    pilot.application_id = application.id
    if pilot.booking is not None:
        pilot.booking.part_id = application.parts[0].id
    prize = db.session.scalar(
        select(Award).where(Award.concept_id == concept.id, Award.kind == AwardKind.PRIZE)
    )
    if prize is not None:
        prize.application_id = application.id
    db.session.flush()
