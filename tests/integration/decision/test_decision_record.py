"""The record of a decision on paper: right in three languages, tagged, for both sides alone."""

import io

import pypdf
import pytest

from app.adapters import pdf
from app.queries.decision_record import record_for_applicant, record_for_city
from app.services import decision, review
from models.account import CityRole
from models.errors import NotFoundError
from models.legal_text import CURRENT, LEGAL_TEXTS
from tests.factories.account import acting, member, person, staff
from tests.factories.application import applicant, coordinator, offered, part
from tests.factories.review import give_review
from tests.factories.testbed import testbed

WORDS = {
    "fi": ("Päätös: Lamps that listen", "Ei valittu", "Pisteet perusteittain", "Uutuus", "3,5"),
    "sv": ("Beslut: Lamps that listen", "Inte vald", "Poäng per kriterium", "Nyhet", "3,5"),
    "en": ("Decision: Lamps that listen", "Not chosen", "Scores by criterion", "Novelty", "3.5"),
}


def read(answer):
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    reader = pypdf.PdfReader(io.BytesIO(answer.get_data()))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def declined(lang="en", place=None):
    made = part(place or testbed())
    made.application.language = lang
    chief = coordinator(made)
    give_review(acting(staff(CityRole.REVIEWER)), made, 5, novelty=2)
    give_review(chief, made, 2)
    decision.reject(chief, made.id, "No power #here *at* all")
    return made


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_record_is_right_and_tagged_in_the_language_of_the_application(
    session, client, sign_in, lang
):
    made = declined(lang)
    sign_in(staff(slug="helsinki"))
    reader, text = read(client.get(f"/en/desk/applications/{made.id}/record.pdf"))

    title, outcome, scores, novelty, _mean = WORDS[lang]
    catalogue = reader.trailer["/Root"]
    assert reader.metadata.title == title
    assert catalogue["/Lang"].lower().startswith(lang)
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/MarkInfo"]["/Marked"]
    squeezed = text.replace("\u00ad", "").replace("- ", "-")
    for words in (
        outcome,
        scores,
        novelty,
        "No power #here *at* all",
        made.testbed.name.best(lang)[0],
    ):
        assert words in squeezed, words
    legal = LEGAL_TEXTS[CURRENT].get(lang)
    assert "".join(legal.split())[:60] in "".join(text.split()).replace("\u00ad", "")
    assert record_for_city(coordinator(made), made.id).digest in text.replace(" ", "")


def test_both_sides_read_the_same_record(session, client, sign_in):
    made = declined()
    sign_in(staff(slug="helsinki"))
    city = client.get(f"/fi/desk/applications/{made.id}/record.pdf").get_data()
    sign_in(made.application.author)
    page = client.page(f"/en/my/applications/{made.application_id}")
    [way] = [link.get("href") for link in page.all("a") if "record.pdf" in link.get("href", "")]
    assert client.get(way).get_data() == city


def test_the_hash_follows_the_content(session):
    one, other = declined(), declined()
    first = record_for_applicant(applicant(one.application), one.id)
    assert first.digest == record_for_city(coordinator(one), one.id).digest
    assert first.digest != record_for_applicant(applicant(other.application), other.id).digest
    decision.reopen(coordinator(one), one.id)
    decision.reject(coordinator(one), one.id, "Still no power")
    assert first.digest != record_for_applicant(applicant(one.application), one.id).digest


def test_the_scores_are_those_of_the_day_of_the_decision_and_told_once_it_is_made(session):
    place = testbed(capacity=1)
    offered(place)
    made = part(place)
    reviewer = acting(staff(CityRole.REVIEWER))
    give_review(reviewer, made, 1)
    decision.take_up(coordinator(made), made.id)
    decision.waitlist(coordinator(made), made.id)
    assert record_for_city(coordinator(made), made.id).scores is None
    give_review(reviewer, made, 4)
    decision.reject(coordinator(made), made.id, "No")
    told = record_for_city(coordinator(made), made.id).scores
    assert (told["mean"], told["count"]) == ("4.00", 1)


def test_whoever_has_a_conflict_of_interest_reads_the_record_without_scores(session):
    made, chief = part(), acting(staff(CityRole.COORDINATOR))
    give_review(acting(staff(CityRole.REVIEWER)), made, 4)
    review.recuse(chief, made.id, "My old firm")
    decision.reject(coordinator(made), made.id, "No")
    assert record_for_city(chief, made.id).scores is None
    assert record_for_city(coordinator(made), made.id).scores["mean"] == "4.00"


def test_nothing_is_recorded_before_a_decision_nor_told_to_others(session):
    undecided, made = part(), declined()
    for deed in (
        lambda: record_for_city(coordinator(undecided), undecided.id),
        lambda: record_for_city(acting(staff(slug="tampere")), made.id),
        lambda: record_for_applicant(acting(person()), made.id),
        lambda: record_for_applicant(acting(member()), made.id),
    ):
        with pytest.raises(NotFoundError):
            deed()


def test_a_record_too_long_for_one_document_is_in_parts(session, client, sign_in):
    """Reopened and declined again and again; every decision is whole in one of the parts."""
    made = part(testbed())
    chief = coordinator(made)
    for turn in range(20):
        decision.reject(chief, made.id, f"No{turn}. " + "x" * 4_900)
        decision.reopen(chief, made.id)
    sign_in(made.application.author)
    address = f"/en/my/applications/parts/{made.id}/record.pdf"
    page = client.page(address)
    ways = [one.get("href") for one in page.all("a") if "part=" in (one.get("href") or "")]
    assert ways == [f"{address}?part=1", f"{address}?part=2"]
    found = [read(client.get(way)) for way in ways]
    assert [reader.metadata.title[-11:] for reader, _text in found] == [
        "part 1 of 2",
        "part 2 of 2",
    ]
    told = [turn for _reader, text in found for turn in range(20) if f"No{turn}." in text]
    assert told == list(range(20))


def test_a_document_that_cannot_be_made_says_what_to_do(session, app, client, sign_in, monkeypatch):
    made = declined()
    sign_in(staff(slug="helsinki"))
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 10)
    answer = client.get(f"/en/desk/applications/{made.id}/record.pdf")
    assert answer.status_code == 500
    assert "The document could not be made" in answer.get_data(as_text=True)
