"""How long what people wrote for challenges and events is kept."""

import pytest

from app import clock
from app.database import db
from app.services import retention
from models.challenge import ChallengeStatus
from models.challenge_question import ChallengeQuestion
from models.concept import Concept, ConceptStatus
from models.jury import Juror, JurorStatus, JuryAssignment, JuryConflict, JuryScore
from models.personal_register import REGISTER
from models.registration_question import KEPT_DAYS, RegistrationAnswer
from tests.factories import award as awards
from tests.factories import concept as concepts
from tests.factories import registration
from tests.factories.account import person
from tests.factories.application import days_later
from tests.factories.challenge import closed
from views.personal_kept import LONG

YEAR = 365


def test_every_time_of_the_register_is_said_in_words_and_not_in_days(client, session):
    spans = {span.days for line in REGISTER.values() for span in line.spans}
    assert spans <= set(LONG)
    assert "vuosi päättymisestä" in client.page("/fi/privacy").text


def after(days):
    with days_later(days):
        retention.run()
        db.session.expire_all()


def test_notes_of_a_jury_go_a_year_after_the_outcome_and_comments_with_the_entries(session):
    of = awards.announced(awards.decided(jurors=1))
    seat = session.query(Juror).filter_by(challenge_id=of.id).one()
    read = session.query(JuryAssignment).filter_by(juror_id=seat.id).first()
    read.reason, score = "Tuttu", session.query(JuryScore).first()
    score.comment = "Sana"
    entry = awards.entries_of(of)[0].id
    conflict = JuryConflict(
        juror_id=seat.id, concept_id=entry, kind="organisation", reason="Tuttu", at=clock.now()
    )
    session.add(conflict)
    session.commit()

    after(YEAR - 1)
    assert (read.note, read.reason, conflict.reason) == ("Raadin kesken", "Tuttu", "Tuttu")
    after(YEAR + 1)
    assert (read.note, read.reason, conflict.reason) == ("", "", "")
    assert read.comment
    assert score.comment
    after(5 * YEAR + 1)
    assert (read.comment, score.comment, score.value) == ("", "", 4)


def test_of_a_cancelled_challenge_the_entries_go_as_well(session):
    of = closed(ChallengeStatus.CANCELLED)
    sent = concepts.concept(of, ConceptStatus.SUBMITTED, lead=person(), problem="Pöly")
    going_on = concepts.concept(
        closed(ChallengeStatus.SCREENING), ConceptStatus.SUBMITTED, lead=person(), problem="Pöly"
    )
    after(5 * YEAR + 1)
    assert session.get(Concept, sent.id).problem == ""
    assert session.get(Concept, going_on.id).problem == "Pöly"


def test_who_asked_is_forgotten_half_a_year_after_the_end_and_the_question_stays(session):
    of = closed(ChallengeStatus.ANNOUNCED, announced_at=clock.now())
    asked = ChallengeQuestion(
        challenge_id=of.id, asked_by_id=person().id, language="fi", words="Saako?",
        asked_at=clock.now(), answer="Saa", answered_at=clock.now(),
    )  # fmt: skip
    session.add(asked)
    session.commit()
    after(179)
    assert asked.asked_by_id
    after(181)
    assert (asked.asked_by_id, asked.words) == (None, "Saako?")


def test_who_never_sat_in_a_jury_is_forgotten_half_a_year_after_the_end(session):
    of = awards.announced(awards.decided(jurors=1))
    now = clock.now()
    asked = Juror(
        challenge_id=of.id, email="kutsuttu@koepaikka.example", name="Kutsuttu",
        status=JurorStatus.INVITED, token_sha256="7" * 64, invited_at=now, expires_at=now,
    )  # fmt: skip
    session.add(asked)
    session.commit()
    after(179)
    assert session.query(Juror).count() == 2
    after(181)
    assert session.query(Juror).one().status is JurorStatus.ACCEPTED


@pytest.mark.parametrize("days", KEPT_DAYS)
def test_an_answer_goes_when_its_question_says_and_a_dry_run_tells_first(app, session, days):
    event = registration.held()
    asked = registration.question(event, keep_days=days)
    registration.confirmed(event, answers={asked.id: "Odotan paljon"})
    ends = (event.sessions[0].ends_at - clock.now()).days
    after(ends + days - 1)
    assert session.query(RegistrationAnswer).count() == 1
    with days_later(ends + days + 2):
        shown = app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"]).output
    due = [line for line in shown.splitlines() if line.startswith("registration_answer.")]
    assert [line for line in due if f": 1 past {days} days after" in line], due
    after(ends + days + 2)
    assert session.query(RegistrationAnswer).count() == 0
