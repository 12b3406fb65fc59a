"""What somebody answers to follow something: how often, where to, and for a place which."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.forms.fields import AddressField, ChoiceField, Form, LineField, PickField
from app.forms.testbed_place import CoordinatesField
from app.forms.trap import TrapForm
from app.labels import choices
from app.services.subscription_place import RADII_M, USUAL_RADIUS_M
from models.subscription import Rhythm

KILOMETRE_M = 1000
SHAPES = (("point", _l("A circle around a point")), ("area", _l("An area that I draw")))


def radius_words(metres: int) -> str:
    """Return a radius in words: 300 m, 1 km."""
    if metres < KILOMETRE_M:
        return f"{format_decimal(metres)} m"
    return f"{format_decimal(metres / KILOMETRE_M)} km"


class RhythmForm(Form):
    """How soon to be told of one thing that is followed already."""

    rhythm = ChoiceField(_l("How often"), choices=lambda: choices(Rhythm), required=True)

    @property
    def chosen(self) -> Rhythm:
        """The rhythm that was chosen."""
        return Rhythm(self.rhythm.data)


class FollowForm(TrapForm):
    """How often and where to; without the address when the reader's own is known and confirmed."""

    rhythm = PickField(
        _l("How often do you want to hear?"), choices=lambda: choices(Rhythm), required=True
    )
    email = AddressField(
        _l("E-mail"),
        required=True,
        description=_l("We ask by mail first whether the address is yours. No account is needed."),
    )

    def __init__(self, *args: Any, knows_address: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"data": {"rhythm": Rhythm.WEEKLY.value}, **kwargs})
        if knows_address:
            del self.email

    @property
    def chosen(self) -> Rhythm:
        """The rhythm that was chosen."""
        return Rhythm(self.rhythm.data)

    def address(self, own: str) -> str:
        """Return where to, by default one's own address."""
        return str(self.email.data) if "email" in self else own


class PlaceFollowForm(FollowForm):
    """Which place: a name, or a point or an area on the map."""

    where = LineField(
        _l("Where?"),
        most=120,
        description=_l("A district, an address, a testbed or a city, such as “Kallio”."),
        render_kw={"autocomplete": "off"},
    )
    radius = ChoiceField(
        _l("How far around it?"),
        choices=lambda: [(str(one), radius_words(one)) for one in RADII_M],
        required=True,
    )
    shape = PickField(_l("On the map"), choices=SHAPES)
    coordinates = CoordinatesField(
        _l("Coordinates"),
        description=_l(
            "One pair a line, latitude first: 60.1699, 24.9384. The map writes them for you."
        ),
        render_kw={"rows": 3, "spellcheck": "false", "autocomplete": "off"},
    )

    def __init__(self, *args: Any, where: str = "", near: str = "", **kwargs: Any) -> None:
        data = {
            "rhythm": Rhythm.WEEKLY.value,
            "radius": str(USUAL_RADIUS_M),
            "shape": "point",
            "where": where,
            "coordinates": near,
        }
        super().__init__(*args, data=data, **kwargs)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for a place in one of the two ways."""
        is_right = bool(super().validate(*args, **kwargs))
        if not self.where.errors and not self.where.data and not self.coordinates.data:
            self.blame("where", _("Write a place, or point on the map."))
            return False
        return is_right

    @property
    def radius_m(self) -> int:
        """The radius that was chosen, in metres."""
        return int(self.radius.data)
