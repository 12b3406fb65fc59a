"""The section of a testbed's record about where it is.

The text of coordinates is the value; a map that writes it stands beside it.  What the text means
is judged in app/services/testbed_shape.py, whose errors come back to the field.
"""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import (
    ChoiceField,
    LineField,
    PickField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.ident import ident
from app.forms.testbed import SectionForm, in_each_language
from app.services.testbed_ready import is_virtual
from app.services.testbed_shape import KEEP_ALL, Place, lines_of
from geodata.coordinate_text import TEXT_LIMIT
from geodata.crs import SYSTEMS, TM35FIN, WGS84
from geodata.simplify import TOLERANCES_M
from models.city import City
from models.errors import DomainError
from models.testbed import Testbed

SHAPES = (
    ("point", _l("A point: a building or a room")),
    ("line", _l("A line: a street or a route")),
    ("area", _l("An area: a park or a neighbourhood")),
)


DETAILS = [*((f"{metres:g}", f"{metres:g} m") for metres in TOLERANCES_M), (KEEP_ALL, "")]
"""What can be answered; the words come with the numbers of the shape."""


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

    asks_detail = asks_crosses = False

    shape = PickField(_l("Shape"), choices=SHAPES)
    crs = ChoiceField(_l("Coordinates are in"))
    coordinates = CoordinatesField(
        _l("Coordinates"),
        description=_l(
            "One pair a line, latitude first: 60.1699, 24.9384. An empty line begins another part; "
            "an area within another is a hole. GeoJSON and WKT can be pasted as well."
        ),
        render_kw={"rows": 6, "spellcheck": "false", "autocomplete": "off"},
    )
    seal = HiddenField(name="shape-version")  # what autosave takes for the form's own machinery
    detail = PickField(_l("How many points to keep"), choices=DETAILS)
    crosses = TickField(_l("It is right like this: the place reaches out of the city"))
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
        epsg = ident(str(sent.crs.data), WGS84)
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
            detail=self.detail.data or "",
            crosses=self.crosses.data,
            seal=self.seal.data or "",
        )

    def heed(self, error: DomainError) -> None:
        """Offer what the service asks: fewer points, or a tick that it is right like this."""
        facts = error.facts
        if "seal" not in facts:
            return
        self.seal.data = facts["seal"]
        self.asks_crosses = error.code == "crosses_city"
        self.asks_detail = "lighter" in facts
        if self.asks_detail:
            self.detail.choices = _details(facts)
            self.detail.flags.required = True


def _details(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the offers in words, the most faithful first, and at last to keep everything."""
    offered = [
        (
            f"{one.metres:g}",
            _(
                "Simplify to %(points)s points: nothing moves by more than %(metres)s m",
                points=format_decimal(one.points),
                metres=format_decimal(one.metres),
            ),
        )
        for one in facts["lighter"]
    ]
    if facts["may_keep"]:
        words = _("Keep all %(points)s points", points=format_decimal(facts["points"]))
        offered.append((KEEP_ALL, words))
    return offered


def systems_of(city: City) -> list[tuple[int, Any]]:
    """Return the coordinate systems to choose from: the two of the country and the city's own."""
    return [
        (WGS84, _l("Latitude and longitude (WGS 84)")),
        (TM35FIN, SYSTEMS[TM35FIN].name),
        (city.gk_epsg, SYSTEMS[city.gk_epsg].name),
    ]
