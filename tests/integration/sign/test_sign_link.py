"""The short address on a sign: it leads on whatever becomes of the pilot, and counts nobody."""

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError

from app.database import db
from models.audit import AuditLine
from models.base import Base
from models.pilot import Pilot
from models.search import SearchEntry
from models.sign import ALPHABET, CODE_LENGTH, PilotTrace, new_code, read_code, spoken_code
from tests.factories import pilot as pilots


def followed(client, code, lang="sv"):
    """Return where a code leads in the end."""
    answer = client.get(f"/p/{code}", headers={"Accept-Language": lang})
    assert answer.status_code == 302
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.location


def erase(made):
    """Delete a pilot in the roughest way there is: past the application."""
    db.session.execute(text("DELETE FROM pilot WHERE id = :id"), {"id": made.id})
    db.session.commit()
    db.session.expire_all()


def test_a_code_has_no_letters_that_are_misread():
    for _turn in range(200):
        code = new_code()
        assert len(code) == CODE_LENGTH
        assert set(code) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)


def test_a_code_is_read_as_people_type_it():
    assert read_code("01ab-cdef") == "01ABCDEF"
    assert read_code("oiab cdef") == "01ABCDEF"
    assert read_code(spoken_code("01ABCDEF")) == "01ABCDEF"
    for wrong in ("", "short", "01ABCDEFG", "01ABCDEU", "å1ABCDEF", "0" * 500):
        assert read_code(wrong) is None


def test_it_leads_to_the_page_in_the_language_of_the_reader(client, session):
    made = pilots.running()
    assert followed(client, made.code) == f"/sv/pilots/{made.slug}"
    assert followed(client, spoken_code(made.code).lower(), "fi") == f"/fi/pilots/{made.slug}"


def test_it_leads_there_when_the_pilot_has_another_name_or_has_ended(client, session):
    made = pilots.ended()
    code = made.code
    made.slug = "toinen-nimi"
    session.commit()
    assert followed(client, code) == "/sv/pilots/toinen-nimi"


@pytest.mark.parametrize(
    ("make", "heading"),
    [(pilots.preparing, "Something is being prepared"), (pilots.cancelled, "Nothing is tried")],
)
def test_before_it_is_public_the_page_says_so_and_no_more(client, session, make, heading):
    made = make()
    page = client.page(followed(client, made.code, "en"))
    assert page.heading.startswith(heading)
    assert made.title.en not in page.text
    assert "Helsinki" in page.text


def test_when_the_pilot_is_erased_it_says_what_was_here(client, session):
    made = pilots.running()
    code, title = made.code, made.title
    session.execute(delete(SearchEntry).where(SearchEntry.thing == "pilot"))
    erase(made)
    assert followed(client, code) == f"/sv/p/{code}"
    for lang in ("fi", "sv", "en"):
        page = client.page(f"/{lang}/p/{code}")
        assert title.get(lang) in page.text
        assert page.status == 200


def test_an_erased_pilot_that_was_never_public_leaves_no_title(client, session):
    made = pilots.preparing()
    code, title = made.code, made.title
    erase(made)
    left = session.get(PilotTrace, code)
    assert left is not None
    assert not left.title
    page = client.page(followed(client, code, "en"))
    assert title.en not in page.text


def test_a_code_never_changes(session):
    made = pilots.running()
    with pytest.raises(DBAPIError, match="never changes"), session.begin_nested():
        session.execute(text("UPDATE pilot SET code = 'AAAAAAAA' WHERE id = :i"), {"i": made.id})


def test_a_code_is_never_given_again(session):
    made = pilots.running()
    code = made.code
    with pytest.raises(DBAPIError), session.begin_nested():
        pilots.running(code=code)
    session.rollback()
    erase(session.scalars(select(Pilot).where(Pilot.code == code)).one())
    with pytest.raises(DBAPIError, match="another pilot"), session.begin_nested():
        pilots.running(code=code)


def test_a_code_that_nobody_has_is_not_found(client, session):
    assert client.get("/p/00000000").status_code == 404
    assert client.get("/p/not-a-code").status_code == 404
    assert client.get("/fi/p/00000000").status_code == 404


def test_following_it_writes_nothing_and_sets_no_cookie(client, session):
    made = pilots.running()
    counts = {table.name: rows(session, table) for table in Base.metadata.sorted_tables}
    answer = client.get(f"/p/{made.code}")
    assert "Set-Cookie" not in answer.headers
    session.expire_all()
    assert {t.name: rows(session, t) for t in Base.metadata.sorted_tables} == counts
    assert AuditLine.__tablename__ in counts


def rows(session, table):
    return session.scalar(select(func.count()).select_from(table))
