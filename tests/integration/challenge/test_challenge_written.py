"""A draft saves itself while it is written; criteria change places without a script."""

import pytest

from app.services import challenge_criterion as service
from models.challenge import ChallengeStatus as S
from models.errors import ConflictError
from tests.factories.account import acting, staff
from tests.factories.challenge import challenge, whole

BY_ITSELF = {"X-Autosave": "1", "Accept": "application/json"}


def test_a_draft_saves_itself_and_goes_on_from_its_new_version(client, session, sign_in):
    made = whole()
    sign_in(staff())
    here = f"/en/my/challenges/{made.id}/edit/basics"
    page = client.page(here)
    assert [one for one in page.all("form") if one.get("data-autosave") == here]
    form = page.fields()
    for words in ("Ensin", "Sitten"):
        answer = client.post(here, data=form | {"title_fi": words}, headers=BY_ITSELF)
        assert answer.status_code == 200
        form["version"] = str(answer.json["version"])
        session.expire_all()
        assert made.title.fi == words
    stale = client.post(here, data=form | {"version": "1"}, headers=BY_ITSELF)
    assert (stale.status_code, bool(stale.json["message"])) == (409, True)


def test_what_is_wrong_is_said_and_not_kept(client, session, sign_in):
    made = whole()
    sign_in(staff())
    here = f"/en/my/challenges/{made.id}/edit/basics"
    form = client.page(here).fields() | {"contact_email": "ei osoite"}
    answer = client.post(here, data=form, headers=BY_ITSELF)
    assert answer.status_code == 422
    assert "Check the address" in answer.json["message"]


def test_what_everybody_reads_does_not_save_itself(client, session, sign_in):
    made = whole(S.APPROVED)
    sign_in(staff())
    page = client.page(f"/en/my/challenges/{made.id}/edit/basics")
    assert not [one for one in page.all("form") if one.get("data-autosave")]


def order(made):
    return [one.id for one in made.criteria]


def three():
    return whole(weights=("1", "1", "1"))


def test_a_criterion_changes_places_with_its_neighbour_and_stays_at_the_ends(session):
    made = three()
    who, (first, second, third) = acting(staff()), order(made)
    version = service.shift(who, made.id, second, made.version, up=True)
    session.expire_all()
    assert order(made) == [second, first, third]
    version = service.shift(who, made.id, second, version, up=False)
    assert service.shift(who, made.id, third, version, up=False) == version
    session.expire_all()
    assert order(made) == [first, second, third]


@pytest.mark.parametrize("made", [lambda: whole(S.IN_REVIEW), challenge], ids=["review", "open"])
def test_the_order_stays_once_it_is_with_the_city_or_entrants_go_by_it(session, made):
    made = made()
    with pytest.raises(ConflictError):
        service.shift(acting(staff()), made.id, order(made)[0], made.version, up=False)


def test_the_buttons_of_the_order_work_without_a_script(client, session, sign_in):
    made = three()
    sign_in(staff())
    page = client.page(f"/en/my/challenges/{made.id}/criteria")
    ways = [one.get("formaction") for one in page.all("button", form="order")]
    assert len(ways) == 6
    assert page.all("form", id="order")
    first = order(made)[0]
    assert ways[1].endswith(f"/{first}/down")
    answer = client.post(ways[1], data={"version": str(made.version)})
    assert answer.status_code == 303
    session.expire_all()
    assert order(made)[1] == first
