"""What is said where a download cannot be had, and of its formats and filters."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.forms.download import ParameterError
from models.download import TABLES, DownloadTable
from models.open_field import FieldType
from views import language

TYPES: Mapping[str, Any] = {
    FieldType.STRING: _l("text"),
    FieldType.INTEGER: _l("whole number"),
    FieldType.BOOLEAN: _l("true or false"),
    FieldType.DATE: _l("day"),
    FieldType.INSTANT: _l("instant (UTC)"),
    FieldType.LIST: _l("list of words"),
    FieldType.PAGE: _l("address of a page"),
    "number": _l("number"),
    "wkt": _l("shape (WKT)"),
}
"""What the types of the dictionary are called."""


def refused(problem: ParameterError) -> str:
    """Return what is wrong with a parameter and what would be right."""
    known = listed(problem.known)
    if problem.code == "unknown":
        return _("There is no such parameter here. You can use: %(known)s.", known=known)
    if problem.code == "choose":
        return _("Choose one of these: %(known)s.", known=known)
    if problem.code == "box":
        return _(
            "Write four numbers with commas between them: west, south, east and north, in degrees."
        )
    if problem.code == "time":
        return _(
            "Write a day, or two days with a slash between them: 2026-01-01/2026-06-30. Two dots"
            " instead of a day leave that end open."
        )
    if known:
        return _("This format holds degrees only. Plane coordinates come in: %(known)s.",
                 known=known)  # fmt: skip
    return _("These rows have no shapes, so there are no coordinates to choose.")


def listed(names: Collection[str]) -> str:
    """Return names for a sentence."""
    return ", ".join(names)


def table_tabs(current: DownloadTable, endpoint: str) -> list[dict[str, Any]]:
    """Return the tables as tabs of a page."""
    return [
        {
            "label": one.title.get(language.current()),
            "url": url_for(endpoint, table=one.name),
            "is_current": one is current,
        }
        for one in TABLES.values()
    ]
