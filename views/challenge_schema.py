"""A challenge as search engines read it: schema.org in JSON-LD, public facts only.

schema.org has no word for a challenge, so that the page is described as a page about a city and the
time in which entries are taken.  Source: https://schema.org/WebPage.
"""

from typing import Any

from flask import url_for

from app.labels import label
from models.challenge import Challenge
from models.testbed_kind import Theme
from models.wall_time import last_date, local_date
from views import language
from views.challenge_words import poser
from views.installation import here
from views.open_data_schema import CONTEXT


def described(challenge: Challenge) -> dict[str, Any]:
    """Return the description of the page of a public challenge."""
    lang = language.current()
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "WebPage",
        "name": challenge.title.best(lang)[0],
        "description": challenge.summary.best(lang)[0],
        "url": here().base_url + url_for("challenge.show", slug=challenge.slug),
        "inLanguage": lang,
        "keywords": [label(Theme(one)) for one in challenge.themes],
        "spatialCoverage": {"@type": "City", "name": challenge.city.name.best(lang)[0]},
        "sourceOrganization": {"@type": "Organization", "name": poser(challenge)},
        "isPartOf": {"@type": "WebSite", "name": "Koepaikka", "url": here().base_url},
    }
    if challenge.opens_at is not None and challenge.closes_at is not None:
        zone = challenge.city.time_zone
        opens, closes = local_date(challenge.opens_at, zone), last_date(challenge.closes_at, zone)
        found["temporalCoverage"] = f"{opens.isoformat()}/{closes.isoformat()}"
    return found
