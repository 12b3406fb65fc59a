"""Days booked before there were agreements get one, once, and both sides are asked to sign it."""

from app.queries.agreement import live_of
from app.services import agreement, application
from app.services.agreement_upgrade import draw_up_missing
from models.agreement import SignedHow
from models.application import PartStatus
from models.testbed_kind import Approval
from tests.factories import application as make
from tests.factories.pilot_run import mails, readers
from tests.factories.testbed import testbed


def older(*places, **values):
    """Return a booked part without an agreement."""
    made = make.pilot_part(make.booked(*places, **values))
    make.without_agreement(made)
    return made


def test_both_sides_are_asked_once_and_can_sign(session):
    made = older()
    assert (draw_up_missing(), draw_up_missing()) == (1, 0)
    kept = live_of(made.id)
    assert (kept.applicant_signed_at, kept.city_signed_at) == (None, None)
    assert readers("agreement/asked") == {made.application.author.email}
    assert len(mails("agreement/asked_city")) == 1

    agreement.sign(make.applicant(made.application), kept.id, kept.body_sha256, "Aino")
    agreement.sign(make.coordinator(made), kept.id, kept.body_sha256, "Kaisa")
    session.refresh(made)
    assert made.status is PartStatus.AGREED


def test_what_has_one_or_is_not_booked_is_left_alone(session):
    make.booked()
    make.offered()
    ended = older()
    application.withdraw(make.applicant(ended.application), ended.id)
    assert draw_up_missing() == 0


def test_a_place_that_decides_by_itself_has_signed_for_all(session):
    place = testbed()
    made = older(place)
    place.approval = Approval.AUTOMATIC
    session.commit()
    assert draw_up_missing() == 1
    assert live_of(made.id).city_signed_how is SignedHow.STANDING
    assert mails("agreement/asked_city") == []


def test_the_command_tells_how_many(session, app):
    older()
    done = app.test_cli_runner().invoke(args=["agreements", "draw-up"])
    assert done.output == "1 drawn up\n"


def test_the_page_and_the_list_say_what_is_missing(session, client, sign_in):
    made = older()
    draw_up_missing()
    sign_in(made.application.author)
    page = client.page("/en/my")
    assert "Your signature is missing." in page.text
    assert "Read and sign" in page.words("a", href=f"/en/my/agreements/{live_of(made.id).id}")
