"""From scores to a decision: shortlist, ties, two signatures, a ranking that recomputes."""

import pytest

from app.queries.jury import assignments_of, jurors_of
from app.queries.jury_ranking import order_now, ranking_of
from app.services import jury_decision as service
from app.services import jury_round
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus
from models.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.jury import JurorStatus, Ranking
from models.jury_ranking import ALGORITHM, Settled, fingerprint, recomputed
from models.outbox import OutboxMessage
from tests.factories import jury as make
from tests.factories.account import acting, person, staff
from tests.factories.jury import by, runner, second

S, C = ChallengeStatus, ConceptStatus


def scored(**values):
    made = make.judging(**values)
    make.score_all(made)
    return made


def alike(_assignment, _turn):
    return 3


def digest(made, number=1):
    return service.digest_now(made, number)


def order(made, number=1):
    return [one.id for one in order_now(made, number)[2]]


def test_the_shortlist_fixes_the_order_and_moves_every_entry(session):
    made = scored()
    ranking = make.shortlisted(made)
    order_ids = [row["concept_id"] for row in ranking.result]
    assert ranking.chosen == sorted(order_ids[:2])
    states = {one.id: one.status for one in session.query(make.Concept).all()}
    assert [states[ident] for ident in order_ids] == [
        C.SHORTLISTED, C.SHORTLISTED, C.NOT_SHORTLISTED, C.NOT_SHORTLISTED,
    ]  # fmt: skip
    assert (made.status, ranking.signed_at) == (S.SHORTLISTED, None)


def test_a_kept_ranking_recomputes_to_the_same_list_and_fingerprint(session):
    ranking = make.shortlisted(scored(jurors=5, entries=6))
    session.expire_all()
    again = recomputed(ranking.inputs)
    assert again == ranking.result
    assert fingerprint(ALGORITHM, ranking.inputs, again) == ranking.digest


def test_whoever_departs_from_the_order_says_why(session):
    made = scored()
    placed = order(made)
    other = [placed[0], placed[2]]
    with pytest.raises(FieldError) as refused:
        service.shortlist(runner(made), made.id, digest(made), other, " ")
    assert (refused.value.code, refused.value.field) == ("departure_reason", "reason")
    ranking = make.shortlisted(made, other, "Toinen näkökulma mukaan")
    assert (ranking.chosen, ranking.reason) == (sorted(other), "Toinen näkökulma mukaan")


def test_nobody_goes_on_is_no_shortlist(session):
    made = scored()
    with pytest.raises(FieldError) as refused:
        service.shortlist(runner(made), made.id, digest(made), [999_999], "Syy")
    assert refused.value.code == "shortlist_empty"


def test_equals_at_the_cut_are_no_ones_by_themselves(session):
    made = make.judging()
    make.score_all(made, marks=alike)
    with pytest.raises(FieldError) as refused:
        make.shortlisted(made, order(made)[:2])
    assert refused.value.code == "departure_reason"
    make.shortlisted(made, order(made)[:2], "Arvottiin lautakunnassa")


def test_nothing_is_fixed_before_everything_is_in(session):
    made = make.judging(rounds=1)
    make.declare_all(made)
    make.score(assignments_of(made.id, 1)[0])
    with pytest.raises(ConflictError) as refused:
        make.prepared(made)
    assert (refused.value.code, refused.value.facts) == ("readings_open", {"count": 11})


def test_an_order_that_has_changed_since_it_was_seen_is_not_fixed(session):
    made = scored()
    seen = digest(made)
    gone = session.get_one(make.Concept, order(made)[3])
    gone.status = C.WITHDRAWN
    session.commit()
    with pytest.raises(ConflictError) as refused:
        service.shortlist(runner(made), made.id, seen, order(made)[:2], "")
    assert refused.value.code == "order_changed"


def test_two_different_people_sign(session):
    made = scored(rounds=1)
    ranking = make.prepared(made)
    with pytest.raises(ForbiddenError) as refused:
        service.sign(runner(made), made.id)
    assert refused.value.code == "signs_alone"
    assert made.status is S.JUDGING_1
    other = second(made)
    service.sign(other, made.id)
    session.refresh(made)
    session.refresh(ranking)
    assert made.status is S.DECIDED
    assert {ranking.made_by_id, ranking.signed_by_id} == {runner(made).user_id, other.user_id}
    told = session.query(OutboxMessage).filter_by(template="jury/decided").count()
    assert told == len(jurors_of(made.id, JurorStatus.ACCEPTED))


def test_the_chair_of_the_jury_may_be_the_second_and_no_other_juror(session):
    made = scored(rounds=1)
    make.prepared(made)
    chair, other = (
        next(one for one in jurors_of(made.id) if one.is_chair is is_chair)
        for is_chair in (True, False)
    )
    with pytest.raises(NotFoundError):
        service.sign(by(other), made.id)
    service.sign(by(chair), made.id)
    session.refresh(made)
    assert made.status is S.DECIDED
    assert ranking_of(made.id, 1).signed_by_id == chair.user_id


def test_nobody_signs_about_their_own_or_with_a_conflict(session):
    made = make.judging(4, 4, rounds=1)
    chair = next(one for one in jurors_of(made.id) if one.is_chair)
    make.jury_conflict.recuse(by(chair), make.of_juror(chair)[0].id, "work", "")
    make.score_all(made)
    mine = staff()
    session.get_one(make.Concept, order(made)[0]).lead_id = mine.id
    session.commit()
    with pytest.raises(ForbiddenError) as refused:
        service.prepare(acting(mine), made.id, digest(made), ())
    assert refused.value.code == "own_concept"
    make.prepared(made)
    with pytest.raises(ForbiddenError) as refused:
        service.sign(by(chair), made.id)
    assert refused.value.code == "jury_conflicted"


def test_a_tie_for_a_prize_is_settled_by_the_jury_with_a_reason(session):
    made = make.judging(3, 2, rounds=1)
    make.score_all(made, marks=alike)
    first, then = order(made)
    for settled, code in (
        ((), "tie_open"),
        ((Settled((first,), "Syy"),), "tie_open"),
        ((Settled((then, first), " "),), "tie_reason"),
    ):
        with pytest.raises(FieldError) as refused:
            make.prepared(made, *settled)
        assert (refused.value.code, refused.value.field) == (code, "tie_1")
    ranking = make.prepared(made, Settled((then, first), "Hyödyttää useampia"))
    assert [(row["concept_id"], row["rank"]) for row in ranking.result] == [(then, 1), (first, 2)]
    assert ranking.inputs["settled"][0]["reason"] == "Hyödyttää useampia"
    service.sign(second(made), made.id)
    assert recomputed(ranking.inputs) == ranking.result


def test_equals_below_the_prizes_stay_equals(session):
    made = make.judging(3, 5, rounds=1)

    def marks(assignment, _turn):
        return 5 - min(order_of[assignment.concept_id], 2)

    mine = sorted(one.concept_id for one in make.of_juror(jurors_of(made.id)[0]))
    order_of = {concept_id: number for number, concept_id in enumerate(mine)}
    make.score_all(made, marks=marks)
    ranking = make.prepared(made)
    assert [row["rank"] for row in ranking.result] == [1, 2, 3, 3, 3]


def test_it_is_sent_back_with_a_reason_and_prepared_anew(session):
    made = scored(rounds=1)
    make.prepared(made)
    other = second(made)
    with pytest.raises(FieldError):
        service.send_back(other, made.id, "")
    service.send_back(other, made.id, "Tarkistetaan ensin")
    assert ranking_of(made.id, 1) is None
    (mail,) = session.query(OutboxMessage).filter_by(template="jury/sent_back").all()
    assert mail.context["reason"] == "Tarkistetaan ensin"
    make.prepared(made)


def test_an_entry_withdrawn_before_the_second_signature_stops_it(session):
    made = scored(rounds=1)
    make.prepared(made)
    session.get_one(make.Concept, order(made)[0]).status = C.WITHDRAWN
    session.commit()
    with pytest.raises(ConflictError) as refused:
        service.sign(second(made), made.id)
    assert refused.value.code == "order_changed"
    session.refresh(made)
    assert made.status is S.JUDGING_1


def test_each_kind_of_challenge_goes_its_own_way(session):
    one, two = scored(rounds=1), scored()
    with pytest.raises(IllegalMoveError):
        make.shortlisted(one, order(one)[:1], "Syy")
    with pytest.raises(IllegalMoveError):
        make.prepared(two)
    made = make.decided(two)
    assert made.status is S.DECIDED
    assert session.query(Ranking).filter_by(challenge_id=made.id).count() == 2


def test_who_signs_is_of_the_city(session):
    made = scored(rounds=1)
    make.prepared(made)
    for who in (acting(staff(slug="oulu")), acting(person())):
        with pytest.raises(NotFoundError):
            service.sign(who, made.id)
    with pytest.raises(ForbiddenError):
        service.sign(acting(staff(make.CityRole.EDITOR)), made.id)


def test_the_last_round_does_not_begin_before_the_shortlist(session):
    made = make.judging()
    with pytest.raises(ConflictError):
        jury_round.begin_final(runner(made), made.id)
