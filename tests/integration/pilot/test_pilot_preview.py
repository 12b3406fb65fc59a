"""Those who prepare a pilot see it as residents will; nobody else does."""

import pytest

from models.account import CityRole
from tests.factories.account import host, member, organisation, staff
from tests.factories.application import booked
from tests.factories.form import filled
from tests.factories.pilot_step import ready, running
from tests.factories.testbed import testbed
from tests.page import read_page


@pytest.fixture
def scene(session):
    company = organisation("Lamput Oy")
    place = testbed("helsinki")
    made = booked(place, author=member(company), title="Lamps that listen")
    people = {
        "company": member(company),
        "coordinator": staff(),
        "reviewer": staff(CityRole.REVIEWER),
        "host": host(place),
        "other_city": staff(slug="oulu"),
        "other_company": member(),
    }
    return made, people


@pytest.mark.parametrize(
    ("who", "status"),
    [("company", 200), ("coordinator", 200), ("reviewer", 200), ("host", 200), ("other_city", 404),
     ("other_company", 404), ("visitor", 302)],
)  # fmt: skip
def test_who_sees_the_preview(client, scene, sign_in, who, status):
    made, people = scene
    if who in people:
        sign_in(people[who])
    answer = client.get(f"/en/my/pilots/{made.id}/preview")
    assert answer.status_code == status
    told = "Lamps that listen" in answer.get_data(as_text=True)
    assert told == (status == 200)
    assert client.get(f"/en/pilots/{made.slug}").status_code == 404


def test_the_preview_says_whether_residents_see_it(client, scene, sign_in):
    made, people = scene
    sign_in(people["coordinator"])
    assert "not public yet" in client.page(f"/en/my/pilots/{made.id}/preview").text
    public = ready(testbed("helsinki"))
    page = client.page(f"/en/my/pilots/{public.id}/preview")
    assert "Residents see this page now" in page.text
    assert page.all("a", href=f"/en/desk/pilots/{public.id}")


def test_ones_own_pilot_is_not_run_at_a_desk_of_another_city(client, session, sign_in):
    author = staff(slug="oulu")
    made = booked(testbed("helsinki"), author=author)
    sign_in(author)
    assert client.get(f"/en/desk/pilots/{made.id}").status_code == 404
    assert "Public text" in client.page(f"/en/my/pilots/{made.id}").text


def test_a_conflict_shows_what_the_other_wrote(client, scene, sign_in):
    made, people = scene
    sign_in(people["coordinator"])
    url = f"/en/my/pilots/{made.id}"
    sent = filled(client.page(url))
    assert client.post(url, data={**sent, "title_fi": "Ensin"}).status_code == 303
    answer = client.post(url, data={**sent, "title_fi": "Sitten"})
    assert answer.status_code == 409
    page = read_page(answer)
    assert "Saved in the other window" in page.text
    assert "Ensin" in page.words("dd")


def test_ending_asks_first_and_says_what_is_given_back(client, session, sign_in):
    made = running(testbed("helsinki"))
    sign_in(staff())
    page = client.page(f"/en/desk/pilots/{made.id}")
    asked = page.words("details", id="do-end")
    assert len(asked) == 1
    assert "given back" in asked[0]
