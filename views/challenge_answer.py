"""Questions as those who answer see them, without any name; and one's own, to edit or withdraw."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.challenge_part import AnswerForm, HideForm
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.challenge_desk import staff_challenge
from app.queries.challenge_question import desk_questions
from app.services import challenge_question as service
from models.errors import ConflictError, DomainError
from views.access import signed_in, viewer
from views.challenge_edit import HIDDEN
from views.challenge_frame import frame
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint(
    "challenge_answer", __name__,
    url_prefix=PREFIX + "/my/challenges/<int:challenge_id>/questions",
)  # fmt: skip

Bad = tuple[int, str, Any]


@blueprint.get("")
@signed_in
def index(challenge_id: int) -> ResponseReturnValue:
    """List the questions, those that wait first."""
    return listed(challenge_id)


def listed(challenge_id: int, status: int = 200, bad: Bad | None = None) -> ResponseReturnValue:
    """Return the list; ``bad`` is (question's id, which form, the form) that was refused."""
    challenge = staff_challenge(viewer(), challenge_id)
    authorise(viewer(), Action.CHALLENGE_ANSWER, of_challenge(challenge))
    rows = []
    for one in desk_questions(viewer(), challenge_id):
        forms = {
            "answer": named(AnswerForm(formdata=None, data={"words": one.answer}), one.id),
            "hide": named(HideForm(formdata=None), one.id),
        }
        if bad is not None and bad[0] == one.id:
            forms[bad[1]] = bad[2]
        rows.append((one, forms))
    return page(
        "challenge/answers.html",
        status,
        rows=rows,
        form=bad[2] if bad else None,
        opened=bad[:2] if bad else None,
        waiting=sum(one.answered_at is None and not one.is_hidden for one, _forms in rows),
        **frame(challenge, "challenge_answer.index"),
    )


def named(form: Any, question_id: int) -> Any:
    """Give the fields of a form ids of their own on a page with many."""
    for field in form:
        field.id = f"q{question_id}-{field.short_name}"
        field.label.field_id = field.id
    return form


@blueprint.post("/<int:question_id>/answer")
@signed_in
def answer(challenge_id: int, question_id: int) -> ResponseReturnValue:
    """Answer a question, or mend the answer."""
    return _taken(
        challenge_id, question_id, ("answer", AnswerForm()),
        lambda form: service.answer(viewer(), challenge_id, question_id, form.words.data),
        _("The answer is on the page of the challenge."),
    )  # fmt: skip


@blueprint.post("/<int:question_id>/hide")
@signed_in
def hide(challenge_id: int, question_id: int) -> ResponseReturnValue:
    """Hide what is abuse."""
    return _taken(
        challenge_id, question_id, ("hide", HideForm()),
        lambda form: service.hide(viewer(), challenge_id, question_id, form.reason.data),
        _("The question is hidden. Its asker is told why."),
    )  # fmt: skip


@blueprint.post("/<int:question_id>/<any(show,take_back):deed>")
@signed_in
def press(challenge_id: int, question_id: int, deed: str) -> ResponseReturnValue:
    """Show a question again, or take its answer off the page."""
    works = {"show": service.show, "take_back": service.take_answer_back}
    try:
        works[deed](viewer(), challenge_id, question_id)
    except ConflictError as error:
        return flash_refusal(error, _home(challenge_id))
    said = {
        "show": _("The question is shown again."),
        "take_back": _("The answer is off the page. The question waits for another."),
    }
    flash(said[deed], "success")
    return redirect(_home(challenge_id), 303)


def _taken(
    challenge_id: int, question_id: int, which: tuple[str, Any],
    work: Callable[[Any], int], said: str,
) -> ResponseReturnValue:  # fmt: skip
    name, form = which
    staff_challenge(viewer(), challenge_id)
    if not form.validate_on_submit():
        return listed(challenge_id, 422, (question_id, name, named(form, question_id)))
    try:
        work(form)
    except DomainError as error:
        if error.status in HIDDEN or (request.accept_mimetypes.accept_html is False):
            raise
        form.blame(error.field, message_for(error))
        return listed(challenge_id, error.status, (question_id, name, named(form, question_id)))
    flash(said, "success")
    return redirect(_home(challenge_id), 303)


def _home(challenge_id: int) -> str:
    return url_for("challenge_answer.index", challenge_id=challenge_id)
