"""Words for what is asked about a place before it is saved, and for how large one is."""

from collections.abc import Callable
from typing import Any

from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from app.services.testbed_shape import Size
from models.base import Translated
from views import language

Facts = dict[str, Any]

KILOMETRE_M, HECTARE_M2, KILOMETRE_M2 = 1_000.0, 10_000.0, 1_000_000.0


def length_words(metres: float) -> str:
    """Return a length in metres or kilometres, as the reader's language writes numbers."""
    if round(metres) >= KILOMETRE_M:
        return f"{format_decimal(round(metres / KILOMETRE_M, 2))} km"
    return f"{format_decimal(round(metres))} m"


def area_words(square_metres: float) -> str:
    """Return an area in square metres, hectares or square kilometres."""
    if round(square_metres) >= KILOMETRE_M2:
        return f"{format_decimal(round(square_metres / KILOMETRE_M2, 2))} km²"
    if round(square_metres) >= HECTARE_M2:
        return f"{format_decimal(round(square_metres / HECTARE_M2, 2))} ha"
    return f"{format_decimal(round(square_metres))} m²"


def size_rows(size: Size | None) -> list[tuple[str, str]]:
    """Return what a page says about the size of a place: terms and their values."""
    if size is None or size.kind == "point":
        return []
    rows = [(_("Length of the line"), length_words(size.length))]
    if size.kind == "area":
        rows = [(_("Area"), area_words(size.area)), (_("Edges"), length_words(size.length))]
    rows.append((_("Points"), format_decimal(size.points)))
    return [*rows, (_("Parts"), format_decimal(size.parts))] if size.parts > 1 else rows


def _heavy(facts: Facts) -> str:
    points = format_decimal(facts["points"])
    if facts["shape"] == "line":
        return _("This line has %(points)s points. Choose how many to keep.", points=points)
    return _("This area has %(points)s points. Choose how many to keep.", points=points)


def _crosses(facts: Facts) -> str:
    city = Translated.of(facts["city"]).best(language.current())[0]
    if facts["kind"] == "line":
        return _(
            "%(length)s of this line lie outside %(city)s. Correct it, or tick this box.",
            length=length_words(facts["metres"]),
            city=city,
        )
    return _(
        "%(share)s of this area lies outside %(city)s. Correct it, or tick this box.",
        share=format_percent(max(facts["share"], 0.01)),
        city=city,
    )


PLACE_MESSAGES: dict[str, Callable[[Facts], str]] = {
    "shape_heavy": _heavy,
    "crosses_city": _crosses,
    "boundary_elsewhere": lambda f: _(
        "This boundary does not hold the middle of %(city)s.",
        city=Translated.of(f["city"]).best(language.current())[0],
    ),
}
