"""What became of winners: every step as far as it is public, on its own page and on others'."""

import pytest

from app.queries.award_become import ApplicationStep, born_of, chains
from app.services import award_answer
from models.application import Application
from models.award import Award, AwardStatus
from models.pilot import PilotStatus
from tests.factories import award as make
from tests.factories.pilot import pilot

HIDDEN = "zqvhakemus"


def accepted(session):
    """Return an accepted prize and its application."""
    award = make.prize()
    made = award_answer.accept(make.lead_of(award), award.id)
    application = session.get(Application, made)
    application.title = HIDDEN
    session.commit()
    return award, application


def test_the_chain_goes_from_the_prize_to_where_it_was_tried_again(session, client):
    award, application = accepted(session)
    first, _second = chains(award.challenge)
    assert first.application is ApplicationStep.WRITING

    done = pilot(
        PilotStatus.COMPLETED, -60, -30, application_id=application.id, bought=True, continues=True
    )
    again = pilot(PilotStatus.RUNNING, -2, 20, at="tampere", replicates_id=done.id)
    pilot(PilotStatus.PREPARING, 10, 20, at="oulu", replicates_id=done.id)
    first, second = chains(award.challenge)

    assert [step.pilot.id for step in first.pilots] == [done.id]
    assert [one.id for one in first.pilots[0].repeats] == [again.id]
    assert second.award.status is AwardStatus.OFFERED
    page = client.page(f"/en/challenges/{award.challenge.slug}/become")
    for words in ("First prize", "Taken into use by the city", "Tried again: Tampere"):
        assert words in page.text
    assert f"/en/results/{done.slug}" in str([one.get("href") for one in page.all("a")])


@pytest.mark.parametrize("status", [PilotStatus.PREPARING, PilotStatus.CANCELLED])
def test_what_is_not_public_of_a_pilot_is_not_told(session, client, status):
    award, application = accepted(session)
    hidden = pilot(status, 5, 9, application_id=application.id)

    text = client.page(f"/en/challenges/{award.challenge.slug}/become").text

    assert hidden.title.en not in text
    assert HIDDEN not in text
    assert "The team is writing its application" in text


def test_whoever_gave_a_prize_up_is_not_named(client):
    award = make.prize()
    title, slug = award.title, award.challenge.slug
    award_answer.decline(make.lead_of(award), award.id, "Ei aikaa")

    for path in ("", "/become", "/results"):
        text = client.page(f"/en/challenges/{slug}{path}").text
        assert title not in text
        assert "Ajatus 2" in text


def test_a_pilot_tells_of_which_challenge_it_was_born(session, client):
    _award, application = accepted(session)
    made = pilot(PilotStatus.RUNNING, -2, 20, application_id=application.id)
    other = pilot(PilotStatus.RUNNING, -2, 20)

    assert "Born of a challenge" in client.page(f"/en/pilots/{made.slug}").text
    assert "Born of a challenge" not in client.page(f"/en/pilots/{other.slug}").text
    assert born_of(other) is None


def test_a_prize_that_was_given_back_leads_nowhere(session, client):
    award, application = accepted(session)
    award_answer.step_back(make.lead_of(award), award.id)
    made = pilot(PilotStatus.RUNNING, -2, 20, application_id=application.id)

    assert born_of(made) is None
    assert all(not chain.pilots for chain in chains(award.challenge))


def test_the_results_stay_when_the_words_of_the_entries_have_gone(session, client):
    award, _application = accepted(session)
    title, summary = award.title, award.summary
    for one in make.entries_of(award.challenge):
        for name in ("title", "problem", "solution", "impact", "plan", "needs", "team_name"):
            setattr(one, name, "")
    session.commit()

    page = client.page(f"/en/challenges/{award.challenge.slug}/results")

    assert title in page.text
    assert summary in page.text
    assert title in client.page(f"/en/challenges/{award.challenge.slug}/become").text


def test_prizes_that_nobody_took_are_told_apart_from_none(session, client):
    award = make.prize()
    path = f"/en/challenges/{award.challenge.slug}/become"
    session.query(Award).update({"status": AwardStatus.STEPPED_BACK})
    session.commit()
    assert "Nobody took the prize" in client.page(path).text
    session.query(Award).delete()
    session.commit()
    assert "No prize was given" in client.page(path).text
