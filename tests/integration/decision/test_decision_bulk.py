"""One step with many parts: a preview of each, each in its own transaction, nothing skipped."""

import pytest

from app.services import decision, review
from app.services.decision_bulk import BulkKind, Reason, carry_out, plan
from models.account import CityRole
from models.application import PartStatus
from models.decision import Decision
from models.decision_reason import DECLINE_TEXTS, DeclineReason
from models.errors import FieldError
from tests.factories import call as make_call
from tests.factories.account import acting, staff
from tests.factories.application import in_state, part
from tests.factories.form import filled
from tests.factories.mail import templates
from tests.factories.testbed import testbed
from tests.page import words_of


@pytest.fixture
def chief(session):
    return acting(staff(slug="helsinki"))


def seen(*parts):
    return {one.id: one.version for one in parts}


def codes(results):
    return [one.error.code if one.error else "" for one in results]


def test_each_is_taken_up_or_says_why_not(session, chief):
    first, gone, last = part(), part(), part()
    in_state(gone, PartStatus.WITHDRAWN)
    foreign = part(testbed("tampere"))
    ids = [first.id, gone.id, foreign.id, last.id]
    expected = ["", "illegal_move", "not_found", ""]
    assert codes(plan(chief, BulkKind.TAKE_UP, ids)) == expected

    results = carry_out(chief, BulkKind.TAKE_UP, seen(first, gone, foreign, last))

    assert codes(results) == expected
    assert [one.part_id for one in results] == ids
    assert results[2].part is None
    session.expire_all()
    assert [one.status for one in (first, gone, foreign, last)] == [
        PartStatus.IN_REVIEW, PartStatus.WITHDRAWN, PartStatus.SUBMITTED, PartStatus.IN_REVIEW,
    ]  # fmt: skip


def test_one_that_changed_after_the_preview_is_left_alone(session, chief):
    steady, moved = part(), part()
    looked_at = seen(steady, moved)
    decision.ask(chief, moved.id, "How many?")
    results = carry_out(chief, BulkKind.REJECT, looked_at, Reason(own="No power"))
    assert codes(results) == ["", "changed_meanwhile"]
    assert moved.status is PartStatus.NEEDS_INFO


def test_all_are_declined_with_one_reason_each_in_the_language_of_its_application(session, chief):
    english, swedish = part(), part()
    swedish.application.language = "sv"
    session.commit()
    reason = Reason(DeclineReason.FULL, "Try again in May.")
    assert codes(carry_out(chief, BulkKind.REJECT, seen(english, swedish), reason)) == ["", ""]
    text = DECLINE_TEXTS[DeclineReason.FULL]
    for made, words in ((english, text.en), (swedish, text.sv)):
        written = session.query(Decision).filter_by(part_id=made.id).one()
        assert written.reasons == f"{words}\n\nTry again in May."
        assert written.legal_text
        assert "decision/rejected" in templates(made.application.author.email)


def test_a_refusal_needs_a_reason_and_there_is_a_limit(session, chief):
    with pytest.raises(FieldError) as refused:
        carry_out(chief, BulkKind.REJECT, seen(part()), Reason(own=" "))
    assert refused.value.code == "reason_needed"
    for ids, code in (([], "nothing_ticked"), (list(range(1, 52)), "too_many_parts")):
        with pytest.raises(FieldError) as refused:
            plan(chief, BulkKind.TAKE_UP, ids)
        assert refused.value.code == code


def test_the_preview_asks_what_the_service_asks(session, chief):
    place = make_call.by_call()
    make_call.published(place, reviews_needed=1)
    unread, tied = part(place), part()
    decision.take_up(chief, unread.id)
    review.recuse(chief, tied.id, "My old firm")
    for kind in (BulkKind.SHORTLIST, BulkKind.REJECT):
        planned = codes(plan(chief, kind, [unread.id, tied.id]))
        reason = Reason(own="No") if kind is BulkKind.REJECT else None
        assert codes(carry_out(chief, kind, seen(unread, tied), reason)) == planned
    assert planned == ["", "recused"]


@pytest.mark.parametrize("role", [CityRole.EDITOR, CityRole.REVIEWER])
def test_roles_that_do_not_decide_decline_none(session, role):
    made = part()
    results = carry_out(acting(staff(role)), BulkKind.REJECT, seen(made), Reason(own="No"))
    assert codes(results) == ["forbidden"]
    assert made.status is PartStatus.SUBMITTED


def test_the_pages_preview_carry_out_and_list_every_one(client, sign_in, session):
    sign_in(staff(slug="helsinki"))
    first, gone = part(title="Humming lamps"), part(title="Quiet benches")
    in_state(gone, PartStatus.WITHDRAWN)
    home = "/en/desk/applications/bulk"
    assert client.page("/en/desk/applications").all("input", type="checkbox")
    page = client.page(f"{home}?kind=reject&pick={first.id}&pick={gone.id}")
    rows = [words_of(row) for body in page.all("tbody") for row in body]
    assert "Will be done" in rows[0]
    assert "Cannot be done" in rows[1]

    answers = filled(page)
    refused = client.post(home, data=answers)
    assert refused.status_code == 422
    answer = client.post(home, data=answers | {"because": "risk", "reason": ""})

    assert answer.status_code == 200
    told = answer.get_data(as_text=True)
    assert "1 of 1 done" in told
    assert first.status is PartStatus.REJECTED
    again = client.post(home, data=answers | {"because": "risk", "reason": ""})
    assert "1 of 1 done" in again.get_data(as_text=True), "sent twice, done once"
    assert session.query(Decision).filter_by(part_id=first.id).count() == 1


@pytest.mark.parametrize("query", ["", "?kind=reject", "?kind=take_up&pick=x&pick=99999999999"])
def test_odd_addresses_are_no_error(client, sign_in, query):
    sign_in(staff(slug="helsinki"))
    assert client.get(f"/en/desk/applications/bulk{query}").status_code in {200, 404}
