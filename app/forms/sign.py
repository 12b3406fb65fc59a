"""How a sign is printed: its size and its languages."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from app.forms.fields import CheckboxGroupField, Form, PickField
from app.labels import choices
from models.base import LANGUAGES
from models.sign import PaperSize

LANGUAGE_NAMES = {"fi": _l("Finnish"), "sv": _l("Swedish"), "en": _l("English")}


def missing_languages(required: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Return the languages that a city needs on its signs and that were left out."""
    return [one for one in required if one not in chosen]


def missing_words(left_out: Sequence[str]) -> str:
    """Return what is said of languages that were left out."""
    names = ", ".join(str(LANGUAGE_NAMES[one]) for one in left_out)
    return str(_l("The city needs these languages, too: %(names)s.", names=names))


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
        left_out = missing_languages(required, self.languages.data or ())
        if left_out:
            self.blame("languages", missing_words(left_out))
        return bool(left_out)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The languages that were chosen, in their order on the sign."""
        return tuple(one for one in LANGUAGES if one in (self.languages.data or ()))
