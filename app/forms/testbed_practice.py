"""The section of a testbed's record about money, equipment, permits and people."""

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _l

from app.forms.fields import (
    CheckboxGroupField,
    LineField,
    PickField,
    TextField,
    TickField,
    WebField,
    WholeNumberField,
)
from app.forms.testbed import NOTE, SectionForm, in_each_language
from app.labels import choices
from app.services.testbed import Practice
from models.base import LANGUAGES
from models.testbed import Testbed
from models.testbed_kind import Infrastructure, Money, Permit

MOST_GROUPS = 12
EMPTY_ROWS = 2


class UserGroupForm(wtforms.Form):  # type: ignore[misc]  # WTForms has no types
    """One group of people at the place, and how many they are."""

    number = WholeNumberField(_l("How many"), most=10_000_000)
    group_fi = LineField(_l("Who, in Finnish"), most=80)
    group_sv = LineField(_l("Who, in Swedish"), most=80)
    group_en = LineField(_l("Who, in English"), most=80)

    def written(self) -> dict[str, Any] | None:
        """Return the row as it is kept, or None when nobody is named."""
        names = {language: self[f"group_{language}"].data or "" for language in LANGUAGES}
        return {"group": names, "number": self.number.data} if any(names.values()) else None


class PracticeForm(SectionForm):
    """Money, what the place offers, permits, people, and what else one should know."""

    TEXTS = (
        "data_protection_note", "support", "season_note", "accessibility_note", "reference_note",
    )  # fmt: skip
    PLAIN = (
        "money", "cap_eur", "infrastructure", "permits_needed", "minors", "patients", "source_url",
    )  # fmt: skip
    NEEDED = ("money",)

    money = PickField(_l("Money"), choices=lambda: choices(Money))
    cap_eur = WholeNumberField(
        _l("At most, euros without VAT"),
        description=_l("What the city pays for one pilot, or what the place costs."),
    )
    infrastructure = CheckboxGroupField(
        _l("What the place offers"), choices=lambda: choices(Infrastructure)
    )
    permits_needed = CheckboxGroupField(
        _l("Permits a pilot here usually needs"), choices=lambda: choices(Permit)
    )
    user_groups = wtforms.FieldList(
        wtforms.FormField(UserGroupForm), max_entries=MOST_GROUPS, label=_l("People at the place")
    )
    minors = TickField(_l("There are children or young people"))
    patients = TickField(_l("There are patients or clients of care"))
    data_protection_note_fi, data_protection_note_sv, data_protection_note_en = in_each_language(
        TextField,
        _l("Data protection here"),
        most=NOTE,
        description=_l("Which data may be collected, and on what terms."),
    )
    support_fi, support_sv, support_en = in_each_language(
        TextField,
        _l("Support from the city"),
        most=NOTE,
        description=_l("People, rooms, contacts, help with permits."),
    )
    season_note_fi, season_note_sv, season_note_en = in_each_language(
        TextField, _l("Seasons and weather"), most=NOTE
    )
    accessibility_note_fi, accessibility_note_sv, accessibility_note_en = in_each_language(
        TextField, _l("Accessibility"), most=NOTE
    )
    reference_note_fi, reference_note_sv, reference_note_en = in_each_language(
        TextField,
        _l("Reference"),
        most=NOTE,
        description=_l("What one may tell of a pilot here, and what has been tried before."),
    )
    source_url = WebField(_l("Web page of the place"))

    @classmethod
    def kept(cls, testbed: Testbed) -> dict[str, Any]:
        """Return what the testbed says now, with empty rows for more groups of people."""
        rows: list[dict[str, Any]] = [
            {"number": row.get("number"), **_names(row.get("group") or {})}
            for row in testbed.user_groups
        ]
        rows += [{}] * min(EMPTY_ROWS, MOST_GROUPS - len(rows))
        return {**super().kept(testbed), "user_groups": rows}

    def answers(self) -> Practice:
        """Return what was answered."""
        groups = [entry.form.written() for entry in self.user_groups.entries]
        return Practice(
            money=Money(self.money.data or Money.FREE),
            cap_eur=self.cap_eur.data,
            infrastructure=list(self.infrastructure.data),
            permits_needed=list(self.permits_needed.data),
            user_groups=[group for group in groups if group],
            minors=self.minors.data,
            patients=self.patients.data,
            data_protection_note=self.text_of("data_protection_note"),
            support=self.text_of("support"),
            season_note=self.text_of("season_note"),
            accessibility_note=self.text_of("accessibility_note"),
            reference_note=self.text_of("reference_note"),
            source_url=self.source_url.data,
        )


def _names(group: dict[str, str]) -> dict[str, str]:
    return {f"group_{language}": group.get(language, "") for language in LANGUAGES}
