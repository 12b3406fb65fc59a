"""Read what a reader asked of the list of testbeds from the address.

Words that no vocabulary has ask for nothing; days that cannot be are said to be so beside the
form, and the list is shown without them.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.forms.experiment import CITIES, LONGEST_TEXT, near
from app.forms.fields import DayField, Form, TickField, WholeNumberField
from app.queries.free_window import FreeSearch, FreeWish
from app.queries.testbed_filter import SORTS, TestbedFilter
from models.testbed_fit import PeopleWish
from models.testbed_kind import (
    ApplicantKind,
    Environment,
    Infrastructure,
    Money,
    TestbedKind,
    Theme,
)
from models.window import EVERY_DAY, MONDAY_TO_FRIDAY

FREE_NAMES = ("days", "start", "end", "places", "week")
MOST_DAYS = 366
MOST_PLACES = 1_000
GROUPS: dict[str, frozenset[str]] = {
    "city": CITIES,
    "kind": frozenset(TestbedKind),
    "theme": frozenset(Theme),
    "who": frozenset(ApplicantKind),
    "setting": frozenset(Environment),
    "money": frozenset(Money),
    "need": frozenset(Infrastructure),
    "people": frozenset(PeopleWish),
}


class FreeDaysForm(Form):
    """So many days in a row, some time between two days, with room for so many pilots."""

    class Meta:
        """Asking changes nothing, so the address needs no token."""

        csrf = False

    days = WholeNumberField(
        _l("Days in a row"),
        least=1,
        most=MOST_DAYS,
        description=_l(
            "Whole days: a place booked by the hour is left out when an hour of them is full."
        ),
    )
    start = DayField(_l("Not before"))
    end = DayField(_l("Over by"))
    places = WholeNumberField(
        _l("Places"),
        least=1,
        most=MOST_PLACES,
        description=_l("One pilot takes one place. Leave empty for one."),
    )
    week = TickField(_l("We only need weekdays, Monday to Friday"))

    def __init__(self, args: MultiDict[str, str], today: dt.date) -> None:
        super().__init__(formdata=args)
        self.today = today
        self.is_asked = any(args.get(name, "").strip() for name in FREE_NAMES[:4])

    def validate_end(self, field: Any) -> None:
        """Refuse days that are over, and too few days for the wish."""
        first = max(self.start.data or self.today, self.today)
        if field.data is None or field.errors:
            return
        if field.data < self.today:
            raise ValidationError(str(_l("That day is already past. Choose a later one.")))
        if field.data < first:
            raise ValidationError(str(_l("The last day is before the first. Change one of them.")))
        if (field.data - first).days + 1 < (self.days.data or 1):
            raise ValidationError(str(_l("So many days do not fit between these two days.")))

    def wish(self) -> FreeWish:
        """Return what was asked for, as it was said; only of a form without errors."""
        weekdays = MONDAY_TO_FRIDAY if self.week.data else EVERY_DAY
        return FreeWish(self.days.data, self.start.data, self.end.data, self.places.data, weekdays)

    def search(self) -> FreeSearch | None:
        """Return what to look for, or None when nothing was asked for or it cannot be."""
        if not self.is_asked or not self.validate():
            return None
        return self.wish().search(self.today)


def testbed_filter(args: MultiDict[str, str], free: FreeSearch | None) -> TestbedFilter:
    """Return the filter of an address: what is asked for, ``open=now``, near and sort."""
    asked = {name: frozenset(args.getlist(name)) & known for name, known in GROUPS.items()}
    place = near(args.get("near", ""))
    found = TestbedFilter(
        text=args.get("q", "").replace("\0", " ").strip()[:LONGEST_TEXT],
        cities=asked["city"],
        kinds=asked["kind"],
        themes=asked["theme"],
        applicants=asked["who"],
        environments=asked["setting"],
        money=asked["money"],
        needs=asked["need"],
        people=asked["people"],
        free=free,
        open_now=args.get("open") == "now",
        near=place,
        almost=args.get("fit") == "almost",
    )
    usual = "near" if place else "fit" if found.wishes else "name"
    sort = args.get("sort", usual)
    known = {"near": place is not None, "fit": bool(found.wishes)}
    return replace(found, sort=sort if sort in SORTS and known.get(sort, True) else usual)


def kept_words(args: MultiDict[str, str], free: FreeDaysForm) -> dict[str, list[str]]:
    """Return what asks for something in an address, by name, to keep as a saved search.

    Order, pages and unknown words are left out.  Days are kept as they were said: "the next half
    year" is counted anew whenever the search is.
    """
    kept = {name: sorted(set(args.getlist(name)) & known) for name, known in GROUPS.items()}
    kept["q"] = [args.get("q", "").replace("\0", " ").strip()[:LONGEST_TEXT]]
    kept["open"] = ["now"] if args.get("open") == "now" else []
    if free.is_asked:
        wish = free.wish()
        kept["days"] = [str(wish.days or "")]
        kept["start"] = [wish.start.isoformat() if wish.start else ""]
        kept["end"] = [wish.end.isoformat() if wish.end else ""]
        kept["places"] = [str(wish.places or "")]
        kept["week"] = ["y" if wish.weekdays != EVERY_DAY else ""]
    return {name: words for name, words in kept.items() if any(words)}
