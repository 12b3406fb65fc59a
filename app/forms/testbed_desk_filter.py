"""Read what somebody asked of the desk's list from the address; odd words ask for nothing."""

from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from app.forms.experiment import CITIES, LONGEST_TEXT
from app.forms.ident import is_ident
from app.queries.testbed_desk_filter import SORTS, DeskFilter
from models.testbed import TestbedStatus
from models.testbed_filter import QUERY_LENGTH
from models.testbed_kind import TestbedKind, Theme

NAMES = ("status", "city", "kind", "theme", "host", "stale", "missing", "q", "sort")
LONGEST_PAGE = 6  # digits


def desk_filter(args: MultiDict[str, str]) -> DeskFilter:
    """Return the filter of an address."""
    status, sort, number = (args.get(name, "") for name in ("status", "sort", "page"))
    return DeskFilter(
        status=TestbedStatus(status) if status in list(TestbedStatus) else None,
        cities=frozenset(args.getlist("city")) & CITIES,
        kinds=frozenset(args.getlist("kind")) & frozenset(TestbedKind),
        themes=frozenset(args.getlist("theme")) & frozenset(Theme),
        hosts=frozenset(int(one) for one in args.getlist("host") if is_ident(one)),
        stale=args.get("stale") == "1",
        missing=args.get("missing") == "1",
        text=args.get("q", "").replace("\0", " ").strip()[:LONGEST_TEXT],
        sort=sort if sort in SORTS else SORTS[0],
        page=max(1, int(number)) if number.isdecimal() and len(number) <= LONGEST_PAGE else 1,
    )


def query_of(wanted: DeskFilter) -> str:
    """Return the filter as the arguments of an address, each once and in one order."""
    given: list[tuple[str, str]] = [
        ("status", wanted.status.value if wanted.status else ""),
        *(("city", one) for one in sorted(wanted.cities)),
        *(("kind", one) for one in sorted(wanted.kinds)),
        *(("theme", one) for one in sorted(wanted.themes)),
        *(("host", str(one)) for one in sorted(wanted.hosts)),
        ("stale", "1" if wanted.stale else ""),
        ("missing", "1" if wanted.missing else ""),
        ("q", wanted.text),
        ("sort", wanted.sort if wanted.sort != SORTS[0] else ""),
    ]
    return urlencode([(name, value) for name, value in given if value])[:QUERY_LENGTH]


def read_query(query: str) -> DeskFilter:
    """Return the filter of a query string, such as one that was kept."""
    return desk_filter(MultiDict(parse_qsl(query.lstrip("?"))))
