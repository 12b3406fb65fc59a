"""Forms of a testbed's record: the new draft, and the section of what it is.

A draft may be saved with anything missing, so nothing is refused for being empty; what publishing
needs is marked as such and listed beside the form (app/services/testbed_ready.py).
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
from app.labels import choices
from app.services.testbed import Basics
from app.services.testbed_ready import gaps
from models.base import LANGUAGES, Translated
from models.errors import DomainError
from models.testbed import Testbed
from models.testbed_kind import Environment, TestbedKind, Theme

NAME, SUMMARY, NOTE = 120, 300, 2_000  # characters


def in_each_language(kind: Any, label: Any, **options: Any) -> tuple[Any, Any, Any]:
    """Return one field for each language, in the order of models.base.LANGUAGES."""
    fi, sv, en = (kind(label, **options) for _language in LANGUAGES)
    return fi, sv, en


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of place, after the line for none."""
    return [("", str(_l("Choose a kind"))), *choices(TestbedKind)]


class SectionForm(Form):
    """Parent of the sections: the version that the page showed, and texts in three languages."""

    TEXTS: ClassVar[tuple[str, ...]] = ()
    PLAIN: ClassVar[tuple[str, ...]] = ()
    NEEDED: ClassVar[tuple[str, ...]] = ()

    version = HiddenField()

    @classmethod
    def of(cls, testbed: Testbed) -> "SectionForm":
        """Return the form of a testbed, holding what was sent or else what is kept."""
        form = cls(data={"version": str(testbed.version), **cls.kept(testbed)})
        form.mark(testbed)
        return form

    @classmethod
    def again(cls, testbed: Testbed, values: dict[str, Any]) -> "SectionForm":
        """Return the form holding these values, whatever was sent, and the version of now."""
        form = cls(formdata=None, data={"version": str(testbed.version), **values})
        form.mark(testbed)
        return form

    @classmethod
    def kept(cls, testbed: Testbed) -> dict[str, Any]:
        """Return what the testbed says now, by field."""
        values = {name: getattr(testbed, name) for name in cls.PLAIN}
        for name in cls.TEXTS:
            written = getattr(testbed, name)
            values |= {f"{name}_{language}": written.get(language) for language in LANGUAGES}
        return values

    def mark(self, testbed: Testbed) -> None:
        """Leave the word "optional" off the fields that publishing needs."""
        missing = [gap.field for gap in gaps(testbed) if gap.field in self]
        for name in (*self.NEEDED, *missing):
            self[name].flags.required = True

    def heed(self, error: DomainError) -> None:
        """Show what a service has to ask before it can save; most sections are never asked."""

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)

    def text_of(self, name: str) -> Translated:
        """Return what was written in each language."""
        return Translated(*(self[f"{name}_{language}"].data or "" for language in LANGUAGES))


class NewTestbedForm(Form):
    """What a draft is begun with."""

    city = ChoiceField(_l("City"), required=True)
    name_fi, name_sv, name_en = in_each_language(
        LineField,
        _l("Name"),
        most=NAME,
        description=_l("What people call the place. You can change it until you publish."),
    )
    kind = ChoiceField(_l("Kind of place"), choices=kinds)

    @property
    def name(self) -> Translated:
        """The name in each language."""
        return Translated(*(self[f"name_{language}"].data or "" for language in LANGUAGES))

    @property
    def chosen_kind(self) -> TestbedKind | None:
        """The kind, or None when it is left for later."""
        return TestbedKind(self.kind.data) if self.kind.data else None


class BasicsForm(SectionForm):
    """What it is and who runs it."""

    TEXTS = ("name", "summary", "description")
    PLAIN = ("kind", "environment", "themes", "operator", "contact_email")
    NEEDED = ("kind", "environment", "themes", "contact_email")

    name_fi, name_sv, name_en = in_each_language(
        LineField, _l("Name"), most=NAME, description=_l("What people call the place.")
    )
    summary_fi, summary_sv, summary_en = in_each_language(
        TextField,
        _l("Summary"),
        most=SUMMARY,
        description=_l("One or two sentences. They stand in lists and under the name."),
        render_kw={"rows": 3},
    )
    description_fi, description_sv, description_en = in_each_language(
        TextField,
        _l("Description"),
        most=LONG,
        description=_l("What is there, who moves about there, and what suits the place."),
        render_kw={"rows": 8},
    )
    kind = ChoiceField(_l("Kind of place"), choices=kinds)
    environment = PickField(_l("Setting"), choices=lambda: choices(Environment))
    themes = CheckboxGroupField(
        _l("Themes"),
        choices=lambda: choices(Theme),
        description=_l("What can be tried out here. Choose a few."),
    )
    operator = LineField(
        _l("Run by"), description=_l("The unit, company or school that looks after the place.")
    )
    contact_email = AddressField(
        _l("E-mail for questions"),
        description=_l("A shared mailbox, not one person’s own. Everybody sees it."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def answers(self) -> Basics:
        """Return what was answered."""
        return Basics(
            name=self.text_of("name"),
            summary=self.text_of("summary"),
            description=self.text_of("description"),
            kind=TestbedKind(self.kind.data) if self.kind.data else None,
            environment=Environment(self.environment.data or Environment.AUTHENTIC),
            themes=list(self.themes.data),
            operator=self.operator.data,
            contact_email=self.contact_email.data,
        )
