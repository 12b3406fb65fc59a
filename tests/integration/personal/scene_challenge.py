"""Somebody poses challenges, asks and answers about them, judges, and is given a prize.

All of it is over, so that nothing keeps them.
"""

from app import clock
from app.database import db
from app.queries.award import announcement_of
from app.services import award_answer
from models.account import User
from models.award import AwardPayment
from models.challenge import Challenge
from models.challenge_file import ChallengeFile
from models.challenge_notice import ChallengeNotice, NoticeKind
from models.challenge_question import ChallengeQuestion
from models.jury import Juror, JurorStatus, JuryConflict, Ranking
from models.jury_round import ConflictKind, JuryRound
from tests.factories import award as awards
from tests.factories.account import acting, person


def poses(made: User) -> None:
    """Let the person run one challenge from the brief to the payment."""
    of = awards.announced()
    of.created_by_id = of.submitted_by_id = made.id
    of.contact_email = made.email
    announcement = announcement_of(of.id)
    assert announcement is not None
    announcement.written_by_id = announcement.announced_by_id = made.id
    now = clock.now()
    db.session.add_all((
        ChallengeQuestion(
            challenge_id=of.id, language="fi", words="Toisen kysymys", asked_at=now,
            answer="Vastaus", answered_by_id=made.id, answered_at=now,
        ),
        ChallengeNotice(
            challenge_id=of.id, kind=NoticeKind.EXTENDED, by_id=made.id, at=now,
            closed_at=of.opens_at, closes_at=of.closes_at,
        ),
        ChallengeFile(
            challenge_id=of.id, title="Liite", kind="pdf", digest="c3" * 32, size=4,
            by_id=made.id, at=now,
        ),
        JuryRound(
            challenge_id=of.id, round=1, seed="s", inputs={}, begun_by_id=made.id, begun_at=now
        ),
        Ranking(
            challenge_id=of.id, round=2, algorithm="test", inputs={}, result=[], digest="d",
            made_by_id=made.id, made_at=now, signed_by_id=made.id, signed_at=now,
        ),
        AwardPayment(
            award_id=awards.prize(of).id, paid_on=clock.today(), amount_eur=1, reference="1",
            recorded_by_id=made.id, recorded_at=now,
        ),
    ))  # fmt: skip
    db.session.commit()


def wins(made: User) -> None:
    """Let the person win alone and decline, having asked a question that was answered."""
    of = awards.announced(awards.decided(leads=(made,)))
    award_answer.decline(acting(made), awards.prize(of).id, "Xqei ehdi")
    now = clock.now()
    asked = ChallengeQuestion(
        challenge_id=of.id, asked_by_id=made.id, language="fi", words="Saako tulla?",
        asked_at=now, answer="Saa", answered_at=now,
    )  # fmt: skip
    waits = ChallengeQuestion(
        challenge_id=of.id, asked_by_id=made.id, language="fi", words="Xqodottaa", asked_at=now
    )
    db.session.add_all((asked, waits))
    db.session.commit()


def judges(made: User) -> None:
    """Let the person judge beside somebody who was erased before, and be invited elsewhere."""
    of = awards.announced(awards.decided(jurors=2))
    mine, _other = db.session.query(Juror).filter_by(challenge_id=of.id).order_by(Juror.id)
    mine.user_id, mine.email, mine.name, mine.title = made.id, made.email, made.name, "Johtaja"
    db.session.add_all((
        JuryConflict(
            juror_id=mine.id, concept_id=awards.entries_of(of)[-1].id, at=clock.now(),
            kind=ConflictKind.ORGANISATION.value, reason="Tuttu",
        ),
        _invited(awards.announced(), made.email, made.name),
        _invited(of, "toinen.tuomari@koepaikka.example", person("Toinen").name),
    ))  # fmt: skip
    db.session.commit()


def _invited(of: Challenge, email: str, name: str) -> Juror:
    now = clock.now()
    return Juror(
        challenge_id=of.id, email=email, name=name, title="Tutkija", token_sha256=f"{of.id:064}",
        status=JurorStatus.DECLINED, invited_at=now, expires_at=now,
    )  # fmt: skip
