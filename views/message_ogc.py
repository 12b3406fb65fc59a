"""Words for questions to open data that cannot be followed: the parameter and what to do."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

OGC_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "ogc_parameter": lambda _f: _("This parameter cannot be followed. See /ogc/api for how."),
    "ogc_unknown": lambda facts: _(
        "There is no parameter %(name)s here. See /ogc/api for those there are.",
        name=facts["name"],
    ),
    "ogc_unknown_near": lambda facts: _(
        "There is no parameter %(name)s here. Did you mean %(near)s?",
        name=facts["name"],
        near=facts["near"],
    ),
    "ogc_twice": lambda _f: _("Give this parameter once; several values go into filter."),
    "ogc_text": lambda _f: _("This text has a letter that none can have, or is too long."),
    "ogc_choice": lambda facts: _("Give one of these: %(choices)s.", choices=facts["choices"]),
    "ogc_limit": lambda facts: _(
        "Give a whole number from 1; the most on a page is %(most)s.", most=facts["most"]
    ),
    "ogc_bbox": lambda _f: _(
        "Give four numbers with commas between: west, south, east, north (or six with heights). "
        "In a plane the first two must be the smaller ones."
    ),
    "ogc_bbox_outside": lambda _f: _(
        "This box lies outside of its coordinate system. Check bbox-crs and the order of the axes."
    ),
    "ogc_datetime": lambda facts: _(
        "“%(text)s” is no time. Give a day such as 2026-06-01, an instant such as "
        "2026-06-01T09:00:00Z, or an interval such as 2026-06-01/2026-06-30 or 2026-06-01/...",
        text=facts["text"],
    ),
    "ogc_datetime_order": lambda _f: _("The interval ends before it starts. Turn it round."),
    "ogc_sort": lambda facts: _(
        "Features cannot be sorted by “%(name)s”. Give names of properties, a minus before one "
        "for falling order.",
        name=facts["name"],
    ),
    "ogc_sort_many": lambda facts: _(
        "Give at most %(most)s different properties to sort by.", most=facts["most"]
    ),
    "ogc_after": lambda _f: _(
        "Pages begin where the link “next” of the page before says. Leave this out to start again."
    ),
    "ogc_property": lambda facts: _(
        "The features have no property “%(name)s”. The schema of the collection lists them.",
        name=facts["name"],
    ),
    "ogc_number": lambda _f: _("Give a whole number."),
    "ogc_day": lambda _f: _("Give a day such as 2026-06-01."),
    "ogc_second": lambda _f: _("Give an instant such as 2026-06-01T09:00:00Z."),
    "ogc_filter_large": lambda _f: _("The filter is too long. Split it into several questions."),
    "ogc_filter_deep": lambda _f: _("The filter has too many brackets inside each other."),
    "ogc_filter_syntax": lambda facts: _(
        "The filter cannot be read from sign %(place)s on (“%(rest)s”). Texts stand between '…', "
        "and names are those of the collection's queryables.",
        place=facts["place"],
        rest=facts["rest"],
    ),
    "ogc_filter_function": lambda facts: _(
        "There is no function “%(name)s” here. /ogc/conformance lists what filters can do.",
        name=str(facts["name"])[:40],
    ),
    "ogc_filter_arguments": lambda facts: _(
        "“%(name)s” in the filter has too few or too many values.", name=facts["name"]
    ),
    "ogc_filter_geometry": lambda _f: _(
        "A shape in the filter is not valid, or too fine. Check its rings, the order of the axes "
        "and filter-crs."
    ),
    "ogc_filter_time": lambda facts: _(
        "“%(text)s” in the filter is no time. Write DATE('2026-06-01'), "
        "TIMESTAMP('2026-06-01T09:00:00Z') or INTERVAL('2026-06-01', '..').",
        text=facts["text"],
    ),
    "ogc_filter_property": lambda facts: _(
        "The features have no property “%(name)s”. The collection's queryables list them; texts "
        "stand between '…'.",
        name=facts["name"],
    ),
    "ogc_filter_type": lambda _f: _(
        "The filter compares things of different kinds, such as a text with a number. Lists are "
        "asked with A_CONTAINS, shapes with S_INTERSECTS."
    ),
}
