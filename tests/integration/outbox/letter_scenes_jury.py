"""The use cases that send mail about juries."""

from collections.abc import Callable
from typing import Any

from app.queries.jury import assignments_of
from app.services import jury, jury_conflict, jury_decision, jury_reminder, jury_round
from models.challenge import Challenge, ChallengeStatus
from models.concept import ConceptStatus
from tests.factories import jury as make
from tests.factories.account import person
from tests.factories.application import days_later
from tests.factories.challenge import challenge, closed
from tests.factories.concept import concepts
from tests.factories.jury import by, runner

Deed = Callable[[], Any]


def _invited() -> Deed:
    made, who, link = challenge(), person(), make.link()
    new = jury.NewJuror(who.email, who.name, "", False, "fi")
    first = runner(made)
    return lambda: jury.invite(first, made.id, new, link)


def _answered(work: Callable[..., Any]) -> Deed:
    who = person()
    ident = make.invited(challenge(), who).id
    actor = make.acting(who)
    return lambda: work(actor, ident)


def _begun() -> Deed:
    made = closed(ChallengeStatus.SCREENING, decision_by=make.day(30))
    concepts(made, 2, status=ConceptStatus.ELIGIBLE)
    make.seat_jury(made, 3)
    first = runner(made)
    return lambda: jury_round.begin(first, made.id)


def _final() -> Deed:
    made = make.judging()
    make.score_all(made)
    make.shortlisted(made)
    first = runner(made)
    return lambda: jury_round.begin_final(first, made.id)


def _recused(jurors: int) -> Deed:
    made = make.judging(jurors, 4)
    one = assignments_of(made.id, 1)[0]
    who, ident = by(one.juror), one.id
    return lambda: jury_conflict.recuse(who, ident, "work", "")


def _excused() -> Deed:
    one = make.seat(challenge())
    first, ident = runner(one.challenge), one.id
    return lambda: jury.remove(first, ident, "Reason")


def _reminded() -> Deed:
    made = make.judging(decision_by=make.day(30))
    ident = made.id

    def remind() -> int:
        with days_later(5):
            return jury_reminder.remind_one(ident)

    return remind


def _scored() -> Challenge:
    made = make.judging(rounds=1)
    make.score_all(made)
    make.second(made)
    return made


def _prepared() -> Deed:
    made = _scored()
    first, digest = runner(made), jury_decision.digest_now(made, 1)
    return lambda: jury_decision.prepare(first, made.id, digest, ())


def _signed(work: Callable[..., Any], *words: str) -> Deed:
    made = _scored()
    make.prepared(made)
    other = make.second(made)
    return lambda: work(other, made.id, *words)


SCENES: dict[str, Callable[[], Deed]] = {
    "jury/invitation": _invited,
    "jury/accepted": lambda: _answered(jury.accept),
    "jury/declined": lambda: _answered(jury.decline),
    "jury/begun": _begun,
    "jury/final": _final,
    "jury/refilled": lambda: _recused(5),
    "jury/lacking": lambda: _recused(3),
    "jury/excused": _excused,
    "jury/reminder": _reminded,
    "jury/to_sign": _prepared,
    "jury/sent_back": lambda: _signed(jury_decision.send_back, "Reason"),
    "jury/decided": lambda: _signed(jury_decision.sign),
    "jury/decided_city": lambda: _signed(jury_decision.sign),
}
