"""The columns of files are the fields of the record, with the limits of the forms."""

import pytest

from app.forms.checks import AtMost, Between
from app.forms.fields import EMAIL, _is_web_address
from app.forms.testbed import BasicsForm
from app.forms.testbed_place import PlaceForm
from app.forms.testbed_practice import PracticeForm
from app.forms.testbed_terms import TermsForm
from app.queries.exchange_layout import guess
from app.services.exchange_record import DEFAULTS
from app.services.testbed_version import PLAIN, TEXTS
from geodata.exchange.defuse import defused, fused
from models.address import is_email, web_address
from models.exchange_field import FIELDS, FieldKind
from models.testbed import Testbed

FORMS = (BasicsForm, PlaceForm, TermsForm, PracticeForm)


def limits():
    """The greatest length, or the least and greatest number, of every field of the forms."""
    found = {}
    for form in FORMS:
        for name, unbound in vars(form).items():
            if type(unbound).__name__ != "UnboundField":
                continue
            made = unbound.bind(form=None, name=name, _meta=_Meta())
            for check in made.validators:
                if isinstance(check, AtMost):
                    found[name] = (0, check.most)
                elif isinstance(check, Between):
                    found[name] = (check.least, check.most)
    return found


class _Meta:
    def get_translations(self, _form):
        return None


def test_every_field_of_the_record_is_a_column_and_the_other_way_round():
    assert {field.attribute for field in FIELDS} == {*PLAIN, *TEXTS}
    assert set(DEFAULTS) == set(PLAIN)


def test_the_limits_are_those_of_the_forms():
    known = limits()
    sized = {FieldKind.LINE, FieldKind.TEXT, FieldKind.NUMBER, FieldKind.EMAIL, FieldKind.WEB}
    compared = 0
    for field in FIELDS:
        if field.kind in sized and field.name in known:
            least = field.least if field.kind is FieldKind.NUMBER else 0
            assert (least, field.most) == known[field.name], field.name
            compared += 1
    assert compared > 30


def test_a_new_draft_has_the_defaults_of_the_model():
    for name, value in DEFAULTS.items():
        default = Testbed.__table__.c[name].default
        if default is not None and not default.is_callable:
            assert str(default.arg) == str(value), name


@pytest.mark.parametrize(
    "text", ["a@b.fi", "a@b", "@b.fi", "a b@c.fi", "x" * 65 + "@b.fi", "ä@ö.fi", "a@-b.fi", ""]
)
def test_addresses_are_judged_as_by_the_forms(text):
    fits = len(text.partition("@")[0]) <= 64 and bool(EMAIL.fullmatch(text))
    assert is_email(text) == fits


@pytest.mark.parametrize(
    "text",
    ["https://a.fi", "http://a.fi/x", "javascript:alert(1)", "https://u@a.fi", "https://a", "x y"],
)
def test_web_addresses_are_judged_as_by_the_forms(text):
    whole = text if "://" in text else f"https://{text}"
    assert (web_address(text) == whole) == _is_web_address(whole)


@pytest.mark.parametrize(
    "text",
    ["=1", "+1", "-1", "@x", "'", "''", "'=1", "'''=1", "plain", "a=1", " =1", "\u00a0=1", "＝1",
     "\t=", "", "'plain", "5 - 3"],
)  # fmt: skip
def test_every_text_comes_back_through_a_cell(text):
    assert fused(defused(text)) == text
    assert not defused(text).lstrip(" \u00a0").startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize(
    ("columns", "mapping"),
    [
        (["Nimi", "Kuvaus", "Osoite"], ["name_fi", "description_fi", "address"]),
        (["Namn (sv)", "Beskrivning på svenska", "Adress"], ["name_sv", None, "address"]),
        (["NAME_EN", "Type", "Lat", "Lon"], ["name_en", "kind", "latitude", "longitude"]),
        (["contact_em", "descriptio", "capacity"], ["contact_email", None, "capacity"]),
        (["geometry_wkt", "x", "y"], ["geometry_wkt", None, None]),
        (["x"], [None]),
        (["slug", "id", "email"], ["slug", "external_id", "contact_email"]),
    ],
)
def test_columns_are_guessed_by_their_names(columns, mapping):
    found = guess(columns, has_shapes=False)
    assert [found.get(column) for column in columns] == mapping
