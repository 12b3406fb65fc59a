"""The collections of open data: what each of their features says, for every interface.

Queryables, schemas, column headings, the data dictionary and the catalogue are made from here.
A feature's properties are flat; texts stand once per language, by suffix (``title_fi``).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from models.open_challenge import CHALLENGES
from models.open_city import CITIES
from models.open_event import EVENTS
from models.open_field import OpenCollection as OpenCollection
from models.open_pilot import PILOTS
from models.open_testbed import TESTBEDS

COLLECTIONS: Final[Mapping[str, OpenCollection]] = MappingProxyType(
    {one.name: one for one in (TESTBEDS, PILOTS, CHALLENGES, EVENTS, CITIES)}
)
"""Every collection by its name, in the order in which they are shown."""
