"""What coordinators, winners and everybody do about awards in the browser, without scripts."""

import pytest
from sqlalchemy import select

from app import clock
from app.database import db
from app.jobs.letter import Letters, Message
from app.queries.award import announcement_of, awards_of
from app.services import award_answer
from models.award import Award, AwardStatus
from models.challenge import ChallengeStatus
from models.outbox import OutboxMessage
from tests.factories import award as make
from tests.factories.account import staff

LANGUAGES = ("fi", "sv", "en")


def sheet(page):
    """Return the values of the form of an announcement as it stands on its page."""
    given = page.fields()
    for area in page.all("textarea"):
        given[area.get("name")] = "".join(area.itertext()).lstrip("\n")
    for select_ in page.all("select"):
        chosen = [one for one in select_.iter() if one.get("selected") is not None]
        given[select_.get("name")] = chosen[0].get("value") if chosen else ""
    return given


def test_the_desk_prepares_previews_and_announces(client, sign_in):
    challenge = make.decided(3)
    sign_in(staff())
    base = f"/en/desk/challenges/{challenge.id}"
    assert "A cleaner street" in client.page("/en/desk/challenges/awards").text

    given = sheet(client.page(f"{base}/award"))
    first, _second, third = make.entries_of(challenge)
    assert given[f"c{first.id}-choice"] == "1"
    assert given[f"c{first.id}-amount"] == "5000"
    given |= {f"c{third.id}-choice": "mention"}
    given |= {f"statement_{lang}": f"Perustelu {lang}" for lang in LANGUAGES}
    assert client.post(f"{base}/award", data=given).status_code == 303

    preview = client.page(f"{base}/preview/results")
    assert "Perustelu en" in preview.text
    assert "Ajatus 1" in preview.text
    assert "Nothing of it is public yet" in preview.text
    assert "4.25" in client.page(f"{base}/preview/concepts/{first.id}").text
    assert (
        len(client.page(f"{base}/preview/letters").all("tr")) == 7
    )  # head, 3 teams, 2 jurors, city
    version = announcement_of(challenge.id).version
    assert client.post(f"{base}/announce", data={"version": version}).status_code == 303

    assert "Ajatus 3" in client.page(f"/en/challenges/{challenge.slug}/results").text
    assert [one.place for one in awards_of(challenge.id)] == [1, 2, None]
    assert "Waits for the winner" in client.page(f"{base}/award").text


def test_each_letter_is_previewed_word_for_word(app, client, sign_in):
    challenge = make.decided(3)
    make.prepared(challenge)
    sign_in(staff())
    shown = []
    for number in range(6):
        url = f"/en/desk/challenges/{challenge.id}/preview/letters/{number}"
        page = client.page(url)
        (body,) = page.all("div", class_="letter")
        shown.append(("".join(body.itertext()).strip(), page.words("dd")[1]))
    version = announcement_of(challenge.id).version

    make.award_announce.announce(make.coordinator(challenge), challenge.id, version)

    sent = []
    settings = app.extensions["settings"]
    writer = Letters(app, settings.public_url, settings.mail_from)
    for row in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)):
        mail = writer.write(
            Message(
                row.id, row.dedup_key, row.template, row.language, row.recipient, row.context, 1
            )
        )
        text = mail.get_body(("plain",)).get_content().strip()
        sent.append((text.replace("\r\n", "\n"), " ".join(str(mail["Subject"]).split())))
    assert [words for _text, words in shown] == [words for _text, words in sent]
    assert [text for text, _words in shown] == [text for text, _words in sent]


def test_what_is_wrong_is_told_at_its_place_and_nothing_typed_is_lost(client, sign_in):
    challenge = make.decided(3)
    sign_in(staff())
    base = f"/en/desk/challenges/{challenge.id}"
    given = sheet(client.page(f"{base}/award"))
    first = make.entries_of(challenge)[0]
    given |= {f"c{first.id}-choice": "", "statement_fi": "Tämä säilyy"}

    page = client.post(f"{base}/award", data=given)

    assert page.status_code == 422
    assert "Write why: everybody reads it" in page.text
    assert "Tämä säilyy" in page.text
    given |= {f"c{first.id}-choice": "1", f"c{first.id}-amount": "9000", "reason": "Koska"}
    assert "more than the challenge promised" in client.post(f"{base}/award", data=given).text


def test_nothing_half_ready_is_announced(client, sign_in):
    challenge = make.decided(2)
    version = make.prepared(challenge, statement=make.Translated("Vain suomeksi"))
    sign_in(staff())
    base = f"/en/desk/challenges/{challenge.id}"
    assert "the jury’s statement in Swedish" in client.page(f"{base}/award").text

    answer = client.post(f"{base}/announce", data={"version": version}, follow_redirects=True)

    assert "Not everything is written yet" in answer.text
    assert db.session.get(type(challenge), challenge.id).status is ChallengeStatus.DECIDED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_winner_reads_how_it_went_and_accepts(client, sign_in, lang):
    award = make.prize()
    sign_in(award.concept.lead)
    url = f"/{lang}/my/concepts/{award.concept_id}/outcome"
    page = client.page(url)
    assert f"{make.WORDS} Ajatus 1" in page.text
    assert "Raadin kesken" not in page.text

    answer = client.post(f"{url}/accept")

    assert answer.status_code == 303
    assert f"/my/applications/{award.application_id}" in answer.location
    assert client.page(url).words("h2")


def test_a_winner_declines_with_words_for_the_city_only(client, sign_in):
    award = make.prize()
    sign_in(award.concept.lead)
    url = f"/en/my/concepts/{award.concept_id}/outcome"

    answer = client.post(f"{url}/decline", data={"note": "Liian kiire"})

    assert answer.status_code == 303
    assert award.status is AwardStatus.DECLINED
    results = client.page(f"/en/challenges/{award.challenge.slug}/results").text
    assert "Liian kiire" not in results
    assert "First prize: Declined" in results
    sign_in(staff())
    assert "Liian kiire" in client.page(f"/en/desk/challenges/{award.challenge_id}/award").text


def test_who_answers_too_late_is_told_so(client, sign_in):
    award = make.ends_in(make.prize(), -1)
    sign_in(award.concept.lead)
    url = f"/en/my/concepts/{award.concept_id}/outcome"

    answer = client.post(f"{url}/accept", follow_redirects=True)

    assert "The time to answer is over" in answer.text


def test_the_city_writes_down_what_was_paid(client, sign_in):
    award = make.prize()
    award_answer.accept(make.lead_of(award), award.id)
    sign_in(staff())
    pay = f"/en/desk/challenges/awards/{award.id}/payments"
    good = {"paid_on": clock.today().isoformat(), "amount_eur": "3000", "reference": "T 2026-114"}
    for wrong, words in (
        ({"reference": "131052-308T"}, "must not be kept here"),
        ({"amount_eur": "5001"}, "has not been paid yet"),
        ({"paid_on": "2099-01-01"}, "Write a day that has come"),
        ({"reference": ""}, "number of the voucher"),
    ):
        refused = client.post(pay, data=good | wrong)
        assert refused.status_code == 422
        assert words in refused.text

    assert client.post(pay, data=good).status_code == 303
    assert client.post(pay, data=good | {"amount_eur": "2000"}).status_code == 303

    assert [one.amount_eur for one in award.payments] == [3000, 2000]
    first = award.payments[0].id
    assert client.post(f"{pay}/{first}/remove").status_code == 303
    assert [one.amount_eur for one in db.session.get(Award, award.id).payments] == [2000]


def test_a_payment_waits_for_the_answer(client, sign_in):
    award = make.prize()
    sign_in(staff())
    good = {"paid_on": clock.today().isoformat(), "amount_eur": "1", "reference": "T"}
    answer = client.post(
        f"/en/desk/challenges/awards/{award.id}/payments", data=good, follow_redirects=True
    )

    assert "once the winner has accepted" in answer.text
    assert not award.payments
