"""How it went, for a team: rank, scores, the jury's words, and the answer to a prize."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.award import GiveUpForm
from app.policies.subject import of_concept
from app.policies.table import Action, may
from app.queries import award as query
from app.queries.award_become import chains
from app.queries.award_outcome import JUDGED, outcomes
from app.services import award_answer
from app.services.award_letter import reward_of
from models.award import Award, AwardStatus
from models.concept import Concept
from models.errors import ConflictError, FieldError, NotFoundError
from views import language, navigation
from views.access import signed_in, viewer
from views.award_words import PILLS, place_words, steps
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint(
    "award_own", __name__, url_prefix=PREFIX + "/my/concepts/<int:concept_id>/outcome"
)


@blueprint.get("")
@signed_in
def show(concept_id: int) -> ResponseReturnValue:
    """Show a team how its concept did."""
    concept = query.own_concept(viewer(), concept_id)
    return _shown(concept)


def _shown(
    concept: Concept, status: int = 200, form: GiveUpForm | None = None
) -> ResponseReturnValue:
    award = query.award_of_concept(concept.id)
    chain = next(
        (one for one in chains(concept.challenge) if award is not None and one.award is award), None
    )
    leads = may(viewer(), Action.AWARD_ANSWER, of_concept(concept))
    return page(
        "award/outcome.html",
        status,
        **outcome_values(concept, award),
        form=form,
        answers=leads,
        give_up=form or GiveUpForm(formdata=None),
        steps=steps(chain) if chain is not None else [],
        section_links=navigation.my_menu(viewer()),
    )


def outcome_values(concept: Concept, award: Award | None) -> dict[str, Any]:
    """Return what a team's page shows; its preview at the desk shows the same."""
    challenge, lang = concept.challenge, language.current()
    is_prize = award is not None and award.status is not AwardStatus.MENTIONED
    return {
        "concept": concept,
        "challenge": challenge,
        "title": challenge.title.best(lang),
        "outcome": outcomes(challenge, [concept.id]).get(concept.id),
        "was_judged": concept.status in JUDGED,
        "award": award,
        "is_prize": is_prize,
        "prize": place_words(award.place) if award is not None and is_prize else "",
        "reward": reward_of(challenge, award.place, lang) if award is not None else "",
        "pill": PILLS[award.status] if award is not None else "",
        "contact": challenge.contact_email or challenge.city.role_mailbox,
        "results_url": url_for("award.results", slug=challenge.slug),
    }


@blueprint.post("/accept")
@signed_in
def accept(concept_id: int) -> ResponseReturnValue:
    """Accept the prize and go on to the application."""
    award = _award(concept_id)
    try:
        made = award_answer.accept(viewer(), award.id)
    except ConflictError as error:
        return flash_refusal(error, url_for("award_own.show", concept_id=concept_id))
    flash(_("You accepted the prize. Here is the application with what you wrote."), "success")
    return redirect(url_for("application.show", application_id=made), 303)


@blueprint.post("/<any(decline,step_back):deed>")
@signed_in
def give_up(concept_id: int, deed: str) -> ResponseReturnValue:
    """Decline the prize, or give it back; it is offered to the next in rank."""
    award = _award(concept_id)
    here = url_for("award_own.show", concept_id=concept_id)
    form: Any = GiveUpForm()
    if not form.validate_on_submit():
        return _shown(query.own_concept(viewer(), concept_id), 422, form)
    work = award_answer.decline if deed == "decline" else award_answer.step_back
    try:
        work(viewer(), award.id, form.note.data or "")
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _shown(query.own_concept(viewer(), concept_id), error.status, form)
    except ConflictError as error:
        return flash_refusal(error, here)
    flash(_("Thank you for telling. The prize is offered to the next in rank."), "success")
    return redirect(here, 303)


def _award(concept_id: int) -> Award:
    """Return the award of one's own concept."""
    concept = query.own_concept(viewer(), concept_id)
    award = query.award_of_concept(concept.id)
    if award is None:
        raise NotFoundError
    return award
