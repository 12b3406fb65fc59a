"""What a juror does in the browser: declare, read blind, score, stand back, read the decision."""

import pytest

from app.queries.jury import assignments_of, jurors_of
from models.account import User
from models.challenge import ChallengeStatus
from models.concept import ConceptFile
from models.jury import AssignmentStatus, JurorStatus
from tests.factories import jury as make
from tests.factories.account import person
from tests.factories.challenge import challenge

A = AssignmentStatus


def user_of(session, juror):
    return session.get_one(User, juror.user_id)


@pytest.fixture
def made(session):
    return make.judging(3, 4)


@pytest.fixture
def one(session, made, client, sign_in):
    found = assignments_of(made.id, 1)[0]
    sign_in(user_of(session, found.juror))
    return found


def marks(one, value="4", **more):
    form = {"version": str(one.version), "comment": "", "note": ""}
    form |= {f"mark_{each.id}": value for each in one.juror.challenge.criteria}
    return form | more


def test_an_invitation_is_read_by_its_link_and_accepted_on_ones_own_page(session, client, sign_in):
    made, who, link = challenge(), person(), make.link()
    new = make.NewJuror(who.email, who.name, "Professori", True, "fi")
    make.service.invite(make.runner(made), made.id, new, link)
    page = client.page(f"/en{link.path}")
    assert "Chair of the jury" in page.text
    assert "sign in with the address that got the mail" in page.text
    sign_in(who)
    assert "Accept" in client.page(f"/en{link.path}").text
    assert "You are invited to a jury" in client.page("/en/my/jury").text
    juror = jurors_of(made.id)[0]
    answer = client.post(f"/en/my/jury/invitations/{juror.id}/accept")
    assert answer.location == "/en/my/jury"
    assert client.get(f"/en{link.path}").status_code == 410
    assert "Judging has not begun yet" in client.page("/en/my/jury").text


def test_nothing_of_an_entry_is_read_before_the_declaration(session, client, one):
    concept = one.concept
    for address in ("/en/my/jury", f"/en/my/jury/entries/{one.id}"):
        page = client.page(address)
        assert concept.code in page.text
        assert concept.title not in page.text
        assert concept.solution not in page.text


def test_after_it_the_entry_is_read_blind(session, client, one):
    one.concept.team_name, one.concept.team_words = "Lamppuväki", "Olemme Lamppuväki"
    one.concept.contact_email = "nimi@koepaikka.example"
    lead = one.concept.lead.name
    session.commit()
    client.post(f"/en/my/jury/entries/{one.id}/declare")
    page = client.page(f"/en/my/jury/entries/{one.id}")
    assert one.concept.solution in page.text
    assert "Erinomainen" in client.page(f"/fi/my/jury/entries/{one.id}").text
    for word in (lead, "Lamppuväki", "nimi@koepaikka.example"):
        assert word not in page.text


def test_several_are_declared_at_once(session, client, made, one):
    mine = make.of_juror(one.juror)
    client.post("/en/my/jury/free", data={"entry": [str(each.id) for each in mine[:3]]})
    for each in mine:
        session.refresh(each)
    assert [each.status for each in mine] == [A.DECLARED] * 3 + [A.ASSIGNED]
    page = client.page("/en/my/jury")
    assert "0 of 4" in page.text


def test_scores_are_submitted_and_the_next_entry_opens(session, client, one):
    make.declare_all(one.juror.challenge)
    session.refresh(one)
    missing = client.post(f"/en/my/jury/entries/{one.id}", data=marks(one, "", comment="Hyvä"))
    assert missing.status_code == 422
    assert "Choose a level from 0 to 5." in missing.text
    assert "Hyvä" in missing.text, "nothing typed is lost"
    answer = client.post(f"/en/my/jury/entries/{one.id}", data=marks(one, comment="Hyvä"))
    assert answer.status_code == 303
    assert answer.location != f"/en/my/jury/entries/{one.id}"
    session.refresh(one)
    assert (one.status, one.comment) == (A.SUBMITTED, "Hyvä")
    page = client.page(f"/en/my/jury/entries/{one.id}")
    assert "80.00 of 100" in page.text


def test_a_draft_is_kept_and_an_old_page_is_told(session, client, one):
    make.declare_all(one.juror.challenge)
    session.refresh(one)
    old = marks(one, "", note="Muista", draft="1")
    client.post(f"/en/my/jury/entries/{one.id}", data=old)
    assert "Muista" in client.page(f"/en/my/jury/entries/{one.id}").text
    answer = client.post(f"/en/my/jury/entries/{one.id}", data=old)
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text


def test_scores_are_opened_again(session, client, one):
    make.declare_all(one.juror.challenge)
    make.score(one)
    client.post(f"/en/my/jury/entries/{one.id}/take_back")
    page = client.page(f"/en/my/jury/entries/{one.id}")
    assert "Submit the scores" in page.text


def test_standing_back_asks_what_it_is(session, client, one):
    here = f"/en/my/jury/entries/{one.id}"
    wrong = client.post(f"{here}/recuse", data={"kind": "", "words": "Sana"})
    assert wrong.status_code == 422
    assert "Choose what it is." in wrong.text
    assert "Sana" in wrong.text
    client.post(f"{here}/recuse", data={"kind": "work", "words": ""})
    page = client.page(here)
    assert "I work or have worked with them" in page.text
    assert one.concept.solution not in page.text


def test_a_file_comes_only_after_the_declaration_and_only_to_its_juror(
    session, client, sign_in, made, one
):
    found = ConceptFile(
        concept_id=one.concept_id, key="k" * 43, title="Kuva", kind="pdf", digest="0" * 64,
        size=1, by_id=None, at=one.assigned_at,
    )  # fmt: skip
    session.add(found)
    session.commit()
    address = f"/en/my/jury/entries/{one.id}/files/{found.id}"
    assert client.get(address).status_code == 404
    make.declare_all(made)
    here = client.page(f"/en/my/jury/entries/{one.id}")
    assert address in [link.get("href") for link in here.all("a")]
    other = next(each for each in jurors_of(made.id) if each.id != one.juror_id)
    sign_in(user_of(session, other))
    assert client.get(address).status_code == 404


def test_another_jurors_entry_is_nobody_elses(session, client, sign_in, made, one):
    other = next(each for each in jurors_of(made.id) if each.id != one.juror_id)
    for who in (user_of(session, other), person()):
        sign_in(who)
        assert client.get(f"/en/my/jury/entries/{one.id}").status_code == 404


@pytest.mark.parametrize("shown", [True, False])
def test_others_scores_are_read_in_the_last_round_after_ones_own(session, client, sign_in, shown):
    made = make.judging(3, 4, jurors_see_scores=shown)
    make.score_all(made)
    make.final(made)
    make.declare_all(made, 2)
    first, other = (each for each in assignments_of(made.id, 2)[:2])
    first, other = [
        each for each in assignments_of(made.id, 2) if each.concept_id == first.concept_id
    ][:2]
    make.score(other)
    sign_in(user_of(session, first.juror))
    here = f"/en/my/jury/entries/{first.id}"
    assert "What the others gave" not in client.page(here).text
    make.score(first)
    assert ("What the others gave" in client.page(here).text) is shown


def test_the_jury_reads_who_it_was_when_the_decision_is_signed(session, client, sign_in):
    made = make.judging(3, 2, rounds=1)
    make.score_all(made)
    chair = next(each for each in jurors_of(made.id, JurorStatus.ACCEPTED) if each.is_chair)
    member = next(each for each in jurors_of(made.id) if not each.is_chair)
    here = f"/en/my/jury/challenges/{made.id}"
    sign_in(user_of(session, chair))
    assert client.get(here).status_code == 404
    make.prepared(made)
    page = client.page(here)
    assert "It waits for your signature" in page.text
    assert "Ulla Uskalias" not in page.text
    sign_in(user_of(session, member))
    assert client.get(here).status_code == 404
    sign_in(user_of(session, chair))
    client.post(f"{here}/sign")
    session.refresh(made)
    assert made.status is ChallengeStatus.DECIDED
    for juror in (chair, member):
        sign_in(user_of(session, juror))
        assert "Ulla Uskalias" in client.page(here).text


def test_the_chair_sends_back_with_a_reason(session, client, sign_in):
    made = make.judging(3, 2, rounds=1)
    make.score_all(made)
    make.prepared(made)
    chair = next(each for each in jurors_of(made.id) if each.is_chair)
    sign_in(user_of(session, chair))
    here = f"/en/my/jury/challenges/{made.id}"
    assert client.post(f"{here}/send-back", data={"reason": ""}).status_code == 422
    assert client.post(f"{here}/send-back", data={"reason": "Ei vielä"}).status_code == 303
    assert client.get(here).status_code == 404


def test_an_empty_page_says_how_one_comes_into_a_jury(client, sign_in):
    sign_in(person())
    assert "You are not in any jury" in client.page("/en/my/jury").text
