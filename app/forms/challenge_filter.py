"""Read what a reader asked of the challenges from the address; odd values ask for nothing."""

from werkzeug.datastructures import MultiDict

from app.forms.checks import line
from app.forms.experiment import CITIES
from app.queries.challenge import ChallengeFilter
from models.challenge import ChallengeStand, EntrantKind
from models.testbed_kind import Theme

LONGEST = 100  # letters of what somebody looks for


def challenge_filter(args: MultiDict[str, str]) -> ChallengeFilter:
    """Return the filter of an address: stand, city, theme, who, and words in q."""
    return ChallengeFilter(
        stands=frozenset(args.getlist("stand")) & {one.value for one in ChallengeStand},
        cities=frozenset(args.getlist("city")) & CITIES,
        themes=frozenset(args.getlist("theme")) & {one.value for one in Theme},
        entrants=frozenset(args.getlist("who")) & {one.value for one in EntrantKind},
        text=line(args.get("q", ""))[:LONGEST],
    )
