"""An experiment as search engines read it: schema.org in JSON-LD, public facts only.

schema.org has no word for an experiment in a city, so that the page is described as a page about
a place and a time.  Source: https://schema.org/WebPage.
"""

from typing import Any

from flask import url_for

from app.labels import label
from models.pilot import Pilot
from models.testbed_kind import Theme
from views import language
from views.installation import here
from views.open_data_schema import CONTEXT


def described(pilot: Pilot) -> dict[str, Any]:
    """Return the description of the page of a public experiment."""
    lang = language.current()
    place: dict[str, Any] = {"@type": "City", "name": pilot.city.name.best(lang)[0]}
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "WebPage",
        "name": pilot.title.best(lang)[0],
        "description": pilot.plain.best(lang)[0],
        "url": here().base_url + url_for("pilot.show", slug=pilot.slug),
        "inLanguage": lang,
        "keywords": [label(Theme(one)) for one in pilot.themes],
        "spatialCoverage": place,
        "temporalCoverage": f"{pilot.start_day.isoformat()}/{pilot.end_day.isoformat()}",
        "isPartOf": {"@type": "WebSite", "name": "Koepaikka", "url": here().base_url},
    }
    if pilot.organisation is not None:
        found["sourceOrganization"] = {
            "@type": "Organization",
            "name": pilot.organisation.name,
        }
    return found
