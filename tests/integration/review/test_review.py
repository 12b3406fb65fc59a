"""Reviews of a part: who scores, who sees what when, and what is fixed by the first of them."""

import pytest

from app.queries.review import panel
from app.services import application, decision, review
from app.services import call as calls
from app.services.review import Given
from models.account import CityRole
from models.application import PartStatus
from models.audit import AuditLine
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.organisation import Membership
from models.review import Review, ReviewStatus
from models.review_score import DEFAULT_WEIGHTS
from tests.factories import call as make_call
from tests.factories.account import acting, admin, host, member, person, staff
from tests.factories.application import coordinator, day, in_state, part
from tests.factories.review import give_review, scores
from tests.factories.staff import give_role
from tests.factories.testbed import testbed


@pytest.fixture
def reviewer(session):
    return acting(staff(CityRole.REVIEWER))


def code_of(error):
    return error.value.code


def test_a_draft_is_kept_and_seen_by_nobody_else(session, reviewer):
    made = part()
    review.save(reviewer, made.id, 0, Given({"novelty": 4}, "Promising"))
    mine = panel(reviewer, made).mine
    assert (mine.status, mine.scores, mine.comment) == (
        ReviewStatus.DRAFT, {"novelty": 4}, "Promising",
    )  # fmt: skip
    other = coordinator(made)
    give_review(other, made)
    assert panel(other, made).others == []
    assert panel(other, made).count == 1


def test_others_scores_are_seen_only_after_ones_own_are_in(session, reviewer):
    made, chief = part(), acting(staff(CityRole.COORDINATOR))
    give_review(chief, made, 5, "Splendid")
    before = panel(reviewer, made)
    assert (before.why_hidden, before.others, before.together.total) == ("first", [], None)

    give_review(reviewer, made, 1)

    after = panel(reviewer, made)
    assert [one.comment for one in after.others] == ["Splendid"]
    assert (after.together.total.mean, after.together.total.low, after.together.total.high) == (
        3, 1, 5,
    )  # fmt: skip


def test_a_review_can_be_changed_until_the_city_decides(session, reviewer):
    made = part()
    give_review(reviewer, made, 1)
    give_review(reviewer, made, 4)
    assert panel(reviewer, made).together.total.mean == 4
    decision.reject(coordinator(made), made.id, "No power")
    with pytest.raises(ConflictError) as refused:
        give_review(reviewer, made, 5)
    assert code_of(refused) == "review_closed"
    assert panel(reviewer, made).together.total.mean == 4


def test_a_submitted_review_is_not_hidden_by_a_draft_nor_by_an_older_tab(session, reviewer):
    made = part()
    give_review(reviewer, made)
    version = panel(reviewer, made).mine.version
    with pytest.raises(ConflictError) as refused:
        review.save(reviewer, made.id, version, Given({}))
    assert code_of(refused) == "already_submitted"
    with pytest.raises(ConflictError) as refused:
        review.submit(reviewer, made.id, version - 1, Given(scores(5)))
    assert code_of(refused) == "changed_meanwhile"


def test_every_criterion_that_weighs_needs_an_answer(session, reviewer):
    made = part()
    answers = scores(3)
    del answers["learning"]
    with pytest.raises(FieldError) as refused:
        review.submit(reviewer, made.id, 0, Given(answers))
    assert (code_of(refused), refused.value.field) == ("score_needed", "learning")
    with pytest.raises(FieldError) as refused:
        review.submit(reviewer, made.id, 0, Given(scores(None)))
    assert code_of(refused) == "nothing_scored"
    for odd in ({"novelty": 6}, {"novelty": -1}, {"charm": 3}):
        with pytest.raises(FieldError):
            review.save(reviewer, made.id, 0, Given(odd))
    assert session.query(Review).count() == 0


def test_a_conflict_takes_the_scores_out_keeps_the_reason_and_shows_none(session, reviewer):
    made, chief = part(), acting(staff(CityRole.COORDINATOR))
    give_review(chief, made, 5)
    give_review(reviewer, made, 1)
    with pytest.raises(FieldError) as refused:
        review.recuse(reviewer, made.id, "  ")
    assert code_of(refused) == "conflict_needed"

    review.recuse(reviewer, made.id, "My sister works there")

    seen = panel(reviewer, made)
    assert (seen.mine.scores, seen.mine.conflict) == ({}, "My sister works there")
    assert (seen.why_hidden, seen.others, seen.may_score) == ("recused", [], False)
    assert panel(chief, made).together.total.mean == 5
    assert panel(chief, made).recused == 1
    with pytest.raises(ConflictError):
        give_review(reviewer, made, 2)
    with pytest.raises(ConflictError) as refused:
        review.take_back(reviewer, made.id)
    assert code_of(refused) == "has_seen_scores"
    lines = session.query(AuditLine).filter_by(thing="review", action="review:recuse").all()
    assert [(one.city_id, one.facts) for one in lines] == [(made.city_id, {"version": 2})]


def test_a_conflict_declared_by_mistake_is_taken_back_before_scores_are_seen(session, reviewer):
    made = part()
    review.recuse(reviewer, made.id, "Wrong button")
    review.take_back(reviewer, made.id)
    give_review(reviewer, made, 2)
    assert panel(reviewer, made).mine.conflict == ""


def test_whoever_declared_a_conflict_does_not_decide(session):
    made = part()
    chief = coordinator(made)
    review.recuse(chief, made.id, "My old firm")
    for deed in (
        lambda: decision.take_up(chief, made.id),
        lambda: decision.reject(chief, made.id, "No"),
        lambda: decision.offer(chief, made.id, decision.OfferTerms(day(10), day(12))),
    ):
        with pytest.raises(ForbiddenError) as refused:
            deed()
        assert code_of(refused) == "recused"
    decision.take_up(coordinator(made), made.id)


def test_a_decider_may_read_the_scores_without_scoring_once_for_all(session, reviewer):
    made, chief = part(), acting(staff(CityRole.COORDINATOR))
    give_review(reviewer, made, 4)
    with pytest.raises(ForbiddenError):
        review.stand_aside(acting(staff(CityRole.REVIEWER)), made.id)
    review.stand_aside(chief, made.id)
    assert panel(chief, made).together.total.mean == 4
    with pytest.raises(ConflictError):
        give_review(chief, made, 5)


def test_the_service_hints_at_a_conflict(session):
    author = member()
    made = part(author=author)
    for user, hint in ((author, "own"), (person(), "")):
        give_role(user, CityRole.REVIEWER)
        assert panel(acting(user), made).hint == hint
    with pytest.raises(ForbiddenError) as refused:
        review.submit(acting(author), made.id, 0, Given(scores(5)))
    assert code_of(refused) == "own_application"
    assert panel(acting(author), made).why_hidden == "own"
    colleague = member(made.application.organisation)
    application.post_message(acting(colleague), made.application_id, "We can begin in May")
    session.query(Membership).filter_by(user_id=colleague.id).delete()
    session.commit()
    give_role(colleague, CityRole.REVIEWER)
    assert panel(acting(colleague), made).hint == "wrote"


def test_weights_are_fixed_with_the_first_review_that_is_in(session, reviewer):
    made, later = part(), part()
    chief = acting(staff(CityRole.COORDINATOR))
    review.save(reviewer, made.id, 0, Given(scores(3)))
    only_price = dict.fromkeys(DEFAULT_WEIGHTS, 0) | {"price": 10}
    review.set_weights(chief, made.city_id, only_price)
    assert panel(reviewer, made).weights == only_price
    give_review(reviewer, made, 1, price=5)
    review.set_weights(chief, made.city_id, DEFAULT_WEIGHTS)
    assert panel(reviewer, made).weights == only_price
    assert panel(reviewer, made).together.total.mean == 5
    assert panel(reviewer, later).weights == DEFAULT_WEIGHTS


@pytest.mark.parametrize(
    ("weights", "code"),
    [({"price": 101}, "weight_range"), ({"price": -1}, "weight_range"), ({}, "weights_empty")],
)
def test_weights_are_points_of_which_some_weigh(session, weights, code):
    chief = acting(staff(CityRole.COORDINATOR))
    with pytest.raises(FieldError) as refused:
        review.set_weights(chief, part().city_id, weights)
    assert code_of(refused) == code


def test_a_call_has_weights_of_its_own_and_says_how_many_reviews_it_needs(session, reviewer):
    place = make_call.by_call()
    only_novelty = dict.fromkeys(DEFAULT_WEIGHTS, 0) | {"novelty": 1}
    called = make_call.published(place, weights=only_novelty, reviews_needed=2)
    made = part(place)
    chief = coordinator(made)
    with pytest.raises(FieldError) as refused:
        calls.save(
            chief, called.id, called.version,
            make_call.text(place, weights=DEFAULT_WEIGHTS, reviews_needed=2, opens=-24),
        )  # fmt: skip
    assert code_of(refused) == "call_begun"
    decision.take_up(chief, made.id)
    give_review(reviewer, made, 2, novelty=5)
    assert panel(reviewer, made).together.total.mean == 5
    for deed in (
        lambda: decision.shortlist(chief, made.id),
        lambda: decision.offer(chief, made.id, decision.OfferTerms(day(10), day(12))),
    ):
        with pytest.raises(ConflictError) as refused:
            deed()
        assert code_of(refused) == "reviews_missing"
        assert refused.value.facts == {"needed": 2, "count": 1}
    give_review(chief, made, 3)
    decision.shortlist(chief, made.id)
    assert made.status is PartStatus.SHORTLISTED


SCORING = {
    "host": None, "reviewer": None, "coordinator": None, "admin": None,
    "editor": ForbiddenError, "other_city": NotFoundError, "other_host": NotFoundError,
    "applicant": NotFoundError, "stranger": NotFoundError,
}  # fmt: skip


@pytest.mark.parametrize("role", SCORING)
def test_who_scores(session, role):
    place = testbed()
    made = part(place)
    actors = {
        "host": lambda: acting(host(place)),
        "admin": lambda: acting(admin()),
        "other_city": lambda: acting(staff(CityRole.COORDINATOR, "tampere")),
        "other_host": lambda: acting(host(testbed())),
        "applicant": lambda: acting(made.application.author),
        "stranger": lambda: acting(person()),
    }
    actor = actors[role]() if role in actors else acting(staff(CityRole(role)))
    deeds = [
        lambda: review.save(actor, made.id, 0, Given({})),
        lambda: review.recuse(actor, made.id, "Why"),
        lambda: review.take_back(actor, made.id),
        lambda: review.submit(actor, made.id, 3, Given(scores(3))),
    ]
    for deed in deeds:
        if SCORING[role] is None:
            deed()
            continue
        with pytest.raises(SCORING[role]):
            deed()
    if role == "editor":
        assert panel(actor, made).why_hidden == "role"


@pytest.mark.parametrize("status", list(PartStatus))
def test_scores_come_only_while_the_city_has_not_decided(session, reviewer, status):
    made = part()
    in_state(made, status)
    is_open = status in {
        PartStatus.SUBMITTED, PartStatus.IN_REVIEW, PartStatus.NEEDS_INFO,
        PartStatus.SHORTLISTED, PartStatus.WAITLISTED,
    }  # fmt: skip
    if is_open:
        give_review(reviewer, made)
        return
    with pytest.raises(NotFoundError if status is PartStatus.DRAFT else ConflictError):
        review.submit(reviewer, made.id, 0, Given(scores(3)))
