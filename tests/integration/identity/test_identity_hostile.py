"""Whatever is wrong with what a provider tells, or with the way back from it, lets nobody in."""

import time

import pytest
from sqlalchemy import func, select

from app.database import db
from app.policies.actor import VISITOR
from app.services.identity import NewPerson, sign_up
from models.account import User
from models.errors import ForbiddenError
from models.identity import Identity, Provider, Told
from models.login import Login
from tests.factories.account import person
from tests.factories.identity import identity_of
from tests.factories.mail import templates
from tests.integration.identity.issuer import (
    SECRET,
    TENANT,
    by_other,
    by_shared,
    sealed,
    signed,
    unsigned,
)

NOW = int(time.time())
STRANGER = "someone-else"


def public_pem(issuer):
    return issuer.key.as_pem(private=False)


def public_json(issuer):
    return str(issuer.key.as_dict(private=False)["x"]).encode()


def in_the_clear(issuer, header, claims):
    return signed(issuer.key, header, claims)


def sealed_by_other(issuer, header, claims):
    return sealed(by_other()(issuer, header, claims), issuer.seal_to)


def sealed_unsigned(issuer, header, claims):
    return sealed(unsigned(issuer, header, claims), issuer.seal_to)


def other_answer(status, body):
    return lambda _issuer, _token: (status, body)


def at_hash(_issuer, token):
    return 200, {"access_token": "of somebody else", "id_token": token}


WRONG = {
    "no nonce": ("tosi", {"changes": {"nonce": None}}),
    "nonce of another": ("tosi", {"changes": {"nonce": "x" * 43}}),
    "nonce of another kind": ("tosi", {"changes": {"nonce": ["x"]}}),
    "for another client": ("tosi", {"changes": {"aud": STRANGER}}),
    "for several, nobody asked": ("tosi", {"changes": {"aud": ["koepaikka", STRANGER]}}),
    "asked by another": ("tosi", {"changes": {"azp": STRANGER}}),
    "for nobody": ("tosi", {"changes": {"aud": None}}),
    "of another issuer": ("tosi", {"changes": {"iss": "https://paha.example"}}),
    "of no issuer": ("tosi", {"changes": {"iss": None}}),
    "too old": ("tosi", {"changes": {"exp": NOW - 600, "iat": NOW - 900}}),
    "made long ago": ("tosi", {"changes": {"iat": NOW - 7200}}),
    "made in the future": ("tosi", {"changes": {"iat": NOW + 7200, "exp": NOW + 9000}}),
    "without end": ("tosi", {"changes": {"exp": None}}),
    "not yet": ("tosi", {"changes": {"nbf": NOW + 7200}}),
    "of nobody": ("tosi", {"changes": {"sub": None}}),
    "of an empty name": ("tosi", {"changes": {"sub": ""}}),
    "of a number": ("tosi", {"changes": {"sub": 1}}),
    "of an endless name": ("tosi", {"changes": {"sub": "x" * 256}}),
    "of a name nobody sees": ("tosi", {"changes": {"sub": "person-1\u200b"}}),
    "hash of another token": ("tosi", {"changes": {"at_hash": "AAAA"}, "answer": at_hash}),
    "unsigned": ("tosi", {"sign": unsigned}),
    "signed with the public key": ("tosi", {"sign": by_shared(public_pem)}),
    "signed with a part of it": ("tosi", {"sign": by_shared(public_json)}),
    "signed with the client's secret": ("tosi", {"sign": by_shared(SECRET)}),
    "signed by another": ("tosi", {"sign": by_other()}),
    "signed by a key it brings": ("tosi", {"sign": by_other(own=True)}),
    "signed by an unknown key": ("tosi", {"sign": by_other("unknown")}),
    "no token": ("tosi", {"answer": other_answer(200, {"access_token": "a"})}),
    "no JSON": ("tosi", {"answer": other_answer(200, b"<html>")}),
    "an endless answer": ("tosi", {"answer": other_answer(200, b"[" * 600_000)}),
    "refused": ("tosi", {"answer": other_answer(400, {"error": "invalid_grant"})}),
    "failed": ("tosi", {"answer": other_answer(500, {})}),
    "sent on": ("tosi", {"answer": other_answer(302, {})}),
    "not encrypted": ("kova", {"changes": {"acr": "high"}, "sign": in_the_clear}),
    "encrypted, by another": ("kova", {"changes": {"acr": "high"}, "sign": sealed_by_other}),
    "encrypted, unsigned": ("kova", {"changes": {"acr": "high"}, "sign": sealed_unsigned}),
    "weaker than asked": ("kova", {"changes": {"acr": "low"}}),
    "of unknown strength": ("kova", {}),
    "of another tenant": ("tili", {"changes": {"tid": "0" * 36}}),
    "of no tenant": ("tili", {}),
}  # fmt: skip


def logins():
    return db.session.scalar(select(func.count()).select_from(Login))


@pytest.fixture
def known(client, site):
    """Somebody whom every issuer knows."""
    made = person(email="aino@koepaikka.example")
    for issuer in site.issuers.values():
        identity_of(made, issuer.url)
    return made


def test_what_is_wrong_lets_nobody_in(client, walk, known):
    for why, (name, plan) in WRONG.items():
        answer = walk(name).back(**plan)
        words = answer.get_data(as_text=True)
        assert answer.status_code in {400, 503}, why
        assert "Aloita alusta" in words, why
        assert STRANGER not in words, why
        assert logins() == 0, why
    assert client.get("/fi/my/account").status_code == 302


def test_what_is_right_does(client, walk, known):
    right = {"tosi": {}, "kova": {"acr": "high"}, "tili": {"tid": TENANT}}
    for count, (name, changes) in enumerate(right.items(), 1):
        answer = walk(name, "/fi/testbeds").back(changes=changes)
        assert answer.location == "/fi/testbeds", name
        assert logins() == count
        assert client.get("/fi/my/account").status_code == 200
        client.post("/fi/logout")


def test_a_way_back_is_walked_once_by_whom_it_was_begun(app, client, walk, known, site):
    first = walk("tosi")
    stranger = app.test_client()
    assert stranger.post("/fi/login/with/tosi/return", data={
        "code": "code-1", "state": first.state, "iss": first.issuer.url,
    }).status_code == 422  # fmt: skip
    assert first.bring(state="x" * 43).status_code == 422, "a state that nobody was given"
    assert first.back(at="tili").status_code == 422, "begun with another provider"
    for iss in ("https://paha.example", site.issuers["tili"].url, ""):
        mixed = walk("tosi").back(iss=iss)
        assert mixed.status_code == 400, iss
    assert logins() == 0

    second = walk("tosi")
    assert second.back().status_code == 303
    client.post("/fi/logout")
    assert second.bring().status_code == 422, "the same once more"
    third = walk("tosi")
    third.issuer.plan.nonce = third.nonce
    assert third.bring().status_code == 400, "a code that was used"
    assert logins() == 1


def test_an_address_opens_no_account(client, walk, site):
    aino = person(email="aino@koepaikka.example")
    for name, changes in (("tosi", {}), ("kova", {"acr": "high"}), ("tili", {"tid": TENANT})):
        answer = walk(name).back(changes={"sub": f"of-{name}", **changes})
        assert answer.location == f"/fi/login/with/{name}/new"
        page = client.page(answer.location)
        assert ("on jo tili" in page.text) is (name == "tosi"), "told where it was made sure"
        sent = {"name": "Aino", "email": "aino@koepaikka.example"}
        made = client.post(answer.location, data=sent)
        expected = "/fi/mail-sent/confirm" if name != "tili" else None
        assert made.location == expected, name
    assert set(templates("aino@koepaikka.example")) == {"account/identity_known"}
    assert db.session.scalars(select(Identity)).all() == []
    assert (logins(), db.session.scalar(select(func.count()).select_from(User))) == (0, 1)
    assert aino.password is None


def test_who_signed_up_with_somebodys_address_does_not_share_it(client, walk, app):
    walk("kova").back(changes={"acr": "high", "sub": "thief"})
    client.post("/fi/login/with/kova/new", data={"name": "V", "email": "uhri@koepaikka.example"})
    (made,) = db.session.scalars(select(Identity)).all()
    assert (
        walk("kova")
        .back(changes={"acr": "high", "sub": "thief"})
        .location.startswith("/fi/confirm?email=")
    )
    victim = app.test_client()
    sent = {"name": "Uhri", "email": "uhri@koepaikka.example", "purpose": "resident",
            "password": "neljä sanaa peräkkäin nyt"}  # fmt: skip
    assert victim.post("/fi/register", data=sent).status_code == 303
    assert db.session.scalars(select(Identity)).all() == []
    assert logins() == 0
    assert made is not None


def test_an_unconfirmed_account_is_of_who_came_last_and_of_the_address_that_was_told(client, walk):
    walk("kova").back(changes={"acr": "high", "sub": "thief"})
    sent = {"name": "V", "email": "uhri@koepaikka.example"}
    client.post("/fi/login/with/kova/new", data=sent)
    told = {"sub": "victim", "email": "muu@koepaikka.example"}  # made sure of, and not this one
    answer = walk("tosi").back(changes=told)
    assert client.post(answer.location, data=sent).location == "/fi/mail-sent/confirm"
    assert db.session.scalars(select(Identity.subject)).all() == ["victim"]
    assert db.session.scalars(select(User.confirmed_at)).all() == [None]


def test_what_one_provider_tells_makes_no_account_by_the_rules_of_another(session):
    open_one = Provider("tosi", {"": "Tosi"}, "https://tosi.example", "client", "secret")
    told = Told("https://kova.example", "person-1", "A", "a@koepaikka.example", True, True)
    new = NewPerson("A", "a@koepaikka.example", "fi", "u" * 32, "/confirm", "/link")
    with pytest.raises(ForbiddenError):
        sign_up(VISITOR, open_one, told, new)
