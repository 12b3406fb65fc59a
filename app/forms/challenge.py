"""Forms of a challenge's sections.  A draft may be saved with anything missing.

What the approval needs is marked as needed and listed beside the form
(app/services/challenge_ready.py).
"""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from app.forms.fields import (
    LONG,
    AddressField,
    CheckboxGroupField,
    ChoiceField,
    Form,
    LineField,
    PickField,
    TextField,
)
from app.forms.ident import ident
from app.forms.testbed import in_each_language
from app.labels import choices, label
from app.labels_challenge import LEGAL_SENTENCES
from app.services.challenge_edit import Section
from models.base import LANGUAGES, Translated
from models.challenge import Challenge, EntrantKind, LegalForm
from models.testbed_kind import Theme

TITLE, SUMMARY, BRIEF = 120, 300, 8_000  # characters
SEALED, OPEN = "sealed", "open"


class PartForm(Form):
    """Parent of the sections: the version that the page showed, and texts in three languages."""

    SECTION: ClassVar[Section]
    TEXTS: ClassVar[tuple[str, ...]] = ()
    NEEDED: ClassVar[tuple[str, ...]] = ()

    version = HiddenField()

    @classmethod
    def of(cls, challenge: Challenge) -> Any:
        """Return the form holding what was sent or else what is kept."""
        form = cls(data={"version": str(challenge.version), **cls.kept(challenge)})
        for name in cls.NEEDED:
            form[name].flags.required = True
        return form

    @classmethod
    def kept(cls, challenge: Challenge) -> dict[str, Any]:
        """Return what the challenge says now, by field."""
        return texts_shown(challenge, cls.TEXTS)

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)

    def text_of(self, name: str) -> Translated:
        """Return what was written in each language."""
        return text_in(self, name)

    def answers(self) -> dict[str, Any]:
        """Return what was answered, by column."""
        return {name: self.text_of(name) for name in self.TEXTS}


def texts_shown(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    """Return translated columns as fields ``<name>_<language>``."""
    return {f"{name}_{lang}": getattr(row, name).get(lang) for name in names for lang in LANGUAGES}


def text_in(form: Any, name: str) -> Translated:
    """Return what was written in the fields ``<name>_<language>``."""
    return Translated(*(form[f"{name}_{lang}"].data or "" for lang in LANGUAGES))


class NewChallengeForm(Form):
    """What a draft is begun with; the choices are the page's."""

    city = ChoiceField(_l("City"), required=True)
    organisation = ChoiceField(_l("Organisation"))
    title_fi, title_sv, title_en = in_each_language(
        LineField,
        _l("Title"),
        most=TITLE,
        description=_l("A question or a wish that people remember. You can change it later."),
    )


class BasicsForm(PartForm):
    """What it is about."""

    SECTION = Section.BASICS
    TEXTS = ("title", "summary", "brief", "expected", "after")

    title_fi, title_sv, title_en = in_each_language(
        LineField,
        _l("Title"),
        most=TITLE,
        description=_l("A question or a wish that people remember."),
    )
    summary_fi, summary_sv, summary_en = in_each_language(
        TextField,
        _l("In short"),
        most=SUMMARY,
        description=_l("One or two sentences that stand in lists and at the top of the page."),
        render_kw={"rows": 3},
    )
    brief_fi, brief_sv, brief_en = in_each_language(
        TextField,
        _l("The challenge"),
        most=BRIEF,
        description=_l("What is the problem, whom does it touch, and what has been tried already?"),
        render_kw={"rows": 9},
    )
    expected_fi, expected_sv, expected_en = in_each_language(
        TextField,
        _l("What a concept should hold"),
        most=LONG,
        description=_l("What do you want to read or see in an entry, and how long may it be?"),
        render_kw={"rows": 5},
    )
    after_fi, after_sv, after_en = in_each_language(
        TextField,
        _l("What the winner gets to do"),
        most=LONG,
        description=_l("What happens after the result: an experiment, help from the city, money."),
        render_kw={"rows": 4},
    )
    themes = CheckboxGroupField(_l("Themes"), choices=lambda: choices(Theme))
    contact_email = AddressField(
        _l("E-mail for other questions"),
        description=_l("Empty: the mailbox of the city."),
    )

    @classmethod
    def kept(cls, challenge: Challenge) -> dict[str, Any]:
        return {
            **super().kept(challenge),
            "themes": challenge.themes,
            "contact_email": challenge.contact_email,
        }

    def answers(self) -> dict[str, Any]:
        return {
            **super().answers(),
            "themes": list(self.themes.data or ()),
            "contact_email": self.contact_email.data or "",
        }


def legal_forms() -> list[Any]:
    """Return the legal forms, each with its plain sentence."""
    return [(one.value, label(one), {"data-hint": str(LEGAL_SENTENCES[one])}) for one in LegalForm]


class EntryForm(PartForm):
    """Who may enter, and under which terms; the choices of ``terms_id`` are the page's."""

    SECTION = Section.ENTRY
    TEXTS = ("eligibility",)
    NEEDED = ("entrants", "legal_form", "terms_id")

    entrants = CheckboxGroupField(_l("Who may enter?"), choices=lambda: choices(EntrantKind))
    eligibility_fi, eligibility_sv, eligibility_en = in_each_language(
        TextField,
        _l("More about who may enter"),
        most=LONG,
        description=_l("For example: entrants are adults, or live in the city."),
        render_kw={"rows": 3},
    )
    legal_form = PickField(_l("What is it in law?"), choices=legal_forms)
    terms_id = PickField(_l("Who owns the idea?"), choices=())
    entries = PickField(
        _l("Who sees the entries?"),
        choices=(
            (
                SEALED,
                _l("Sealed: only the winners are published"),
                {"data-hint": _l("Nobody but the jury reads the others, also afterwards.")},
            ),
            (
                OPEN,
                _l("Open: every entry is published with the result"),
                {"data-hint": _l("Entrants know it before they enter. Until then all are sealed.")},
            ),
        ),
        required=True,
    )

    @classmethod
    def kept(cls, challenge: Challenge) -> dict[str, Any]:
        return {
            **super().kept(challenge),
            "entrants": challenge.entrants,
            "legal_form": challenge.legal_form.value if challenge.legal_form else None,
            "terms_id": str(challenge.terms_id) if challenge.terms_id else None,
            "entries": OPEN if challenge.entries_open else SEALED,
        }

    def answers(self) -> dict[str, Any]:
        return {
            **super().answers(),
            "entrants": list(self.entrants.data or ()),
            "legal_form": LegalForm(self.legal_form.data) if self.legal_form.data else None,
            "terms_id": ident(self.terms_id.data) or None,
            "entries_open": self.entries.data == OPEN,
        }
