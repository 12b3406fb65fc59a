"""Entries at the desk: nothing before the deadline, then one after the other."""

import pytest

from app.database import db
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus, SealBreaking
from tests.factories import concept as make
from tests.factories.account import admin, person, staff
from tests.factories.challenge import challenge

S, C = ConceptStatus, ChallengeStatus
WHY = "Tiimi ei pääse kirjautumaan sisään."


def desk(of, made=None):
    return f"/en/desk/challenges/{of.id}/entries" + (f"/{made.id}" if made else "")


@pytest.fixture
def screened(session):
    return challenge(C.SCREENING, opens=-48, closes=-1)


def test_before_the_deadline_the_desk_knows_nothing(session, client, sign_in):
    of = challenge()
    made = make.submitted(of, title="Salainen ajatus")
    sign_in(staff())
    text = client.get(desk(of)).text
    assert "Nobody but the teams knows" in text
    assert "Salainen" not in text
    assert made.code not in text
    assert client.get(desk(of, made)).status_code == 404


def test_after_it_the_number_is_told_and_the_screening_begins(session, client, sign_in):
    of = challenge()
    made = make.submitted(of)
    make.close(of, -1)
    sign_in(staff())
    text = client.get(desk(of)).text
    assert "1 entry came in." in text
    assert made.title not in text
    assert client.post(f"{desk(of)}/begin").status_code == 303
    assert made.title in client.get(desk(of)).text


def test_an_officer_goes_from_one_entry_to_the_next(screened, client, sign_in):
    first, second = make.concept(screened, code="C-AAAA"), make.concept(screened, code="C-BBBB")
    sign_in(staff())
    page = client.page(desk(screened, first))
    assert "Who entered it" in page.words("h2")
    answer = client.post(
        f"{desk(screened, first)}/screen", data={"finding": "admit", "version": first.version}
    )
    assert answer.location.endswith(f"/entries/{second.id}")
    answer = client.post(
        f"{desk(screened, second)}/screen",
        data={"finding": "reject", "version": second.version, "reason": ""},
    )
    assert answer.status_code == 422
    answer = client.post(
        f"{desk(screened, second)}/screen",
        data={"finding": "mark_duplicate", "version": second.version, "reason": "Sama",
              "code": "C-AAAA"},
    )  # fmt: skip
    assert answer.location.endswith("/entries")
    db.session.expire_all()
    assert (first.status, second.status) == (S.ELIGIBLE, S.DUPLICATE)
    text = client.get(f"{desk(screened)}?state=duplicate").text
    assert "C-BBBB" in text
    assert "C-AAAA" not in text
    client.post(f"{desk(screened, second)}/again", data={"version": second.version})
    db.session.refresh(second)
    assert second.status is S.SUBMITTED


def test_the_redacted_copy_holds_back_what_was_decided(screened, client, sign_in):
    made = make.concept(screened, secrets={"plan": "R", "needs": "H"}, plan="Kaava", needs="Hinta")
    sign_in(staff())
    text = client.get(f"{desk(screened, made)}/given").text
    assert "Kaava" not in text
    assert "Hinta" not in text
    missing = client.post(f"{desk(screened, made)}/secrets", data={"version": made.version})
    assert missing.status_code == 422
    answer = client.post(
        f"{desk(screened, made)}/secrets",
        data={"version": made.version, "kept_plan": "no", "reason_plan": "Tunnettua",
              "kept_needs": "yes", "reason_needs": "Hinnoittelu"},
    )  # fmt: skip
    assert answer.status_code == 303
    text = client.get(f"{desk(screened, made)}/given").text
    assert "Kaava" in text
    assert "Hinta" not in text


def test_an_administrator_reads_after_breaking_the_seal_and_the_desk_shows_it(
    session, client, sign_in
):
    of = challenge()
    made = make.submitted(of, title="Salainen ajatus")
    sign_in(admin())
    assert client.get(desk(of, made)).status_code == 404
    client.page(f"/en/desk/challenges/{of.id}/seal")
    short = client.post(
        f"/en/desk/challenges/{of.id}/seal", data={"code": made.code, "reason": "x"}
    )
    assert short.status_code == 422
    answer = client.post(
        f"/en/desk/challenges/{of.id}/seal", data={"code": made.code, "reason": WHY}
    )
    assert "Salainen ajatus" in client.get(answer.location).text
    assert db.session.query(SealBreaking).count() == 1
    sign_in(staff())
    text = client.get(desk(of)).text
    assert WHY in text
    assert "Salainen" not in text


def test_the_desk_is_no_place_for_others(screened, client, sign_in):
    made = make.concept(screened)
    sign_in(staff())
    assert client.get(f"/en/desk/challenges/{screened.id}/seal").status_code == 403
    for user in (staff(slug="oulu"), person()):
        sign_in(user)
        for path in (desk(screened), desk(screened, made)):
            assert client.get(path).status_code in (403, 404)


def test_a_number_of_another_challenge_opens_nothing(screened, client, sign_in):
    made, other = make.concept(screened), challenge(C.SCREENING, opens=-48, closes=-1)
    sign_in(staff())
    assert client.get(desk(other, made)).status_code == 404
