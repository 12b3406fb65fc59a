"""Open licences: each city chooses one for what is its own.

They stand in an order: whoever keeps to one keeps to those before it too.  What holds things of
several cities is therefore given out under the last of theirs, and each feature names its own.
Licences that cannot be mixed with these (ODbL) are none of them.
Values are SPDX identifiers; ``code`` is that of the EU authority table "licence".
Source: https://spdx.org/licenses/ and https://creativecommons.org/share-your-work/cclicenses/.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class OpenLicence(StrEnum):
    """What a city can choose, from the one that asks for nothing on."""

    CC0 = "CC0-1.0"
    CC_BY = "CC-BY-4.0"
    CC_BY_SA = "CC-BY-SA-4.0"


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence: its EU code, its short name, where its text is, and what it asks for."""

    code: str
    name: str
    url: str
    asks_naming: bool = True
    asks_alike: bool = False


_CC: Final = "https://creativecommons.org"
LICENCES: Final[Mapping[OpenLicence, Licence]] = MappingProxyType(
    {
        OpenLicence.CC0: Licence(
            "CC0", "CC0 1.0", f"{_CC}/publicdomain/zero/1.0/", asks_naming=False
        ),
        OpenLicence.CC_BY: Licence("CC_BY_4_0", "CC BY 4.0", f"{_CC}/licenses/by/4.0/"),
        OpenLicence.CC_BY_SA: Licence(
            "CC_BYSA_4_0", "CC BY-SA 4.0", f"{_CC}/licenses/by-sa/4.0/", asks_alike=True
        ),
    }
)
USUAL: Final = OpenLicence.CC_BY
"""That of every city until it chooses another, and of what belongs to no city."""


def covering(chosen: Iterable[OpenLicence]) -> OpenLicence:
    """Return the licence of a whole whose parts have these: whoever keeps to it keeps to all."""
    order = list(OpenLicence)
    return max(chosen, key=order.index, default=USUAL)
