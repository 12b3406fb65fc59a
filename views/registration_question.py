"""What an event asks of those who register: questions added, written anew, taken out."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.registration_question import QuestionForm, question_values
from app.labels import label
from app.policies.table import Action
from app.queries.registration_desk import event_of
from app.queries.registration_question import question_of, questions_of
from app.services import registration_question as service
from models.errors import DomainError
from models.event import Event
from models.registration_question import MOST_QUESTIONS
from views import language
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.registration_desk import frame

blueprint = Blueprint(
    "registration_question", __name__, url_prefix=PREFIX + "/desk/events/<int:event_id>/questions"
)

HIDDEN = frozenset({403, 404})


@blueprint.get("")
@staff
def index(event_id: int) -> ResponseReturnValue:
    """Show what is asked."""
    event = _event(event_id)
    lang = language.current()
    questions = questions_of(event.id)
    return page(
        "registration/questions.html",
        rows=[
            (one, one.words.best(lang), one.purpose.best(lang), label(one.kind))
            for one in questions
        ],
        has_room=len(questions) < MOST_QUESTIONS,
        **frame(event, "registration_question.index"),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new(event_id: int) -> ResponseReturnValue:
    """Add a question."""
    return _write(event_id, None)


@blueprint.route("/<int:question_id>", methods=["GET", "POST"])
@staff
def edit(event_id: int, question_id: int) -> ResponseReturnValue:
    """Write a question anew."""
    return _write(event_id, question_id)


@blueprint.post("/<int:question_id>/remove")
@staff
def drop(event_id: int, question_id: int) -> ResponseReturnValue:
    """Take a question out, with its answers."""
    home = url_for("registration_question.index", event_id=event_id)
    return _done(home, lambda: service.drop(viewer(), event_id, question_id), _("It is taken out."))


def _write(event_id: int, question_id: int | None) -> ResponseReturnValue:
    event = _event(event_id)
    row = question_of(event, question_id) if question_id is not None else None
    form: Any = QuestionForm(data=question_values(row))
    status = 200
    if form.validate_on_submit():
        try:
            service.keep(viewer(), event_id, form.question(), question_id)
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("It is saved."), "success")
            return redirect(url_for("registration_question.index", event_id=event_id), 303)
    elif form.errors:
        status = 422
    event = _event(event_id)
    return page(
        "registration/question.html",
        status,
        form=form,
        row=row,
        required=event.city.required_languages,
        **frame(event, "registration_question.index"),
    )


def _event(event_id: int) -> Event:
    return event_of(viewer(), event_id, Action.REGISTRATION_MANAGE)


def _done(home: str, deed: Callable[[], Any], words: str) -> ResponseReturnValue:
    try:
        deed()
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, home)
    flash(words, "success")
    return redirect(home, 303)
