"""Links to what a list shows as a file, with the filters of the page's address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from views import filter_link


@dataclass(frozen=True, slots=True)
class Download:
    """One format: what it is called, and where it is."""

    label: str
    url: str


def export_links(endpoint: str) -> list[Download]:
    """Return the formats of a list, for the menu in templates/exchange/_downloads.html."""
    kinds = [("xlsx", _("Excel")), ("csv", "CSV"), ("geojson", "GeoJSON"), ("gpkg", "GeoPackage")]
    query = urlencode(filter_link.given(request.args))
    return [
        Download(words, url_for(endpoint, kind=kind) + (f"?{query}" if query else ""))
        for kind, words in kinds
    ]
