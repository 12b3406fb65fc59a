"""The checklist of a pilot, written by both sides."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.attachment import content_of, title_of
from app.forms.pilot_run import NewTaskForm, TaskForm
from app.labels_pilot import CHECKLIST, CHECKLIST_HINTS
from app.policies.pilot_side import side_of
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.attachment import attachments
from app.queries.pilot_contact import candidates, contacts
from app.queries.pilot_task import deeds_of_tasks, progress, tasks_of
from app.services import attachment
from app.services import pilot_task as service
from models.errors import DomainError, NotFoundError
from models.pilot import Pilot
from models.pilot_change import MOVABLE
from models.pilot_task import CheckState, PilotTask, Side
from views.access import signed_in, viewer
from views.attachment import AttachmentLine, lines
from views.deeds import move_words
from views.errors import flash_refusal
from views.file import file_store
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame
from views.pilot_standing import is_overdue

blueprint = Blueprint(
    "pilot_task", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/checklist"
)

HIDDEN = frozenset({403, 404})


@blueprint.get("")
@signed_in
def show(pilot_id: int) -> ResponseReturnValue:
    """Show every line, with what each asks for, its files and its history."""
    return shown(pilot_id)


def shown(
    pilot_id: int, status: int = 200, bad: tuple[str, Any] | None = None
) -> ResponseReturnValue:
    """Return the page; ``bad`` is (name, form) of a form that came back with errors."""
    pilot = query.get(viewer(), pilot_id)
    tasks, people = tasks_of(pilot), _people(pilot)
    files = _files(pilot)
    forms = {_name(task): _form(task, people) for task in tasks}
    forms["new"] = NewTaskForm(formdata=None, owner=side_of(viewer(), pilot).value).named("new")
    if bad is not None:
        forms[bad[0]] = bad[1]
    may_edit = may(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    deeds = deeds_of_tasks(pilot)
    return page(
        "pilot_task/show.html",
        status,
        pilot=pilot,
        lines=[
            (task, title_words(task), CHECKLIST_HINTS.get(task.key, ""), forms[_name(task)],
             files.get(service.purpose_of(task), []),
             [(deed.at, deed.who, move_words(deed)) for deed in deeds.get(task.id, [])])
            for task in tasks
        ],
        progress=progress(pilot),
        is_overdue=is_overdue,
        forms=forms,
        form=bad[1] if bad else None,
        opened=bad[0] if bad else "",
        may_edit=may_edit and pilot.status in MOVABLE,
        **frame(pilot, "pilot_task.show"),
    )  # fmt: skip


def title_words(task: PilotTask) -> str:
    """Return what a line is called: in its own words, else by its key."""
    return task.title or str(CHECKLIST[task.key])


def _name(task: PilotTask) -> str:
    return f"task-{task.id}"


def _people(pilot: Pilot) -> list[tuple[str, str]]:
    """Return whom the reader may put to a line: their own side's people, and those named."""
    mine, found = side_of(viewer(), pilot), candidates(pilot)
    sides = (Side.APPLICANT,) if mine is Side.APPLICANT else (Side.HOST, Side.CITY)
    people = {one.id: one.name for side in sides for one in found[side]}
    people |= {one.user_id: one.user.name for one in contacts(pilot)}
    return [(str(user_id), name) for user_id, name in people.items()]


def _offer(form: Any, people: list[tuple[str, str]], task: PilotTask) -> Any:
    """Give the form the people to choose from; who is there already stays a choice."""
    known = dict(people)
    if task.person is not None:
        known.setdefault(str(task.person_id), task.person.name)
    form.person.choices = [("", _("Nobody yet")), *known.items()]
    return form.named(_name(task))


def _form(task: PilotTask, people: list[tuple[str, str]]) -> Any:
    form = TaskForm(
        formdata=None,
        version=str(task.version),
        state=task.state.value,
        owner=task.owner.value,
        person=str(task.person_id or ""),
        due_day=task.due_day,
        note=task.note,
    )
    return _offer(form, people, task)


def _files(pilot: Pilot) -> dict[str, list[AttachmentLine]]:
    """Return the files of each line, by their purpose."""
    found: dict[str, list[AttachmentLine]] = {}
    for line in lines(attachments(viewer(), pilot, service.PURPOSE)):
        found.setdefault(line.purpose, []).append(line)
    return found


def _line_of(pilot: Pilot, task_id: int) -> PilotTask:
    task = next((one for one in tasks_of(pilot) if one.id == task_id), None)
    if task is None:
        raise NotFoundError
    return task


@blueprint.post("/<int:task_id>")
@signed_in
def change(pilot_id: int, task_id: int) -> ResponseReturnValue:
    """Write one line, and add a file to it."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    task = _line_of(pilot, task_id)
    form: Any = _offer(TaskForm(), _people(pilot), task)
    if not form.validate_on_submit():
        return shown(pilot_id, 422, (_name(task), form))
    try:
        service.change_task(viewer(), pilot_id, task_id, form.seen, _wanted(pilot, form))
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return shown(pilot_id, error.status, (_name(task), form))
    flash(_("The line is saved."), "success")
    return redirect(_home(pilot_id, f"#line-{task_id}"), 303)


def _wanted(pilot: Pilot, form: Any) -> service.TaskChange:
    """Return what a form asks for; its file goes into the store first."""
    paper = None
    if form.upload.data:
        paper = attachment.take(
            viewer(), pilot, file_store(), content_of(form.upload), title_of("", form.upload)
        )
    return service.TaskChange(
        CheckState(form.state.data),
        Side(form.owner.data),
        int(form.person.data) if form.person.data else None,
        form.due_day.data,
        form.note.data or "",
        paper,
    )


@blueprint.post("/new")
@signed_in
def add(pilot_id: int) -> ResponseReturnValue:
    """Add a line of one's own."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    form: Any = NewTaskForm().named("new")
    if not form.validate_on_submit():
        return shown(pilot_id, 422, ("new", form))
    try:
        made = service.add_task(
            viewer(), pilot_id, form.title.data, Side(form.owner.data), form.due_day.data
        )
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return shown(pilot_id, error.status, ("new", form))
    flash(_("The line is on the checklist."), "success")
    return redirect(_home(pilot_id, f"#line-{made}"), 303)


@blueprint.post("/files/<int:attachment_id>/remove")
@signed_in
def remove_file(pilot_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file off a line."""
    pilot = query.get(viewer(), pilot_id)
    known = {one.id for one in attachments(viewer(), pilot, service.PURPOSE)}
    if attachment_id not in known:
        raise NotFoundError
    try:
        attachment.remove(viewer(), attachment_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, _home(pilot_id))
    flash(_("The file is taken off."), "success")
    return redirect(_home(pilot_id), 303)


def _home(pilot_id: int, anchor: str = "") -> str:
    return url_for("pilot_task.show", pilot_id=pilot_id) + anchor
