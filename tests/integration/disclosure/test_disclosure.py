"""Who finds a flaw is told where to: security.txt by a strict reading of RFC 9116, and its page."""

import datetime as dt
import re

import pytest

from app import clock
from app.factory import create_app
from config import Settings, WrongSettingError
from tests.conftest import settings_for

PATH = "/.well-known/security.txt"
FIELD = re.compile(r"([A-Za-z][A-Za-z-]*): (\S(?:.*\S)?)")
URI = re.compile(r"(?:mailto:[^\s@]+@[^\s@]+\.[^\s@]+|https://[^\s/]+(?:/\S*)?|tel:\+?[\d-]+)")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
ONCE = {"expires", "preferred-languages"}
KNOWN = {"contact", "canonical", "policy", "encryption", "acknowledgments", "hiring", *ONCE}


def fields_of(answer):
    """Return the fields of a security.txt, or fail as a strict reader does (section 4)."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.get_data().decode("utf-8")
    assert text.endswith("\n"), "the last line has its end (section 4)"
    found = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        field = FIELD.fullmatch(line)
        assert field, line
        found.setdefault(field[1].lower(), []).append(field[2])
    assert found.keys() <= KNOWN
    assert found.get("contact"), "section 2.5.3: at least one"
    for name in ONCE & found.keys():
        assert len(found[name]) == 1, name
    for name in found.keys() - ONCE:
        assert [one for one in found[name] if not URI.fullmatch(one)] == [], name
    assert INSTANT.fullmatch(found["expires"][0]), "section 2.5.5, RFC 3339"
    ahead = dt.datetime.fromisoformat(found["expires"][0]) - clock.now()
    assert dt.timedelta(days=30) < ahead < dt.timedelta(days=365)
    languages = [one.strip() for one in found["preferred-languages"][0].split(",")]
    assert all(LANGUAGE.fullmatch(one) for one in languages)
    return found


@pytest.fixture
def deployed(app, tmp_path):
    """The service as a city runs it, behind https; ``deployed(security_contact=…)``."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]

    def made(**changes):
        settings = settings_for(url, tmp_path, public_url="https://koepaikka.example", **changes)
        return create_app(settings).test_client()

    return made


def test_a_trial_without_https_names_only_what_may_be_named(client):
    found = fields_of(client.get(PATH))

    assert found["contact"] == ["mailto:koepaikka@koepaikka.example"]
    assert found["preferred-languages"] == ["fi, sv, en"]
    assert found.keys() == {"contact", "expires", "preferred-languages"}


def test_a_city_is_told_by_its_own_address_and_says_where_its_policy_is(session, deployed):
    reached = deployed(security_contact="https://city.example/report")
    found = fields_of(reached.get(PATH))

    base = "https://koepaikka.example"
    assert found["contact"] == ["https://city.example/report", f"{base}/en/faults/new"]
    assert found["canonical"] == [f"{base}{PATH}"]
    assert found["policy"] == [f"{base}/en/security"]
    assert "public" in reached.get(PATH).headers["Cache-Control"]
    for address in (*found["policy"], found["contact"][1]):
        assert reached.get(address.removeprefix(base)).status_code == 200


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_policy_is_a_page_that_every_page_leads_to(client, lang):
    assert client.page(f"/{lang}/privacy").all("a", href=f"/{lang}/security")
    page = client.page(f"/{lang}/security")
    (address,) = page.all("a", href="mailto:koepaikka@koepaikka.example")
    assert address.text == "koepaikka@koepaikka.example"
    for onward in ("faults/new", "harm"):
        assert client.get(page.all("a", href=f"/{lang}/{onward}")[0].get("href")).status_code == 200


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("", ""),
        ("flaws@city.example", "mailto:flaws@city.example"),
        ("tel:+358-9-1234", "tel:+358-9-1234"),
        ("http://city.example/", None),
        ("call us", None),
        ("https://city.example/\nPolicy: https://elsewhere.example/", None),
    ],
)
def test_the_contact_of_the_settings_is_a_uri_of_one_line(told, kept, tmp_path):
    environ = {"SECRET_KEY": "k" * 40, "INSTANCE_DIR": str(tmp_path), "SECURITY_CONTACT": told}
    if kept is None:
        with pytest.raises(WrongSettingError, match="SECURITY_CONTACT"):
            Settings.from_env(environ)
    else:
        assert Settings.from_env(environ).security_contact == kept
