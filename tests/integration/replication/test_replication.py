"""A result is tried again elsewhere: what is public is copied, the family is kept and shown."""

from decimal import Decimal

import pytest

from app.database import db
from app.queries.panel import live_texts, panel_of
from app.queries.replication import original_of, places_for
from app.queries.result import family
from app.services import application, application_draft, application_wish
from app.services import panel as panel_service
from app.services.application_wish import Wish
from app.services.replication import replicate
from models.application import ApplicantForm, Application
from models.audit import AuditLine
from models.base import Translated
from models.errors import DomainError, FieldError, NotFoundError
from models.indicator import Indicator
from models.panel import PanelStatus
from models.pilot import Pilot, PilotStatus
from models.testbed_kind import ApplicantKind
from models.volunteer import Volunteer
from tests.factories import panel as panels
from tests.factories.account import acting, member, person
from tests.factories.application import ANSWERS, TERMS, accept, applicant, day, give
from tests.factories.form import filled
from tests.factories.indicator import indicator
from tests.factories.mail import mails
from tests.factories.pilot import ended, preparing, stopped
from tests.factories.pilot import running as running_pilot
from tests.factories.pilot_step import completed, reporting, running, sent
from tests.factories.testbed import testbed
from tests.page import read_page


def first():
    """Return a completed pilot in Helsinki with an indicator."""
    made = completed(testbed("helsinki", kind="street", themes=["lighting"]))
    made.themes = ["lighting"]
    indicator(made, "12", "8", result=Decimal("7.25"))
    db.session.commit()
    return made


def again(made, writer=None, place=None):
    """Return the draft of somebody who tries a pilot again in Oulu."""
    author = acting(writer or member())
    place = place or testbed("oulu", kind="street")
    form = ApplicantForm.ORGANISATION if author.organisations else ApplicantForm.PERSON
    organisation = next(iter(author.organisations), None)
    ident = replicate(author, made.slug, [place.id], form, organisation, "en")
    return db.session.get_one(Application, ident)


def with_panel(**values):
    """Return a pilot that ended, with a panel in which somebody took part."""
    made = running(testbed("helsinki", kind="street", themes=["lighting"]), days=5)
    made.themes = ["lighting"]
    panel = panels.opened(made, 5, panels.cycling(), **values)
    panels.confirmed(panel)
    made.status = PilotStatus.COMPLETED
    db.session.commit()
    return made, panel


def born(made, draft):
    """Return the pilot that a draft becomes when it is sent, offered and accepted."""
    writer = applicant(draft)
    kept = {name: value for name, value in ANSWERS.items() if not getattr(draft, name, None)}
    application_draft.save_draft(writer, draft.id, draft.version, kept)
    part = draft.parts[0]
    application_wish.set_wish(writer, part.id, part.version, Wish(earliest=day(10), days=10))
    application.submit(writer, draft.id, draft.version, TERMS)
    give(part)
    return db.session.get_one(Pilot, accept(part))


def test_only_what_is_public_is_copied_into_the_draft(session):
    made = first()
    made.application.risks = made.application.novelty = "xsalainenx"
    session.commit()
    draft = again(made)
    assert (draft.title, draft.summary) == (made.title.en, made.plain.en)
    assert draft.themes == ["lighting"]
    assert draft.goals == "– Electricity used: 7.25 kWh"
    values = {name: getattr(draft, name) for name in draft.__table__.columns.keys()}  # noqa: SIM118 - a collection of columns
    assert "xsalainenx" not in str(values)
    assert draft.contact_email != made.application.contact_email
    assert original_of(draft.id).id == made.id


def test_the_new_pilot_keeps_the_family_and_plans_with_the_same_indicators(session):
    made = first()
    child = born(made, again(made))
    assert child.replicates_id == made.id
    planned = session.query(Indicator).filter_by(pilot_id=child.id).one()
    assert (planned.name.fi, planned.unit) == ("Sähkön kulutus", "kWh")
    assert (planned.baseline, str(planned.target), planned.result) == (None, "7.25", None)
    assert planned.points == []


def test_the_contact_of_the_first_is_told_when_it_is_sent_but_not_by_whom(session):
    made = first()
    draft = again(made)
    assert "replication/sent" not in {mail.template for mail in mails()}
    born(made, draft)
    told = [mail for mail in mails() if mail.template == "replication/sent"]
    assert [mail.recipient for mail in told] == [made.contact_email]
    assert told[0].context["cities_text"] == "Oulu"
    assert draft.applicant_name not in str(told[0].context)
    assert draft.contact_email not in str(told[0].context)


@pytest.mark.parametrize("make", [reporting, sent])
def test_what_is_not_public_is_not_replicated(session, make):
    with pytest.raises(NotFoundError):
        again(make())


def test_a_place_in_the_same_city_is_no_replication(session):
    made = first()
    with pytest.raises(DomainError) as refused:
        again(made, place=testbed("helsinki"))
    assert refused.value.code == "same_city"
    assert session.query(Application).filter_by(author_id=made.application.author_id).count() == 1


def test_whoever_may_not_apply_there_may_not_replicate_there(session):
    made = first()
    place = testbed("oulu", applicants=[ApplicantKind.COMPANIES])
    with pytest.raises(DomainError) as refused:
        again(made, writer=person(), place=place)
    assert refused.value.code == "not_welcome"


def test_places_of_the_same_kind_come_first_and_only_of_other_cities(session):
    made = first()
    other = testbed("oulu", kind="park", themes=["lighting"])
    same = testbed("oulu", kind="street", themes=["food"])
    testbed("oulu", kind="park", themes=["food"])
    testbed("helsinki", kind="street", themes=["lighting"])
    assert [one.id for one in places_for(made)] == [same.id, other.id]


def tree(branch):
    return (branch.pilot.id, [tree(child) for child in branch.children])


def test_the_tree_is_the_same_from_every_member_and_shows_only_what_is_public(session):
    root = ended(at="oulu")
    left = ended(-50, -20, at="tampere", replicates_id=root.id)
    right = running_pilot(at="helsinki", replicates_id=root.id)
    grand = stopped(at="oulu", replicates_id=left.id)
    preparing(at="tampere", replicates_id=left.id)
    expected = (root.id, [(left.id, [(grand.id, [])]), (right.id, [])])
    for one in (root, left, right, grand):
        assert tree(family(one)) == expected
    assert family(ended()) is None


def test_a_circle_made_by_force_ends(session):
    one, two = ended(), ended()
    one.replicates_id, two.replicates_id = two.id, one.id
    session.commit()
    assert family(one) is not None


def test_the_page_offers_places_and_begins_the_draft(client, session, sign_in):
    made = first()
    place = testbed("oulu", kind="street", themes=["lighting"])
    url = f"/en/results/{made.slug}/replicate"
    assert client.get(url).status_code == 302, "asks to sign in"
    writer = member()
    sign_in(writer)
    page = client.page(url)
    assert place.name.en in page.text
    form = filled(page)
    answer = client.post(url, data={**form, "testbed": [], "applicant": ""})
    assert answer.status_code == 422
    again_page = read_page(answer)
    assert "Choose at least one place" in again_page.text
    chosen = f"organisation:{next(iter(acting(writer).organisations))}"
    sent_form = {**form, "testbed": str(place.id), "applicant": chosen}
    answer = client.post(url, data=sent_form)
    assert answer.status_code == 303
    assert "/edit/places" in answer.location
    draft = session.query(Application).filter_by(author_id=writer.id).one()
    assert draft.title == made.title.en


def test_the_way_of_taking_part_comes_along_as_a_draft_and_nobody_with_it(client, session, sign_in):
    made, old = with_panel(reward=Translated("Kahvi", "Kaffe", "Coffee"))
    pilot = born(made, again(made))
    new = panel_of(pilot.id)

    assert new.status is PanelStatus.DRAFT
    assert (new.tasks, new.reward, new.cap, new.taken) == (old.tasks, old.reward, 5, 0)
    assert pilot.start_day <= new.opens_day <= new.closes_day <= pilot.end_day
    assert [one.words for one in new.questions] == [one.words for one in old.questions]
    assert [(one.name, one.is_required) for one in new.purposes] == [
        (one.name, one.is_required) for one in live_texts(old)
    ]
    assert all(one.live is None for one in new.purposes), "approved anew in the other city"
    assert session.query(Volunteer).filter_by(panel_id=new.id).count() == 0
    assert session.query(AuditLine).filter_by(action="panel:copy", thing_id=new.id).count() == 1
    sign_in(pilot.application.author)
    page = client.page(f"/en/my/pilots/{pilot.id}/panel")
    assert "Begun from the first experiment" in page.text
    assert made.title.en in page.text


def test_a_school_gives_no_reward_that_came_along(session):
    made, _old = with_panel(reward=Translated("Kahvi", "Kaffe", "Coffee"))
    pilot = born(made, again(made, place=testbed("oulu", kind="school", themes=["lighting"])))
    assert panel_of(pilot.id).reward == Translated()


def test_what_residents_never_saw_does_not_come_along(session):
    made, old = with_panel()
    old.status = PanelStatus.DRAFT
    session.commit()
    assert panel_of(born(made, again(made)).id) is None


def test_what_came_along_is_written_in_the_new_city_s_languages_before_it_is_asked(session):
    made, old = with_panel()
    for one in (*old.questions, *live_texts(old)):
        one.words = Translated(one.words.fi, "", "")
    session.commit()
    pilot = born(made, again(made))
    pilot.city.required_languages = ["fi", "sv"]
    session.commit()
    who = applicant(pilot.application)
    with pytest.raises(FieldError, match="part_unwritten") as refused:
        panel_service.ask(who, pilot.id)
    assert refused.value.facts["language"] == "sv"
