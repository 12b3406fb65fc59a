"""Read what a reader asked of the list of testbeds from the address.

Words that no vocabulary has ask for nothing; days that cannot be are said to be so beside the
form, and the list is shown without them.
"""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.forms.experiment import CITIES, LONGEST_TEXT, near
from app.forms.fields import DayField, Form, WholeNumberField
from app.queries.calendar import FreeSearch
from app.queries.testbed_filter import HORIZON_DAYS, SORTS, TestbedFilter
from models.testbed_kind import ApplicantKind, Environment, Money, TestbedKind, Theme

MOST_DAYS = 366
GROUPS: dict[str, frozenset[str]] = {
    "city": CITIES,
    "kind": frozenset(TestbedKind),
    "theme": frozenset(Theme),
    "who": frozenset(ApplicantKind),
    "setting": frozenset(Environment),
    "money": frozenset(Money),
}


class FreeDaysForm(Form):
    """So many days in a row, some time between two days."""

    class Meta:
        """Asking changes nothing, so the address needs no token."""

        csrf = False

    days = WholeNumberField(_l("Days in a row"), least=1, most=MOST_DAYS)
    start = DayField(_l("Not before"))
    end = DayField(_l("Over by"))

    def __init__(self, args: MultiDict[str, str], today: dt.date) -> None:
        super().__init__(formdata=args)
        self.today = today
        self.is_asked = any(args.get(name, "").strip() for name in ("days", "start", "end"))

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

    def search(self) -> FreeSearch | None:
        """Return what was asked for, or None when nothing was or it cannot be.

        Without a number the whole of the days is meant; without a last day, the next half year.
        """
        if not self.is_asked or not self.validate():
            return None
        start = max(self.start.data or self.today, self.today)
        if self.end.data is None:
            days = self.days.data or 1
            end = start + dt.timedelta(days=HORIZON_DAYS + days)
            return FreeSearch(start, end, days, after_lead=True)
        days = self.days.data or (self.end.data - start).days + 1
        return FreeSearch(start, self.end.data, days, after_lead=True)


def testbed_filter(args: MultiDict[str, str], free: FreeSearch | None) -> TestbedFilter:
    """Return the filter of an address: what is asked for, ``open=now``, near and sort."""
    asked = {name: frozenset(args.getlist(name)) & known for name, known in GROUPS.items()}
    place = near(args.get("near", ""))
    sort = args.get("sort", "near" if place else "name")
    return TestbedFilter(
        text=args.get("q", "").replace("\0", " ").strip()[:LONGEST_TEXT],
        cities=asked["city"],
        kinds=asked["kind"],
        themes=asked["theme"],
        applicants=asked["who"],
        environments=asked["setting"],
        money=asked["money"],
        free=free,
        open_now=args.get("open") == "now",
        near=place,
        sort=sort if sort in SORTS and (sort != "near" or place) else "name",
    )
