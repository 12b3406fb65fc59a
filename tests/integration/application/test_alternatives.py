"""Places wished for instead of each other: one is taken, the others give way."""

import pytest

from app.database import db
from app.policies.alternative import groups, one_of_each, rank_of
from app.queries.decision import open_actions
from app.queries.lead import lead_of
from app.services import (
    application,
    application_draft,
    application_place,
    application_wish,
    decision,
)
from app.services.application_place import Places, PlaceWish
from app.services.application_wish import Wish
from app.services.decision import OfferTerms
from models.application import ApplicationPart, JointPolicy, PartAction, PartStatus
from models.audit import AuditLine
from models.booking import BookingStatus
from models.errors import ConflictError
from models.outbox import OutboxMessage
from models.testbed_kind import Approval
from tests.factories import application as make
from tests.factories.account import acting, staff
from tests.factories.application import day
from tests.factories.mail import templates
from tests.factories.testbed import testbed

DAYS = {"earliest": day(10), "days": 10}


def choices(*numbers, sent=True, places=None, **values):
    """Return an application whose places have these group numbers, in the order wished."""
    cities = ("helsinki", "tampere", "oulu", "helsinki")
    where = places or [testbed(cities[at]) for at in range(len(numbers))]
    made = make.draft(*where, **values)
    actor = make.applicant(made)
    for order, (part, number) in enumerate(zip(made.parts, numbers, strict=True), start=1):
        wish = Wish(**DAYS, preference=order, alternative=number)
        application_wish.set_wish(actor, part.id, part.version, wish)
    if sent:
        application.submit(actor, made.id, made.version, make.TERMS)
    return made


def of(part):
    db.session.expire_all()
    return db.session.get(ApplicationPart, part.id)


def accept(part):
    return make.accept(part)


def test_the_groups_are_in_the_order_of_the_wishes(session):
    one, two, three, four = (made := choices(1, 1, None, 1)).parts
    assert groups(made) == [[one, two, four], [three]]
    assert rank_of(three) is None
    rank = rank_of(four)
    assert (rank.place, rank.of, rank.before) == (3, 3, (one, two))


def test_what_was_wished_for_instead_is_withdrawn_when_one_is_accepted(session):
    first, second, third = choices(1, 1, 1).parts
    alone = choices(None).parts[0]
    make.give(second)
    make.give(third)
    accept(of(second))

    assert [of(one).status for one in (first, second, third, alone)] == [
        PartStatus.WITHDRAWN, PartStatus.ACCEPTED, PartStatus.WITHDRAWN, PartStatus.SUBMITTED,
    ]  # fmt: skip
    assert make.booking_of(third).status is BookingStatus.CANCELLED
    lines = db.session.query(AuditLine).filter_by(action="application_part:withdraw").all()
    assert sorted(line.thing_id for line in lines) == sorted([first.id, third.id])
    told = db.session.query(OutboxMessage).filter_by(template="application/given_way_city").all()
    assert {one.recipient for one in told} == {
        part.testbed.city.role_mailbox for part in (first, third)
    }
    assert all(one.context["chosen"] for one in told)


def test_nothing_gives_way_when_the_acceptance_is_refused(session):
    first, second = choices(1, 1).parts
    make.give(second)
    with make.days_later(30), pytest.raises(ConflictError):
        accept(of(second))
    assert of(first).status is PartStatus.SUBMITTED


def test_places_of_other_groups_and_those_that_ended_stay_as_they_are(session):
    first, second, third, other = choices(1, 1, 1, None).parts
    decision.reject(make.coordinator(third), third.id, "Full")
    make.give(first)
    accept(of(first))
    assert [of(one).status for one in (second, third, other)] == [
        PartStatus.WITHDRAWN, PartStatus.REJECTED, PartStatus.SUBMITTED,
    ]  # fmt: skip


def test_freed_days_of_what_gives_way_go_to_who_waits_there(session):
    place = testbed("tampere", capacity=1)
    first, second = choices(1, 1, places=[testbed("helsinki"), place]).parts
    make.give(first)
    make.give(second)
    waiter = make.waiting(place)
    accept(of(first))
    assert of(waiter).status is PartStatus.OFFERED


def test_who_needs_every_place_needs_one_of_each_group(session):
    one, two, three = (made := choices(1, 1, None, joint_policy="all")).parts
    boss = make.coordinator(one)
    assert PartAction.OFFER not in open_actions(boss, one)
    for part in (one, three):
        decision.take_up(make.coordinator(part), part.id)
        decision.shortlist(make.coordinator(part), part.id)
    decision.offer_joint(boss, made.id)
    assert [of(part).status for part in (one, two, three)] == [
        PartStatus.OFFERED, PartStatus.SUBMITTED, PartStatus.OFFERED,
    ]  # fmt: skip
    accept(of(one))
    assert of(two).status is PartStatus.WITHDRAWN
    assert of(three).status is PartStatus.OFFERED


def test_the_next_choice_counts_when_the_first_is_declined(session):
    one, two, three = (made := choices(1, 1, None, joint_policy="all")).parts
    assert {part.id for part in one_of_each(made)} == {one.id, three.id}
    decision.reject(make.coordinator(one), one.id, "No")
    assert {part.id for part in one_of_each(made)} == {two.id, three.id}
    with pytest.raises(ConflictError) as error:
        decision.offer_joint(make.coordinator(one), made.id)
    assert error.value.code == "joint_not_ready"


def test_what_is_wished_for_instead_does_not_keep_the_lead_waiting(session):
    one, two, three = (made := choices(1, 1, None, joint_policy="all")).parts
    for part in (one, three):
        decision.take_up(make.coordinator(part), part.id)
        decision.shortlist(make.coordinator(part), part.id)
    assert two.status is PartStatus.SUBMITTED
    assert "lead/ready" in templates()
    assert lead_of(make.coordinator(one), made).is_ready


def test_alternatives_alone_are_offered_one_by_one(session):
    one, two = choices(1, 1, joint_policy="all").parts
    assert PartAction.OFFER in open_actions(make.coordinator(two), two)
    decision.offer(make.coordinator(two), two.id, OfferTerms(day(10), day(19)))
    assert of(one).status is PartStatus.SUBMITTED


def test_places_that_decide_by_themselves_offer_the_first_that_has_room(session):
    places = [
        testbed(at, approval=Approval.AUTOMATIC, capacity=1) for at in ("helsinki", "tampere")
    ]
    make.part(places[0])
    before, after = choices(1, 1, places=places).parts
    assert [of(one).status for one in (before, after)] == [
        PartStatus.SUBMITTED, PartStatus.OFFERED,
    ]  # fmt: skip


def test_nothing_is_offered_by_itself_while_a_better_wish_is_decided_on(session):
    places = [testbed("helsinki"), testbed("tampere", approval=Approval.AUTOMATIC)]
    _first, second = choices(1, 1, places=places).parts
    assert of(second).status is PartStatus.SUBMITTED


def places_of(made):
    return Places(
        tuple(
            PlaceWish(part.id, part.version, Wish(**DAYS, preference=part.preference,
                                                  alternative=part.alternative))
            for part in made.parts
        ),
        None,
        made.version,
    )  # fmt: skip


def standing(made):
    db.session.expire_all()
    return [(part.testbed_id, part.preference, part.alternative) for part in made.parts]


def test_a_place_moves_up_and_down(session):
    made = choices(1, 1, None, sent=False)
    one, two, three = (part.testbed_id for part in made.parts)
    ids = [part.id for part in made.parts]
    actor = make.applicant(made)
    application_place.move_place(actor, made.id, places_of(made), ids[1], -1)
    assert standing(made) == [(two, 1, 1), (one, 2, 1), (three, 3, None)]
    application_place.move_place(actor, made.id, places_of(made), ids[1], -1)
    assert standing(made)[0] == (two, 1, 1)
    application_place.move_place(actor, made.id, places_of(made), ids[2], -1)
    assert standing(made) == [(two, 1, 1), (three, 2, 1), (one, 3, None)]


def test_nobody_is_an_alternative_alone(session):
    made = choices(1, 1, None, sent=False)
    application_wish.remove_part(make.applicant(made), made.parts[0].id)
    assert [(preference, number) for _place, preference, number in standing(made)] == [
        (1, None), (2, None),
    ]  # fmt: skip


def test_a_copy_keeps_the_order_and_the_alternatives(session):
    made = choices(1, 1, None)
    copy = db.session.get(type(made), application_draft.copy_as_new(make.applicant(made), made.id))
    assert [(one.preference, one.alternative) for one in copy.parts] == [
        (1, 1), (2, 1), (3, None),
    ]  # fmt: skip


def test_the_city_reads_which_choice_it_is_and_how_the_better_ones_stand(session, client, sign_in):
    one, two = choices(1, 1).parts
    decision.take_up(make.coordinator(one), one.id)
    sign_in(staff(slug="tampere"))
    text = client.page(f"/en/desk/applications/{two.id}").text
    assert "Choice 2 of 2" in text
    assert f"Choice 1: {one.testbed.name.en}, Helsinki: " in text
    assert "Choice 2 of 2" in client.page("/en/desk/applications").text


def test_ticks_and_buttons_on_the_page_of_places(session, client, sign_in):
    made = choices(None, None, None, sent=False)
    sign_in(made.author)
    one, two, three = (part.id for part in made.parts)
    url = f"/en/my/applications/{made.id}/edit/places"
    page = client.page(url)
    assert f"p{one}-instead" not in {box.get("name") for box in page.all("input")}
    typed = {"joint_policy": "any", "version": str(made.version), f"p{two}-instead": "y"}
    for part in made.parts:
        typed |= {
            f"p{part.id}-version": str(part.version), f"p{part.id}-earliest": str(day(12)),
            f"p{part.id}-days": "7", f"p{part.id}-units": "1",
        }  # fmt: skip
    answer = client.post(url, data={**typed, "stay": f"up {three}"})
    assert (answer.status_code, answer.location) == (303, f"{url}#part-{three}")
    db.session.expire_all()
    assert [(part.id, part.alternative, part.days) for part in made.parts] == [
        (one, 1, 7), (three, 1, 7), (two, None, 7),
    ]  # fmt: skip
    assert made.joint_policy is JointPolicy.ANY


def test_another_citys_colleague_learns_nothing_new(session, client, sign_in):
    two = choices(1, 1).parts[1]
    sign_in(staff(slug="oulu"))
    assert client.get(f"/en/desk/applications/{two.id}").status_code == 404
    assert acting(staff(slug="oulu")).cities.isdisjoint({two.city_id})
