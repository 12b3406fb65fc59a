"""A jury is put together by invitation, and stays as it is once judging has begun."""

import datetime as dt

import pytest

from app import clock
from app.queries.account import actor_of, user_by_email
from app.queries.jury import invitation_by, jurors_of
from app.services import jury as service
from app.services.jury import NewJuror
from models.challenge import ChallengeStatus
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.jury import AssignmentStatus, JurorStatus
from models.jury_round import MOST_JURORS
from models.outbox import OutboxMessage
from tests.factories import jury as make
from tests.factories.account import acting, person, staff
from tests.factories.challenge import challenge, closed


def mails(session, template):
    return session.query(OutboxMessage).filter_by(template=template).all()


def whoever_got(juror):
    return actor_of(user_by_email(juror.email).id)


def asked(email="uusi.tuomari@koepaikka.example"):
    return NewJuror(email, "Uusi Tuomari", "", False, "sv")


def test_whoever_accepts_sits_in_the_jury_and_whoever_declines_does_not(session):
    made = challenge()
    yes, no = make.invited(made), make.invited(made)
    assert made.id not in whoever_got(yes).juries
    service.accept(whoever_got(yes), yes.id)
    assert made.id in whoever_got(yes).juries
    service.decline(whoever_got(no), no.id)
    assert made.id not in whoever_got(no).juries
    assert [one.status for one in jurors_of(made.id)] == [
        JurorStatus.ACCEPTED, JurorStatus.DECLINED,
    ]  # fmt: skip
    assert len(mails(session, "jury/accepted")) == len(mails(session, "jury/declined")) == 1


def test_somebody_without_an_account_is_invited_in_the_language_of_the_page(session):
    made, link = challenge(), make.link()
    service.invite(make.runner(made), made.id, asked(), link)
    (mail,) = mails(session, "jury/invitation")
    assert (mail.language, mail.recipient) == ("sv", asked().email)
    assert mail.context["path"] == f"/sv{link.path}"
    assert invitation_by(link.path.rpartition("/")[2]).email == asked().email


def test_a_link_ends_when_it_is_sent_again_taken_back_or_too_old(session):
    made, first, then = challenge(), make.link(), make.link()
    ident = service.invite(make.runner(made), made.id, asked(), first)
    service.send_again(make.runner(made), ident, then, "fi")
    old, new = (one.path.rpartition("/")[2] for one in (first, then))
    assert invitation_by(old) is None
    juror = invitation_by(new)
    juror.expires_at = clock.now() - dt.timedelta(minutes=1)
    session.commit()
    assert invitation_by(new) is None
    who = person(email=asked().email)
    with pytest.raises(NotFoundError):
        service.accept(acting(who), ident)
    service.remove(make.runner(made), ident, "")
    assert jurors_of(made.id)[0].status is JurorStatus.REMOVED


def test_only_the_account_of_the_address_may_answer(session):
    juror = make.invited(challenge())
    with pytest.raises(ForbiddenError) as refused:
        service.accept(acting(person()), juror.id)
    assert refused.value.code == "invitation_other"


def test_nobody_is_asked_twice_and_who_declined_may_be_asked_again(session):
    made = challenge()
    juror = make.invited(made)
    with pytest.raises(FieldError) as refused:
        service.invite(make.runner(made), made.id, asked(juror.email), make.link())
    assert (refused.value.code, refused.value.field) == ("juror_known", "email")
    service.decline(whoever_got(juror), juror.id)
    again = service.invite(make.runner(made), made.id, asked(juror.email), make.link())
    assert again == juror.id
    assert jurors_of(made.id)[0].status is JurorStatus.INVITED


def test_who_reads_names_in_the_screening_judges_nothing_of_it(session):
    made = challenge()
    officer = staff(slug="helsinki")
    with pytest.raises(FieldError) as refused:
        service.invite(make.runner(made), made.id, asked(officer.email), make.link())
    assert refused.value.code == "juror_sees_names"
    other = make.seat(made, staff(slug="oulu"))
    assert other.status is JurorStatus.ACCEPTED


def test_a_jury_has_at_most_thirty_people(session):
    made = challenge()
    for turn in range(MOST_JURORS):
        service.invite(make.runner(made), made.id, asked(f"t{turn}@koepaikka.example"), make.link())
    with pytest.raises(ConflictError) as refused:
        service.invite(make.runner(made), made.id, asked(), make.link())
    assert (refused.value.code, refused.value.facts) == ("jury_full", {"most": 30})


def test_nobody_comes_in_once_judging_has_begun(session):
    made = closed(ChallengeStatus.SCREENING)
    late = make.invited(made)
    running = make.judging(4, 4)
    with pytest.raises(ConflictError) as refused:
        service.invite(make.runner(running), running.id, asked(), make.link())
    assert refused.value.code == "jury_fixed"
    made.status = ChallengeStatus.DECIDED
    session.commit()
    with pytest.raises(ConflictError):
        service.accept(whoever_got(late), late.id)


def test_where_an_entry_lacks_readers_somebody_more_may_come_and_gets_it(session):
    made = make.judging(3, 4)  # everybody reads everything
    gone = jurors_of(made.id, JurorStatus.ACCEPTED)[0]
    service.remove(make.runner(made), gone.id, "Sairastui")
    assert len(mails(session, "jury/lacking")) == 4
    new = make.seat(made)
    assert len(make.of_juror(new)) == 4
    assert {one.status for one in make.of_juror(gone)} == {AssignmentStatus.RECUSED}


def test_who_is_excused_keeps_what_is_in_and_hands_over_the_rest(session):
    made = make.judging(5, 5)
    gone = next(one for one in jurors_of(made.id) if len(make.of_juror(one)) == 3)
    make.declare_all(made)
    make.score(make.of_juror(gone)[0])
    with pytest.raises(FieldError) as refused:
        service.remove(make.runner(made), gone.id, " ")
    assert (refused.value.code, refused.value.field) == ("needed", "reason")
    service.remove(make.runner(made), gone.id, "Esteellinen aikataulu")
    states = sorted(one.status.value for one in make.of_juror(gone))
    assert states == ["recused", "recused", "submitted"]
    assert not mails(session, "jury/lacking")
    assert len(mails(session, "jury/refilled")) == 2
    assert made.id not in actor_of(gone.user_id).juries
    assert len(mails(session, "jury/excused")) == 1


def test_a_chair_is_chosen_and_unchosen(session):
    juror = make.seat(challenge())
    for is_chair in (True, False):
        service.choose_chair(make.runner(juror.challenge), juror.id)
        session.refresh(juror)
        assert juror.is_chair is is_chair
