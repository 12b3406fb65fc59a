"""Cities for tests."""

from app.database import db
from models.base import Translated
from models.city import City
from tests.factories import keep

BOXES = {
    "helsinki": (
        ("Helsinki", "Helsingfors", "Helsinki"),
        [24.78, 59.92, 25.26, 60.30],
        ["fi", "sv"],
        3879,
    ),
    "tampere": (("Tampere", "Tammerfors", "Tampere"), [23.54, 61.42, 24.12, 61.84], ["fi"], 3878),
    "oulu": (("Oulu", "Uleåborg", "Oulu"), [24.12, 64.80, 26.78, 65.57], ["fi"], 3884),
}


def city(slug: str = "helsinki") -> City:
    """Return the city of this slug, made on first use."""
    known = db.session.query(City).filter_by(slug=slug).one_or_none()
    if known is not None:
        return known
    names, box, languages, epsg = BOXES[slug]
    made = City(
        slug=slug,
        name=Translated(*names),
        centre_lon=(box[0] + box[2]) / 2,
        centre_lat=(box[1] + box[3]) / 2,
        bbox=box,
        required_languages=languages,
        role_mailbox=f"kokeilut.{slug}@koepaikka.example",
        gk_epsg=epsg,
    )
    db.session.add(made)
    keep()
    return made
