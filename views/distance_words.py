"""How far away something is, in words."""

from flask_babel import format_decimal
from flask_babel import gettext as _

NEAREST_M, STEP_M, KM, FAR_KM = 100, 50, 1000, 10
"""A place that was asked for is known to about a hundred metres; no answer claims to be finer."""


def distance_words(metres: float) -> str:
    """Return "less than 100 m away", "350 m away", "1.2 km away" or "23 km away"."""
    if metres < NEAREST_M:
        return _("less than 100 m away")
    rounded = round(metres / STEP_M) * STEP_M
    if rounded < KM:
        return _("%(distance)s away", distance=f"{rounded}\N{NO-BREAK SPACE}m")
    km = metres / KM
    shown = format_decimal(round(km, 1) if km < FAR_KM else round(km))
    return _("%(distance)s away", distance=f"{shown}\N{NO-BREAK SPACE}km")
