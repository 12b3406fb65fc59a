"""What a program may be let to do by a token; which permissions that is: app/policies/scope.py."""

from enum import StrEnum


class Scope(StrEnum):
    """What a program may do, as ``thing:verb``."""

    TESTBEDS_READ = "testbeds:read"
    TESTBEDS_WRITE = "testbeds:write"
    TESTBEDS_PUBLISH = "testbeds:publish"
    CLOSURES_WRITE = "closures:write"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_WRITE = "applications:write"
    BOOKINGS_READ = "bookings:read"
    BOOKINGS_WRITE = "bookings:write"
    PILOTS_READ = "pilots:read"
    PILOTS_WRITE = "pilots:write"
    REPORTS_WRITE = "reports:write"
