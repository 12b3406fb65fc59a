"""What operations are asked is read and checked strictly, in words that say what to write."""

import datetime as dt

import pytest
from flask import Flask

from app.extensions import babel
from views.api import cursor, parameter, schema
from views.api.parameter import UnreadableError
from views.api.schema_check import faults


@pytest.fixture(scope="module", autouse=True)
def context():
    """Words are looked up in an application; English needs no catalogue."""
    app = Flask(__name__)
    babel.init_app(app, locale_selector=lambda: "en")
    with app.test_request_context():
        yield


BODY = schema.mapping(
    {
        "title": schema.text(longest=5) | {"minLength": 1},
        "day": schema.DAY,
        "at": schema.maybe(schema.INSTANT),
        "count": schema.integer(1, 3),
        "kinds": schema.array(schema.one_of(("a", "b")), 2),
        "inner": schema.mapping({"ok": schema.flag()}),
    },
    ["title"],
)


@pytest.mark.parametrize(
    "body",
    [
        {"title": "x"},
        {"title": "x", "day": "2026-02-28", "at": None, "count": 3, "kinds": ["a", "b"]},
        {"title": "x", "at": "2026-02-28T10:00:00+02:00", "inner": {"ok": False}},
    ],
)
def test_a_body_that_fits_has_no_fault(body):
    assert list(faults(body, BODY)) == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/title"),
        ({"title": ""}, "/title"),
        ({"title": "longer"}, "/title"),
        ({"title": 5}, "/title"),
        ({"title": "a\0"}, "/title"),
        ({"title": "x", "day": "28.2.2026"}, "/day"),
        ({"title": "x", "day": "20260228"}, "/day"),
        ({"title": "x", "at": "2026-02-28T10:00:00"}, "/at"),
        ({"title": "x", "count": True}, "/count"),
        ({"title": "x", "count": 4}, "/count"),
        ({"title": "x", "count": 1.5}, "/count"),
        ({"title": "x", "kinds": ["a", "c"]}, "/kinds/1"),
        ({"title": "x", "kinds": ["a", "b", "a"]}, "/kinds"),
        ({"title": "x", "inner": {"ok": "yes"}}, "/inner/ok"),
        ({"title": "x", "a/b~": 1}, "/a~1b~0"),
        ([], ""),
        (None, ""),
    ],
)
def test_a_body_that_does_not_fit_says_where(body, pointer):
    assert [one.pointer for one in faults(body, BODY)] == [pointer]


LIMIT = parameter.integer("limit", "", least=1, most=10, clamped=True)
KINDS = parameter.choices("kind", "", ("a", "b"))


@pytest.mark.parametrize(
    ("asked", "texts", "value"),
    [
        (LIMIT, ["7"], 7),
        (LIMIT, ["11"], 10),
        (KINDS, ["a,b", "a"], ("a", "b")),
        (parameter.bbox(), ["24,60,25,61"], (24, 60, 25, 61)),
        (parameter.day("d", ""), ["2026-02-28"], dt.date(2026, 2, 28)),
        (parameter.instant("i", ""), ["2026-01-01T02:00:00 02:00"],
         dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        (parameter.flag("f", ""), ["false"], False),
    ],
)  # fmt: skip
def test_a_parameter_is_read_as_its_type(asked, texts, value):
    assert asked.value(texts) == value


@pytest.mark.parametrize(
    ("asked", "texts"),
    [
        (LIMIT, ["0"]), (LIMIT, ["1", "2"]), (LIMIT, ["１"]), (LIMIT, ["1e3"]),
        (KINDS, ["c"]), (KINDS, [",".join("a" * 60)]),
        (parameter.bbox(), ["24,60,25"]), (parameter.bbox(), ["inf,60,25,61"]),
        (parameter.day("d", ""), ["2026-02-30"]), (parameter.day("d", ""), ["20260228"]),
        (parameter.instant("i", ""), ["2026-01-01T02:00:00"]),
        (parameter.point("p", ""), ["24.9,91"]), (parameter.words("w", "", least=2), ["a"]),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_read_is_refused(asked, texts):
    with pytest.raises(UnreadableError):
        asked.value(texts)


@pytest.mark.parametrize(
    ("order", "place", "fits"),
    [
        ("id", (5, 5), cursor.is_number),
        ("title", ("Ääkköset", 2), cursor.is_text),
        ("starts", (dt.date(2026, 1, 2), 3), cursor.is_day),
        ("changed", (dt.datetime(2026, 1, 2, tzinfo=dt.UTC), 3), cursor.is_instant),
        ("distance", (12.25, 3), cursor.is_distance),
    ],
)
def test_a_cursor_brings_back_its_place_and_no_other_order_takes_it(order, place, fits):
    text = cursor.written(order, place)
    assert cursor.read(order, text, fits) == place
    for other, wrong in (("-" + order, fits), (order, lambda _value: False)):
        with pytest.raises(UnreadableError):
            cursor.read(other, text, wrong)
