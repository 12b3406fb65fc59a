"""The use cases that send mail about entries to challenges."""

from collections.abc import Callable
from typing import Any

from app.services import concept as service
from app.services import concept_screening as screening
from app.services import concept_team as team
from app.services.concept_seal import break_seal
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus
from tests.factories import concept as make
from tests.factories.account import acting, admin, person, staff
from tests.factories.challenge import challenge

Deed = Callable[[], Any]


def _submits() -> Deed:
    made = make.draft(challenge())
    who, ident, version = make.leading(made), made.id, made.version
    terms = made.challenge.terms_id or 0
    return lambda: service.submit(who, ident, version, terms)


def _of_submitted(deed: Callable[..., Any]) -> Deed:
    made = make.concept(challenge())
    who, ident, version = make.leading(made), made.id, made.version
    return lambda: deed(who, ident, version)


def _invites() -> Deed:
    made = make.draft(challenge())
    who, ident = make.leading(made), made.id
    new = team.NewMember("uusi@koepaikka.example", "d" * 64, "/x", "fi")
    return lambda: team.invite(who, ident, new)


def _answers(deed: Callable[..., Any]) -> Deed:
    made, guest = make.draft(challenge()), person()
    row = make.invited(made, guest.email).id
    who = acting(guest)
    return lambda: deed(who, row)


def _leaves() -> Deed:
    made = make.draft(challenge())
    who, ident = acting(make.joined(made)), made.id
    return lambda: team.leave(who, ident)


def _hands_over() -> Deed:
    made = make.draft(challenge())
    make.joined(made)
    who, ident, row = make.leading(made), made.id, made.members[0].id
    return lambda: team.hand_over(who, ident, row)


def _screens(status: ConceptStatus, deed: Callable[..., Any], *words: str) -> Deed:
    of = challenge(ChallengeStatus.SCREENING, opens=-48, closes=-1)
    made, who = make.concept(of, status), acting(staff())
    ident, version = made.id, made.version
    return lambda: deed(who, ident, version, *words)


def _breaks() -> Deed:
    made, who = make.concept(challenge()), acting(admin())
    staff()
    ident, code = made.challenge_id, made.code
    return lambda: break_seal(who, ident, code, "Tiimi ei pääse kirjautumaan sisään.")


SCENES: dict[str, Callable[[], Deed]] = {
    "concept/declined": lambda: _answers(team.decline),
    "concept/ineligible": lambda: _screens(ConceptStatus.SUBMITTED, screening.reject, "Myöhässä"),
    "concept/invitation": _invites,
    "concept/joined": lambda: _answers(team.accept),
    "concept/leads_now": _hands_over,
    "concept/left": _leaves,
    "concept/looked_at_again": lambda: _screens(ConceptStatus.INELIGIBLE, screening.review_again),
    "concept/receipt": _submits,
    "concept/seal_broken": _breaks,
    "concept/taken_back": lambda: _of_submitted(service.take_back),
    "concept/withdrawn": lambda: _of_submitted(service.withdraw),
}
