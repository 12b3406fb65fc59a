"""Business IDs: the Finnish Y-tunnus by its check digit, foreign numbers as country and number.

Source: Business Information Act 244/2001, section 9; the check digit is python-stdnum's.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus

FOREIGN = re.compile(r"[0-9A-Z][0-9A-Z ./-]{1,38}[0-9A-Z]")


def normalised(country: str, written: str) -> str:
    """Return the ID as it is kept: ``1234567-8``, or a foreign number in capitals.

    ``country`` is an ISO 3166-1 code.  An FI prefix of a Finnish ID (the VAT number) is left out.

    Raises:
        ValueError: It is not an ID of that country.
    """
    text = " ".join(written.upper().split())
    if country != "FI":
        if not FOREIGN.fullmatch(text):
            raise ValueError(written)
        return text
    digits = re.sub(r"[\s-]", "", text).removeprefix("FI")
    try:
        return str(ytunnus.format(ytunnus.validate(digits)))
    except ValidationError:
        raise ValueError(written) from None
