"""The forms with which an officer screens entries, and an administrator breaks a seal."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.concept import SECRET_LABELS
from app.forms.fields import Form, LineField, PickField, TextField

FINDINGS = (
    ("admit", _l("It goes on to the jury")),
    ("reject", _l("It may not take part")),
    ("mark_duplicate", _l("It is the same as another entry")),
    ("merge", _l("It is judged together with another entry")),
)


class ScreenForm(Form):
    """What is found of an entry."""

    version = HiddenField()
    finding = PickField(
        _l("What do you find?"), choices=FINDINGS, required=_l("Choose what you find.")
    )
    code = LineField(
        _l("Code of the other entry"),
        most=12,
        description=_l("Only for an entry that is the same as, or judged with, another."),
    )
    reason = TextField(
        _l("Reason"),
        most=2_000,
        description=_l("The team reads this. Not needed for an entry that goes on."),
    )


class BreakSealForm(Form):
    """Which entry to read before its time, and why."""

    code = LineField(
        _l("Code of the entry"),
        most=12,
        required=_l("Write the code of the entry."),
        description=_l("Such as C-7F3K. The team has it on its receipt."),
    )
    reason = TextField(
        _l("Why must you read it?"),
        most=2_000,
        required=_l("Write why."),
        description=_l("The city’s coordinators get this by mail at once, and it stays on record."),
    )


def secrets_form(sections: list[str]) -> type[Form]:
    """Return the form that decides of each marked section whether it is a trade secret."""
    fields: dict[str, Any] = {"version": HiddenField()}
    for name in sections:
        fields[f"kept_{name}"] = PickField(
            SECRET_LABELS[name],
            choices=(
                ("yes", _l("A trade secret: held back")),
                ("no", _l("No trade secret: given out")),
            ),
            required=_l("Choose one of these."),
        )
        fields[f"reason_{name}"] = TextField(
            _l("Reason"), most=2_000, required=_l("Write the reason."), render_kw={"rows": 2}
        )
    return type("SecretsForm", (Form,), fields)
