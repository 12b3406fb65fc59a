"""Readers: one for each address, linked to an account only by its confirmed address."""

import pytest
from sqlalchemy import func, select

from app.database import db, use_case
from app.policies.actor import VISITOR
from app.queries.reader import reader_of
from app.services import reader as service
from models.reader import TOKEN_LENGTH, Reader
from tests.factories.account import acting, person


@use_case
def made(actor, email, language="sv"):
    return service.reader_for(actor, email, language).id


def read(ident):
    return db.session.get_one(Reader, ident)


def test_an_address_is_one_reader_however_it_is_written(session):
    first = made(VISITOR, " Aino@Koepaikka.Example ")
    assert made(VISITOR, "aino@koepaikka.example", "fi") == first
    reader = read(first)
    assert (reader.email, reader.language) == ("aino@koepaikka.example", "sv")
    assert (reader.confirmed_at, reader.user_id) == (None, None)
    assert len(reader.token) == TOKEN_LENGTH


def test_the_confirmed_address_of_an_account_is_believed_and_linked(session):
    known, who = made(VISITOR, "aino@koepaikka.example"), person(email="aino@koepaikka.example")
    assert reader_of(acting(who)).id == known
    assert made(acting(who), "AINO@koepaikka.example", "en") == known
    reader = read(known)
    assert reader.confirmed_at
    assert (reader.user_id, reader.language) == (who.id, "en")
    assert reader_of(acting(who)) is reader


def test_neither_an_unconfirmed_account_nor_another_address_proves_anything(session):
    who, other = person(confirmed=False), person()
    for actor, email in ((acting(who), who.email), (acting(other), "aino@koepaikka.example")):
        reader = read(made(actor, email))
        assert (reader.confirmed_at, reader.user_id) == (None, None)
    assert reader_of(acting(who)) is None
    assert reader_of(VISITOR) is None


def test_a_reader_moves_along_when_the_account_gets_another_address(session):
    who = person(email="vanha@koepaikka.example")
    first = made(acting(who), who.email)
    who.email = "uusi@koepaikka.example"
    session.commit()
    assert made(acting(who), who.email) == first
    assert read(first).email == "uusi@koepaikka.example"
    assert session.scalar(select(func.count(Reader.id))) == 1


def test_a_reader_outlives_the_account(session):
    who = person()
    ident = made(acting(who), who.email)
    session.delete(who)
    session.commit()
    session.expire_all()
    assert read(ident).user_id is None


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_private_page_shows_the_address_and_is_kept_by_nobody(session, client, lang):
    reader = read(made(VISITOR, "aino@koepaikka.example"))
    page = client.page(f"/{lang}/reader/{reader.token}")
    assert "aino@koepaikka.example" in page.text
    answer = client.get(f"/{lang}/reader/{reader.token}")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("token", ["a", "a" * TOKEN_LENGTH, "å" * TOKEN_LENGTH, "%00"])
def test_a_guessed_link_opens_nothing(session, client, token):
    made(VISITOR, "aino@koepaikka.example")
    answer = client.get(f"/fi/reader/{token}")
    assert answer.status_code == 404
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "strict-origin-when-cross-origin"}
