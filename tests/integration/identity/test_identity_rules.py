"""What services of identities ask themselves, whatever a page asked, and ways that run out."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from app import clock
from app.adapters.oidc import Brought, Client
from app.adapters.oidc_source import OidcError, Source
from app.database import db
from app.policies.actor import VISITOR
from app.services import identity as service
from models.attempt import LIMITS, Door, Limit
from models.errors import ConflictError, DomainError, ForbiddenError, NotFoundError
from models.identity import MOST_IDENTITIES, Identity, Provider, Told
from models.login import Login, Way
from tests.factories.account import acting, person
from tests.factories.factor import app_of, passkey_of
from tests.factories.identity import identity_of
from tests.integration.identity.issuer import CLIENT, SECRET, Plan

ISSUER = "https://tosi.example"
TOSI = Provider("tosi", {"": "Tosi"}, ISSUER, "client", "secret")
NEW = {"name": "A", "email": "aino@koepaikka.example"}
LATER = dt.timedelta(minutes=21)


def row_of(user):
    return db.session.scalars(select(Login).where(Login.user_id == user.id)).one()


def by_provider():
    asked = select(func.count()).select_from(Login).where(Login.way == Way.PROVIDER)
    return db.session.scalar(asked)


def told(subject="person-1", **more):
    return Told(ISSUER, subject, shown_at=clock.now(), **more)


def test_linking_and_unlinking_want_a_fresh_proof_and_have_their_limits(client, sign_in):
    user = person()
    sign_in(user)
    made, row = identity_of(user, ISSUER, "first"), row_of(user)
    passkey_of(user)
    row.proven_at = clock.now() - dt.timedelta(hours=1)
    db.session.commit()
    for deed in (
        lambda: service.link(acting(user), row.id, TOSI, told("more")),
        lambda: service.unlink(acting(user), row.id, made.id, [ISSUER]),
    ):
        with pytest.raises(ForbiddenError):
            deed()

    row.proven_at, row.identity_id, row.vouched = clock.now(), made.id, True
    others = identity_of(person(), ISSUER, "another's")
    db.session.commit()
    with pytest.raises(NotFoundError):
        service.unlink(acting(user), row.id, others.id, [ISSUER])
    service.unlink(acting(user), row.id, made.id, [ISSUER])
    assert row.vouched is False, "what vouched for this browser is gone"
    for number in range(MOST_IDENTITIES):
        service.link(acting(user), row.id, TOSI, told(f"person-{number}"))
    with pytest.raises(DomainError) as caught:
        service.link(acting(user), row.id, TOSI, told("one too many"))
    assert caught.value.code == "too_many_identities"
    taken = service.NewPerson("A", "a@koepaikka.example", "fi", "u" * 32, "/c", "/l")
    with pytest.raises(ConflictError) as caught:
        service.sign_up(VISITOR, TOSI, told("person-1"), taken)
    assert caught.value.code == "identity_taken"


def test_who_has_a_second_factor_proves_it_too(client, sign_in):
    user = person()
    sign_in(user)
    row = row_of(user)
    identity_of(user, ISSUER)
    service.prove(acting(user), row.id, told())
    identity_of(person(), ISSUER, "another's")
    with pytest.raises(ForbiddenError) as caught:
        service.prove(acting(user), row.id, told("another's"))
    assert caught.value.code == "identity_other"
    app_of(user)
    with pytest.raises(ForbiddenError) as caught:
        service.prove(acting(user), row.id, told())
    assert caught.value.code == "password_too"
    service.prove(acting(user), row.id, told(is_strong=True))


def test_a_way_that_was_begun_by_nobody_does_not_change_who_is_signed_in(walk, site, sign_in):
    identity_of(person(), site.issuers["tosi"].url)
    gone = walk("tosi")
    sign_in(person())
    assert gone.back().status_code == 303
    assert by_provider() == 0


def test_ways_run_out_and_belong_to_one_provider(client, walk, site, sign_in, time_machine):
    identity_of(person(), site.issuers["tosi"].url)
    gone, now = walk("tosi"), clock.now()
    time_machine.move_to(now + LATER)
    assert gone.back().status_code == 422
    first = walk("kova").back(changes={"acr": "high", "sub": "new"}).location
    shown = client.get(first)
    kept = (shown.headers["Cache-Control"], shown.headers["Referrer-Policy"])
    assert (shown.status_code, *kept) == (200, "no-store", "same-origin")
    assert client.get(first.replace("kova", "tosi")).status_code == 422
    time_machine.move_to(now + 2 * LATER)
    assert client.get(first).status_code == 422
    walk("kova").back(changes={"acr": "high", "sub": "new"})
    sign_in(person())
    assert client.get(first).status_code == 303
    assert by_provider() == 0


def test_tries_are_counted_there_as_everywhere(client, walk, monkeypatch):
    known = walk("tosi").back(changes={"email_verified": False})
    assert client.post(known.location, data=NEW).location == "/fi/mail-sent/confirm", "not sure"
    monkeypatch.setitem(LIMITS, Door.SIGN_UP, Limit(by_name=0, by_address=0))
    known = walk("tosi").back(changes={"sub": "another"})
    assert client.post(known.location, data=NEW).status_code == 429
    monkeypatch.setitem(LIMITS, Door.SIGN_IN, Limit(by_name=0, by_address=0))
    assert walk("tosi").back().status_code == 429
    assert len(db.session.scalars(select(Identity)).all()) == 1


def test_a_link_for_linking_is_of_one_login(app, sign_in):
    def there(client):
        links = [one.get("href", "") for one in client.page("/fi/my/account/ways").all("a")]
        return next(one for one in links if "/tosi/link" in one)

    first = there(sign_in(person()))
    other = sign_in(person())
    assert there(other) != first
    assert other.get(first).status_code == 403


def test_new_keys_are_looked_for_twice_a_minute_and_odd_reasons_are_not_told(site, socket_enabled):
    issuer = site.issuers["tosi"]
    provider = Provider("tosi", {"": "Tosi"}, issuer.url, CLIENT, SECRET, loopback=True)
    source = Source(provider, "test")
    before = len(issuer.fetched)
    for _turn in range(3):
        source.keys(searching=True)
    assert len(issuer.fetched) - before == 2, "what it publishes, and its keys once"
    client = Client(provider, source, "http://localhost/back")
    _url, asked = client.begin("fi")
    said = {"error": "Aino <aino@koepaikka.example>"}
    issuer.plan, issuer.used = Plan(asked.nonce, answer=lambda *_of: (400, said)), set()
    with pytest.raises(OidcError, match=r"^no reason$"):
        client.finish(asked, Brought("one", issuer.url))
