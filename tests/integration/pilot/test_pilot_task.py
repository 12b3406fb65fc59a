"""The checklist of a pilot: who writes it, what it asks for, how it follows the days."""

import pytest
from sqlalchemy import select

from app.database import db
from app.queries.pilot_task import deeds_of_tasks, progress, tasks_of
from app.services import attachment, booking
from app.services import pilot as pilots
from app.services import pilot_task as service
from app.services.attachment import Paper
from app.services.pilot_task import TaskChange
from models.account import CityRole
from models.attachment import Attachment
from models.errors import (
    ConflictError,
    DomainError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.pilot import PilotStatus
from models.pilot_task import CheckState, Side
from tests.factories.account import acting, person, staff
from tests.factories.application import booked, day
from tests.factories.pilot_run import applicant_of, colleague
from tests.factories.pilot_step import reporting, runner, settle
from tests.factories.testbed import testbed

DONE, OPEN = CheckState.DONE, CheckState.OPEN


def lines(pilot):
    return {task.key: task for task in tasks_of(pilot)}


def plain(task, **values):
    kept = {"state": task.state, "owner": task.owner, "person_id": task.person_id,
            "due_day": task.due_day, "note": task.note}  # fmt: skip
    return TaskChange(**kept | values)


def test_a_pilot_begins_with_what_the_place_and_the_answers_call_for(session):
    place = testbed(permits_needed=["landowner"])
    made = booked(place, start=90, cameras=True, personal_data=True, data_note="Faces, blurred")
    found = {
        key: (task.owner.value, (made.start_day - task.due_day).days)
        for key, task in lines(made).items()
    }
    assert found == {
        "practicalities": ("host", 14), "street_permit": ("applicant", 21),
        "landowner": ("city", 28), "impact_assessment": ("applicant", 28),
        "insurance": ("applicant", 14), "camera_notice": ("applicant", 7),
    }  # fmt: skip
    assert {task.state for task in tasks_of(made)} == {OPEN}


def test_both_sides_write_a_line_and_its_history_tells_who(session):
    made = booked(testbed(), start=30)
    line = lines(made)["insurance"]
    helper = colleague(made)
    change = plain(line, state=CheckState.IN_PROGRESS, person_id=helper.id, note="Asked for it")
    version = service.change_task(applicant_of(made), made.id, line.id, line.version, change)
    service.change_task(runner(made), made.id, line.id, version, plain(line, state=DONE))

    assert (line.state, line.person, line.note) == (DONE, helper, "Asked for it")
    history = deeds_of_tasks(made)[line.id]
    assert [(deed.who, deed.moved) for deed in history] == [
        (made.application.author.name, ("open", "in_progress")),
        ("coordinator helsinki", ("in_progress", "done")),
    ]


def test_what_is_not_needed_says_why(session):
    made = booked(testbed(), start=30)
    line = lines(made)["insurance"]
    with pytest.raises(FieldError) as refused:
        service.tick(runner(made), made.id, "insurance", "not_needed", "  ")
    assert (refused.value.code, refused.value.field) == ("reason_needed", "note")
    assert line.state is OPEN


def test_two_who_write_one_line_do_not_overwrite_each_other(session):
    made = booked(testbed(), start=30)
    line = lines(made)["insurance"]
    seen = line.version
    service.change_task(runner(made), made.id, line.id, seen, plain(line, state=DONE))
    with pytest.raises(ConflictError):
        service.change_task(applicant_of(made), made.id, line.id, seen, plain(line, note="Mine"))
    assert (line.state, line.note) == (DONE, "")


def test_only_people_of_the_pilot_see_to_its_lines(session):
    made = booked(testbed(), start=30)
    line = lines(made)["insurance"]
    with pytest.raises(FieldError) as refused:
        service.change_task(
            runner(made), made.id, line.id, line.version, plain(line, person_id=person().id)
        )
    assert refused.value.code == "person_unknown"


def test_who_may_write_the_checklist(session):
    made = booked(testbed(), start=30)
    for role in (CityRole.EDITOR, CityRole.COORDINATOR):
        service.tick(acting(staff(role)), made.id, "insurance", "in_progress")
    with pytest.raises(ForbiddenError):
        service.tick(acting(staff(CityRole.REVIEWER)), made.id, "insurance", "done")
    for stranger in (acting(staff(CityRole.COORDINATOR, "oulu")), acting(person())):
        with pytest.raises(NotFoundError):
            service.tick(stranger, made.id, "insurance", "done")
        with pytest.raises(NotFoundError):
            service.add_task(stranger, made.id, "Mine", Side.CITY)
    assert lines(made)["insurance"].state is CheckState.IN_PROGRESS


def test_a_line_of_another_pilot_is_not_there(session):
    made, other = booked(testbed(), start=30), booked(testbed(), start=30)
    line = lines(other)["insurance"]
    with pytest.raises(NotFoundError):
        service.change_task(runner(made), made.id, line.id, line.version, plain(line, state=DONE))


def test_lines_that_people_add_stand_in_the_way_as_well(session):
    made = booked(testbed(), start=0)
    settle(made)
    service.add_task(applicant_of(made), made.id, "Signs in three languages", Side.APPLICANT)
    gap = next(one for one in pilots.missing(made) if one.field == "checklist")
    assert gap.facts["title"] == "Signs in three languages"
    with pytest.raises(DomainError):
        pilots.make_ready(runner(made), made.id)
    settle(made)
    assert not [one for one in pilots.missing(made) if one.field == "checklist"]
    with pytest.raises(FieldError):
        service.add_task(runner(made), made.id, " ", Side.CITY)


def test_progress_counts_what_is_settled_and_what_is_late(session):
    made = booked(testbed(), start=30)
    service.tick(runner(made), made.id, "practicalities", "done")
    line = lines(made)["insurance"]
    late = plain(line, due_day=day(-1))
    service.change_task(runner(made), made.id, line.id, line.version, late)
    found = progress(made)
    assert (found.settled, found.total, found.late) == (1, len(tasks_of(made)), 1)
    service.tick(runner(made), made.id, "insurance", "not_needed", "City's own")
    assert progress(made).late == 0


def test_due_days_follow_the_pilot_save_those_that_somebody_chose(session):
    made = booked(testbed(), start=60, days=5)
    chosen = lines(made)["insurance"]
    service.change_task(
        runner(made), made.id, chosen.id, chosen.version, plain(chosen, due_day=day(20))
    )
    booking.move_booking(runner(made), made.booking_id, day(90), day(94), "Frost")
    assert lines(made)["insurance"].due_day == day(20)
    assert lines(made)["street_permit"].due_day == day(90 - 21)


def test_nothing_is_written_any_more_when_the_pilot_is_over(session):
    made = reporting(testbed())
    with pytest.raises(IllegalMoveError):
        service.tick(runner(made), made.id, "insurance", "open")
    assert made.status is PilotStatus.REPORTING


def test_a_file_is_kept_with_its_line_or_nothing_is(session):
    made = booked(testbed(), start=30)
    line = lines(made)["street_permit"]
    paper = Paper("Lupa", "pdf", "a" * 64, 100)
    change = plain(line, state=DONE, paper=paper)
    version = service.change_task(applicant_of(made), made.id, line.id, line.version, change)
    kept = db.session.scalar(select(Attachment).where(Attachment.pilot_id == made.id))
    assert (kept.purpose, kept.title) == ("checklist:street_permit", "Lupa")

    again = plain(line, state=OPEN, paper=paper)
    with pytest.raises(FieldError):
        service.change_task(applicant_of(made), made.id, line.id, version, again)
    assert line.state is DONE, "the twin file is refused together with the line"
    attachment.remove(runner(made), kept.id)
    assert db.session.scalar(select(Attachment).where(Attachment.pilot_id == made.id)) is None
