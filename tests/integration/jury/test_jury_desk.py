"""What the city does in the browser: invites, begins, watches, shortlists, signs, prints."""

import io

import pytest
from pypdf import PdfReader

from app.queries.jury import assignments_of, jurors_of
from app.queries.jury_ranking import order_now
from app.services import jury_conflict
from models.account import CityRole, User
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus
from models.jury import JurorStatus
from tests.factories import jury as make
from tests.factories.account import admin, person, staff
from tests.factories.challenge import challenge, closed
from tests.factories.concept import concepts
from tests.factories.jury import by, runner

S = ChallengeStatus


def desk(made, rest=""):
    return f"/en/desk/challenges/{made.id}/jury{rest}"


@pytest.fixture
def officer(session, sign_in):
    who = staff()
    sign_in(who)
    return who


def scored(**values):
    made = make.judging(**values)
    make.score_all(made)
    return made


def form_of(page):
    """Return the fields of the page's own form with their values, ticked boxes as a list."""
    found = {}
    (form,) = [one for one in page.all("form") if "form" in one.get("class", "").split()]
    fields = [one for one in form.iter() if one.tag.endswith("}input")]
    for field in fields:
        name = field.get("name")
        if field.get("type") == "checkbox" and field.get("checked") is None:
            continue
        found.setdefault(name, []).append(field.get("value"))
    return found


def test_people_are_invited_and_taken_out(session, client, officer):
    made = challenge()
    client.page(desk(made))
    form = {"email": "uusi@koepaikka.example", "name": "Uusi", "title": "", "is_chair": "y"}
    wrong = client.post(desk(made, "/invite"), data=form | {"email": "ei osoite"})
    assert wrong.status_code == 422
    assert "Check the address" in wrong.text
    assert client.post(desk(made, "/invite"), data=form).status_code == 303
    again = client.post(desk(made, "/invite"), data=form)
    assert again.status_code == 422
    assert "has been invited already" in again.text
    (juror,) = jurors_of(made.id)
    assert juror.is_chair
    page = client.page(desk(made))
    assert "uusi@koepaikka.example" in page.text
    client.post(desk(made, f"/jurors/{juror.id}/again"))
    client.page(desk(made, f"/jurors/{juror.id}/remove"))
    client.post(desk(made, f"/jurors/{juror.id}/remove"), data={"reason": ""})
    session.refresh(juror)
    assert juror.status is JurorStatus.REMOVED


def test_judging_begins_when_everything_is_there(session, client, officer):
    made = closed(S.SCREENING)
    concepts(made, 2, status=ConceptStatus.ELIGIBLE)
    answer = client.post(desk(made, "/begin"), follow_redirects=True)
    assert "3 people read each entry, but only 0 have accepted" in answer.text
    make.seat_jury(made, 3)
    client.post(desk(made, "/begin"))
    session.refresh(made)
    assert made.status is S.JUDGING_1
    page = client.page(desk(made))
    assert "0 of 6" in page.text
    client.post(desk(made, "/remind"))


def test_no_score_is_shown_before_all_are_in(session, client, officer):
    made = make.judging(3, 2, rounds=1)
    make.declare_all(made)
    make.score(assignments_of(made.id, 1)[0])
    page = client.page(desk(made))
    assert "Scores are shown when all are in" in page.text
    assert "1 of 6" in page.text
    for rest in ("/decision", "/shortlist"):
        assert client.get(desk(made, rest)).location == desk(made)


def test_the_shortlist_is_fixed_in_the_browser(session, client, officer):
    made = scored()
    page = client.page(desk(made, "/shortlist"))
    form = form_of(page)
    assert len(form["chosen"]) == 2
    third = str(order_now(made, 1)[2][2].id)
    wrong = client.post(desk(made, "/shortlist"), data=form | {"chosen": [third]})
    assert wrong.status_code == 422
    assert "Write why; it stands in the minutes." in wrong.text
    client.post(desk(made, "/shortlist"), data=form)
    session.refresh(made)
    assert made.status is S.SHORTLISTED
    client.page(desk(made))
    client.post(desk(made, "/begin_final"))
    session.refresh(made)
    assert made.status is S.JUDGING_2
    client.page(desk(made))


def test_two_sign_in_the_browser_and_the_second_is_another(session, client, sign_in, officer):
    made = scored(rounds=1)
    form = form_of(client.page(desk(made, "/decision")))
    assert client.post(desk(made, "/decision"), data=form | {"reason": "Kiitos"}).status_code == 303
    page = client.page(desk(made, "/decision"))
    assert "You gave the first signature" in page.text
    alone = client.post(desk(made, "/decision/sign"), follow_redirects=True)
    assert "Somebody else has to give the second" in alone.text
    sign_in(staff())
    client.post(desk(made, "/decision/sign"))
    session.refresh(made)
    assert made.status is S.DECIDED
    assert "Kiitos" in client.page(desk(made, "/decision")).text
    client.page(desk(made))


def test_a_tie_is_settled_in_the_form(session, client, officer):
    made = make.judging(3, 2, rounds=1)
    make.score_all(made, marks=lambda _one, _turn: 3)
    page = client.page(desk(made, "/decision"))
    assert "Equals in place 1" in page.text
    form = form_of(page)
    wrong = client.post(desk(made, "/decision"), data=form)
    assert "Put the equals in order" in wrong.text
    first, then = (str(one.id) for one in order_now(made, 1)[2])
    places = {"place_1_0": then, "place_1_1": first}
    wrong = client.post(desk(made, "/decision"), data=form | places)
    assert "Write why the jury put them in this order." in wrong.text
    client.post(desk(made, "/decision"), data=form | places | {"tie_1": "Laajempi hyöty"})
    page = client.page(desk(made, "/decision"))
    assert "Laajempi hyöty" in page.text
    assert client.post(desk(made, "/decision/send-back"), data={"reason": ""}).status_code == 422
    client.post(desk(made, "/decision/send-back"), data={"reason": "Uudestaan"})
    assert "Equals in place 1" in client.page(desk(made, "/decision")).text


def test_hints_and_conflicts_are_for_those_who_know_the_names(session, client, sign_in, officer):
    made = closed(S.SCREENING, readers_needed=2)
    theirs, _other = concepts(made, 2, status=ConceptStatus.ELIGIBLE, contact_email="a@lamppu.fi")
    juror = make.seat(made, person("Lampun Ystävä", email="b@lamppu.fi"))
    make.seat_jury(made, 2)
    page = client.page(desk(made))
    assert "Both use addresses at lamppu.fi" in page.text
    client.post(
        desk(made, "/exclude"),
        data={"juror": str(juror.id), "concept": str(theirs.id), "reason": "Sama talo"},
    )
    assert "Sama talo" in client.page(desk(made)).text
    sign_in(admin())
    page = client.page(desk(made))
    assert "lamppu.fi" not in page.text
    assert "Sama talo" not in page.text


@pytest.mark.parametrize("role", [CityRole.EDITOR, CityRole.REVIEWER])
def test_others_of_the_city_do_not_run_its_juries(session, client, sign_in, role):
    made = make.judging(3, 2)
    sign_in(staff(role))
    for rest in ("", "/shortlist", "/decision", "/minutes/fi.pdf"):
        assert client.get(desk(made, rest)).status_code == 403
    sign_in(staff(slug="oulu"))
    assert client.get(desk(made)).status_code == 404


def test_the_minutes_hold_everything_in_both_languages(session, client, officer):
    made = make.judging(5, 4, least_total=1)
    one = assignments_of(made.id, 1)[0]
    jury_conflict.recuse(by(one.juror), one.id, "family", "Serkku")
    make.score_all(made)
    placed = order_now(made, 1)[2]
    make.shortlisted(made, [placed[0].id, placed[2].id], "Toisenlainen ote")
    assert client.get(desk(made, "/minutes/fi.pdf")).status_code == 404
    make.jury_round.begin_final(runner(made), made.id)
    session.refresh(made)
    make.score_all(made, 2, marks=lambda _one, _turn: 4)
    first, then = (each.id for each in order_now(made, 2)[2])
    make.decided(made, make.Settled((then, first), "Pienempi riski"))
    jurors = [session.get_one(User, each.user_id).name for each in jurors_of(made.id)]
    for code, words in (("fi", "Pöytäkirja"), ("sv", "Protokoll")):
        answer = client.get(desk(made, f"/minutes/{code}.pdf"))
        assert answer.mimetype == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.data))
        text = " ".join(" ".join(each.extract_text() for each in reader.pages).split())
        codes = [each.code for each in placed]
        for part in (*codes, *jurors, "Serkku", "Toisenlainen ote", "Pienempi riski", words):
            assert part in text, part
        assert "Ulla Uskalias" not in text, "by code alone"
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"].startswith(code)
        assert answer.data == client.get(desk(made, f"/minutes/{code}.pdf")).data
