"""The value that a property of its own parameter must have: ``kind=park``, ``capacity=2``."""

import datetime as dt

from app.queries.ogc import Scalar
from models.ogc import OgcError
from models.open_field import FieldType, OpenField

TRUTH = {"true": True, "false": False}
MOST_DIGITS = 15


def typed(field: OpenField, text: str) -> Scalar:
    """Return a value of the field's own type.

    Raises:
        OgcError: the field can never have this value.

    """
    if field.values and text not in field.values:
        raise OgcError("ogc_choice", field=field.name, choices=", ".join(field.values))
    if field.type is FieldType.BOOLEAN:
        if text.lower() not in TRUTH:
            raise OgcError("ogc_choice", field=field.name, choices="true, false")
        return TRUTH[text.lower()]
    if field.type is FieldType.INTEGER:
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            raise OgcError("ogc_number", field=field.name)
        return float(text)
    if field.type is FieldType.DATE:
        return _day(field, text)
    if field.type is FieldType.INSTANT:
        return _second(field, text)
    return text


def _day(field: OpenField, text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise OgcError("ogc_day", field=field.name) from None


def _second(field: OpenField, text: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text.upper().replace(" ", "+"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError):
        raise OgcError("ogc_second", field=field.name) from None
