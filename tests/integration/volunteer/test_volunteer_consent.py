"""Consents: purpose by purpose, version by version, given and taken back; guardians by age."""

import pytest

from app.policies.actor import VISITOR
from app.services import panel as panels
from app.services import panel_text, volunteer_consent, volunteer_guardian
from app.services.panel_text import Purpose
from models.audit import AuditLine
from models.base import Translated
from models.errors import ConflictError, FieldError, NotFoundError
from models.guardian import GuardianPart
from models.outbox import OutboxMessage
from models.panel import PanelStatus, QuestionKind
from models.testbed_kind import TestbedKind
from models.volunteer import Volunteer, VolunteerStatus
from tests.factories import panel as make
from tests.factories.pilot_run import applicant_of, mails, readers
from tests.factories.pilot_step import running
from tests.factories.testbed import testbed

S = VolunteerStatus
GUARDIAN = "huoltaja@koepaikka.example"


def changed(panel, purpose):
    """Write the words of a purpose anew and have them approved."""
    who = applicant_of(panel.pilot)
    panels.change(who, panel.pilot_id)
    words = Translated("Uudet sanat", "Nya ord", "New words")
    kept = Purpose(purpose.name, words, is_required=purpose.is_required)
    panel_text.keep_purpose(who, panel.pilot_id, kept, purpose.id)
    make.in_state(panel, PanelStatus.OPEN)


def test_a_required_purpose_needs_a_yes_and_a_voluntary_one_does_not(session):
    panel = make.opened()
    needed, free = (one.live for one in panel.purposes)
    with pytest.raises(FieldError) as refused:
        make.asked(panel, consents=frozenset({free.id}))
    assert (refused.value.code, refused.value.field) == ("consent_needed", f"p{needed.id}")
    one = make.confirmed(panel, consents=frozenset({needed.id}))
    assert [each.text_id for each in one.consents] == [needed.id]


def test_a_changed_text_is_a_new_version_and_earlier_consents_keep_theirs(session):
    panel = make.opened(cap=5)
    photo = panel.purposes[1]
    one, other = make.confirmed(panel), make.confirmed(panel)
    without = make.confirmed(panel, consents=frozenset({panel.purposes[0].live.id}))
    changed(panel, photo)
    session.refresh(photo)
    assert [text.version for text in photo.texts] == [1, 2]
    assert photo.texts[0].words.en == "I may be photographed."
    assert readers("volunteer/asked_anew") == {one.reader.email, other.reader.email}
    volunteer_consent.answer_anew(VISITOR, one.token, [photo.texts[1].id])
    for each in (one, other, without):
        session.refresh(each)

    def standing(who):
        return {c.purpose_text.version for c in who.consents
                if c.withdrawn_at is None and c.purpose_text.purpose_id == photo.id}  # fmt: skip

    assert (standing(one), standing(other), standing(without)) == ({2}, {1}, set())
    with pytest.raises(ConflictError):
        volunteer_consent.answer_anew(VISITOR, one.token, [photo.texts[1].id])


def test_what_is_approved_again_unchanged_is_no_new_version(session):
    panel = make.opened()
    make.confirmed(panel)
    panels.change(applicant_of(panel.pilot), panel.pilot_id)
    make.in_state(panel, PanelStatus.OPEN)
    assert [len(one.texts) for one in panel.purposes] == [1, 1]
    assert mails("volunteer/asked_anew") == []


def test_one_consent_is_taken_back_alone_and_a_required_one_with_everything(session):
    panel = make.opened(cap=1)
    one = make.confirmed(panel)
    waits = make.confirmed(panel)
    needed, photo = one.consents
    volunteer_consent.take_back(VISITOR, one.token, photo.id)
    session.refresh(one)
    assert one.status is S.PLACED
    assert readers("panel/withdrawn") == {panel.pilot.application.author.email}
    volunteer_consent.take_back(VISITOR, one.token, needed.id)
    for each in (one, waits):
        session.refresh(each)
    assert (one.status, waits.status) == (S.WITHDRAWN, S.OFFERED)
    assert one.withdrawn_at is not None
    assert all(each.withdrawn_at for each in one.consents)
    before = session.query(OutboxMessage).count()
    volunteer_consent.withdraw(VISITOR, one.token)
    assert session.query(OutboxMessage).count() == before


def test_nobody_takes_back_what_is_somebody_elses(session):
    panel = make.opened()
    one, other = make.confirmed(panel), make.confirmed(panel)
    with pytest.raises(NotFoundError):
        volunteer_consent.take_back(VISITOR, one.token, other.consents[0].id)


def test_the_trail_does_not_tell_who_took_part(session):
    panel = make.opened()
    one = make.confirmed(panel, name="Rauha Salainen")
    volunteer_consent.withdraw(VISITOR, one.token)
    lines = session.query(AuditLine).filter_by(thing="volunteer").all()
    assert {line.action for line in lines} == {
        "volunteer:ask", "volunteer:take", "volunteer:withdraw",
    }  # fmt: skip
    for line in lines:
        assert line.actor_id is None
        assert "Rauha" not in str(line.facts)
        assert one.reader.email not in str(line.facts)


def test_who_answers_otherwise_is_not_kept(session):
    panel = make.opened(None, 2, make.cycling(QuestionKind.NO))
    with pytest.raises(FieldError) as refused:
        make.asked(panel)
    assert refused.value.code == "answer_does_not_fit"
    assert session.query(Volunteer).count() == 0


@pytest.mark.parametrize(
    ("kind", "born", "part", "state"),
    [
        (TestbedKind.STREET, 2018, GuardianPart.ANSWERS, S.GUARDIAN),
        (TestbedKind.STREET, 2012, GuardianPart.INFORMED, S.PLACED),
        (TestbedKind.SCHOOL, 2012, GuardianPart.PERMITS, S.GUARDIAN),
        (TestbedKind.SCHOOL, 2010, GuardianPart.INFORMED, S.PLACED),
        (TestbedKind.SCHOOL, 2000, GuardianPart.NONE, S.PLACED),
    ],
)
def test_what_a_guardian_does_follows_from_age_and_place(session, kind, born, part, state):
    pilot = running(testbed(kind=kind), days=5)
    panel = make.opened(pilot, takes_minors=True, least_age=6)
    email = "" if part is GuardianPart.ANSWERS else "nuori@koepaikka.example"
    one = make.asked(panel, birth_year=born, guardian_email=GUARDIAN, email=email)
    if part is not GuardianPart.ANSWERS:
        make.volunteer.confirm(VISITOR, one.token)
        session.refresh(one)
    assert (one.guardian_part, one.status) == (part, state)
    assert readers("volunteer/informed") == ({GUARDIAN} if part is GuardianPart.INFORMED else set())
    if state is S.GUARDIAN:
        ticked = [text.id for text in make.live_texts(panel)]
        assert make.permitted(one, *ticked).status is S.PLACED
        assert one.guardian_name == "Huoltaja"
    else:
        assert one.guardian_token is None, "who is only told has no link to act by"


def test_a_guardian_is_needed_and_is_somebody_else(session):
    panel = make.opened(takes_minors=True, least_age=10)
    for values, code in (
        ({"birth_year": None}, "birth_year_needed"),
        ({"birth_year": 2030}, "year_range"),
        ({"birth_year": 2019}, "too_young"),
        ({"birth_year": 2012}, "guardian_needed"),
        ({"birth_year": 2012, "guardian_email": "a@b.fi", "email": "a@b.fi"}, "guardian_is_other"),
        ({"birth_year": 2000, "email": ""}, "own_email_needed"),
    ):
        with pytest.raises(FieldError) as refused:
            make.asked(panel, **values)
        assert refused.value.code == code
    assert session.query(Volunteer).count() == 0


def test_a_guardian_who_has_permitted_may_take_it_back(session):
    pilot = running(testbed(kind=TestbedKind.SCHOOL), days=5)
    panel = make.opened(pilot, takes_minors=True, least_age=10)
    one = make.permitted(make.confirmed(panel, birth_year=2012, guardian_email=GUARDIAN))
    volunteer_consent.withdraw(VISITOR, one.guardian_token)
    session.refresh(one)
    assert one.status is S.WITHDRAWN
    with pytest.raises(ConflictError):
        volunteer_guardian.refuse(VISITOR, one.guardian_token)
