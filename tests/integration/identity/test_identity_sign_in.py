"""Signing in with another account: there and back, a first account, linking, and going out."""

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwk, jwt
from sqlalchemy import select

from app import clock
from app.adapters.accounts import hashed
from app.adapters.oidc import Brought, Client
from app.adapters.oidc_source import OidcError, Source
from app.database import db
from models.account import CityRole, User
from models.audit import AuditLine
from models.identity import Identity, Provider
from models.login import Login, Way
from tests.factories.account import person, staff
from tests.factories.factor import app_of, code_of, passkey_of
from tests.factories.identity import identity_of
from tests.factories.mail import link, templates
from tests.factories.staff import invitation
from tests.integration.identity.issuer import CLIENT, SECRET, TENANT, Plan, new_key

PASSWORD = "neljä sanaa peräkkäin nyt"
WAYS = "/fi/my/account/ways"
ONWARD = "/fi/testbeds?city=oulu"
LETTERS = "token-of-the-mail-in-long"


def with_password(email="aino@koepaikka.example"):
    made = person(email=email)
    made.password = hashed(PASSWORD)
    db.session.commit()
    return made


def login():
    return db.session.scalars(select(Login).order_by(Login.id.desc())).first()


def is_in(client):
    return client.get("/fi/my/account").status_code == 200


def actions():
    return [line.action for line in db.session.scalars(select(AuditLine).order_by(AuditLine.id))]


@pytest.fixture
def required(app, monkeypatch):
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", True)


def test_the_pages_lead_there_and_back_in_each_language(client, walk, site):
    identity_of(person(), site.issuers["tosi"].url)
    for lang, name, words in (
        ("fi", "Tosi", "Jatka"), ("sv", "Sann", "Fortsätt"), ("en", "True", "Go on"),
    ):  # fmt: skip
        page = client.page(f"/{lang}/login?next={ONWARD}")
        (button,) = [one for one in page.all("a") if (one.text or "").strip() == name]
        assert [one.get("href", "").split("?")[0] for one in page.all("a")].count(
            f"/{lang}/login/with/kova"
        ) == 1
        gone = walk("tosi", path=button.get("href"))
        assert gone.asked["ui_locales"] == lang
        assert (gone.asked["code_challenge_method"], gone.asked["response_type"]) == (
            "S256",
            "code",
        )
        assert gone.asked["redirect_uri"] == "http://localhost/login/with/tosi/return"
        brought = f"code=c&state={gone.state}&iss={gone.issuer.url}"
        landed = client.get(f"/login/with/tosi/return?{brought}")
        assert landed.location.startswith(f"/{lang}/login/with/tosi/return?code=c&")
        back = client.page(landed.location)
        assert words in back.words("button")
        assert login() is None, "reading signs nobody in"
        gone.issuer.plan, gone.issuer.used = Plan(gone.nonce), set()
        entered = client.post(landed.location, data=back.fields())
        assert entered.location == ONWARD
        made = login()
        assert (made.way, made.identity.subject, made.factor) == (Way.PROVIDER, "person-1", None)
        assert name in client.page(f"/{lang}/my/account/logins").text
        db.session.delete(made)
        db.session.commit()
        client.post(f"/{lang}/logout")
    form = site.issuers["tosi"].asked[-1]
    assert form["authorization"].startswith("Basic ")
    assert len(form["code_verifier"]) >= 43


def test_a_refusal_there_is_told_with_what_to_do(client, walk, site):
    for error, words in (("access_denied", "kirjautumatta"), ("server_error", "ei vahvistanut")):
        gone = walk("tosi", ONWARD)
        where = f"/fi/login/with/tosi/return?error={error}&state={gone.state}"
        page = client.page(where, 400)
        assert words in page.text
        links = [one.get("href") for one in page.all("a")]
        assert f"/fi/login/with/tosi?next={ONWARD.replace('=', '%3D')}" in links
        assert client.get(where).status_code == 422, "it is told once"
    assert client.get("/fi/login/with/nobody").status_code == 404


def test_our_key_shows_who_we_are(client, walk, site):
    identity_of(person(), site.issuers["kova"].url)
    gone = walk("kova")
    assert gone.asked["aud"] == gone.issuer.url
    assert gone.asked["acr_values"] == "high"
    assert gone.back(changes={"acr": "high"}).status_code == 303
    form = gone.issuer.asked[-1]
    shown = jwt.decode(form["client_assertion"], site.our_key, algorithms=["ES256"])
    assert shown.claims["iss"] == shown.claims["sub"] == form["client_id"] == CLIENT
    assert shown.claims["exp"] - shown.claims["iat"] <= 60
    assert (login().vouched, SECRET in str(form)) == (True, False)


def test_a_first_account_is_made_and_its_address_confirmed_where_nobody_vouches(client, walk):
    answer = walk("kova", "/fi/my").back(changes={"acr": "high", "email": None})
    sent = {"name": "Aino", "email": "Aino@koepaikka.example"}
    assert client.post(answer.location, data={"name": "", "email": "x"}).status_code == 422
    assert client.post(answer.location, data=sent).location == "/fi/mail-sent/confirm"
    assert not is_in(client)
    again = walk("kova").back(changes={"acr": "high"})
    assert again.location.startswith("/fi/confirm?email=")
    assert client.post(link("aino@koepaikka.example")).status_code == 303
    assert walk("kova", "/fi/my").back(changes={"acr": "high"}).location == "/fi/my"
    assert is_in(client)
    made = db.session.scalars(select(User)).one()
    assert (made.password, made.email) == (None, "aino@koepaikka.example")

    client.post("/fi/logout")
    answer = walk("tosi", "/fi/my").back(changes={"email": "Liisa@koepaikka.example"})
    page = client.page(answer.location)
    fields = page.fields()
    assert (fields["name"], fields["email"]) == ("Aino Esimerkki", "liisa@koepaikka.example")
    assert client.post(answer.location, data=fields).location == "/fi/my", "vouched for"
    assert templates("liisa@koepaikka.example") == []
    assert client.get(answer.location).status_code == 303, "whom it told of is forgotten"
    assert actions().count("account:sign_up") == 2


def test_city_staff_come_by_invitation(client, walk, required):
    invitation("uusi@koepaikka.example", token=LETTERS)
    path = f"/fi/invitations/{LETTERS}"
    told = {"tid": TENANT, "sub": "worker", "amr": ["pwd", "mfa"], "email": "muu@koepaikka.example"}
    page = client.page(walk("tili").back(changes=told).location)
    assert "kutsu" in page.text
    assert client.post("/fi/login/with/tili/new", data={"name": "U", "email": "x@y.example"})
    assert db.session.scalars(select(Identity)).all() == []

    answer = walk("tili", path).back(changes=told)
    sent = {"name": "Uusi", "email": "muu@koepaikka.example"}
    assert client.post(answer.location, data=sent).status_code == 403, "for whom it is"
    answer = walk("tili", path).back(changes=told)
    fields = client.page(answer.location).fields()
    assert fields["email"] == "uusi@koepaikka.example"
    assert client.post(answer.location, data=fields).location == path
    user = db.session.scalars(select(User).where(User.email == fields["email"])).one()
    assert user.confirmed_at is not None


@pytest.mark.parametrize(
    ("amr", "opens"), [(["pwd"], False), (["pwd", "mfa"], True), ("mfa", None)]
)
def test_a_providers_second_factor_counts_where_its_profile_says_so(
    client, walk, site, required, amr, opens
):
    identity_of(staff(CityRole.COORDINATOR), site.issuers["tili"].url)
    answer = walk("tili").back(changes={"tid": TENANT, "amr": amr})
    if opens is None:
        assert answer.status_code == 400, "no list of ways"
        return
    assert (client.get("/fi/desk").status_code == 200) is opens
    assert login().vouched is opens


def test_own_second_factor_is_asked_where_the_provider_has_asked_none(client, walk, site):
    user = person()
    secret = app_of(user)
    for name in ("tosi", "kova"):
        identity_of(user, site.issuers[name].url)
    asked = walk("tosi", "/fi/my").back()
    assert asked.location == "/fi/login/second-step?next=/fi/my"
    assert not is_in(client)
    shown = client.post(asked.location, data={"code": code_of(secret), "next": "/fi/my"})
    assert shown.location == "/fi/my"
    made = login()
    assert (made.way, made.vouched, made.factor.value) == (Way.PROVIDER, False, "app")
    client.post("/fi/logout")
    assert walk("kova", "/fi/my").back(changes={"acr": "high"}).location == "/fi/my"


def test_linking_wants_a_fresh_proof_and_our_own_link(client, walk, site, sign_in):
    user = with_password()
    sign_in(user)
    page = client.page(WAYS)
    (there,) = [one.get("href") for one in page.all("a") if "/tosi/link" in one.get("href", "")]
    assert client.get(there.split("?")[0]).status_code == 403, "another site's link"
    row = login()
    row.proven_at = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    asked = client.get(there)
    assert asked.location.startswith("/fi/my/account/second-factor/proof?next=")
    client.post(asked.location, data={"password": PASSWORD})
    assert walk("tosi", path=there).back().location == WAYS
    (made,) = db.session.scalars(select(Identity)).all()
    assert (made.user_id, made.subject) == (user.id, "person-1")
    assert templates(user.email) == ["account/identity_linked"]
    assert "Tosi" in client.page(WAYS).text

    other = sign_in(person())
    page = other.page(WAYS)
    (there,) = [one.get("href") for one in page.all("a") if "/tosi/link" in one.get("href", "")]
    assert walk("tosi", path=there).back().status_code == 409
    assert len(db.session.scalars(select(Identity)).all()) == 1


def test_unlinking_leaves_a_way_in_and_ends_what_came_by_it(app, client, walk, site, sign_in):
    user, elsewhere = person(), app.test_client()
    made = identity_of(user, site.issuers["tosi"].url)
    assert walk("tosi", by=elsewhere).back().status_code == 303
    sign_in(user)
    where = f"{WAYS}/{made.id}/unlink"
    refused = client.post(where)
    assert refused.location == WAYS
    assert "ainoa" in client.page(WAYS).text
    passkey = passkey_of(user)
    assert client.post(where).location == WAYS
    assert db.session.scalars(select(Identity)).all() == []
    assert (is_in(client), is_in(elsewhere)) == (True, False)
    assert templates(user.email) == ["account/identity_unlinked"]
    away = client.post(f"/fi/my/account/second-factor/passkeys/{passkey.id}/remove")
    assert away.status_code == 422, "the only way in"
    sign_in(person())
    assert client.post(where).status_code == 404


def test_who_has_no_password_shows_at_the_provider_that_it_is_them(client, walk, site, sign_in):
    user = person()
    identity_of(user, site.issuers["tosi"].url)
    sign_in(user)
    row = login()
    row.proven_at = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    onward = "/fi/my/account/second-factor/app"
    asked = client.page(client.get(onward).location)
    (there,) = [one.get("href") for one in asked.all("a") if "/tosi/proof" in one.get("href", "")]
    long_ago = int(clock.now().timestamp()) - 7200
    for changes, status in (
        ({"sub": "somebody-else"}, 403), ({"auth_time": long_ago}, 422), ({"auth_time": None}, 422),
    ):  # fmt: skip
        gone = walk("tosi", path=there)
        assert (gone.asked["prompt"], gone.asked["max_age"]) == ("login", "0")
        assert gone.back(changes=changes).status_code == status, changes
    assert client.get(onward).status_code == 303
    assert walk("tosi", path=there).back().location == onward
    assert client.get(onward).status_code == 200
    wrong = client.post(
        "/fi/change", data={"password": "x", "new_password": "viisi sanaa on tässä nyt"}
    )
    assert "ei ole salasanaa" in wrong.get_data(as_text=True)


def test_going_out_ends_our_session_and_offers_the_providers(client, walk, site):
    user = person()
    identity_of(user, site.issuers["tosi"].url)
    walk("tosi").back()
    out = client.post("/fi/logout")
    assert out.location == "/fi/login/with/tosi/signed-out"
    assert not is_in(client)
    page = client.page(out.location)
    (end,) = [one.get("href") for one in page.all("a") if "/tosi/end?" in one.get("href", "")]
    asked = parse_qs(urlsplit(end).query)
    assert asked["post_logout_redirect_uri"] == ["http://localhost/"]
    assert "account:sign_in" in actions()
    user.active = False
    db.session.commit()
    assert "suljettu" in walk("tosi").back().get_data(as_text=True)


def test_keys_change_and_silence_passes(site, socket_enabled):
    issuer = site.issuers["tosi"]
    provider = Provider("tosi", {"": "Tosi"}, issuer.url, CLIENT, SECRET, loopback=True)
    client = Client(provider, Source(provider, "test"), "http://localhost/back")

    def told(code):
        _url, asked = client.begin("fi")
        issuer.plan, issuer.used = Plan(asked.nonce), set()
        return client.finish(asked, Brought(code, issuer.url)).subject

    assert told("one") == "person-1"
    before = len(issuer.fetched)
    assert told("two") == "person-1"
    assert len(issuer.fetched) == before, "kept"
    first = issuer.key
    try:
        issuer.key = new_key("second")
        issuer.published_keys = [jwk.OctKey.import_key("x" * 32, {"kid": "o"}), issuer.key]
        assert told("three") == "person-1"
        assert len(issuer.fetched) == before + 1, "looked for the new key once"
        issuer.is_silent = True
        assert told("four") == "person-1"
        fresh = Client(provider, Source(provider, "test"), "http://localhost/back")
        with pytest.raises(OidcError, match="404") as caught:
            fresh.begin("fi")
        assert caught.value.code == "provider_silent"
        issuer.is_silent = False
        for extra in (
            {"issuer": "https://paha.example"}, {"token_endpoint": "http://10.0.0.1/token"},
            {"jwks_uri": "https://localhost.internal/keys"}, {"authorization_endpoint": None},
        ):  # fmt: skip
            issuer.extra = extra
            with pytest.raises(OidcError) as caught:
                Client(provider, Source(provider, "test"), "x").begin("fi")
            assert caught.value.code == "provider_wrong", extra
    finally:
        issuer.key, issuer.published_keys, issuer.is_silent, issuer.extra = (
            first,
            [first],
            False,
            {},
        )


def test_operators_look_whether_providers_answer_and_print_our_keys(app, site):
    runner = app.test_cli_runner()
    site.issuers["tili"].extra = {"issuer": "https://paha.example"}
    try:
        looked = runner.invoke(args=["oidc", "check"])
    finally:
        site.issuers["tili"].extra = {}
    assert looked.exit_code == 1
    assert "tosi: answers, 1 keys" in looked.output
    assert "tili: provider_wrong: it publishes another issuer" in looked.output
    printed = json.loads(runner.invoke(args=["oidc", "keys", "kova"]).output)
    assert [one["use"] for one in printed["keys"]] == ["sig", "enc"]
    assert all("d" not in one for one in printed["keys"])
    assert runner.invoke(args=["oidc", "keys", "nobody"]).exit_code == 1
