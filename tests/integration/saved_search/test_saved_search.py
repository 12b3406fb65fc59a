"""Saved searches in the browser: kept, renamed, deleted, stopped; each only by its owner."""

import datetime as dt

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app import clock
from app.database import db
from app.forms.testbed_filter import FreeDaysForm, kept_words
from app.policies.actor import VISITOR
from app.queries.saved_search import filter_of, fitting
from app.services import saved_search as service
from models.audit import AuditLine
from models.errors import FieldError, ForbiddenError, NotFoundError
from models.saved_search import AlertRhythm, SavedSearch, SavedSearchTold
from models.window import MONDAY_TO_FRIDAY
from tests.factories.account import acting, member, person
from tests.factories.testbed import testbed

TODAY = clock.today()
WISH = {"need": ["power"]}


@pytest.fixture
def owner(session):
    return member()


@pytest.fixture
def company(owner, sign_in):
    return sign_in(owner)


def kept(owner, name="Power", wish=None, alert=AlertRhythm.DAILY):
    made = service.keep_search(acting(owner), name, wish or WISH, alert)
    return db.session.get(SavedSearch, made)


def known(search):
    return set(db.session.scalars(
        select(SavedSearchTold.testbed_id).where(SavedSearchTold.search_id == search.id)
    ))  # fmt: skip


def test_the_present_search_is_saved_with_what_it_asks_for(company, owner):
    fits = testbed(infrastructure=["power"], themes=["energy"])
    testbed()
    query = "need=power&theme=energy&days=5&week=y&sort=name&page=2&fit=almost&kind=castle&q=%20"
    page = company.page(f"/en/testbeds?{query}")
    (link,) = [
        one.get("href") for one in page.all("a") if "/my/searches/new" in one.get("href", "")
    ]
    form = company.page(link)
    assert form.words("span", class_="tag") == [
        "Energy", "Electricity", "5 free days in a row", "weekdays",
    ]  # fmt: skip
    sent = company.post(link, data={"name": " Winter  trial ", "alert": "weekly"})
    assert sent.location == "/en/my/searches"
    search = db.session.scalar(select(SavedSearch))
    assert (search.name, search.alert, search.user_id) == ("Winter trial", "weekly", owner.id)
    assert search.wish == {
        "theme": ["energy"], "need": ["power"], "days": ["5"], "week": ["y"],
    }  # fmt: skip
    assert known(search) == {fits.id}
    lines = db.session.scalars(select(AuditLine.action).where(AuditLine.thing == "saved_search"))
    assert lines.all() == ["saved_search:keep"]
    listed = company.page("/en/my/searches")
    links = {one.get("href") for one in listed.all("a")}
    assert "/en/testbeds?theme=energy&need=power&days=5&week=y" in links


def test_what_is_kept_is_what_the_list_looks_for(app, session):
    asked = (
        "city=oulu kind=park theme=food who=residents setting=virtual money=fee need=water "
        "people=users open=now q=lauttasaari places=2 days=4 week=y"
    )
    args = MultiDict([pair.split("=") for pair in asked.split()])
    with app.test_request_context("/fi/testbeds"):
        free = FreeDaysForm(args, TODAY)
        assert free.validate()
        wanted = filter_of(kept_words(args, free), TODAY)
        assert wanted.free == free.search()
    assert (wanted.text, wanted.open_now, wanted.almost) == ("lauttasaari", True, False)
    assert wanted.free.units == 2
    assert wanted.free.weekdays == MONDAY_TO_FRIDAY
    names = ("cities", "kinds", "themes", "applicants", "environments", "money", "needs", "people")
    got = [getattr(wanted, name) for name in names]
    assert got == [
        {"oulu"}, {"park"}, {"food"}, {"residents"}, {"virtual"}, {"fee"}, {"water"}, {"users"},
    ]  # fmt: skip


def test_days_that_are_over_fit_nowhere_and_the_page_says_so(company, owner):
    testbed()
    past = {"days": ["3"], "end": [(TODAY - dt.timedelta(days=1)).isoformat()]}
    assert fitting(past, TODAY, "fi") == {}
    kept(owner, wish=past)
    assert "days of this search are over" in company.page("/en/my/searches").text


def test_a_name_is_needed_and_only_once(company, owner):
    search = kept(owner)
    for name, words in (("", "Give the search a name."), ("power", None), ("Power", "already")):
        sent = company.post("/en/my/searches/new?need=wifi", data={"name": name, "alert": "never"})
        assert sent.status_code == (303 if words is None else 422)
        assert words is None or words in sent.text
    other = db.session.scalar(select(SavedSearch).where(SavedSearch.name == "power"))
    sent = company.post(
        f"/en/my/searches/{other.id}",
        data={f"s{other.id}-name": search.name, f"s{other.id}-alert": "daily"},
    )
    assert sent.status_code == 422
    assert "You have a search of this name already" in sent.text
    assert "Give" not in company.page("/en/my/searches").text


def test_a_search_for_nothing_is_not_saved(company):
    sent = company.post("/en/my/searches/new?sort=name", data={"name": "All", "alert": "daily"})
    assert sent.status_code == 422
    assert "asks for nothing" in sent.text
    assert company.get("/en/my/searches/new?days=zero").location == "/en/testbeds?days=zero"


def test_there_is_an_end_to_how_many(owner, monkeypatch):
    monkeypatch.setattr(service, "MOST_SEARCHES", 2)
    kept(owner, "A")
    kept(owner, "B")
    with pytest.raises(FieldError, match="too_many_searches"):
        kept(owner, "C")


def test_it_is_renamed_slowed_and_deleted(company, owner):
    search = kept(owner)
    form = {f"s{search.id}-name": "New name", f"s{search.id}-alert": "weekly"}
    company.post(f"/en/my/searches/{search.id}", data=form)
    assert (search.name, search.alert) == ("New name", AlertRhythm.WEEKLY)
    company.post(f"/en/my/searches/{search.id}/delete")
    assert db.session.scalar(select(SavedSearch)) is None
    assert db.session.scalar(select(SavedSearchTold)) is None


def test_somebody_elses_search_is_not_there(company):
    theirs = kept(person("Toinen"), "Secret plans")
    assert "Secret plans" not in company.page("/en/my/searches").text
    form = {f"s{theirs.id}-name": "Mine", f"s{theirs.id}-alert": "never"}
    assert company.post(f"/en/my/searches/{theirs.id}", data=form).status_code == 404
    assert company.post(f"/en/my/searches/{theirs.id}/delete").status_code == 404
    db.session.refresh(theirs)
    assert (theirs.name, theirs.alert) == ("Secret plans", AlertRhythm.DAILY)


def test_services_refuse_others_and_visitors(owner):
    theirs = kept(person())
    for actor in (acting(owner), VISITOR):
        with pytest.raises(NotFoundError):
            service.delete_search(actor, theirs.id)
        with pytest.raises(NotFoundError):
            service.change_search(actor, theirs.id, "N", AlertRhythm.NEVER)
    with pytest.raises(ForbiddenError):
        service.keep_search(VISITOR, "N", WISH, AlertRhythm.NEVER)


def test_the_mails_end_by_one_press_without_signing_in(client, owner, app):
    search = kept(owner)
    path = f"/sv/searches/stop/{search.stop_token}"
    page = client.page(path)
    assert "Power" in page.text
    assert search.alert is AlertRhythm.DAILY, "looking changes nothing"
    app.config["WTF_CSRF_ENABLED"] = True  # a mail program has neither token nor session
    sent = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    db.session.refresh(search)
    assert (search.alert, search.due_at) == (AlertRhythm.NEVER, None)
    assert client.post(path).status_code == 200
    lines = db.session.scalars(
        select(AuditLine.action).where(AuditLine.thing == "saved_search").order_by(AuditLine.id)
    )
    assert lines.all() == ["saved_search:keep", "saved_search:stop"]


@pytest.mark.parametrize("token", ["x", "a" * 32, "%00", "ä"])
def test_a_made_up_link_stops_nothing(client, owner, token):
    search = kept(owner)
    assert client.get(f"/fi/searches/stop/{token}").status_code == 404
    assert client.post(f"/fi/searches/stop/{token}").status_code == 404
    assert search.alert is AlertRhythm.DAILY
