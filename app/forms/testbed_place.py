"""The section of a testbed's record about where it is.

The text of coordinates is the value; a map that writes it stands beside it.  What the text means
is judged in app/services/testbed_shape.py, whose errors come back to the field.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.forms.fields import (
    ChoiceField,
    LineField,
    PickField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.testbed import SectionForm, in_each_language
from app.services.testbed_ready import is_virtual
from app.services.testbed_shape import Place, lines_of
from geodata.coordinate_text import TEXT_LIMIT
from geodata.crs import SYSTEMS, TM35FIN, WGS84
from models.city import City
from models.testbed import Testbed

SHAPES = (
    ("point", _l("A point: a building or a room")),
    ("line", _l("A line: a street or a route")),
    ("area", _l("An area: a park or a neighbourhood")),
)


class CoordinatesField(TextField):
    """Positions, one pair a line; no count of characters."""

    most = TEXT_LIMIT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.flags.maxlength


class PlaceForm(SectionForm):
    """Where it is."""

    TEXTS = ("district",)
    PLAIN = ("accuracy_m", "blur", "address")
    NEEDED = ("shape", "crs")

    shape = PickField(_l("Shape"), choices=SHAPES)
    crs = ChoiceField(_l("Coordinates are in"))
    coordinates = CoordinatesField(
        _l("Coordinates"),
        description=_l(
            "One pair a line, latitude first: 60.1699, 24.9384. "
            "Drawing on the map writes them for you."
        ),
        render_kw={"rows": 6, "spellcheck": "false", "autocomplete": "off"},
    )
    blur = TickField(
        _l("Do not show the exact place"),
        description=_l(
            "For homes and clinics. Everybody else sees a circle of about 300 metres instead."
        ),
    )
    accuracy_m = WholeNumberField(
        _l("How exact this is, metres"), most=5_000, description=_l("Leave empty if exact.")
    )
    address = LineField(_l("Address"), render_kw={"autocomplete": "off"})
    district_fi, district_sv, district_en = in_each_language(LineField, _l("District"), most=120)

    @classmethod
    def of(cls, testbed: Testbed, epsg: int = WGS84) -> "PlaceForm":
        """Return the form with the coordinates in the system ``epsg``."""
        kind, text = lines_of(testbed, epsg)
        kept = {**cls.kept(testbed), "shape": kind, "coordinates": text, "crs": str(epsg)}
        form = cls(data={"version": str(testbed.version), **kept})
        form.mark(testbed)
        return form

    @classmethod
    def again(cls, testbed: Testbed, values: dict[str, Any]) -> "SectionForm":
        """Return the form holding these values and the shape as it is now, in the system sent."""
        sent = cls.of(testbed)
        epsg = int(sent.crs.data) if str(sent.crs.data).isdecimal() else WGS84
        kind, text = lines_of(testbed, epsg)
        place = {"shape": kind, "coordinates": text, "crs": str(epsg)}
        return super().again(testbed, {**values, **place})

    def mark(self, testbed: Testbed) -> None:
        """Mark what publishing needs, and offer the systems of the city."""
        self.crs.choices = [(str(code), str(name)) for code, name in systems_of(testbed.city)]
        super().mark(testbed)
        if not is_virtual(testbed):
            self.coordinates.flags.required = True

    def answers(self) -> Place:
        """Return what was answered."""
        return Place(
            shape=self.shape.data or "point",
            coordinates=self.coordinates.data,
            epsg=int(self.crs.data or WGS84),
            accuracy_m=self.accuracy_m.data,
            blur=self.blur.data,
            address=self.address.data,
            district=self.text_of("district"),
        )


def systems_of(city: City) -> list[tuple[int, Any]]:
    """Return the coordinate systems to choose from: the two of the country and the city's own."""
    return [
        (WGS84, _l("Latitude and longitude (WGS 84)")),
        (TM35FIN, SYSTEMS[TM35FIN].name),
        (city.gk_epsg, SYSTEMS[city.gk_epsg].name),
    ]
