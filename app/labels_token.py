"""Words for tokens of programs and their scopes; app/labels.py takes them in."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.scope import Scope
from models.token import ActsFor, Lifetime, TokenState

TOKEN_PAIRS: list[tuple[StrEnum, Any]] = [
    (Scope.TESTBEDS_READ, _l("Read the city’s testbeds, drafts too")),
    (Scope.TESTBEDS_WRITE, _l("Write the city’s testbeds")),
    (Scope.TESTBEDS_PUBLISH, _l("Publish, pause and close testbeds")),
    (Scope.CLOSURES_WRITE, _l("Close days of testbeds, and open them again")),
    (Scope.APPLICATIONS_READ, _l("Read applications and their messages")),
    (Scope.APPLICATIONS_WRITE, _l("Write, send and withdraw applications, and write messages")),
    (Scope.BOOKINGS_READ, _l("Read bookings")),
    (Scope.BOOKINGS_WRITE, _l("Answer offers, cancel bookings, and move them for the city")),
    (Scope.PILOTS_READ, _l("Read experiments, also before they are public")),
    (Scope.PILOTS_WRITE, _l("Write posts and measured values of experiments")),
    (Scope.REPORTS_WRITE, _l("Write and send the report of an experiment")),
    (Lifetime.MONTH, _l("30 days")),
    (Lifetime.QUARTER, _l("90 days")),
    (Lifetime.HALF_YEAR, _l("180 days")),
    (Lifetime.YEAR, _l("One year")),
    (ActsFor.PERSON, _l("Me alone")),
    (ActsFor.ORGANISATION, _l("An organisation")),
    (ActsFor.CITY, _l("A city")),
    (TokenState.WORKING, _l("Works")),
    (TokenState.EXPIRED, _l("Its time is over")),
    (TokenState.REVOKED, _l("Revoked")),
    (TokenState.ROLE_LEFT, _l("Does not work: the role it was made with has ended")),
]
