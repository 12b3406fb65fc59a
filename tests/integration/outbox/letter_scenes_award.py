"""The use cases that send mail about the outcome of challenges."""

from collections.abc import Callable
from typing import Any

from app.services import award_announce, award_answer, award_lapse
from models.award import Award, AwardKind
from models.award_rule import Share
from models.concept import ConceptStatus
from tests.factories import award as make
from tests.factories.application import days_later
from tests.factories.concept import concept

Deed = Callable[[], Any]


def _announces() -> Deed:
    """Announce one prize, one mention, and something to everybody else."""
    made = make.decided(3)
    concept(made, ConceptStatus.INELIGIBLE)
    first, second, _third = make.entries_of(made)[:3]
    shares = {first.id: Share(AwardKind.PRIZE, 1, 5000), second.id: Share(AwardKind.MENTION)}
    version = make.prepared(made, shares=shares, reason="Vain yksi palkitaan.")
    who, ident = make.coordinator(made), made.id
    return lambda: award_announce.announce(who, ident, version)


def _answers(deed: Callable[..., Any], entries: int = 3) -> Deed:
    award: Award = make.prize(entries=entries)
    who, ident = make.lead_of(award), award.id
    return lambda: deed(who, ident)


def _later(days: int, deed: Callable[[], Any]) -> Deed:
    make.prize(entries=3)

    def done() -> Any:
        with days_later(days):
            return deed()

    return done


SCENES: dict[str, Callable[[], Deed]] = {
    "award/accepted_city": lambda: _answers(award_answer.accept),
    "award/announced_city": _announces,
    "award/announced_jury": _announces,
    "award/answer_soon": lambda: _later(13, award_lapse.remind_all),
    "award/lapsed": lambda: _later(16, award_lapse.lapse_all_due),
    "award/mentioned": _announces,
    "award/nobody_left": lambda: _answers(award_answer.decline, 2),
    "award/offered_next": lambda: _answers(award_answer.decline),
    "award/outside": _announces,
    "award/passed_on": lambda: _answers(award_answer.decline),
    "award/placed": _announces,
    "award/won": _announces,
}
