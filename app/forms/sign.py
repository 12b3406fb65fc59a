"""How a sign is printed: its size and its languages."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.forms.fields import CheckboxGroupField, Form, PickField
from app.labels import choices
from models.base import LANGUAGES
from models.sign import PaperSize

LANGUAGE_NAMES = {"fi": _l("Finnish"), "sv": _l("Swedish"), "en": _l("English")}


class SignForm(Form):
    """Size and languages; sent as an address, because nothing is changed."""

    class Meta:
        """An address needs no token."""

        csrf = False

    size = PickField(_l("Size"), choices=lambda: choices(PaperSize), required=True)
    languages = CheckboxGroupField(
        _l("Languages"),
        choices=lambda: list(LANGUAGE_NAMES.items()),
        required=_l("Choose at least one language."),
    )

    def missing_from(self, required: Sequence[str]) -> bool:
        """Say whether a language that the city needs on signs was left out; the field tells it."""
        chosen: Sequence[Any] = self.languages.data or ()
        left_out = [one for one in required if one not in chosen]
        if left_out:
            names = ", ".join(str(LANGUAGE_NAMES[one]) for one in left_out)
            self.blame(
                "languages", str(_l("The city needs these languages, too: %(names)s.", names=names))
            )
        return bool(left_out)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The languages that were chosen, in their order on the sign."""
        return tuple(one for one in LANGUAGES if one in (self.languages.data or ()))
