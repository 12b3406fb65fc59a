"""Whatever is typed into the doors: a message at the field, what was typed kept, never a 500."""

import pytest

from app.adapters.accounts import hashed
from app.queries.account import user_by_email
from tests.factories.account import person
from tests.factories.mail import mails
from tests.page import read_page

HOSTILE = "</script>${7*7}<img src=x onerror=alert(1)>"
TURNED = "Aino \u202eonaK\u2066 \u2069Koe"
GOOD = {
    "name": "Aino",
    "email": "aino@koepaikka.example",
    "password": "neljä sanaa peräkkäin nyt",
}


def errors_of(answer):
    """Return the names of the fields with an error, having checked the page and its summary."""
    page = read_page(answer)
    fields = {p.get("id").removesuffix("-error") for p in page.all("p", class_="error")}
    summary = page.all("div", id="error-summary")
    assert bool(summary) == bool(fields)
    linked = {
        a.get("href")[1:]
        for a in (summary[0].iter("{http://www.w3.org/1999/xhtml}a") if summary else ())
    }
    ids = {element.get("id") for element in page.root.iter()}
    assert linked <= ids, "every link of the summary leads to a field"
    return fields


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("login", {"email", "password"}),
        ("register", {"name", "email", "password"}),
        ("reset", {"email"}),
        ("confirm", {"email"}),
    ],
)
def test_every_field_empty(client, session, lang, path, fields):
    answer = client.post(f"/{lang}/{path}", data={})
    assert answer.status_code == 422
    assert errors_of(answer) == fields


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        HOSTILE,
        "\x00\x01\x02",
        "a b@c",
        "@",
        "a@b",
        "ä" * 300 + "@koe.fi",
        "\u202e@\u202e",
    ],
    ids=["long", "hostile", "nul", "blank", "at", "short", "long-address", "turned"],
)
@pytest.mark.parametrize("path", ["login", "register", "reset", "confirm"])
def test_every_field_wrong(client, session, lang, path, typed):
    answer = client.post(
        f"/{lang}/{path}",
        data={"name": typed, "email": typed, "password": typed, "purpose": typed, "next": typed},
    )
    assert answer.status_code == 422
    assert "email" in errors_of(answer)
    body = answer.get_data(as_text=True)
    assert HOSTILE not in body
    assert "onerror=alert" not in body.replace("onerror=alert(1)&gt;", "")


def test_no_english_of_the_library_is_shown_in_finnish(client, session):
    person(email="tuttu@koepaikka.example")
    posts = [
        ("login", {}),
        ("login", {"email": "tuttu@koepaikka.example", "password": "x" * 20}),
        ("login", {"email": "x", "password": "x" * 20_000}),
        ("register", {"email": "x" * 300, "password": "short"}),
        ("register", {**GOOD, "password": "password1234"}),
        ("reset", {"email": "x"}),
        ("confirm", {"email": "x"}),
    ]
    library = (
        "Email not provided", "Invalid email", "Password not provided", "Specified user",
        "Field must",
        "is required", "Not a valid", "Authentication failed", "must be at least",
        "Passwords do not",
    )  # fmt: skip
    for path, data in posts:
        body = client.post(f"/fi/{path}", data=data).get_data(as_text=True)
        assert not [words for words in library if words in body], path


def test_hostile_names_are_text_and_turned_ones_turn_nothing(client, session):
    client.post("/fi/register", data={**GOOD, "name": HOSTILE})
    client.post(mails(GOOD["email"])[-1].context["path"])
    client.post("/fi/login", data={**GOOD, "next": "/fi/my/account"})
    body = client.get("/fi/my/account").get_data(as_text=True)
    assert "&lt;/script&gt;${7*7}" in body
    assert HOSTILE not in body
    client.post("/fi/my/account", data={"name": TURNED, "language": "en"})
    assert user_by_email(GOOD["email"]).name == TURNED, "kept as it was typed"
    body = client.get("/fi/my/account").get_data(as_text=True)
    assert "Aino onaK Koe" in body
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(body)


def test_control_characters_never_reach_the_database(client, session):
    client.post("/fi/register", data={**GOOD, "name": "Ai\x00no\x1b[31m\r\nBcc: x@y.fi"})
    assert user_by_email(GOOD["email"]).name == "Aino[31m Bcc: x@y.fi"


def test_what_was_typed_is_kept_and_passwords_are_not(client, session):
    answer = client.post("/fi/register", data={**GOOD, "email": "wrong", "purpose": "company"})
    page = read_page(answer)
    assert page.all("input", id="name")[0].get("value") == "Aino"
    assert page.all("input", id="email")[0].get("value") == "wrong"
    assert page.all("input", value="company")[0].get("checked") is not None
    assert not page.all("input", id="password")[0].get("value")
    assert GOOD["password"] not in answer.get_data(as_text=True)


def test_an_expired_form_can_be_sent_again_without_its_password(app, client, session):
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/fi/register", data={**GOOD, "csrf_token": "old"})
    assert answer.status_code == 400
    body = answer.get_data(as_text=True)
    assert "aino@koepaikka.example" in body
    assert GOOD["password"] not in body
    assert not mails()


def test_two_tabs_the_second_one_signs_in_again_without_harm(app, client, session):
    """The second tab's form has the token of the session before: it is to be sent again."""
    made = person(email=GOOD["email"])
    made.password = hashed(GOOD["password"])
    session.commit()
    app.config["WTF_CSRF_ENABLED"] = True
    tabs = [client.page("/fi/login").fields()["csrf_token"] for _tab in range(2)]
    first = client.post("/fi/login", data={**GOOD, "csrf_token": tabs[0], "next": "/fi/my/account"})
    assert first.status_code == 303
    second = client.post(
        "/fi/login", data={**GOOD, "csrf_token": tabs[1], "next": "/fi/my/account"}
    )
    assert second.status_code == 400
    fresh = read_page(second).fields()["csrf_token"]
    again = client.post("/fi/login", data={**GOOD, "csrf_token": fresh, "next": "/fi/my/account"})
    assert (again.status_code, again.location) == (303, "/fi/my/account")
