"""Read what a reader asked of the results from the address; odd values ask for nothing."""

from werkzeug.datastructures import MultiDict

from app.forms.experiment import CITIES
from app.queries.result import ResultFilter
from models.testbed_kind import TestbedKind, Theme

YES_NO = frozenset({"yes", "no"})
FIRST_YEAR, LAST_YEAR = 2000, 2200


def result_filter(args: MultiDict[str, str]) -> ResultFilter:
    """Return the filter of an address: city, theme, kind, continues, bought, year."""
    years = [int(one) for one in args.getlist("year") if one.isdecimal() and len(one) == 4]  # noqa: PLR2004 - digits
    return ResultFilter(
        cities=frozenset(args.getlist("city")) & CITIES,
        themes=frozenset(args.getlist("theme")) & {one.value for one in Theme},
        kinds=frozenset(args.getlist("kind")) & {one.value for one in TestbedKind},
        continues=frozenset(args.getlist("continues")) & YES_NO,
        bought=frozenset(args.getlist("bought")) & YES_NO,
        years=frozenset(str(one) for one in years if FIRST_YEAR <= one <= LAST_YEAR),
    )
