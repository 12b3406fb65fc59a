"""Submit a challenge, ask for edits, approve it with a second pair of eyes, cancel, archive.

Each function returns the challenge's id.
"""

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.services.challenge_mail import tell_all_taking_part, tell_challenge_city, tell_writers
from app.services.challenge_ready import lacks
from app.services.challenge_step import NEEDS, entered, take_step
from app.services.typed_value import text_up_to
from models.base import LANGUAGES, Translated
from models.challenge import CHALLENGE_WORKFLOW, Challenge, ChallengeAction
from models.challenge_notice import ChallengeNotice, NoticeKind
from models.errors import ConflictError, FieldError

WORDS = 2_000


@use_case
def submit(actor: Actor, challenge_id: int, version: int) -> int:
    """Ask for the approval; whoever decides in the city is told.

    Raises:
        ConflictError: ``changed_meanwhile``; ``challenge_lacks`` (count): something is missing.
    """
    challenge = _seen(actor, challenge_id, version, ChallengeAction.SUBMIT)
    _refuse_lacking(challenge)
    take_step(actor, challenge, ChallengeAction.SUBMIT)
    tell_challenge_city(challenge, "challenge/submitted_city", by=actor.name)
    return challenge.id


@use_case
def request_edits(actor: Actor, challenge_id: int, version: int, words: str) -> int:
    """Send it back with words on what to change; those who write it read them.

    Raises:
        FieldError: ``reason_needed`` at ``words``.
    """
    challenge = _seen(actor, challenge_id, version, ChallengeAction.REQUEST_EDITS)
    text = text_up_to(WORDS)("words", words)
    if not text:
        raise FieldError("reason_needed", field="words")
    take_step(actor, challenge, ChallengeAction.REQUEST_EDITS, text)
    tell_writers(challenge, "challenge/edits_requested", words=text)
    return challenge.id


@use_case
def approve(actor: Actor, challenge_id: int, version: int) -> int:
    """Let everybody read it; it opens and closes by itself.

    Raises:
        ConflictError: ``four_eyes``: the actor submitted it; ``challenge_lacks`` (count): its
            times have passed meanwhile, or its place is gone.
    """
    challenge = _seen(actor, challenge_id, version, ChallengeAction.APPROVE)
    _refuse_lacking(challenge)
    take_step(actor, challenge, ChallengeAction.APPROVE)
    tell_writers(challenge, "challenge/approved")
    return challenge.id


@use_case
def cancel(actor: Actor, challenge_id: int, version: int, reason: Translated) -> int:
    """Call it off, with a reason that everybody reads if it was ever public.

    Raises:
        FieldError: ``reason_needed`` at ``reason_fi``.
    """
    challenge = _seen(actor, challenge_id, version, ChallengeAction.CANCEL)
    why = checked_reason(challenge, reason)
    take_step(actor, challenge, ChallengeAction.CANCEL, why.best("fi")[0])
    db.session.add(
        ChallengeNotice(
            challenge_id=challenge.id, kind=NoticeKind.CANCELLED, reason=why,
            by_id=actor.user_id, at=clock.now(),
        )
    )  # fmt: skip
    if challenge.was_public:
        once = str(challenge.version)
        tell_all_taking_part(
            challenge, "challenge/cancelled", once, reason=lambda lang: why.best(lang)[0]
        )
    db.session.flush()
    return challenge.id


@use_case
def archive(actor: Actor, challenge_id: int, version: int) -> int:
    """Put a challenge away whose outcome is known; its page stays."""
    challenge = _seen(actor, challenge_id, version, ChallengeAction.ARCHIVE)
    take_step(actor, challenge, ChallengeAction.ARCHIVE)
    return challenge.id


def checked_reason(challenge: Challenge, reason: Translated) -> Translated:
    """Return a reason that everybody reads: cleaned, in the languages of the city.

    Raises:
        FieldError: ``reason_needed`` at the first language that is missing.
    """
    clean = text_up_to(WORDS)
    found = Translated(*(clean(f"reason_{one}", reason.get(one)) for one in LANGUAGES))
    for lang in challenge.city.required_languages:
        if not found.get(lang):
            raise FieldError("reason_needed", field=f"reason_{lang}")
    return found


def _seen(actor: Actor, challenge_id: int, version: int, action: ChallengeAction) -> Challenge:
    """Return a challenge, locked, in the version that the actor's page showed."""
    challenge = entered(actor, challenge_id, NEEDS[action])
    CHALLENGE_WORKFLOW.after(challenge.status, action)
    if challenge.version != version:
        raise ConflictError("changed_meanwhile", version=challenge.version)
    return challenge


def _refuse_lacking(challenge: Challenge) -> None:
    if missing := lacks(challenge, clock.now()):
        raise ConflictError("challenge_lacks", count=len(missing))
