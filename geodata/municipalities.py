"""The municipality codes of the six cities.

Source: Statistics Finland, classification of municipalities; the codes of living municipalities
do not change.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MUNICIPALITY_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "helsinki": "091",
        "espoo": "049",
        "vantaa": "092",
        "tampere": "837",
        "turku": "853",
        "oulu": "564",
    }
)
"""City slug to the code that official data of municipalities carries."""
