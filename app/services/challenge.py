"""Begin a challenge: anew, or from an earlier one; and throw a draft away."""

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, Subject, authorise, may
from app.services.audit import record
from app.services.challenge_step import entered
from app.services.testbed_slug import slug_of
from models.base import Translated
from models.challenge import (
    Challenge,
    ChallengeCriterion,
    ChallengePrize,
    ChallengeStatus,
)
from models.challenge_file import ChallengeFile
from models.city import City
from models.errors import ConflictError, FieldError, NotFoundError

RESERVED = ("koepaikka", "numbers")  # pages of their own beside the challenges
COPIED = (
    "title", "summary", "brief", "expected", "after", "themes", "entrants", "eligibility",
    "legal_form", "terms_id", "entries_open", "rounds", "readers_needed", "shortlist_size",
    "least_total", "normalised", "jurors_named", "jurors_see_scores", "contact_email",
)  # fmt: skip
"""What a challenge takes from the one that it is made from: all but its place and its times."""


@use_case
def create(
    actor: Actor, city_id: int, title: Translated, organisation_id: int | None = None
) -> int:
    """Begin a draft of a city, or of an organisation in a city, and return its id.

    Raises:
        ForbiddenError: The actor writes neither this city's challenges nor the organisation's.
        FieldError: ``title_needed`` at ``title_fi``.
    """
    subject = Subject(city_id=None if organisation_id else city_id, organisation_id=organisation_id)
    authorise(actor, Action.CHALLENGE_EDIT, subject)
    if db.session.get(City, city_id) is None:
        raise NotFoundError
    if not title:
        raise FieldError("title_needed", field="title_fi")
    made = _begun(actor, city_id, title, organisation_id)
    record(actor, "challenge:create", made)
    return made.id


@use_case
def copy(actor: Actor, challenge_id: int) -> int:
    """Begin a draft with what an earlier challenge of the same writers says; return its id.

    Raises:
        NotFoundError: It is not theirs to know of at the desk.
        ForbiddenError: The actor writes no challenges there.
    """
    source = db.session.get(Challenge, challenge_id)
    if source is None or not may(actor, Action.CHALLENGE_READ, of_challenge(source)):
        raise NotFoundError
    authorise(actor, Action.CHALLENGE_EDIT, of_challenge(source))
    made = _begun(actor, source.city_id, source.title, source.organisation_id)
    for name in COPIED:
        setattr(made, name, getattr(source, name))
    made.copied_from_id = source.id
    made.criteria = [
        ChallengeCriterion(
            position=one.position, name=one.name, words=one.words, weight=one.weight,
            minimum=one.minimum, levels=one.levels,
        )
        for one in source.criteria
    ]  # fmt: skip
    made.prizes = [
        ChallengePrize(place=one.place, amount_eur=one.amount_eur, reward=one.reward)
        for one in source.prizes
    ]
    _copy_files(actor, source, made)
    db.session.flush()
    record(actor, "challenge:copy", made, source=source.id)
    return made.id


@use_case
def discard(actor: Actor, challenge_id: int) -> None:
    """Throw a draft away that nobody has decided on.

    Raises:
        ConflictError: ``changed_meanwhile``: it is no draft any more.
    """
    challenge = entered(actor, challenge_id, Action.CHALLENGE_EDIT)
    if challenge.status is not ChallengeStatus.DRAFT:
        raise ConflictError("changed_meanwhile")
    record(actor, "challenge:discard", challenge)
    db.session.delete(challenge)
    db.session.flush()


def free_slug(title: Translated) -> str:
    """Return an address for a title that no other challenge has."""
    base = slug_of(title.best("fi")[0])
    base = "haaste" if base in RESERVED else base
    taken = set(db.session.scalars(select(Challenge.slug).where(Challenge.slug.startswith(base))))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug


def _begun(actor: Actor, city_id: int, title: Translated, organisation_id: int | None) -> Challenge:
    now = clock.now()
    made = Challenge(
        slug=free_slug(title), city_id=city_id, organisation_id=organisation_id, title=title,
        created_by_id=actor.user_id, created_at=now, updated_at=now, contact_email="",
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _copy_files(actor: Actor, source: Challenge, made: Challenge) -> None:
    rows = db.session.scalars(
        select(ChallengeFile)
        .where(ChallengeFile.challenge_id == source.id)
        .order_by(ChallengeFile.position)
    )
    db.session.add_all(
        ChallengeFile(
            challenge_id=made.id, title=one.title, alt=one.alt, licence=one.licence,
            kind=one.kind, digest=one.digest, size=one.size, width=one.width, height=one.height,
            position=one.position, by_id=actor.user_id, at=clock.now(),
        )
        for one in rows.all()
    )  # fmt: skip
