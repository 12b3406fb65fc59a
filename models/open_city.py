"""What open data says of cities."""

from typing import Final

from models.base import Translated
from models.open_field import (
    BOOLEAN,
    CHANGED,
    CITY,
    LICENCE,
    PAGE,
    SLUG,
    TITLE,
    OpenCollection,
    plain,
    texts,
)

CITIES: Final = OpenCollection(
    "cities",
    Translated("Kaupungit", "Städer", "Cities"),
    Translated(
        "Kaupungit, joissa kokeillaan, ja niiden alueet.",
        "Städerna där det prövas, och deras områden.",
        "The cities where things are tried out, and their areas.",
    ),
    (
        CITY, SLUG, *texts("title", *TITLE),
        plain("is_boundary", BOOLEAN, ("Kunnan raja", "Kommunens gräns", "Municipal boundary"),
               ("Tosi: raja 20 metrin tarkkuudella. Epätosi: suorakulmio kunnan ympärillä.",
                "Sant: gränsen inom 20 meter. Falskt: en rektangel kring kommunen.",
                "True: the boundary within 20 metres. False: a rectangle around the city."),
               is_required=True),
        PAGE, LICENCE, CHANGED,
    ),
    "/",
)  # fmt: skip
