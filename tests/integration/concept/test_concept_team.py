"""Teams: invited by mail, joined with that address only, left, handed over before closing."""

import datetime as dt

import pytest

from app.database import db
from app.queries import concept as query
from app.queries import concept_clock
from app.queries.concept_team import invitation_by, invitations_to
from app.services import concept as service
from app.services import concept_team as team
from models.concept import ConceptMember, ConceptStatus
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.outbox import OutboxMessage
from tests.factories import concept as make
from tests.factories.account import acting, member, organisation, person
from tests.factories.challenge import challenge

TOKEN = "a-long-token-that-nobody-guesses"


@pytest.fixture
def made(session):
    return make.draft(challenge())


def new(email):
    return team.NewMember(email, "e" * 64, "/x", "fi")


def test_whoever_is_invited_joins_with_the_invited_address(made):
    guest = person()
    row = make.invited(made, guest.email)
    assert [one.id for one in invitations_to(acting(guest), concept_clock.instant())] == [row.id]
    assert team.accept(acting(guest), row.id) == made.id
    db.session.refresh(made)
    assert made.team == {made.lead_id, guest.id}
    assert team.accept(acting(guest), row.id) == made.id
    assert invitations_to(acting(guest), concept_clock.instant()) == []


def test_another_persons_invitation_opens_nothing(made):
    row = make.invited(made, "kutsuttu@koepaikka.example")
    for deed in (team.accept, team.decline):
        with pytest.raises(NotFoundError) as error:
            deed(acting(person()), row.id)
        assert error.value.code == "invitation_old"
    db.session.refresh(made)
    assert made.team == {made.lead_id}


def test_a_forged_or_old_token_is_like_one_that_never_was(made, client):
    row = make.invited(made, "kutsuttu@koepaikka.example", TOKEN)
    now = concept_clock.instant()
    assert invitation_by(TOKEN, now) == row
    assert invitation_by(TOKEN + "x", now) is None
    assert invitation_by(row.token_sha256, now) is None
    assert invitation_by(TOKEN, now + dt.timedelta(days=15)) is None
    assert client.get(f"/en/my/concepts/invitations/{TOKEN}").status_code == 200
    for forged in (TOKEN + "x", row.token_sha256, "x"):
        answer = client.get(f"/en/my/concepts/invitations/{forged}")
        assert answer.status_code == 410
        assert "katu" not in answer.text.lower()


def test_an_invitation_tells_of_the_challenge_and_nothing_of_the_entry(made, client):
    make.invited(made, "kutsuttu@koepaikka.example", TOKEN)
    text = client.get(f"/en/my/concepts/invitations/{TOKEN}").text
    assert "A cleaner street" in text
    assert made.title not in text
    assert made.code not in text


def test_an_invitation_that_was_taken_back_works_no_more(made):
    guest = person()
    ident = make.invited(made, guest.email).id
    team.remove(make.leading(made), made.id, ident)
    with pytest.raises(NotFoundError):
        team.accept(acting(guest), ident)


def test_who_is_invited_can_say_no(made):
    guest = person("Jussi Jäsen")
    row = make.invited(made, guest.email)
    team.decline(acting(guest), row.id)
    assert db.session.query(ConceptMember).count() == 0
    mail = db.session.query(OutboxMessage).filter_by(template="concept/declined").one()
    assert mail.context["person"] == "Jussi Jäsen"


def test_who_judges_or_poses_the_challenge_does_not_join(session):
    company = organisation()
    made = make.draft(challenge(organisation_id=company.id))
    poser = member(company)
    row = make.invited(made, poser.email)
    with pytest.raises(ForbiddenError) as error:
        team.accept(acting(poser), row.id)
    assert error.value.code == "poser_enters_not"


def test_only_the_lead_invites_and_takes_out(made):
    other = make.joined(made)
    row = next(one for one in made.members if one.user_id == other.id)
    with pytest.raises(ForbiddenError):
        team.invite(acting(other), made.id, new("x@koepaikka.example"))
    with pytest.raises(ForbiddenError):
        team.remove(acting(other), made.id, row.id)
    with pytest.raises(NotFoundError):
        team.invite(acting(person()), made.id, new("x@koepaikka.example"))


def test_somebody_is_in_a_team_once_and_a_team_has_an_end(made):
    other = make.joined(made)
    for email in (other.email, made.lead.email):
        with pytest.raises(FieldError) as error:
            team.invite(make.leading(made), made.id, new(email))
        assert error.value.code == "already_in_team"
    for number in range(team.MOST_MEMBERS - 1):
        make.invited(made, f"m{number}@koepaikka.example")
    with pytest.raises(FieldError) as error:
        team.invite(make.leading(made), made.id, new("last@koepaikka.example"))
    assert error.value.code == "team_full"


def test_an_invitation_sent_again_replaces_the_first(made):
    make.invited(made, "a@koepaikka.example", TOKEN)
    make.invited(made, "a@koepaikka.example", "another")
    assert invitation_by(TOKEN, concept_clock.instant()) is None
    assert db.session.query(ConceptMember).count() == 1


def test_who_leaves_reads_nothing_any_more_and_the_lead_stays(made):
    other = make.joined(made)
    team.leave(acting(other), made.id)
    with pytest.raises(NotFoundError):
        query.of_team(acting(other), made.id)
    with pytest.raises(ConflictError) as error:
        team.leave(make.leading(made), made.id)
    assert error.value.code == "lead_stays"


def test_one_may_leave_after_the_deadline(made):
    other = make.joined(made)
    make.close(made.challenge, -1)
    team.leave(acting(other), made.id)
    db.session.refresh(made)
    assert made.team == {made.lead_id}


def test_the_lead_is_handed_over_and_who_led_stays_a_member(made):
    first, other = make.leading(made), make.joined(made)
    row = next(one for one in made.members if one.user_id == other.id)
    team.hand_over(first, made.id, row.id)
    db.session.refresh(made)
    assert made.lead_id == other.id
    assert made.team == {first.user_id, other.id}
    with pytest.raises(ForbiddenError):
        service.submit(first, made.id, made.version, made.challenge.terms_id)
    service.submit(acting(other), made.id, made.version, made.challenge.terms_id)
    assert made.status is ConceptStatus.SUBMITTED


def test_the_lead_is_not_handed_to_who_has_not_joined(made):
    row = make.invited(made, "x@koepaikka.example")
    with pytest.raises(ConflictError) as error:
        team.hand_over(make.leading(made), made.id, row.id)
    assert error.value.code == "not_in_team_yet"


def test_a_team_still_grows_after_its_entry_is_in(session):
    made = make.submitted(challenge())
    guest = person()
    row = make.invited(made, guest.email)
    team.accept(acting(guest), row.id)
    db.session.refresh(made)
    assert guest.id in made.team
