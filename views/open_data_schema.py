"""Open data as search engines read it: schema.org in JSON-LD.

Source: https://schema.org/Dataset and https://schema.org/DataCatalog.
"""

from collections.abc import Sequence
from typing import Any

from app import clock
from app.queries.catalogue import OpenSet
from app.serializers.catalogue_way import Way
from models.licence import LICENCES, covering
from models.open_format import FORMATS
from models.wall_time import local_date
from views import language
from views.installation import here
from views.open_data_way import page_of

CONTEXT = "https://schema.org"
PROGRAMME = {"@type": "GovernmentOrganization", "name": "Koepaikka"}


def catalogue_of(sets: Sequence[OpenSet]) -> dict[str, Any]:
    """Return the description of everything: a catalogue with its data sets by name."""
    base, lang = here().base_url, language.current()
    return {
        "@context": CONTEXT,
        "@type": "DataCatalog",
        "@id": f"{base}/dcat",
        "name": "Koepaikka",
        "url": f"{base}/{lang}/open-data",
        "inLanguage": lang,
        "license": LICENCES[covering(one.licence for one in sets)].url,
        "publisher": PROGRAMME,
        "dataset": [
            {
                "@type": "Dataset",
                "@id": f"{base}/dcat/datasets/{one.name}",
                "name": one.title.best(lang)[0],
                "description": one.kind.words.best(lang)[0],
                "url": f"{base}/{lang}{page_of(one)}",
                "license": LICENCES[one.licence].url,
            }
            for one in sets
        ],
    }


def set_of(one: OpenSet, ways: Sequence[Way]) -> dict[str, Any]:
    """Return the description of one data set with the ways to get it."""
    base, lang = here().base_url, language.current()
    west, south, east, north = one.box
    publisher = (
        {"@type": "GovernmentOrganization", "name": one.city.name.best(lang)[0]}
        if one.city
        else PROGRAMME
    )
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": f"{base}/dcat/datasets/{one.name}",
        "name": one.title.best(lang)[0],
        "description": one.kind.words.best(lang)[0],
        "url": f"{base}/{lang}{page_of(one)}",
        "identifier": f"{base}/dcat/datasets/{one.name}",
        "inLanguage": ["fi", "sv", "en"],
        "keywords": list(one.kind.keywords[lang]),
        "license": LICENCES[one.licence].url,
        "isAccessibleForFree": True,
        "creator": publisher,
        "publisher": publisher,
        "includedInDataCatalog": {"@type": "DataCatalog", "@id": f"{base}/dcat"},
        "spatialCoverage": {
            "@type": "Place",
            "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
        },
        "distribution": [_download(way) for way in ways],
    }
    if one.changed_at is not None:
        found["dateModified"] = one.changed_at.isoformat(timespec="seconds")
    if one.issued_at is not None:
        found["datePublished"] = local_date(one.issued_at, clock.FINLAND).isoformat()
    if one.starts or one.ends:
        found["temporalCoverage"] = f"{one.starts or '..'}/{one.ends or '..'}"
    return found


def _download(way: Way) -> dict[str, Any]:
    form = FORMATS[way.form]
    return {
        "@type": "DataDownload",
        "name": form.title,
        "encodingFormat": form.media_type,
        "contentUrl": way.url,
    }
