"""What will be announced, seen as everybody and as each entrant will see it; embargo."""

from typing import Any, cast

from flask import Blueprint, Flask, abort, g, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from app import clock
from app.jobs.letter import Letters, Message
from app.queries import award as query
from app.queries.award_figure import figures_of
from app.queries.award_outcome import entered
from app.services.award_announce import sheet_of
from app.services.award_face import award_for
from app.services.award_letter import letters
from models.award import Announcement, Award
from models.challenge import Challenge, ChallengeStatus
from views import language, navigation
from views.access import staff, viewer
from views.award import results_values
from views.award_own import outcome_values
from views.language import PREFIX
from views.page import page

blueprint = Blueprint(
    "award_preview", __name__, url_prefix=PREFIX + "/desk/challenges/<int:challenge_id>/preview"
)


@blueprint.record_once
def _keep(state: BlueprintSetupState) -> None:
    """Let these requests know who writes the letters of this installation."""
    app = cast("Flask", state.app)
    settings = app.extensions["settings"]

    def know(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
        g.letters = Letters(app, settings.public_url, settings.mail_from)

    app.url_value_preprocessors.setdefault(blueprint.name, []).append(know)


@blueprint.get("/results")
@staff
def results(challenge_id: int) -> ResponseReturnValue:
    """Show the page of the results as it will be."""
    challenge, kept = _prepared(challenge_id)
    values = results_values(challenge, kept, _awards(challenge, kept), figures_of(challenge))
    return page("award/results.html", **values, back=_back(challenge))


@blueprint.get("/concepts/<int:concept_id>")
@staff
def outcome(challenge_id: int, concept_id: int) -> ResponseReturnValue:
    """Show the page of one entrant as it will be."""
    challenge, kept = _prepared(challenge_id)
    concept = next((one for one in entered(challenge.id) if one.id == concept_id), None)
    if concept is None:
        abort(404)
    award = next((one for one in _awards(challenge, kept) if one.concept_id == concept_id), None)
    values = outcome_values(concept, award)
    return page("award/outcome.html", **values, back=_back(challenge))


@blueprint.get("/letters")
@staff
def letter_list(challenge_id: int) -> ResponseReturnValue:
    """List every letter that will go out."""
    challenge, kept = _prepared(challenge_id)
    made = letters(sheet_of(challenge, kept))
    return page(
        "award/letters.html",
        challenge=challenge,
        title=challenge.title.best(language.current()),
        letters=list(enumerate(made)),
        concepts={one.code: one for one in entered(challenge.id)},
        back=_back(challenge),
        section_links=navigation.desk_menu(),
    )


@blueprint.get("/letters/<int:number>")
@staff
def letter(challenge_id: int, number: int) -> ResponseReturnValue:
    """Show one letter exactly as it will go out."""
    challenge, kept = _prepared(challenge_id)
    made = letters(sheet_of(challenge, kept))
    if number >= len(made):
        abort(404)
    one = made[number]
    name = {"name": one.user.name} if one.user is not None else {}
    message = Message(0, one.once, one.template, one.language, one.address, one.context | name, 1)
    subject, text = _written(message)
    return page(
        "award/letter.html",
        challenge=challenge,
        title=challenge.title.best(language.current()),
        letter=one,
        subject=subject,
        text=text,
        number=number,
        last=len(made) - 1,
        back=_back(challenge),
        section_links=navigation.desk_menu(),
    )


def _written(message: Message) -> tuple[str, str]:
    """Return subject and text of a letter, made by whoever makes those that are sent."""
    here = language.current()
    made = g.letters.write(message)
    g.lang = here  # the page around the letter is in the reader's language
    body = made.get_body(("plain",))
    return str(made["Subject"]), str(body.get_content()) if body is not None else ""


def _prepared(challenge_id: int) -> tuple[Challenge, Announcement]:
    """Return a challenge and what has been prepared of it; without anything there is no preview."""
    challenge = query.at_desk(viewer(), challenge_id)
    kept = query.announcement_of(challenge.id)
    if challenge.status is not ChallengeStatus.DECIDED or kept is None:
        abort(404)
    return challenge, kept


def _awards(challenge: Challenge, kept: Announcement) -> list[Award]:
    """Return the awards that the announcement would make; they are never kept."""
    sheet = sheet_of(challenge, kept)
    made: list[Any] = [
        award_for(challenge, concept, sheet.shares[concept.id], sheet.answer_by)
        for concept in entered(challenge.id)
        if concept.id in sheet.shares
    ]
    for one in made:
        one.offered_at = one.offered_at or clock.now()
    return sorted(made, key=lambda one: (one.kind == "mention", one.place or 0))


def _back(challenge: Challenge) -> str:
    return url_for("award_desk.show", challenge_id=challenge.id)
