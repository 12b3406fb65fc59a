"""Words for what stands in the way of a testbed's record, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from geodata.crs import SYSTEMS
from models.base import Translated
from views import language
from views.message_place import PLACE_MESSAGES

Facts = dict[str, Any]


def _city(facts: Facts) -> str:
    return Translated.of(facts["city"]).best(language.current())[0]


def _crossing(facts: Facts) -> str:
    lat = format_decimal(round(float(facts["lat"]), 5))
    lon = format_decimal(round(float(facts["lon"]), 5))
    return _(
        "The edges cross near %(lat)s, %(lon)s. Put the corners in the order one would walk them.",
        lat=lat,
        lon=lon,
    )


def _few(facts: Facts) -> str:
    return ngettext(
        "This shape needs at least %(num)s point. There are %(given)s.",
        "This shape needs at least %(num)s points. There are %(given)s.",
        int(facts["needed"]),
        given=facts["given"],
    )


def _many(facts: Facts) -> str:
    return ngettext(
        "There is room for %(num)s point. Leave some out.",
        "There is room for %(num)s points. Leave some out.",
        int(facts["limit"]),
    )


def _other_system(facts: Facts) -> str:
    return _(
        "Line %(line)s looks like %(system)s. Choose that system above, or check the numbers.",
        line=facts["line"],
        system=SYSTEMS[int(facts["epsg"])].name,
    )


def _wrong_shape(facts: Facts) -> str:
    words = {
        "point": _("These coordinates are a point. Choose “point” above, or add more places."),
        "line": _("These coordinates are a line. Choose “line” above, or write something else."),
        "area": _("These coordinates are an area. Choose “area” above, or write something else."),
    }
    other = _("Several separate points cannot be one place. Write one point, a line or an area.")
    return words.get(str(facts["given"]), other)


SHAPE_MESSAGES: dict[str, Callable[[Facts], str]] = {
    "shape_empty": lambda _f: _("There are no coordinates in this yet."),
    "shape_not_numbers": lambda f: _(
        "Line %(line)s is not a pair of coordinates. Write two numbers, such as 60.1699, 24.9384.",
        line=f["line"],
    ),
    "shape_not_readable": lambda _f: _(
        "This could not be read as a shape. Check that the whole text was pasted."
    ),
    "shape_swapped": lambda f: _(
        "Line %(line)s: write latitude first, then longitude. Here they stand the other way round.",
        line=f["line"],
    ),
    "shape_outside_finland": lambda f: _(
        "Line %(line)s is outside Finland. Check the numbers and their order.", line=f["line"]
    ),
    "shape_other_crs": _other_system,
    "shape_unknown_crs": lambda _f: _("This coordinate system is not known here. Choose another."),
    "shape_wrong_shape": _wrong_shape,
    "shape_one_point_only": lambda f: _(
        "A point has one pair of coordinates. There are %(given)s lines.", given=f["given"]
    ),
    "shape_too_few_points": _few,
    "shape_too_many_points": _many,
    "shape_zero_length": lambda _f: _("All points of the line are in the same place."),
    "shape_ring_not_area": lambda _f: _(
        "The corners lie on one straight line, so there is no area between them."
    ),
    "shape_self_crossing": _crossing,
}

TESTBED_MESSAGES: dict[str, Callable[[Facts], str]] = {
    **SHAPE_MESSAGES,
    **PLACE_MESSAGES,
    "in_other_city": lambda f: _(
        "This place is in %(city)s. Its own staff register testbeds there.", city=_city(f)
    ),
    "outside_city": lambda f: _(
        "This place is not within %(city)s. Check the coordinates.", city=_city(f)
    ),
    "place_retired": lambda _f: _(
        "This place is closed for good, so no days can be offered. Decline with a reason instead."
    ),
    "lengths_crossed": lambda _f: _("The longest stay has to be at least the shortest one."),
    "nothing_chosen": lambda _f: _("Choose at least one field to bring back."),
    "not_public": lambda _f: _("Only what everybody sees is checked: publish it first."),
    "nothing_to_change": lambda _f: _("Nothing of this would change. Choose something else."),
    "too_many_testbeds": lambda f: _(
        "At most %(most)s testbeds can be changed at once. Narrow the filter.", most=f["most"]
    ),
    "changed_since_preview": lambda _f: _(
        "Somebody has changed these meanwhile, so nothing was written. Look at the preview again."
    ),
    "filter_name_needed": lambda _f: _("Give the filter a name."),
    "filter_name_taken": lambda _f: _("You have a filter of this name already. Choose another."),
    "too_many_filters": lambda f: _(
        "There is room for %(most)s filters. Delete one that you no longer use.", most=f["most"]
    ),
    "name_needed": lambda _f: _("Give the place a name in at least one language."),
    "needed_while_public": lambda _f: _(
        "Everybody sees this testbed, so this cannot be left empty. Fill it in and save again."
    ),
    "unit_in_use": lambda _f: _(
        "There are bookings already, so this stays as it is. Register a new testbed instead."
    ),
    "hours_needed": lambda _f: _("Write hours on at least one day."),
    "hours_order": lambda _f: _("Hours have to end after they begin, at 24.00 at the latest."),
    "hours_overlap": lambda _f: _("These hours overlap. Write them as one, or change one of them."),
    "hours_known": lambda _f: _("There are hours for exactly these days already. Change those."),
    "bookings_ahead": lambda f: ngettext(
        "%(num)s booking is still ahead. Let it end or cancel it first.",
        "%(num)s bookings are still ahead. Let them end or cancel them first.",
        f["count"],
    ),
}
