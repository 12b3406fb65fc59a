"""Cities: the six owners of testbeds.

A city decides what happens in it: its staff register testbeds, decide applications and publish.
``required_languages`` says in which languages a testbed must be written before it is published
(Finnish always, Swedish in bilingual cities).
``weights`` are those of its reviews (models/review_score.py), None for the usual ones.
``licence`` is that of its open data (models/licence.py).
``check_months`` is how old a check of a public record may grow before the city is reminded.
Source: Language Act 423/2003, section 5 (bilingual municipalities).
"""

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import JSON, Float
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, PrimaryKey, ShortText, Translated, choice, translated
from models.licence import USUAL, OpenLicence


class City(Base):
    """One municipality.  ``bbox`` is [west, south, east, north] in EPSG:4326.

    ``boundary`` may have ten thousand points, so it is read only where somebody asks for it.
    """

    __tablename__ = "city"

    id: Mapped[PrimaryKey]
    slug: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[Translated] = translated("name")
    time_zone: Mapped[ShortText] = mapped_column(default="Europe/Helsinki")
    centre_lon: Mapped[float] = mapped_column(Float)
    centre_lat: Mapped[float] = mapped_column(Float)
    bbox: Mapped[list[float]] = mapped_column(JSON)
    boundary: Mapped[WKBElement | None] = mapped_column(
        Geometry("MULTIPOLYGON", srid=4326, spatial_index=False), default=None, deferred=True
    )
    required_languages: Mapped[list[str]] = mapped_column(JSON)
    role_mailbox: Mapped[ShortText]
    gk_epsg: Mapped[int]
    check_months: Mapped[int] = mapped_column(default=12, server_default="12")
    licence: Mapped[OpenLicence] = mapped_column(
        choice(OpenLicence, "city_licence"), default=USUAL, server_default=USUAL.value
    )
    weights: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
