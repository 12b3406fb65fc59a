"""One's own data on one's own page: look, download with the password, another address."""

import io
import json
import zipfile

import pytest

from app.adapters import accounts
from app.database import db
from app.policies.actor import VISITOR
from app.services import personal_link, saved_search
from app.services.personal import erase_account, note_download
from models.account import User
from models.attachment import stored_name
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.personal_link import LINK_HOURS, PersonalLink
from models.saved_search import AlertRhythm
from tests.factories.account import acting, member, person
from tests.factories.application import days_later, draft
from tests.factories.attachment import attached
from tests.factories.mail import link, mails, templates
from tests.factories.media import store

PASSWORD = "neljä sanaa peräkkäin riittää"
NEW = "uusi.osoite@koepaikka.example"
GONE = 410


@pytest.fixture
def user(session):
    made = person("Oma Ihminen")
    made.password = accounts.hashed(PASSWORD)
    session.commit()
    return made


@pytest.fixture
def other(session):
    """Somebody else, with secrets of their own of every sort that a person has."""
    made = member()
    made.name = "Xqtoinen"
    saved_search.keep_search(acting(made), "Xqtoisenhaku", {"need": ["power"]}, AlertRhythm.DAILY)
    draft(author=made, title="Xqtoisenhakemus")
    session.commit()
    return made


def zipped(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_the_download_holds_ones_own_rows_and_files_and_nobody_elses(
    app, client, user, other, sign_in
):
    saved_search.keep_search(acting(user), "Xqomahaku", {"need": ["power"]}, AlertRhythm.DAILY)
    own = draft(author=user, title="Xqomahakemus")
    file = attached(own, app, by_id=user.id, title="Liite: oma/../x", digest="c3" * 32)
    sign_in(user)
    packed = zipped(client.post("/fi/my/data/download", data={"password": PASSWORD}))

    assert packed.testzip() is None
    everything = json.loads(packed.read("koepaikka.json"))
    whole = packed.read("koepaikka.json").decode() + packed.read("koepaikka.html").decode()
    assert "Xqomahaku" in whole
    assert "Xqomahakemus" in packed.read("koepaikka.html").decode()
    assert "Xqtoinen" not in whole
    assert "Xqtoisen" not in whole
    assert {"account", "saved_search", "application", "audit"} <= {
        one["table"] for one in everything["tables"]
    }
    (name,) = [one for one in packed.namelist() if one.startswith("files/")]
    assert name.count("/") == 1, "whatever the title was"
    assert packed.read(name) == store(app).read(stored_name(file.digest, file.kind))


def test_secrets_are_in_no_download(client, user, sign_in):
    saved_search.keep_search(acting(user), "Haku", {"need": ["power"]}, AlertRhythm.DAILY)
    sign_in(user)
    packed = zipped(client.post("/fi/my/data/download", data={"password": PASSWORD}))

    whole = packed.read("koepaikka.json").decode() + packed.read("koepaikka.html").decode()
    assert user.password not in whole
    assert user.fs_uniquifier not in whole
    assert "stop_token" not in whole


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("/fi/my/data/download", {}),
        ("/fi/my/data/erase", {"sure": "y"}),
        ("/fi/my/data/address", {"email": NEW}),
    ],
)
def test_a_stolen_session_alone_does_nothing(client, user, sign_in, path, more):
    sign_in(user)
    for typed in ("", "väärä salasana tässä näin"):
        assert client.post(path, data={**more, "password": typed}).status_code == 422

    db.session.expire_all()
    assert db.session.get(User, user.id).active
    assert templates(NEW) == []
    statuses = {
        client.post(path, data={**more, "password": "väärä salasana"}).status_code
        for _try in range(12)
    }
    assert statuses == {422, 429}


def test_every_deed_needs_the_token_of_the_form(app, client, user, sign_in):
    sign_in(user)
    app.config["WTF_CSRF_ENABLED"] = True
    for path in ("download", "erase", "address"):
        answer = client.post(f"/fi/my/data/{path}", data={"password": PASSWORD, "sure": "y"})
        assert answer.status_code in {400, 403, 422}, path
    db.session.expire_all()
    assert db.session.get(User, user.id).active


def test_visitors_are_asked_to_sign_in(client, session):
    for path in ("", "/erase", "/address"):
        assert "/login" in client.get(f"/fi/my/data{path}").location
    with pytest.raises(ForbiddenError):
        note_download(VISITOR)
    with pytest.raises(ForbiddenError):
        erase_account(VISITOR, "x")
    with pytest.raises(ForbiddenError):
        personal_link.ask_address(VISITOR, "x", NEW)


def test_the_new_address_counts_when_it_is_confirmed_from_there(client, user, sign_in):
    old = user.email
    sign_in(user)
    answer = client.post("/fi/my/data/address", data={"email": NEW, "password": PASSWORD})
    assert answer.status_code == 303
    assert db.session.get(User, user.id).email == old
    path = link(NEW)
    client.page(path)
    assert db.session.get(User, user.id).email == old, "reading changes nothing"

    assert client.post(path).status_code == 303
    db.session.expire_all()
    moved = db.session.get(User, user.id)
    assert moved.email == NEW
    assert templates(old)[-1] == "personal/address_notice"
    assert "/login" in client.get("/fi/my/data").location, "every session ended"
    assert client.post(path).status_code == GONE, "it works once"


def test_old_and_forged_links_change_nothing(client, user):
    personal_link.ask_address(acting(user), user.fs_uniquifier, NEW)
    path = link(NEW)
    with days_later(LINK_HOURS / 24 + 0.01):
        assert client.get(path).status_code == GONE
        assert client.post(path).status_code == GONE
    for false in (path[:-1], "/fi/my-address/" + "a" * 43, "/fi/my-address/é"):
        assert client.post(false).status_code == GONE
    assert db.session.get(User, user.id).email != NEW


def test_nobody_learns_whether_an_address_has_an_account(client, user, other, sign_in):
    sign_in(user)
    free = client.post("/fi/my/data/address", data={"email": NEW, "password": PASSWORD})
    taken = client.post("/fi/my/data/address", data={"email": other.email, "password": PASSWORD})

    assert (free.status_code, free.location) == (taken.status_code, taken.location)
    assert templates(other.email) == ["personal/address_taken"]
    assert db.session.query(PersonalLink).count() == 0, "the first link ended with the second wish"


def test_an_address_taken_meanwhile_is_refused(session, user):
    personal_link.ask_address(acting(user), user.fs_uniquifier, NEW)
    token = link(NEW).rpartition("/")[2]
    person(email=NEW)
    with pytest.raises(ConflictError, match="address_taken"):
        personal_link.move_address(token, "z" * 32)


def test_the_same_address_and_a_changed_password_are_refused(session, user):
    with pytest.raises(FieldError, match="same_address"):
        personal_link.ask_address(acting(user), user.fs_uniquifier, user.email.upper())
    with pytest.raises(ConflictError):
        personal_link.ask_address(acting(user), "another", NEW)
    with pytest.raises(NotFoundError):
        personal_link.move_address("x", "y")
    assert mails(NEW) == []


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_pages_stand_in_every_language(client, user, sign_in, lang):
    draft(author=user)
    sign_in(user)
    for path in ("/my/data", "/my/data/address", "/my/data/erase", "/erased", "/my/notifications"):
        client.page(f"/{lang}{path}")
    personal_link.ask_address(acting(user), user.fs_uniquifier, NEW)
    client.page(f"/{lang}/my-address/{link(NEW).rpartition('/')[2]}")
