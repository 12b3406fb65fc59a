"""The pages of an entry as its team walks them, in a browser without scripts."""

import io
import re

import pytest
from flask import g, render_template
from flask_babel import force_locale

from app.database import db
from app.queries.concept import mine
from app.services import concept as service
from models.base import Translated
from models.challenge import ChallengeStatus
from models.concept import Concept, ConceptMember, ConceptStatus
from models.outbox import OutboxMessage
from tests.factories import concept as make
from tests.factories.account import acting, person
from tests.factories.challenge import challenge, closed
from tests.factories.document import office, pdf
from tests.factories.testbed import testbed

S = ConceptStatus
IDEA = {"title": "Lumiaura", "problem": "Lunta", "solution": "Aura", "impact": "Kuivat kengät"}


@pytest.fixture
def of(session):
    return challenge(eligibility=Translated("Kaikki saavat", "Alla får", "Everybody may"))


def test_a_resident_enters_from_beginning_to_receipt(of, client, sign_in):
    who = person("Ulla Uskalias")
    sign_in(who)
    page = client.page(f"/en/challenges/{of.slug}/enter")
    assert page.heading == "Enter the challenge"
    begun = client.post(
        f"/en/challenges/{of.slug}/enter", data={"entrant": "resident", "language": "fi"}
    )
    home = re.sub(r"/edit/idea$", "", begun.location)
    client.post(f"{home}/edit/idea", data={"version": "1", **IDEA})
    page = client.page(f"{home}/submit")
    assert "1 thing is still missing" in " ".join(page.words("p"))
    version = client.page(f"{home}/edit/plan").fields()["version"]
    client.post(f"{home}/edit/plan", data={"version": version, "plan": "Yksi talvi"})
    fields = client.page(f"{home}/submit").fields()
    sent = client.post(
        f"{home}/submit",
        data={"version": fields["version"], "terms_id": fields["terms_id"], "eligible": "y",
              "terms": "y"},
    )  # fmt: skip
    assert sent.location.endswith("/receipt")
    made = mine(acting(who))[0]
    assert made.digest in client.get(sent.location).text
    assert "Handed in" in client.get(f"/en/my/concepts/{made.id}").text
    assert "Lumiaura" in client.get("/en/my/concepts").text


def test_the_wish_for_a_place_is_kept(session, client, sign_in):
    place = testbed()
    of = challenge()
    of.testbeds = [place]
    made = make.draft(of)
    sign_in(made.lead)
    client.post(
        f"/en/my/concepts/{made.id}/edit/plan",
        data={"version": "1", "plan": "P", "testbeds": str(place.id)},
    )
    db.session.refresh(made)
    assert made.testbeds == [place]
    assert made.plan == "P"


def test_both_boxes_have_to_be_ticked(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    answer = client.post(
        f"/en/my/concepts/{made.id}/submit",
        data={"version": made.version, "terms_id": of.terms_id},
    )
    assert answer.status_code == 422
    assert "Read the terms and accept them." in answer.text


def test_secrets_are_ticked_with_a_reason(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    url = f"/en/my/concepts/{made.id}/edit/secrets"
    wrong = client.post(url, data={"version": "1", "mark_plan": "y"})
    assert wrong.status_code == 422
    assert "Write why this is a trade secret." in wrong.text
    right = client.post(url, data={"version": "1", "mark_plan": "y", "secret_plan": "Resepti"})
    assert right.status_code == 303
    assert "Resepti" in client.get(f"/en/my/concepts/{made.id}").text


def test_the_page_warns_when_the_text_names_the_team(of, client, sign_in):
    made = make.draft(of, solution="Minä, Ulla Uskalias, kirjoita ulla@koepaikka.example")
    sign_in(made.lead)
    text = client.get(f"/en/my/concepts/{made.id}/edit/idea").text
    assert "Does this tell who you are?" in text
    assert "“Ulla Uskalias”" in text
    other = make.draft(of)
    sign_in(other.lead)
    assert "Does this tell" not in client.get(f"/en/my/concepts/{other.id}/edit/idea").text


def test_two_windows_show_what_the_other_kept(of, client, sign_in):
    made = make.draft(of)
    service.save_draft(make.leading(made), made.id, 1, {"title": "Toisessa ikkunassa"})
    sign_in(made.lead)
    answer = client.post(f"/en/my/concepts/{made.id}/edit/idea", data={"version": "1", **IDEA})
    assert answer.status_code == 409
    assert "Toisessa ikkunassa" in answer.text
    assert "Lumiaura" in answer.text


def test_a_file_is_added_and_taken_off(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    url = f"/en/my/concepts/{made.id}/files"
    client.post(url, data={"upload": (io.BytesIO(pdf()), "Suunnitelma.pdf")})
    db.session.refresh(made)
    key = made.files[0].key
    assert client.get(f"/files/concepts/{key}").data == pdf()
    assert "Suunnitelma" in client.get(url).text
    client.post(f"{url}/{made.files[0].id}/remove")
    assert client.get(f"/files/concepts/{key}").status_code == 404


def test_office_documents_and_nothing_are_refused_with_words(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    url = f"/en/my/concepts/{made.id}/files"
    answer = client.post(url, data={"upload": (io.BytesIO(office()), "a.docx")})
    assert "Save it as PDF and add that." in answer.text
    assert "Choose a file first." in client.post(url, data={"title": "x"}).text


@pytest.mark.parametrize(
    ("status", "deed", "after"),
    [
        (S.SUBMITTED, "take_back", S.DRAFT),
        (S.SUBMITTED, "withdraw", S.WITHDRAWN),
        (S.WITHDRAWN, "return", S.DRAFT),
    ],
)
def test_a_button_for_each_deed(of, client, sign_in, status, deed, after):
    made = make.concept(of, status)
    sign_in(made.lead)
    page = client.page(f"/en/my/concepts/{made.id}")
    actions = [form.get("action") for form in page.all("form")]
    assert f"/en/my/concepts/{made.id}/{deed}" in actions
    client.post(f"/en/my/concepts/{made.id}/{deed}", data={"version": made.version})
    db.session.refresh(made)
    assert made.status is after


def test_a_member_reads_and_does_not_decide(of, client, sign_in):
    made = make.concept(of, S.SUBMITTED)
    sign_in(make.joined(made))
    page = client.page(f"/en/my/concepts/{made.id}")
    assert not [one for one in page.all("form") if "take_back" in (one.get("action") or "")]
    assert client.post(f"/en/my/concepts/{made.id}/withdraw").status_code == 403


def test_a_team_is_invited_by_mail_and_joins(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    client.post(f"/en/my/concepts/{made.id}/team/invite", data={"email": "jussi@koepaikka.example"})
    mail = db.session.query(OutboxMessage).filter_by(template="concept/invitation").one()
    path = mail.context["path"]
    assert "Invited" in client.get(f"/en/my/concepts/{made.id}/team").text

    with client.session_transaction() as cookie:
        cookie.clear()
    assert "Sign in" in client.get(path).text
    jussi = person("Jussi Jäsen", email="jussi@koepaikka.example")
    sign_in(jussi)
    assert "You are invited" in client.get("/en/my/concepts").text
    row = db.session.query(ConceptMember).one()
    answer = client.post(f"/en/my/concepts/invitations/{row.id}/accept")
    assert answer.location.endswith(f"/my/concepts/{made.id}")
    assert "Kasteleva katulamppu" in client.get(answer.location).text


def test_a_draft_after_closing_says_that_it_has_expired(session, client, sign_in):
    of = closed()
    made = make.draft(of)
    sign_in(made.lead)
    text = client.get(f"/en/my/concepts/{made.id}").text
    assert "Expired draft" in text
    assert client.get(f"/en/my/concepts/{made.id}/edit/idea").status_code == 302
    assert client.get(f"/en/my/concepts/{made.id}/submit").status_code == 302


def test_ineligible_is_told_at_once_with_how_to_object(session, client, sign_in):
    of = challenge(ChallengeStatus.SCREENING, contact_email="haaste@koepaikka.example")
    made = make.concept(of, S.INELIGIBLE, screen_note="Myöhässä oleva liite")
    sign_in(made.lead)
    text = client.get(f"/en/my/concepts/{made.id}").text
    assert "Myöhässä oleva liite" in text
    assert "haaste@koepaikka.example" in text


@pytest.mark.parametrize("status", [S.SHORTLISTED, S.NOT_SHORTLISTED, S.DUPLICATE, S.ELIGIBLE])
def test_everything_else_is_told_with_the_outcome(session, client, sign_in, status):
    of = challenge(ChallengeStatus.JUDGING_2)
    made = make.concept(of, status, screen_note="Sama kuin toinen")
    sign_in(made.lead)
    for path in ("", f"/{made.id}"):
        text = client.get(f"/en/my/concepts{path}").text
        assert "Taking part" in text
        assert "shortlist" not in text.lower()
        assert "Sama kuin toinen" not in text


@pytest.mark.parametrize(
    ("status", "words"), [(S.WINNER, "Winner"), (S.NOT_SELECTED, "Not chosen")]
)
def test_the_outcome_stands_on_the_own_page_when_announced(session, client, sign_in, status, words):
    made = make.concept(challenge(ChallengeStatus.ANNOUNCED), status)
    sign_in(made.lead)
    assert words in client.get(f"/en/my/concepts/{made.id}").text


def test_entrants_of_a_challenge_that_was_cancelled_are_told(session, client, sign_in):
    made = make.concept(challenge(ChallengeStatus.CANCELLED, was_public=True))
    sign_in(made.lead)
    assert "Cancelled" in client.get(f"/en/my/concepts/{made.id}").text


def test_pages_of_every_step_hold_the_house_rules(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    for path in ("edit/idea", "edit/plan", "edit/secrets", "edit/about", "files", "team",
                 "submit", "receipt"):  # fmt: skip
        client.page(f"/fi/my/concepts/{made.id}/{path}")
    assert db.session.get(Concept, made.id) is made


def included(app, who, of):
    """Return what a page of a challenge includes for somebody."""
    with app.test_request_context(f"/en/challenges/{of.slug}"), force_locale("en"):
        g.viewer, g.lang = who, "en"
        return render_template("concept/_on_challenge.html", challenge=of)


def test_the_challenges_page_invites_and_counts_only_after_closing(of, app):
    mine = make.submitted(of, title="Oma ajatus")
    make.submitted(of, title="Toisen ajatus")
    own, other = make.leading(mine), acting(person())
    assert "Enter the challenge" in included(app, other, of)
    assert "Oma ajatus" in included(app, own, of)
    for who in (own, other):
        text = included(app, who, of)
        assert "entries came in" not in text
        assert "Toisen ajatus" not in text
    make.close(of, -1)
    assert "2 entries came in." in included(app, other, of)
    assert "Enter the challenge" not in included(app, other, of)
