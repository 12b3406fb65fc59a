"""Fields take what people type, and say in plain words what to change."""

import datetime as dt

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.forms.account import safe_path
from app.forms.checks import line, text
from app.forms.fields import (
    AddressField,
    CheckboxGroupField,
    ChoiceField,
    DayField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
    WebField,
    WholeNumberField,
)

CHOICES = [("a", "A"), ("b", "B")]


class EveryField(Form):
    """One of each."""

    name = LineField("Name", required=True, most=5)
    story = TextField("Story", most=10)
    email = AddressField("E-mail")
    web = WebField("Web")
    day = DayField("Day")
    number = WholeNumberField("Number", least=1, most=50)
    choice = ChoiceField("Choice", choices=CHOICES)
    pick = PickField("Pick", choices=CHOICES)
    group = CheckboxGroupField("Group", choices=CHOICES)
    tick = TickField("Tick")


@pytest.fixture(scope="module")
def request_of():
    app = Flask("fields")
    app.secret_key = "fields"
    app.config["WTF_CSRF_ENABLED"] = False
    Babel(app)
    return lambda: app.test_request_context("/", method="POST")


def sent(**answers):
    form = EveryField(MultiDict({"name": "ok", **answers}))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-24", dt.date(2026, 12, 24)),
        ("24.12.2026", dt.date(2026, 12, 24)),
        (" 1. 2. 2026 ", dt.date(2026, 2, 1)),
        ("", None),
    ],
)
def test_days_as_people_write_them(request_of, typed, day):
    with request_of():
        form = sent(day=typed)
        assert (form.day.data, form.day.errors) == (day, [])


@pytest.mark.parametrize(
    "typed",
    [
        "31.2.2026",
        "2026-02-31",
        "tomorrow",
        "24/12/2026",
        "0001-01-01",
        "9999-12-31",
        "\x00",
        "1" * 500,
    ],
)
def test_a_malformed_day_is_shown_again_with_its_error(request_of, typed):
    with request_of():
        form = sent(day=typed)
        assert form.day.data is None
        if typed.strip("\x00"):
            assert len(form.day.errors) == 1
            assert 'type="text"' in form.day()
            assert typed[:40] in form.day()


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("4 9", 49), ("\u00a07", 7), ("", None)])
def test_numbers_as_people_write_them(request_of, typed, number):
    with request_of():
        form = sent(number=typed)
        assert (form.number.data, form.number.errors) == (number, [])


@pytest.mark.parametrize("typed", ["0", "51", "1,5", "-3", "1e3", "９９９９９", "9" * 400, "many"])
def test_a_number_that_does_not_do_is_kept_as_typed(request_of, typed):
    with request_of():
        form = sent(number=typed)
        assert len(form.number.errors) == 1
        assert typed in form.number()


@pytest.mark.parametrize(
    "typed", ["a@b.fi", "A.B+c@Sub.Example.COM", "x@xn--4ca.fi", "nimi@ääkköset.fi"]
)
def test_addresses_that_are_taken(request_of, typed):
    with request_of():
        form = sent(email=typed)
        assert form.email.errors == []
        assert form.email.data == typed.lower()


@pytest.mark.parametrize(
    "typed",
    [
        "a",
        "a@",
        "@b.fi",
        "a b@c.fi",
        "a@b",
        "a@-b.fi",
        "a@b..fi",
        "a@b.f",
        '"a"@b.fi',
        "a@b.fi,c@d.fi",
        "a" * 65 + "@b.fi",
    ],
)
def test_addresses_that_are_not(request_of, typed):
    with request_of():
        form = sent(email=typed)
        assert len(form.email.errors) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.fi", "https://example.fi"),
        ("http://a.fi/x?y=1#z", "http://a.fi/x?y=1#z"),
        ("", ""),
    ],
)
def test_web_addresses_that_are_taken(request_of, typed, kept):
    with request_of():
        form = sent(web=typed)
        assert (form.web.data, form.web.errors) == (kept, [])


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://a.fi",
        "http://u:p@a.fi",
        "https://",
        "a",
        "https://[",
        "data://a.fi",
        "x" * 301,
    ],
)
def test_web_addresses_that_are_not(request_of, typed):
    with request_of():
        assert len(sent(web=typed).web.errors) == 1


def test_choices_that_were_not_offered_are_refused_and_none_is_fine(request_of):
    with request_of():
        form = sent(choice="c", pick="c", group="c")
        assert [len(f.errors) for f in (form.choice, form.pick, form.group)] == [1, 1, 1]
        form = sent()
        assert [f.errors for f in (form.choice, form.pick, form.group)] == [[], [], []]
        form = EveryField(
            MultiDict([("name", "x"), ("group", "b"), ("group", "b"), ("group", "a")])
        )
        assert form.validate()
        assert form.group.data == ["b", "a"]


def test_too_long_says_by_how_much(request_of):
    with request_of():
        form = sent(name="abcdefgh", story="x" * 11)
        assert form.name.errors == ["Shorten this by 3 characters. There is room for 5."]
        assert form.story.errors == ["Shorten this by 1 character. There is room for 10."]


def test_line_ends_count_as_one_character(request_of):
    with request_of():
        assert sent(story="1234\r\n6789").story.errors == []


def test_an_error_of_a_service_is_shown_at_its_field(request_of):
    with request_of():
        form = sent()
        form.blame("name", "Taken.")
        form.blame("unknown", "Also.")
        assert form.errors == {"name": ["Taken."], "": ["Also."]}


@given(st.text())
def test_a_clean_line_has_no_control_character_and_stays_clean(typed):
    clean = line(typed)
    assert clean == line(clean)
    assert clean.isprintable() or not any(
        ord(character) < 32 or character == "\x7f" for character in clean
    )
    assert "\x00" not in text(typed)
    assert "\r" not in text(typed)


@given(st.text())
def test_where_somebody_goes_on_to_is_always_a_path_of_this_site(typed):
    path = safe_path(typed)
    assert path == "" or (path[0] == "/" and path[1:2] not in {"/", "\\"})


def test_one_question_with_two_answers_is_refused_and_many_of_a_group_are_not(request_of):
    single = ("name", "story", "email", "day", "number", "choice", "pick", "tick")
    first = {"name": "a", "story": "a", "email": "a@b.fi", "day": "2026-01-02", "number": "1",
             "choice": "a", "pick": "a", "tick": "y"}  # fmt: skip
    with request_of():
        for name in single:
            pair = MultiDict({"name": "ok", "group": ["a", "b"]})
            pair.setlist(name, [first[name], first[name]])
            assert EveryField(pair).validate(), name
            pair.setlist(name, [first[name], "b"])
            form = EveryField(pair)
            assert not form.validate(), name
            assert "twice" in form.errors[name][0]
            assert not form.group.errors
