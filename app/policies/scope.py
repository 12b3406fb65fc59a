"""The one table of scopes: what a token may be given, for whom, and which actions that lets pass.

A scope never gives a permission: it says which of the permissions that the token's person has
(app/policies/table.py) a program may use.  docs/scopes.md is made from it.
"""

from dataclasses import dataclass

from app.policies.actor import Actor, Bounds
from app.policies.table import Action
from models.scope import Scope as Scope
from models.token import AccessToken, ActsFor


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """The actions that a scope lets pass, and for whom a token with it may act."""

    actions: frozenset[Action]
    acts_for: frozenset[ActsFor]


_A = Action
_CITY = frozenset({ActsFor.CITY})
_APPLICANT = frozenset({ActsFor.PERSON, ActsFor.ORGANISATION})

SCOPES: dict[Scope, ScopeRule] = {
    Scope.TESTBEDS_READ: ScopeRule(frozenset({_A.TESTBED_READ}), _CITY),
    Scope.TESTBEDS_WRITE: ScopeRule(
        frozenset({_A.TESTBED_READ, _A.TESTBED_CREATE, _A.TESTBED_EDIT}), _CITY
    ),
    Scope.TESTBEDS_PUBLISH: ScopeRule(frozenset({_A.TESTBED_READ, _A.TESTBED_PUBLISH}), _CITY),
    Scope.CLOSURES_WRITE: ScopeRule(frozenset({_A.TESTBED_READ, _A.TESTBED_CLOSE_DAYS}), _CITY),
    Scope.APPLICATIONS_READ: ScopeRule(frozenset({_A.APPLICATION_READ}), _APPLICANT),
    Scope.APPLICATIONS_WRITE: ScopeRule(
        frozenset({
            _A.APPLICATION_READ, _A.APPLICATION_START, _A.APPLICATION_EDIT, _A.APPLICATION_ANSWER,
            _A.APPLICATION_CHANGE_DAYS, _A.APPLICATION_WITHDRAW,
        }),
        _APPLICANT,
    ),
    Scope.BOOKINGS_READ: ScopeRule(
        frozenset({_A.APPLICATION_READ, _A.PART_READ}), _APPLICANT | _CITY
    ),
    Scope.BOOKINGS_WRITE: ScopeRule(
        frozenset({
            _A.APPLICATION_READ, _A.APPLICATION_WITHDRAW, _A.OFFER_ANSWER,
            _A.PART_READ, _A.BOOKING_MOVE, _A.BOOKING_CANCEL,
        }),
        _APPLICANT | _CITY,
    ),
    Scope.PILOTS_READ: ScopeRule(frozenset({_A.PILOT_READ}), _APPLICANT | _CITY),
    Scope.PILOTS_WRITE: ScopeRule(
        frozenset({_A.PILOT_READ, _A.PILOT_EDIT, _A.INDICATOR_EDIT}), _APPLICANT | _CITY
    ),
    Scope.REPORTS_WRITE: ScopeRule(
        frozenset({_A.PILOT_READ, _A.PILOT_REPORT, _A.REPORT_SEND}), _APPLICANT
    ),
}  # fmt: skip


def scopes_for(acts_for: ActsFor) -> list[Scope]:
    """Return the scopes that a token for a city, an organisation or a person may be given."""
    return [scope for scope, rule in SCOPES.items() if acts_for in rule.acts_for]


def narrowed(person: Actor, token: AccessToken) -> Actor:
    """Return who acts by a token of ``person``: their roles where it acts, its scopes' actions.

    Administrators have no more by a token than their roles in the city give.
    """
    known = [Scope(one) for one in token.scopes if one in set(Scope)]
    actions = frozenset(str(action) for one in known for action in SCOPES[one].actions)
    return Actor(
        user_id=person.user_id,
        name=person.name,
        email=person.email,
        language=person.language,
        city_roles=frozenset(one for one in person.city_roles if one[0] == token.city_id),
        organisation_roles=frozenset(
            one for one in person.organisation_roles if one[0] == token.organisation_id
        ),
        bounds=Bounds(token.id, actions, person, token.city_id, token.organisation_id),
    )
