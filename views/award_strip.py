"""What the pages of other things say of an award: of a challenge, a concept, a pilot."""

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from app.queries.award import TOLD, award_of_application, awards_of
from app.queries.award_become import born_of, told_chains
from models.award import Award, AwardKind, AwardStatus
from models.challenge import Challenge
from models.concept import Concept
from models.pilot import Pilot
from views import language
from views.award_words import Step, place_words, steps

blueprint = Blueprint("award_strip", __name__)


@blueprint.record_once
def give(state: BlueprintSetupState) -> None:
    """Let the pages of challenges and concepts ask for their strips themselves."""
    state.app.jinja_env.globals.update(award_strip_of=strip, outcome_strip_of=outcome_strip)


@dataclass(frozen=True, slots=True)
class Birth:
    """The challenge that something came of."""

    title: str
    lang: str
    become_url: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The chains of a challenge's prizes, and where all of it stands."""

    chains: list[tuple[Award, list[Step]]]
    results_url: str
    become_url: str


@dataclass(frozen=True, slots=True)
class OutcomeStrip:
    """How a concept did, in one line; ``waits`` is until when its prize waits for an answer."""

    words: str
    is_prize: bool
    waits: dt.datetime | None
    url: str


def strip(challenge: Challenge) -> Strip | None:
    """Return the strip of a challenge's page, None before it is announced."""
    if challenge.status not in TOLD:
        return None
    return Strip(
        chains=[(one.award, steps(one)) for one in told_chains(challenge)],
        results_url=url_for("award.results", slug=challenge.slug),
        become_url=url_for("award.become", slug=challenge.slug),
    )


def outcome_strip(concept: Concept) -> OutcomeStrip | None:
    """Return the strip of a team's own page, None before the announcement."""
    if concept.challenge.status not in TOLD:
        return None
    mine = [one for one in awards_of(concept.challenge_id) if one.concept_id == concept.id]
    award = next((one for one in mine if one.kind is AwardKind.PRIZE), None)
    words = _("The challenge has been decided. See how your entry did.")
    if award is not None:
        words = place_words(award.place)
    elif mine:
        words = _("Honourable mention")
    waits = award.answer_by if award and award.status is AwardStatus.OFFERED else None
    url = url_for("award_own.show", concept_id=concept.id)
    return OutcomeStrip(str(words), award is not None, waits, url)


def birth(pilot: Pilot) -> Birth | None:
    """Return the challenge that a pilot was born of, or None."""
    award = born_of(pilot)
    return _birth(award.challenge) if award is not None else None


def birth_of_application(application_id: int) -> Birth | None:
    """Return the challenge that an application came of, or None."""
    award = award_of_application(application_id)
    return _birth(award.challenge) if award is not None else None


def _birth(challenge: Challenge) -> Birth:
    title, lang = challenge.title.best(language.current())
    return Birth(title, lang, url_for("award.become", slug=challenge.slug))
