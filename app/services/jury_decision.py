"""Fix a jury's order: the shortlist after the first round, the decision that two people sign.

Pages show the order with its fingerprint; what is fixed is what was seen, or nothing.  A ranking
that waits for the second signature is computed once more when it is signed, and must come out the
same.  Nobody signs twice, nor about an entry of their own, nor with a conflict of interest.
"""

from collections.abc import Sequence

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import SYSTEM, Actor
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.queries.account import account_of
from app.queries.jury import judged_concepts, seat_of
from app.queries.jury_conflict import entered_concepts
from app.queries.jury_ranking import (
    natural_shortlist,
    open_readings,
    order_now,
    ranking_of,
    ties_to_settle,
)
from app.services.audit import record
from app.services.challenge_step import take_step
from app.services.jury import managed
from app.services.jury_mail import tell_city, tell_jury, tell_signers
from app.services.message import said
from app.services.move import move
from app.services.notification import tell
from models.challenge import Challenge, ChallengeAction
from models.concept import CONCEPT_WORKFLOW, ConceptAction
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError, NotFoundError
from models.jury import JuryConflict, Ranking
from models.jury_ranking import (
    ALGORITHM,
    Placed,
    Settled,
    fingerprint,
    snapshot_input,
    snapshot_result,
)
from models.jury_round import ROUND_OF


@use_case
def shortlist(
    actor: Actor, challenge_id: int, digest: str, chosen: Sequence[int], reason: str
) -> int:
    """Fix the first round's order and who goes on; return the ranking's id.

    Raises:
        ConflictError: ``readings_open`` (count), ``entries_unread`` (codes), ``order_changed``.
        FieldError: ``shortlist_empty`` at ``chosen``; ``departure_reason`` at ``reason``: who goes
            on are not those that the order puts there without a doubt.
    """
    challenge = _locked(actor, challenge_id)
    if ROUND_OF.get(challenge.status) != 1 or challenge.rounds == 1:
        raise IllegalMoveError(state=challenge.status, action=ChallengeAction.SHORTLIST)
    _require_free(actor, challenge)
    _require_all_in(challenge, 1)
    ranking, placed = _fixed(actor, challenge, 1, digest, ())
    those = {one.id for one in placed} & set(chosen)
    if not those:
        raise FieldError("shortlist_empty", field="chosen")
    words = said(reason, "reason", needed=False)
    if those != natural_shortlist(placed, challenge.shortlist_size) and not words:
        raise FieldError("departure_reason", field="reason")
    ranking.chosen, ranking.reason = sorted(those), words
    db.session.add(ranking)
    db.session.flush()
    for concept in judged_concepts(challenge, 1):
        goes_on = concept.id in those
        action = ConceptAction.SHORTLIST if goes_on else ConceptAction.LEAVE_OUT
        move(actor, concept, CONCEPT_WORKFLOW, action)
    take_step(actor, challenge, ChallengeAction.SHORTLIST, words, ranking=ranking.id)
    return ranking.id


@use_case
def prepare(
    actor: Actor, challenge_id: int, digest: str, settled: Sequence[Settled], reason: str = ""
) -> int:
    """Put the first of two signatures under the last round's order; return the ranking's id.

    ``settled`` are ties with the jury's reason; every tie of which a prize depends needs one.

    Raises:
        ConflictError: ``readings_open`` (count), ``entries_unread`` (codes), ``order_changed``,
            ``first_signed``.
        FieldError: ``tie_open`` or ``tie_reason`` at ``tie_<rank>``.
        ForbiddenError: ``own_concept``.
    """
    challenge = _locked(actor, challenge_id)
    number = _final_round(challenge)
    _require_free(actor, challenge)
    if ranking_of(challenge.id, number) is not None:
        raise ConflictError("first_signed")
    _require_all_in(challenge, number)
    _require_settled(challenge, number, settled)
    ranking, _placed = _fixed(actor, challenge, number, digest, settled)
    ranking.reason = said(reason, "reason", needed=False)
    db.session.add(ranking)
    db.session.flush()
    _record(actor, "sign_first", challenge, ranking)
    tell_signers(challenge, actor.user_id, f"{ranking.id}", first=actor.name)
    return ranking.id


@use_case
def sign(actor: Actor, challenge_id: int) -> int:
    """Put the second signature, by which the jury has decided; return the ranking's id.

    Raises:
        NotFoundError: Nothing waits for the actor's signature.
        ForbiddenError: ``signs_alone``: they put the first; ``own_concept``; ``jury_conflicted``.
        ConflictError: ``order_changed``: an entry has been withdrawn since.
    """
    challenge, ranking = _waiting(actor, challenge_id)
    if ranking.made_by_id == actor.user_id:
        raise ForbiddenError("signs_alone")
    _require_free(actor, challenge)
    _require_same(challenge, ranking)
    ranking.signed_by_id, ranking.signed_at = actor.user_id, clock.now()
    _record(actor, "sign_second", challenge, ranking)
    is_staff = may(actor, Action.JURY_DECIDE, of_challenge(challenge))
    take_step(actor if is_staff else SYSTEM, challenge, ChallengeAction.DECIDE, ranking=ranking.id)
    tell_jury(challenge, "jury/decided", f"{ranking.id}")
    tell_city(challenge, "jury/decided_city", f"{ranking.id}")
    return ranking.id


@use_case
def send_back(actor: Actor, challenge_id: int, reason: str) -> int:
    """Refuse the second signature, or take the first back; scores can be changed again.

    Raises:
        FieldError: ``needed`` at ``reason``.
    """
    challenge, ranking = _waiting(actor, challenge_id)
    words = said(reason, "reason")
    _record(actor, "send_back", challenge, ranking)
    first = ranking.made_by
    if first is not None and first.id != actor.user_id:
        tell(
            first, "jury/sent_back", f"jury/sent_back:{ranking.id}",
            challenge_id=challenge.id, challenge=challenge.title.best(first.language)[0],
            person=actor.name, reason=words,
        )  # fmt: skip
    db.session.delete(ranking)
    return challenge.id


def _record(actor: Actor, deed: str, challenge: Challenge, ranking: Ranking) -> None:
    record(
        actor, f"ranking:{deed}", ranking, city_id=challenge.city_id, round=ranking.round,
        digest=ranking.digest,
    )  # fmt: skip


def _locked(actor: Actor, challenge_id: int) -> Challenge:
    challenge = managed(actor, challenge_id, Action.JURY_DECIDE)
    db.session.refresh(challenge, with_for_update=True)
    return challenge


def _final_round(challenge: Challenge) -> int:
    number = ROUND_OF.get(challenge.status)
    if number != challenge.rounds:
        raise IllegalMoveError(state=challenge.status, action=ChallengeAction.DECIDE)
    return number


def _waiting(actor: Actor, challenge_id: int) -> tuple[Challenge, Ranking]:
    """Return what waits for a second signature, for those who decide and the jury's chair."""
    challenge = db.session.get(
        Challenge, challenge_id, with_for_update=True, populate_existing=True
    )
    if challenge is None:
        raise NotFoundError
    seat = seat_of(actor, challenge.id)
    is_chair = seat is not None and seat.is_chair
    if not is_chair:
        managed(actor, challenge_id, Action.JURY_DECIDE)
    ranking = ranking_of(challenge.id, challenge.rounds)
    is_open = ROUND_OF.get(challenge.status) == challenge.rounds
    if ranking is None or not is_open or ranking.signed_at is not None:
        raise NotFoundError
    return challenge, ranking


def _require_all_in(challenge: Challenge, number: int) -> None:
    if count := open_readings(challenge, number):
        raise ConflictError("readings_open", count=count)
    _entries, _rules, placed = order_now(challenge, number)
    if unread := [one.code for one in placed if one.missed == ["unread"]]:
        raise ConflictError("entries_unread", codes=unread)


def _require_settled(challenge: Challenge, number: int, settled: Sequence[Settled]) -> None:
    _entries, _rules, placed = order_now(challenge, number)
    given = {frozenset(one.order): one for one in settled}
    for group in ties_to_settle(placed, len(challenge.prizes)):
        name = f"tie_{group[0].rank}"
        one = given.get(frozenset(entry.id for entry in group))
        if one is None or len(one.order) != len(group):
            raise FieldError("tie_open", field=name)
        if not one.reason.strip():
            raise FieldError("tie_reason", field=name)


def _require_free(actor: Actor, challenge: Challenge) -> None:
    """Let nobody sign about an entry of their own or one they have a conflict with."""
    for concept in entered_concepts(challenge.id):
        if actor.user_id in concept.team or concept.organisation_id in actor.organisations:
            raise ForbiddenError("own_concept")
    seat = seat_of(actor, challenge.id)
    if seat is None:
        return
    tied = select(JuryConflict.id).where(JuryConflict.juror_id == seat.id).limit(1)
    if db.session.scalar(tied) is not None:
        raise ForbiddenError("jury_conflicted")


def digest_now(challenge: Challenge, number: int, settled: Sequence[Settled] = ()) -> str:
    """Return the fingerprint of the order as it would be fixed now."""
    entries, rules, placed = order_now(challenge, number, settled)
    return fingerprint(ALGORITHM, snapshot_input(entries, rules), snapshot_result(placed))


def _fixed(
    actor: Actor, challenge: Challenge, number: int, digest: str, settled: Sequence[Settled]
) -> tuple[Ranking, list[Placed]]:
    """Return the ranking to keep, when the order is still the one that was seen."""
    if digest != digest_now(challenge, number):
        raise ConflictError("order_changed")
    entries, rules, placed = order_now(challenge, number, settled)
    kept, result = snapshot_input(entries, rules), snapshot_result(placed)
    made = Ranking(
        challenge_id=challenge.id, round=number, algorithm=ALGORITHM, inputs=kept, result=result,
        digest=fingerprint(ALGORITHM, kept, result), chosen=[], reason="",
        made_by_id=account_of(actor.user_id).id, made_at=clock.now(),
    )  # fmt: skip
    return made, placed


def _require_same(challenge: Challenge, ranking: Ranking) -> None:
    settled = [Settled(tuple(one["order"]), one["reason"]) for one in ranking.inputs["settled"]]
    if digest_now(challenge, ranking.round, settled) != ranking.digest:
        raise ConflictError("order_changed")
