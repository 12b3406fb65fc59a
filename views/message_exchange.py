"""Words for why a file or a row of it could not be taken, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

Facts = dict[str, Any]

_KINDS = {
    "gpkg": "GeoPackage", "geojson": "GeoJSON", "json": "GeoJSON", "kml": "KML", "kmz": "KMZ",
    "csv": "CSV", "txt": "CSV", "tsv": "CSV", "xlsx": "Excel", "shapefile": "Shapefile",
    "zip": "zip", "xml": "XML",
}  # fmt: skip


def _kind(word: Any) -> str:
    return _KINDS.get(str(word), str(word))


def _wrong_type(facts: Facts) -> str:
    if facts.get("found") == "binary":
        return _(
            "The name says %(named)s, but this is another kind of file. "
            "Save it again as %(named)s.",
            named=_kind(facts.get("named")),
        )
    return _(
        "The name says %(named)s, but the content is %(found)s. Save it again as %(named)s.",
        named=_kind(facts.get("named")),
        found=_kind(facts.get("found")),
    )


def _cell(facts: Facts) -> str:
    if not facts.get("row"):
        return _("One cell or line holds far too much text. Shorten it and try again.")
    return _(
        "Row %(row)s, column “%(column)s” holds far too much text. Shorten it and try again.",
        row=facts["row"],
        column=facts.get("column") or "?",
    )


def _points(facts: Facts) -> str:
    return _(
        "The shape of row %(row)s has %(given)s points. There is room for %(limit)s: "
        "simplify the shape and try again.",
        row=facts.get("row"),
        given=facts.get("given"),
        limit=facts.get("limit"),
    )


def _json(facts: Facts) -> str:
    if facts.get("row"):
        return _("The GeoJSON breaks off after feature %(row)s. Save it again.", row=facts["row"])
    return _("This is not whole GeoJSON. Save the file again and try once more.")


FILE_MESSAGES: dict[str, Callable[[Facts], str]] = {
    "file_type_unknown": lambda _f: _(
        "This kind of file is not known here. Use GeoPackage, GeoJSON, KML, a zipped Shapefile, "
        "CSV or Excel (xlsx)."
    ),
    "file_type_wrong": _wrong_type,
    "file_binary": lambda _f: _("This is no text file. Save the table again as CSV."),
    "file_too_large": lambda f: _(
        "The file is larger than %(most)s megabytes. Divide it in two.", most=f.get("most_mb")
    ),
    "file_name_odd": lambda f: _(
        "The name “%(name)s” holds signs that cannot be seen. Rename it with plain letters.",
        name=f.get("name"),
    ),
    "file_gone": lambda _f: _("The file is no longer kept here. Send it again."),
    "zip_broken": lambda _f: _("The archive is damaged. Pack it again."),
    "zip_too_many_files": lambda f: _(
        "There are %(given)s files in the archive. Pack only the parts of one layer.",
        given=f.get("given"),
    ),
    "zip_path": lambda f: _(
        "“%(name)s” in the archive points outside of it. Pack the files without folders.",
        name=f.get("name"),
    ),
    "zip_link": lambda f: _(
        "“%(name)s” in the archive is a link. Pack the files themselves.", name=f.get("name")
    ),
    "zip_overlap": lambda _f: _("Files in the archive lie over each other. Pack it again."),
    "zip_encrypted": lambda f: _(
        "“%(name)s” in the archive has a password. Pack it without one.", name=f.get("name")
    ),
    "zip_file_type": lambda f: _(
        "“%(name)s” does not belong in such an archive. Pack only the parts of one layer.",
        name=f.get("name"),
    ),
    "zip_nested": lambda f: _(
        "“%(name)s” is an archive in the archive. Unpack it first.", name=f.get("name")
    ),
    "zip_bomb": lambda f: _(
        "Unpacked, the archive is larger than %(limit)s megabytes or than it says. "
        "Pack fewer files.",
        limit=f.get("limit_mb"),
    ),
    "zip_twice": lambda f: _(
        "“%(name)s” is in the archive twice. Pack it again.", name=f.get("name")
    ),
    "zip_one_layer": lambda f: _(
        "There are %(given)s layers (%(ending)s) in the archive. Pack exactly one.",
        given=f.get("given"),
        ending=f.get("ending"),
    ),
    "zip_incomplete": lambda f: _(
        "The part %(name)s of the Shapefile is missing. Pack .shp, .shx, .dbf and .prj together.",
        name=f.get("name"),
    ),
    "xml_entities": lambda _f: _(
        "The file declares entities, which are not read here. Save it again without them."
    ),
    "xml_broken": lambda _f: _("The file breaks off or is damaged. Save it again."),
    "xml_deep": lambda _f: _("The file is nested too deeply. Save it again in a simpler form."),
    "xml_coordinates": lambda f: _(
        "The coordinates of place %(row)s are not numbers.", row=f.get("row")
    ),
    "json_broken": _json,
    "json_deep": lambda _f: _("The file is nested too deeply. Save it again in a simpler form."),
    "json_number": lambda _f: _("The file holds numbers that are none (NaN or Infinity)."),
    "json_no_features": lambda _f: _("There are no features in this file."),
    "feature_too_large": lambda f: _(
        "One feature takes more than %(limit)s megabytes. Simplify it and try again.",
        limit=f.get("limit_mb"),
    ),
    "not_utf8": lambda _f: _("The text is not in UTF-8. Save the file again and choose “UTF-8”."),
    "no_rows": lambda _f: _("There are no rows in this file."),
    "no_columns": lambda _f: _("The first row has to name the columns."),
    "too_many_rows": lambda f: _(
        "There is room for %(limit)s rows. Divide the file.", limit=f.get("limit")
    ),
    "too_many_columns": lambda f: _(
        "There are %(given)s columns. There is room for %(limit)s: leave some out.",
        given=f.get("given"),
        limit=f.get("limit"),
    ),
    "column_twice": lambda f: _(
        "Two columns are called “%(name)s”. Rename one of them.", name=f.get("name")
    ),
    "row_too_long": lambda f: _(
        "Row %(row)s has more cells than there are columns. Look for a separator too many.",
        row=f.get("row"),
    ),
    "cell_too_large": _cell,
    "too_many_points": _points,
    "shape_broken": lambda f: _("The shape of row %(row)s is damaged.", row=f.get("row")),
    "unreadable": lambda _f: _("The file is damaged and could not be read. Save it again."),
    "needs_memory": lambda _f: _("Reading this file takes too much memory. Divide it."),
    "too_large_inside": lambda _f: _("There is too much in this file. Divide it."),
    "took_too_long": lambda _f: _("Reading this file takes too long. Divide it."),
}

ROW_MESSAGES: dict[str, Callable[[Facts], str]] = {
    "formula": lambda _f: _("There is a formula here. Save the file with values only."),
    "not_a_choice_here": lambda f: _(
        "“%(given)s” is not one of the values. They are in the list of columns.",
        given=f.get("given"),
    ),
    "not_yes_or_no": lambda f: _(
        "“%(given)s” is neither yes nor no. Write yes or no.", given=f.get("given")
    ),
    "not_an_address": lambda _f: _("Check the address. It should look like name@example.fi."),
    "not_a_web_address": lambda _f: _(
        "Check the web address. It should look like https://example.fi."
    ),
    "not_groups": lambda _f: _(
        "Write one group a line: number | in Finnish | in Swedish | in English."
    ),
    "too_many_groups": lambda f: ngettext(
        "There is room for %(num)s group.",
        "There is room for %(num)s groups.",
        f.get("most", 12),
    ),
    "longest_below_shortest": lambda _f: _("The longest stay has to be at least the shortest one."),
    "row_twice": lambda f: _(
        "Row %(other)s means the same testbed. Leave one of them out.", other=f.get("other")
    ),
    "name_ambiguous": lambda f: _(
        "%(count)s testbeds have this name. Add the column slug or your own identifier.",
        count=f.get("count"),
    ),
    "capacity_used_here": lambda f: _(
        "%(used)s pilots are booked at once already, so there cannot be less room.",
        used=f.get("used"),
    ),
    "needed_while_public_here": lambda _f: _(
        "Everybody sees this testbed, so this cannot be left empty."
    ),
    "shape_not_finite": lambda _f: _("The coordinates are not numbers."),
    "shape_not_a_pair": lambda f: _("“%(given)s” is no coordinate.", given=f.get("given")),
    "shape_other_system": lambda f: _(
        "The coordinates are not in %(system)s. Choose another system.", system=f.get("system")
    ),
}
SHAPE_HERE: dict[str, Callable[[Facts], str]] = {
    "shape_swapped": lambda _f: _(
        "Longitude and latitude stand the other way round. Change the columns."
    ),
    "shape_outside_finland": lambda _f: _(
        "The place is outside Finland. Check the numbers and the coordinate system."
    ),
    "shape_wrong_shape": lambda _f: _(
        "Several separate points, or shapes of several kinds, cannot be one place."
    ),
    "too_many_letters": lambda f: _(
        "This is too long: %(length)s letters, and there is room for %(most)s.",
        length=f.get("length"),
        most=f.get("most"),
    ),
}

JOB_MESSAGES: dict[str, Callable[[Facts], str]] = {
    "mapping_unknown": lambda _f: _("The file has no such column any more. Look at it again."),
    "mapping_twice": lambda _f: _("Another column is this field already. Choose one of them."),
    "name_not_mapped": lambda _f: _(
        "Say which column holds the name, the slug or your own identifier."
    ),
    "shape_half": lambda _f: _(
        "Choose both columns of coordinates, or one column with the shape, or none."
    ),
    "crs_needed": lambda _f: _("Choose the system that the coordinates are in."),
    "rows_wrong": lambda f: ngettext(
        "%(num)s row is wrong. Mend it in the file and send the file again.",
        "%(num)s rows are wrong. Mend them in the file and send the file again.",
        f.get("count", 1),
    ),
    "nothing_to_write": lambda _f: _("Everything is as the file says already."),
    "changed_since_check": lambda f: _(
        "Somebody changed “%(name)s” after the check, so nothing was written. Check again.",
        name=f.get("name"),
    ),
    "import_failed": lambda _f: _(
        "Something went wrong on our side, and nothing was written. Run it again."
    ),
}

EXCHANGE_MESSAGES = FILE_MESSAGES | ROW_MESSAGES | JOB_MESSAGES
