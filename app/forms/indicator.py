"""An indicator: what is counted, where it begins, what is aimed at, what came of it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.decision import DeedForm
from app.forms.fields import DayField, Form, LineField, PickField, TextField, WebField
from app.forms.number_field import ExactNumberField
from app.forms.pilot import three
from app.labels import choices
from models.indicator import Direction


class IndicatorForm(Form):
    """The whole of one indicator; ``reason`` is asked only once the pilot runs."""

    version = HiddenField()
    name_fi = LineField(
        _l("What is counted, in Finnish"),
        description=_l("In a few words, such as “Electricity used by the lamps”."),
    )
    name_sv = LineField(_l("What is counted, in Swedish"))
    name_en = LineField(_l("What is counted, in English"))
    unit = LineField(
        _l("Unit"),
        most=40,
        description=_l("Short, such as kWh, %, min or people. The same unit can be compared."),
    )
    direction = PickField(
        _l("Which way is better?"),
        choices=lambda: choices(Direction),
        default=Direction.HIGHER.value,
    )
    baseline = ExactNumberField(
        _l("Where it stands before the pilot"),
        description=_l("Empty if nobody has measured it yet."),
    )
    target = ExactNumberField(_l("What is aimed at"))
    method_fi = TextField(
        _l("How it is measured, in Finnish"),
        render_kw={"rows": 2},
        description=_l("By whom, with what, and how often."),
    )
    method_sv = TextField(_l("How it is measured, in Swedish"), render_kw={"rows": 2})
    method_en = TextField(_l("How it is measured, in English"), render_kw={"rows": 2})
    result = ExactNumberField(_l("What came of it"))
    evidence_url = WebField(
        _l("Where the evidence can be read"),
        most=500,
        description=_l("The address of a report or a data set, if it is on the web."),
    )
    reason = TextField(
        _l("Why is it changed?"),
        render_kw={"rows": 2},
        description=_l(
            "What was agreed before the start changes only with a reason. It is kept with what "
            "stood here before, and is public with the result."
        ),
    )

    def values(self) -> dict[str, Any]:
        """Return what was written, by the names of the indicator's columns."""
        plain = ("unit", "direction", "baseline", "target", "result", "evidence_url")
        found = {name: self[name].data for name in plain if name in self}
        found["direction"] = found["direction"] or Direction.HIGHER.value
        return {**found, "name": three(self, "name"), "method": three(self, "method")}


class PointForm(DeedForm):
    """What was measured on one day."""

    day = DayField(_l("Day"), required=True)
    value = ExactNumberField(_l("Measured"), required=True)
