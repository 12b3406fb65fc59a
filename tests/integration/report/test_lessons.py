"""The lessons of a pilot that was stopped: written by its people, public at once."""

import pytest

from app.database import db
from app.services import pilot as pilots
from app.services import report
from models.account import CityRole
from models.base import Translated
from models.errors import ConflictError, ForbiddenError
from models.pilot import Pilot, PilotStatus
from tests.factories.account import acting, staff
from tests.factories.application import applicant
from tests.factories.pilot_step import completed, runner, running

WORDS = {"learned": Translated("Routa on kovaa", "Tjälen är hård", "Frost is hard"),
         "failed": Translated("Pora", "Borren", "The drill")}  # fmt: skip


@pytest.fixture
def stopped(session):
    made = running()
    pilots.stop(runner(made), made.id, Translated("Routa", "Tjäle", "Frost"))
    return made


def test_the_applicant_and_the_city_write_them_and_everybody_reads_them(stopped, client):
    version = report.save(applicant(stopped.application), stopped.id, stopped.version, WORDS)
    report.save(runner(stopped), stopped.id, version, {"testers": 7})
    for path in (f"/en/pilots/{stopped.slug}", f"/en/results/{stopped.slug}"):
        page = client.get(path).get_data(as_text=True)
        assert "Frost is hard" in page
        assert "Frost" in page
    kept = db.session.get_one(Pilot, stopped.id)
    assert (kept.status, kept.testers) == (PilotStatus.STOPPED, 7)


def test_editors_of_the_city_do_not_write_them(stopped):
    with pytest.raises(ForbiddenError):
        report.save(acting(staff(CityRole.EDITOR)), stopped.id, stopped.version, WORDS)


def test_a_stopped_pilot_has_no_report_to_send_and_a_published_one_stays(stopped):
    with pytest.raises(ConflictError) as refused:
        report.send(applicant(stopped.application), stopped.id)
    assert refused.value.code == "not_reporting"
    done = completed()
    with pytest.raises(ConflictError):
        report.save(runner(done), done.id, done.version, WORDS)


def test_the_page_says_that_it_is_public_at_once(stopped, client, sign_in):
    sign_in(stopped.application.author)
    assert "Tell what was learned" in client.get("/en/my").get_data(as_text=True)
    path = f"/en/my/pilots/{stopped.id}/report"
    page = client.get(path).get_data(as_text=True)
    assert "What you save is public at once" in page
    assert "data-autosave" not in page
    assert "send for approval" not in page
    form = {"version": stopped.version, "learned_fi": "Routa on kovaa"}
    done = client.post(path, data=form, follow_redirects=True).get_data(as_text=True)
    assert "Everybody can read it" in done
    assert "Tell what was learned" not in client.get("/en/my").get_data(as_text=True)
