"""What sorts of places have names that people look for."""

import enum


class PlaceKind(enum.StrEnum):
    """What sort of place it is; the wider come first."""

    CITY = "city"
    DISTRICT = "district"
    TESTBED = "testbed"
    ADDRESS = "address"
