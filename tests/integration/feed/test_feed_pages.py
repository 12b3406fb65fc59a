"""The pages on which addresses of calendar feeds are made, shown once, renewed and taken back."""

import pytest

from models.feed import Feed, FeedKind
from tests.factories.account import acting, member, organisation, person, staff
from tests.integration.booking.test_hours import lab


def address(page):
    shown = [one.get("value") for one in page.all("input") if one.get("readonly") is not None]
    return shown[0] if shown else None


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_an_address_is_shown_once_and_works(client, sign_in, lang):
    sign_in(person())
    assert address(client.page(f"/{lang}/my/feeds")) is None
    client.post(f"/{lang}/my/feeds/renew", data={"kind": "person", "ident": ""})
    shown = address(client.page(f"/{lang}/my/feeds"))
    assert shown.startswith("http://localhost/feeds/")
    assert client.get(shown.removeprefix("http://localhost")).status_code == 200
    assert address(client.page(f"/{lang}/my/feeds")) is None


def test_a_company_and_a_city_have_their_rows_and_buttons(client, sign_in, session):
    company = organisation("Valo Oy")
    own = member(company)
    sign_in(own)
    assert "Valo Oy" in client.page("/en/my/feeds").text
    data = {"kind": "organisation", "ident": str(company.id)}
    client.post("/en/my/feeds/renew", data=data)
    assert session.query(Feed).one().kind is FeedKind.ORGANISATION
    client.post("/en/my/feeds/withdraw", data=data)
    assert session.query(Feed).count() == 0
    chief = staff()
    sign_in(chief)
    city_id = next(iter(acting(chief).cities))
    client.post("/en/desk/feeds/renew", data={"kind": "city", "ident": str(city_id)})
    assert address(client.page("/en/desk/feeds")) is not None


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "city", "ident": "1"}, {"kind": "nobody", "ident": "1"},
     {"kind": "organisation", "ident": "x"}, {"kind": "organisation", "ident": "9" * 30},
     {"kind": "organisation", "ident": "77"}],
)  # fmt: skip
def test_what_no_button_sends_is_not_found(client, sign_in, data):
    sign_in(person())
    for deed in ("renew", "withdraw"):
        assert client.post(f"/en/my/feeds/{deed}", data=data).status_code == 404


def test_the_public_page_leads_to_the_feed(client, session):
    place = lab()
    shown = client.page(f"/sv/testbeds/helsinki/{place.slug}")
    links = [one.get("href") for one in shown.all("a") if ".ics" in one.get("href", "")]
    assert links == [f"/feeds/testbeds/helsinki/{place.slug}.ics?lang=sv"]
    assert client.get(links[0]).status_code == 200
