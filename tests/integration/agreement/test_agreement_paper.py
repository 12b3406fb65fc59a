"""An agreement on paper: accessible, right in three languages, the hash that was signed."""

import io
from typing import Any

import pypdf
import pytest

from app.queries.agreement import live_of
from app.services import application, booking
from models.account import CityRole
from models.agreement_text import day_words
from models.testbed_kind import Approval, Money
from tests.factories import application as make
from tests.factories.account import member, organisation, person, staff
from tests.factories.hostile import CODE
from tests.factories.testbed import testbed

WORDS = {
    "fi": ("Kokeilusopimus", "Hakijan puolesta", "Sivu 1 (", "9. Keksintö pysyy keksijällään"),
    "sv": ("Avtal om ett försök", "För den sökande", "Sida 1 (", "9. Det som uppfinns stannar"),
    "en": ("Agreement on an experiment", "For the applicant", "Page 1 (", "9. What is invented"),
}


def fetched(client, agreement, lang="en"):
    """Return the PDF as it is read back: reader, its words on one line."""
    answer = client.get(f"/{lang}/my/agreements/{agreement.id}/agreement.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    reader = pypdf.PdfReader(io.BytesIO(answer.data))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_paper_is_what_was_signed_in_its_own_language(session, sign_in, language):
    owner = member()
    place = testbed(money=Money.PAID, address="Testikatu 1")
    made = make.offered(place, author=owner, price_eur=12_500, title="Penkki $x$ #eval " + CODE)
    made.application.language = language
    session.commit()
    make.accept(made)
    agreement = live_of(made.id)
    make.agreements.sign(make.coordinator(made), agreement.id, agreement.body_sha256, "Kaisa K")
    reader, words = fetched(sign_in(owner), agreement, "sv")

    for expected in (*WORDS[language], agreement.body_sha256, "Testikatu 1", "Kaisa K"):
        assert expected in words
    assert "Penkki$x$#eval" + CODE.replace(" ", "") in words.replace(" ", "")
    assert day_words(make.day(10), language) in words
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == f"{language}-FI"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == WORDS[language][0]
    for section in agreement.body.split("## ")[1:]:
        assert section.split("\n")[0] in words


def test_the_paper_says_who_has_not_signed_and_what_was_signed_once_for_all(session, sign_in):
    owner = member()
    half = make.pilot_part(make.booked(author=owner))
    made = make.part(testbed(approval=Approval.AUTOMATIC), author=owner)
    make.accept(made)
    client = sign_in(owner)

    assert "Not signed yet" in fetched(client, live_of(half.id))[1]
    assert "By standing decision of Helsinki" in fetched(client, live_of(made.id))[1]


def test_the_paper_of_an_ended_agreement_says_so(session, sign_in):
    owner = member()
    made = make.pilot_part(make.agreed(author=owner))
    first = live_of(made.id)
    days = (make.day(20), make.day(24))
    booking.move_booking(make.coordinator(made), make.booking_of(made).id, *days, "Roadworks")
    second = live_of(made.id)
    client = sign_in(owner)
    assert "A newer one took its place" in fetched(client, first)[1]
    assert "Signed by agreeing to moved days" in fetched(client, second)[1]
    application.withdraw(make.applicant(made.application), made.id)
    ended = fetched(client, second)[1]
    assert "This agreement ended on" in ended
    assert "newer" not in ended


def test_nobody_but_its_two_sides_gets_the_paper(session, sign_in):
    company = organisation("Lamput Oy")
    made = make.pilot_part(make.booked(author=member(company)))
    path = f"/en/my/agreements/{live_of(made.id).id}"
    for who in (member(), person(), staff(slug="oulu")):
        client = sign_in(who)
        for door in (path, path + "/agreement.pdf"):
            assert client.get(door).status_code == 404
    for who in (member(company), staff(CityRole.REVIEWER)):
        assert sign_in(who).get(path + "/agreement.pdf").status_code == 200
