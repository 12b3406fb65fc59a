"""The texts of the maps, in one table each.

The words are English message ids, marked for extraction by ``N_``; a view hands the builders in
`geodata.maps` the translated table::

    labels = {key: gettext(text) for key, text in EXPERIMENT_LABELS.items()}

``{n}`` and the like are filled in the browser.  Keys that end in ``_one`` and ``_other`` are chosen
there by the plural rules of the page's language.
"""

from __future__ import annotations

from collections.abc import Mapping


def N_(text: str) -> str:  # noqa: N802 - the name that message extraction looks for
    """Mark ``text`` for translation and return it unchanged."""
    return text


BASE_LABELS: Mapping[str, str] = {
    "help": N_(
        "Arrow keys move the map, plus and minus zoom. "
        "Everything on the map is also in text on this page."
    ),
    "no_script": N_("The map needs JavaScript. Everything on it is also in text on this page."),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "close": N_("Close"),
    "no_street_map": N_("The street map is not available, so only the places are shown."),
    "outline_credit": N_("Outline: Natural Earth"),
}

STATUS_LABELS: Mapping[str, str] = {
    "running": N_("Running now"),
    "soon": N_("Starts soon"),
    "paused": N_("Paused"),
    "ended": N_("Ended"),
    "testbed": N_("Testbed"),
}

EXPERIMENT_LABELS: Mapping[str, str] = {
    **BASE_LABELS,
    **STATUS_LABELS,
    "legend": N_("Key to the map"),
    "loading": N_("Fetching places…"),
    "failed": N_("The places could not be fetched. Move the map to try again."),
    "in_view_one": N_("{n} place in view"),
    "in_view_other": N_("{n} places in view"),
    "cluster_one": N_("{n} place here, zoom in"),
    "cluster_other": N_("{n} places here, zoom in"),
    "stack_one": N_("{n} place at this spot"),
    "stack_other": N_("{n} places at this spot"),
    "more_one": N_("and {n} more, in the list"),
    "more_other": N_("and {n} more, in the list"),
    "city": N_("{name} {n}, zoom in"),
    "you": N_("Near here"),
    "locating": N_("Finding where you are…"),
    "near_denied": N_("Your browser did not share your location. Search by address instead."),
    "near_failed": N_("Your location was not found. Search by address instead."),
}

PLACE_LABELS: Mapping[str, str] = {
    **BASE_LABELS,
    **STATUS_LABELS,
    "two_fingers": N_("Use two fingers to move the map"),
    "about_here": N_("The exact place is not shown. It is somewhere inside the circle."),
}

DRAWING_LABELS: Mapping[str, str] = {
    **BASE_LABELS,
    "tools": N_("Add to the map"),
    "add_middle": N_("Add the middle of the map"),
    "remove_last": N_("Remove last point"),
    "undo": N_("Undo"),
    "added": N_("Point {n} added: {place}"),
    "removed_one": N_("Last point removed. {n} point left"),
    "removed_other": N_("Last point removed. {n} points left"),
    "undone_one": N_("Change undone. {n} point now"),
    "undone_other": N_("Change undone. {n} points now"),
    "nothing_to_undo": N_("There is nothing to undo"),
    "drawn_one": N_("Drawn on the map: {n} point"),
    "drawn_other": N_("Drawn on the map: {n} points"),
    "read_one": N_("{n} point shown on the map"),
    "read_other": N_("{n} points shown on the map"),
    "cleared": N_("The map is empty"),
    "converted": N_("The coordinates were rewritten in the system you chose"),
    "not_numbers": N_("Line {line} is not a pair of coordinates"),
    "swapped": N_("Line {line}: write latitude first, then longitude"),
    "outside": N_("Line {line} is outside Finland"),
    "shown_only": N_(
        "This shape can be seen on the map but not changed there. Drawing replaces it"
    ),
}

DRAW_LABELS: Mapping[str, str] = {
    "draw_point": N_("Draw a point"),
    "draw_line": N_("Draw a line"),
    "draw_area": N_("Draw an area"),
    "remove": N_("Remove the shape"),
    "cancel": N_("Cancel"),
    "finish": N_("Finish"),
    "delete_last": N_("Remove last point"),
    "tip_point": N_("Tap the map to place the point"),
    "tip_line_start": N_("Tap to start the line"),
    "tip_line_next": N_("Tap to go on with the line"),
    "tip_line_end": N_("Tap the last point to finish the line"),
    "tip_area_start": N_("Tap to start the area"),
    "tip_area_next": N_("Tap to add a corner"),
    "tip_area_end": N_("Tap the first corner to close the area"),
    "tip_crossing": N_("Edges must not cross"),
}
