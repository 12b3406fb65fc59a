"""What to change in many testbeds at once: one choice, and its value where it has one."""

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.forms.fields import (
    AddressField,
    ChoiceField,
    Form,
    LineField,
    PickField,
    TextField,
    WholeNumberField,
)
from app.labels import choices
from app.services.testbed_bulk import Change, Kind
from app.services.testbed_version import MOST_REASON
from models.testbed_kind import ApplicantKind, Theme

WORDS: dict[Kind, Any] = {
    Kind.ADD_THEME: _l("Add a theme"),
    Kind.REMOVE_THEME: _l("Take a theme away"),
    Kind.CONTACT: _l("Change the e-mail for questions"),
    Kind.OPERATOR: _l("Change who runs it"),
    Kind.RHYTHM: _l("Change how often applications are judged"),
    Kind.ADD_APPLICANT: _l("Welcome one more kind of applicant"),
    Kind.CHECKED: _l("Mark as checked today"),
    Kind.PAUSE: _l("Pause"),
}
VALUES: dict[Kind, str] = {
    Kind.ADD_THEME: "theme_to_add",
    Kind.REMOVE_THEME: "theme_to_remove",
    Kind.CONTACT: "contact",
    Kind.OPERATOR: "operator",
    Kind.RHYTHM: "rhythm",
    Kind.ADD_APPLICANT: "applicant",
}
MOST_DAYS = 366


class BulkForm(Form):
    """Looking changes nothing, so the address needs no token; applying is a form of its own."""

    class Meta:
        """See above."""

        csrf = False

    change = PickField(
        _l("What to change"),
        choices=lambda: [(one.value, str(words)) for one, words in WORDS.items()],
        required=_l("Choose what to change."),
    )
    theme_to_add = ChoiceField(_l("Theme to add"), choices=lambda: choices(Theme))
    theme_to_remove = ChoiceField(_l("Theme to take away"), choices=lambda: choices(Theme))
    contact = AddressField(
        _l("E-mail for questions"), render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
    operator = LineField(_l("Run by"), render_kw={"autocomplete": "off"})
    rhythm = WholeNumberField(_l("Applications are judged every … days"), least=1, most=MOST_DAYS)
    applicant = ChoiceField(_l("Who may apply too"), choices=lambda: choices(ApplicantKind))

    def __init__(self, args: MultiDict[str, str]) -> None:
        super().__init__(formdata=args)
        self.is_asked = bool(args.get("change"))

    @property
    def kind(self) -> Kind | None:
        """The chosen change, or None."""
        return Kind(self.change.data) if self.change.data in list(Kind) else None

    def _needs(self, kind: Kind, field: Any) -> None:
        if self.kind is kind and not field.data and not field.errors:
            raise ValidationError(str(_l("Fill this in.")))

    def validate_contact(self, field: Any) -> None:
        """Ask for the address where it is what changes."""
        self._needs(Kind.CONTACT, field)

    def validate_operator(self, field: Any) -> None:
        """Ask for the name where it is what changes."""
        self._needs(Kind.OPERATOR, field)

    def validate_rhythm(self, field: Any) -> None:
        """Ask for the days where they are what changes."""
        self._needs(Kind.RHYTHM, field)

    def answers(self) -> Change:
        """Return the change that was asked for."""
        kind = Kind(self.change.data)
        name = VALUES.get(kind)
        return Change(kind, self[name].data if name else "")

    def asked(self) -> list[tuple[str, str]]:
        """Return the change as arguments of an address."""
        name = VALUES.get(Kind(self.change.data))
        value = [(name, str(self[name].data))] if name else []
        return [("change", self.change.data), *value]


class ApplyForm(Form):
    """The button below the preview; a pause also needs its reason."""

    reason = TextField(_l("Reason"), most=MOST_REASON, render_kw={"rows": 3})
