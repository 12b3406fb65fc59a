"""What waits at the desk about challenges: approvals, and questions without an answer."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from app.policies.actor import Actor
from app.queries.challenge_desk import to_approve as asked
from app.queries.challenge_question import unanswered
from views.challenge_words import poser
from views.desk_line import SHOWN, Line, said
from views.page import ago


def to_approve(actor: Actor) -> Iterable[Line]:
    """Return the challenges that wait for an approval, the longest waiting first."""
    for one in asked(actor, SHOWN):
        title, lang = said(one.title)
        yield Line(
            title=title or _("(no name yet)"),
            lang=lang,
            place=poser(one),
            note=_("sent %(when)s", when=ago(one.updated_at)),
            pill=("warning", _("Read and approve")),
            url=url_for("challenge_desk.show", challenge_id=one.id),
        )


def questions(actor: Actor) -> Iterable[Line]:
    """Return the questions that nobody has answered, the oldest first."""
    for challenge, question in unanswered(actor, SHOWN):
        yield Line(
            title=question.words[:120],
            lang=question.language,
            place=said(challenge.title)[0],
            note=_("asked %(when)s", when=ago(question.asked_at)),
            pill=("info", _("Answer")),
            url=url_for("challenge_answer.index", challenge_id=challenge.id) + f"#q{question.id}",
        )
