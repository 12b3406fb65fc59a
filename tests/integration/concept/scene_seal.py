"""An entry in each stage of its challenge, and people of every kind who might read it."""

import datetime as dt

from app.database import db
from app.policies.actor import VISITOR
from app.queries import concept_clock
from models.account import CityRole
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus, SealBreaking
from models.jury import AssignmentStatus, Juror, JurorStatus, JuryAssignment, JuryConflict
from models.organisation import Membership, OrganisationRole
from tests.factories import concept as make
from tests.factories.account import acting, admin, member, organisation, person, staff
from tests.factories.challenge import challenge

S, C = ConceptStatus, ChallengeStatus
WHY = "Tiimi ei pääse kirjautumaan sisään."
STATES = {
    "taking": (C.APPROVED, 24), "closed": (C.APPROVED, -1), "screening": (C.SCREENING, -1),
    "judging": (C.JUDGING_1, -1), "decided": (C.DECIDED, -1), "announced": (C.ANNOUNCED, -1),
    "archived": (C.ARCHIVED, -1), "cancelled": (C.CANCELLED, -1),
}  # fmt: skip


def scene(stage):
    """Return an entry in a stage, and people of every kind as actors."""
    status, closes = STATES[stage]
    poser_of, company = organisation("Haastaja Oy"), organisation("Lamput Oy")
    of = challenge(status, opens=-48, closes=closes, organisation_id=poser_of.id)
    lead = member(company)
    made = make.concept(of, S.SUBMITTED, lead=lead, organisation_id=company.id)
    officer = staff()
    db.session.add_all(_memberships(company, officer))
    breaker, invited = admin(), person()
    db.session.add(
        SealBreaking(
            concept_id=made.id, by_id=breaker.id, reason=WHY, at=concept_clock.instant(),
            until=concept_clock.instant() + dt.timedelta(hours=1),
        )
    )  # fmt: skip
    people = {
        "lead": lead, "member": make.joined(made), "seal_breaker": breaker,
        "juror": juror(made), "conflicted_juror": juror(made, is_conflicted=True),
        "recused_juror": juror(made, AssignmentStatus.RECUSED),
        "other_juror": juror(made, None), "coordinator": staff(), "own_coordinator": officer,
        "editor": staff(CityRole.EDITOR), "reviewer": staff(CityRole.REVIEWER),
        "other_city": staff(slug="oulu"), "poser": member(poser_of),
        "poser_member": member(poser_of, OrganisationRole.MEMBER), "admin": admin(),
        "colleague": member(company), "invited": invited,
        "other_entrant": make.concept(of, S.SUBMITTED).lead, "resident": person(),
    }  # fmt: skip
    make.joined(made, invited)
    asked = next(one for one in made.members if one.user_id == invited.id)
    asked.accepted_at, asked.user_id = None, None
    actors = {name: acting(user) for name, user in people.items()}
    db.session.commit()
    db.session.refresh(made)
    return made, actors | {"visitor": VISITOR}


def _memberships(company, officer):
    return [
        Membership(
            user_id=officer.id, organisation_id=company.id, role=OrganisationRole.MEMBER,
            joined_at=concept_clock.instant(),
        )
    ]  # fmt: skip


def juror(made, status=AssignmentStatus.DECLARED, *, is_conflicted=False):
    """Return a juror of the challenge, who has the entry to read unless ``status`` is None."""
    user, now = person("Tuomari"), concept_clock.instant()
    row = Juror(
        challenge_id=made.challenge_id, email=user.email, user_id=user.id,
        status=JurorStatus.ACCEPTED, token_sha256=user.fs_uniquifier, invited_at=now,
        expires_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if status is not None:
        db.session.add(
            JuryAssignment(
                juror_id=row.id, concept_id=made.id, round=1, status=status, assigned_at=now
            )
        )
    if is_conflicted:
        db.session.add(JuryConflict(juror_id=row.id, concept_id=made.id, kind="work", at=now))
    db.session.commit()
    return user
