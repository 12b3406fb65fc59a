"""Forms of organisations: the record, an invitation, a role."""

from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.forms.fields import AddressField, ChoiceField, Form, LineField, PickField, WebField
from app.labels import choices
from models.business_id import normalised
from models.organisation import OrganisationKind, OrganisationRole, OrganisationSize

# Codes that Babel knows and that are no countries: unions, and codes for tests.
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
SIGNED = frozenset({OrganisationKind.COMPANY})  # kinds that always have a business ID


def countries() -> list[tuple[str, str]]:
    """Return ``(ISO 3166-1 code, name)`` of every country, Finland first, then by name."""
    locale = get_locale()
    named = [
        (code, name)
        for code, name in (locale.territories.items() if locale else ())
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES  # noqa: PLR2004 - ISO 3166-1 alpha-2
    ]
    return sorted(named, key=lambda pair: (pair[0] != "FI", pair[1].casefold()))


class OrganisationForm(Form):
    """What an organisation says of itself."""

    kind = PickField(
        _l("What is it?"),
        required=_l("Choose what the organisation is."),
        choices=lambda: choices(OrganisationKind),
    )
    name = LineField(
        _l("Name"),
        required=_l("Write the name of the organisation."),
        render_kw={"autocomplete": "organization"},
    )
    country = ChoiceField(_l("Country"), required=True, choices=countries, default="FI")
    business_id = LineField(
        _l("Business ID"),
        most=40,
        description=_l(
            "A Finnish one looks like 1234567-8. A company needs it; others may leave it empty."
        ),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    size = ChoiceField(
        _l("How many people work there?"),
        choices=lambda: [("", _l("I would rather not say")), *choices(OrganisationSize)],
    )
    web = WebField(_l("Web address"))

    def validate_business_id(self, field: Any) -> None:
        """Check the ID by the rules of its country."""
        if not field.data:
            if self.kind.data in SIGNED:
                raise ValidationError(str(_l("Write the business ID of the company.")))
            return
        try:
            field.data = normalised(self.country.data or "", field.data)
        except ValueError:
            raise ValidationError(str(self._wrong_id())) from None

    def _wrong_id(self) -> Any:
        if self.country.data == "FI":
            return _l("Check the business ID: seven digits, a hyphen and a digit that fits them.")
        return _l("Write the business ID in letters and digits, as in the register of the country.")


class InviteForm(Form):
    """Whom to invite, and as what."""

    email = AddressField(_l("E-mail"), required=True, render_kw={"autocomplete": "off"})
    role = PickField(
        _l("Role"),
        required=_l("Choose the role."),
        default=OrganisationRole.MEMBER.value,
        choices=lambda: [
            (
                OrganisationRole.MEMBER.value,
                _l("Member"),
                {"data-hint": _l("Applies, answers offers and runs pilots.")},
            ),
            (
                OrganisationRole.OWNER.value,
                _l("Owner"),
                {"data-hint": _l("Also invites people and edits the organisation.")},
            ),
        ],
    )


class RoleForm(Form):
    """A member's role."""

    role = ChoiceField(required=True, choices=lambda: choices(OrganisationRole))
