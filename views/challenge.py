"""Challenges as everybody reads them: the list by phase, the page of one, its questions."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.adapters import document
from app.extensions import limiter
from app.forms.challenge_filter import challenge_filter
from app.forms.challenge_part import QuestionForm
from app.labels import choices
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.queries import challenge as query
from app.queries.challenge_file import challenge_document
from app.queries.challenge_question import (
    answered_questions,
    own_questions,
    takes_questions,
)
from app.queries.city import city_names
from app.services import challenge_question as service
from models.challenge import Challenge, ChallengeStand, EntrantKind
from models.errors import ConflictError, FieldError
from models.testbed_kind import Theme
from models.testbed_media import FileKind
from views import challenge_schema, filter_link, language
from views.access import ask_to_sign_in, public, viewer
from views.challenge_frame import home_of
from views.challenge_show import values_of
from views.challenge_words import ChallengeCard, card, exact
from views.file import AN_HOUR, NEVER_KEPT, file_store, named, sent_with
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("challenge", __name__, url_prefix=PREFIX + "/challenges")


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """List the challenges by how they stand, with filters."""
    wanted, now = challenge_filter(request.args), clock.now()
    found = query.public_challenges(now, wanted)
    groups = _groups(wanted, query.counts(now, wanted))
    by_stand: dict[ChallengeStand, list[ChallengeCard]] = {one: [] for one in ChallengeStand}
    for one in found:
        by_stand[query.stand_of(one, now) or ChallengeStand.COMING].append(card(one))
    return page(
        "challenge/index.html",
        parts=[(stand, cards) for stand, cards in by_stand.items() if cards],
        total=len(found),
        groups=groups,
        text=wanted.text,
        chosen=[option for one in groups for option in one.chosen],
    )


def _groups(wanted: query.ChallengeFilter, counts: Any) -> list[filter_link.Group]:
    lang = language.current()
    cities = [(slug, name.best(lang)[0]) for slug, name in city_names().items()]
    rows = (
        ("stand", _("State"), choices(ChallengeStand), wanted.stands),
        ("city", _("City"), cities, wanted.cities),
        ("theme", _("Theme"), choices(Theme), wanted.themes),
        ("who", _("Who may enter"), choices(EntrantKind), wanted.entrants),
    )
    return [
        filter_link.group(name, words, offered, dict(counts[name]), on)
        for name, words, offered, on in rows
    ]


@blueprint.get("/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show one challenge to everybody."""
    challenge = _public(slug)
    return page(
        "challenge/show.html",
        desk_url=_desk_url(challenge),
        structured=challenge_schema.described(challenge) if challenge.is_public else None,
        **values_of(challenge),
    )


@blueprint.route("/<slug>/questions", methods=["GET", "POST"])
@limiter.limit("20/hour", methods=["POST"])
@public
def questions(slug: str) -> ResponseReturnValue:
    """Show the questions and answers, and take a question from whoever is signed in."""
    challenge = _public(slug)
    if request.method == "POST" and not viewer().is_signed_in:
        return ask_to_sign_in()
    form, status = QuestionForm(), 200
    if form.validate_on_submit():
        try:
            service.ask(viewer(), slug, language.current(), form.words.data)
        except (FieldError, ConflictError) as error:
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("Your question is sent. You get a mail when it is answered."), "success")
            return redirect(url_for("challenge.questions", slug=slug), 303)
    elif form.errors:
        status = 422
    return page(
        "challenge/questions.html",
        status,
        challenge=challenge,
        title=challenge.title.best(language.current()),
        form=form,
        answered=answered_questions(challenge),
        own=own_questions(viewer(), challenge),
        takes=takes_questions(challenge),
        until=exact(challenge.questions_close_at, challenge.city.time_zone, is_end=True),
        desk_url=_desk_url(challenge),
    )


@blueprint.get("/<slug>/files/<int:file_id>")
@public
def paper(slug: str, file_id: int) -> ResponseReturnValue:
    """Give a document of the brief to keep."""
    row = challenge_document(viewer(), file_id)
    if row is None or row.challenge.slug != slug:
        abort(404)
    kind = FileKind(row.kind)
    content = file_store().read(document.stored_name(row.digest, kind))
    if content is None:
        abort(404)
    response = Response(content, mimetype=document.TYPES[kind])
    response.headers["Content-Disposition"] = named(f"{row.title}.{row.kind}")
    return sent_with(response, AN_HOUR if row.challenge.is_public else NEVER_KEPT)


def _public(slug: str) -> Challenge:
    challenge = query.public_challenge(slug)
    if challenge is None:
        abort(404)
    return challenge


def _desk_url(challenge: Challenge) -> str | None:
    reads = may(viewer(), Action.CHALLENGE_READ, of_challenge(challenge))
    return home_of(challenge) if reads else None
