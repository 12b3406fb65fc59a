"""A testbed as search engines read it: schema.org in JSON-LD, public facts only.

Source: https://schema.org/Place.  A place whose exact spot is not shown has no coordinates and no
street here either.
"""

from typing import Any

from flask import url_for

from geodata.crs import from_web_mercator
from models.testbed import Testbed
from models.testbed_kind import TestbedKind
from views import language
from views.installation import here
from views.open_data_schema import CONTEXT

DIGITS = 6


def described(testbed: Testbed) -> dict[str, Any]:
    """Return the description of a public testbed."""
    lang = language.current()
    city = testbed.city.name.best(lang)[0]
    is_virtual = testbed.kind == TestbedKind.VIRTUAL
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "VirtualLocation" if is_virtual else "Place",
        "name": testbed.name.best(lang)[0],
        "description": testbed.summary.best(lang)[0],
        "url": here().base_url + url_for("testbed.show", city=testbed.city.slug, slug=testbed.slug),
    }
    if is_virtual:
        return found
    address = {"@type": "PostalAddress", "addressLocality": city, "addressCountry": "FI"}
    if testbed.address and not testbed.blur:
        address["streetAddress"] = testbed.address
    found["address"] = address
    found["containedInPlace"] = {"@type": "City", "name": city}
    if not testbed.blur and testbed.anchor_x is not None and testbed.anchor_y is not None:
        lon, lat = from_web_mercator(testbed.anchor_x, testbed.anchor_y)
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": round(lat, DIGITS),
            "longitude": round(lon, DIGITS),
        }
    return found
