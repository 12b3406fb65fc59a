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
    "challenge": N_("Challenge"),
    "gathering": N_("Event"),
    "things_one": N_("{n} challenge or event here, zoom in"),
    "things_other": N_("{n} challenges and events here, zoom in"),
    "legend": N_("Key to the map"),
    "legend_many": N_("Several places: press to come closer"),
    "legend_shape": N_("A line or an area: the place itself"),
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
    "tools": N_("Draw and change"),
    "add_middle": N_("Add the middle of the map"),
    "add_after": N_("Add the middle of the map after this point"),
    "previous": N_("Previous point"),
    "next": N_("Next point"),
    "move_here": N_("Move the point to the middle of the map"),
    "remove_point": N_("Remove the point"),
    "remove_part": N_("Remove this part"),
    "remove_last": N_("Remove last point"),
    "undo": N_("Undo"),
    "redo": N_("Redo"),
    "snap": N_("Snap to edges"),
    "snap_on": N_("Points now snap to corners and edges nearby. Hold Alt to place one freely"),
    "snap_off": N_("Points no longer snap"),
    "more_line": N_("Draw another line"),
    "more_area": N_("Draw another area or a hole"),
    "added": N_("Point {n} added: {place}"),
    "inserted": N_("Point {n} added between two others."),
    "moved": N_("Point {n} moved."),
    "deleted": N_("Point {n} removed."),
    "part_deleted": N_("Part {n} removed."),
    "joined": N_("It snapped to another point or edge of this place."),
    "joined_to": N_("It snapped to {name}."),
    "selected": N_("Point {n} of {total}: {place}"),
    "removed_one": N_("Last point removed. {n} point left"),
    "removed_other": N_("Last point removed. {n} points left"),
    "undone_one": N_("Change undone. {n} point now"),
    "undone_other": N_("Change undone. {n} points now"),
    "redone_one": N_("Change made again. {n} point now"),
    "redone_other": N_("Change made again. {n} points now"),
    "nothing_to_undo": N_("There is nothing to undo"),
    "nothing_to_redo": N_("There is nothing to redo"),
    "drawn_one": N_("Drawn on the map: {n} point"),
    "drawn_other": N_("Drawn on the map: {n} points"),
    "hole": N_("An area within another is a hole in it."),
    "crossing": N_("The edges cross: move a corner so that they do not."),
    "read_one": N_("{n} point shown on the map"),
    "read_other": N_("{n} points shown on the map"),
    "points_one": N_("{n} point"),
    "points_other": N_("{n} points"),
    "parts_one": N_("{n} part"),
    "parts_other": N_("{n} parts"),
    "size_line": N_("Length {length}"),
    "size_area": N_("Area {area}, edges {length}"),
    "zoom_in_to_edit": N_("Zoom in to move its points"),
    "cleared": N_("The map is empty"),
    "converted": N_("The coordinates were rewritten in the system you chose"),
    "looks_like": N_("These numbers look like {name}."),
    "read_as": N_("Read them as {name}"),
    "not_numbers": N_("Line {line} is not a pair of coordinates"),
    "swapped": N_("Line {line}: write latitude first, then longitude"),
    "outside": N_("Line {line} is outside Finland"),
    "unread": N_("This cannot be shown on the map. Saving tells what is wrong with it"),
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
}
