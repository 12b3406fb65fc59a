"""The pages on which indicators are planned, measured and told."""

import io

import pytest

from app.queries.evidence import public_evidence, public_file
from app.services import report
from models.attachment import Attachment
from models.indicator import Indicator
from models.report import Side
from tests.factories.application import applicant, booked, day, days_later
from tests.factories.attachment import attached
from tests.factories.document import pdf
from tests.factories.form import filled
from tests.factories.indicator import indicator
from tests.factories.pilot_step import reported, runner, running
from tests.factories.testbed import testbed
from tests.page import read_page


@pytest.fixture
def page_of(client, sign_in):
    """Sign the pilot's applicant in and return the address of its indicators, by language."""

    def go(pilot, lang="en"):
        sign_in(pilot.application.author)
        return f"/{lang}/my/pilots/{pilot.id}/indicators"

    return go


@pytest.mark.parametrize(
    "case",
    [
        ("fi", "1 234,5", "1234.5", "1\xa0234,5\xa0kWh"),
        ("sv", "1234,50", "1234.50", "1\xa0234,5\xa0kWh"),
        ("en", "1,234.5", "1234.5", "1,234.5\xa0kWh"),
        ("fi", "−0,25", "-0.25", "−0,25\xa0kWh"),
    ],
)
def test_numbers_are_read_and_shown_as_the_reader_writes_them(client, session, page_of, case):
    lang, typed, kept, shown = case
    pilot = booked(testbed())
    url = page_of(pilot, lang)
    answers = {"name_fi": "Sähkö", "unit": "kWh", "direction": "lower", "baseline": typed}
    sent = {**filled(client.page(f"{url}/new")), **answers}
    assert client.post(f"{url}/new", data=sent).status_code == 303
    made = session.query(Indicator).one()
    assert str(made.baseline) == kept
    assert shown in client.get(url).get_data(as_text=True)
    assert client.page(f"{url}/{made.id}").value("baseline") in {
        typed.replace(" ", ""), typed.replace(",", ""), typed.replace("−", "-"), "1234,5",
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["kaksi", "1,2,3", "12..5", "0,0000001", "9" * 30])
def test_what_is_no_number_is_told_at_the_field_and_kept(client, page_of, typed):
    url = page_of(booked(testbed()), "fi")
    sent = {**filled(client.page(f"{url}/new")), "name_fi": "Sähkö", "target": typed}
    answer = client.post(f"{url}/new", data=sent)
    assert answer.status_code == 422
    page = read_page(answer)
    assert page.value("target") == typed
    assert page.value("name_fi") == "Sähkö"


def test_the_plan_asks_for_no_result_and_the_run_for_a_reason(client, page_of):
    planned, live = indicator(booked(testbed())), indicator(running())
    names = {}
    for one in (planned, live):
        page = client.page(f"{page_of(one.pilot)}/{one.id}")
        names[one.id] = {field.get("name") for tag in ("input", "textarea")
                         for field in page.all(tag)}  # fmt: skip
    assert not {"result", "reason"} & names[planned.id]
    assert {"result", "reason", "day"} <= names[live.id]


def test_a_day_is_measured_and_taken_out_again(client, session, page_of):
    made = indicator(running())
    url = f"{page_of(made.pilot)}/{made.id}"
    data = {"day": day(0).isoformat(), "value": "9.5"}
    assert client.post(f"{url}/points", data=data).status_code == 303
    assert "9.5\xa0kWh" in client.get(url).get_data(as_text=True)
    bad = client.post(f"{url}/points", data={"day": day(3).isoformat(), "value": "9.5"})
    assert bad.status_code == 422
    assert "still to come" in read_page(bad).text
    session.refresh(made)
    point = made.points[0].id
    assert client.post(f"{url}/points/{point}/remove").status_code == 303
    assert "9.5" not in client.get(url).get_data(as_text=True)


def test_evidence_is_private_until_the_result_is_public(client, session, page_of, sign_in):
    pilot = reported()
    made = indicator(pilot)
    url = f"{page_of(pilot)}/{made.id}"
    upload = {"upload": (io.BytesIO(pdf()), "mittaus.pdf"), "title": "Mittauspöytäkirja"}
    assert client.post(f"{url}/files", data=upload).status_code == 303
    file_id = session.query(Attachment).one().id
    public = f"/en/results/{pilot.slug}/evidence/{file_id}"
    assert client.get(public).status_code == 404
    assert public_file(file_id) is None
    report.send(applicant(pilot.application), pilot.id)
    assert client.post(f"{url}/files/{file_id}/remove").status_code == 303
    assert session.query(Attachment).count() == 1, "it stays while others read it"
    report.approve(runner(pilot), pilot.id, Side.CITY, 1)
    with client.session_transaction() as cookie:
        cookie.clear()
    answer = client.get(public)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Mittauspöytäkirja" in client.page(f"/en/results/{pilot.slug}").text


def test_what_is_added_after_the_approval_nobody_has_looked_at(client, session):
    pilot = reported()
    made = indicator(pilot)
    report.send(applicant(pilot.application), pilot.id)
    report.approve(runner(pilot), pilot.id, Side.CITY, 1)
    with days_later(1):
        late = attached(pilot, purpose=f"evidence:{made.id}")
    assert client.get(f"/en/results/{pilot.slug}/evidence/{late.id}").status_code == 404
    assert public_file(late.id) is None
    assert public_evidence(pilot.id) == {}
