"""One's own question about a challenge: edit it or take it back, until it is answered."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.challenge_part import QuestionForm
from app.queries.challenge_question import own_question
from app.services import challenge_question as service
from models.errors import ConflictError, DomainError
from views import language
from views.access import signed_in, viewer
from views.challenge_edit import HIDDEN
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint(
    "challenge_question", __name__, url_prefix=PREFIX + "/challenges/questions/<int:question_id>"
)


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def edit(question_id: int) -> ResponseReturnValue:
    """Write one's own question again."""
    row = own_question(viewer(), question_id)
    slug, title = row.challenge.slug, row.challenge.title.best(language.current())
    form, status = QuestionForm(data={"words": row.words}), 200
    if form.validate_on_submit():
        try:
            service.edit(viewer(), question_id, form.words.data)
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("challenge.questions", slug=slug), 303)
    elif form.errors:
        status = 422
    return page(
        "challenge/question.html", status, form=form, slug=slug, title=title, id=question_id
    )


@blueprint.post("/withdraw")
@signed_in
def withdraw(question_id: int) -> ResponseReturnValue:
    """Take one's own question back."""
    slug = own_question(viewer(), question_id).challenge.slug
    back = url_for("challenge.questions", slug=slug)
    try:
        service.withdraw(viewer(), question_id)
    except ConflictError as error:
        return flash_refusal(error, back)
    flash(_("Your question is taken back. Nothing is kept of it."), "success")
    return redirect(back, 303)
