"""The order at the desk, once all scores are in: the shortlist, and the decision of two people."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.jury import ReasonForm, decision_form, shortlist_form
from app.queries.jury_desk import JuryDesk, jury_at_desk
from app.queries.jury_ranking import natural_shortlist, order_now, ranking_of, ties_to_settle
from app.services import jury_decision as service
from models.challenge import Challenge
from models.errors import DomainError, NotFoundError
from models.jury_ranking import Placed, snapshot_result
from views.access import staff, viewer
from views.errors import flash_refusal
from views.jury_frame import framed
from views.jury_words import criterion_names, missed_words, shown_rows
from views.language import PREFIX
from views.messages import message_for

blueprint = Blueprint(
    "jury_order", __name__, url_prefix=PREFIX + "/desk/challenges/<int:challenge_id>/jury"
)

HIDDEN = frozenset({403, 404})


@blueprint.route("/shortlist", methods=["GET", "POST"])
@staff
def shortlist(challenge_id: int) -> ResponseReturnValue:
    """Fix the first round's order and who goes on."""
    found = _complete(challenge_id, 1)
    if found is None:
        return redirect(url_for("jury_desk.show", challenge_id=challenge_id))
    challenge = found.challenge
    placed = order_now(challenge, 1)[2]
    natural = natural_shortlist(placed, challenge.shortlist_size)
    form = shortlist_form(placed, service.digest_now(challenge, 1), natural)
    if form.validate_on_submit():
        try:
            service.shortlist(
                viewer(), challenge_id, form.digest.data, form.ids(), form.reason.data or ""
            )
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
        else:
            flash(_("The shortlist is fixed. Entrants learn of it with the result."), "success")
            return redirect(url_for("jury_desk.show", challenge_id=challenge_id), 303)
    return _page("jury/shortlist.html", challenge, placed, form, natural=natural)


@blueprint.route("/decision", methods=["GET", "POST"])
@staff
def decision(challenge_id: int) -> ResponseReturnValue:
    """Prepare the decision with the first signature; afterwards show it."""
    challenge = jury_at_desk(viewer(), challenge_id).challenge
    if ranking_of(challenge.id, challenge.rounds) is not None:
        return _fixed(challenge)
    found = _complete(challenge_id, challenge.rounds)
    if found is None:
        return redirect(url_for("jury_desk.show", challenge_id=challenge_id))
    placed = order_now(challenge, challenge.rounds)[2]
    ties = ties_to_settle(placed, len(challenge.prizes))
    form = decision_form(ties, service.digest_now(challenge, challenge.rounds))
    if form.validate_on_submit():
        try:
            service.prepare(
                viewer(), challenge_id, form.digest.data, form.settled(), form.reason.data or ""
            )
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
        else:
            flash(_("Signed. Somebody else now gives the second signature."), "success")
            return redirect(url_for("jury_order.decision", challenge_id=challenge_id), 303)
    return _page("jury/prepare.html", challenge, placed, form)


@blueprint.post("/decision/sign")
@staff
def sign(challenge_id: int) -> ResponseReturnValue:
    """Give the second signature."""
    here = url_for("jury_order.decision", challenge_id=challenge_id)
    try:
        service.sign(viewer(), challenge_id)
    except DomainError as error:
        if error.code in {"not_found", "forbidden"}:
            raise
        return flash_refusal(error, here)
    flash(_("Signed. The jury has decided; the result can be announced."), "success")
    return redirect(here, 303)


@blueprint.post("/decision/send-back")
@staff
def send_back(challenge_id: int) -> ResponseReturnValue:
    """Refuse the second signature, or take the first back."""
    challenge = jury_at_desk(viewer(), challenge_id).challenge
    form = ReasonForm()
    if not form.validate_on_submit():
        return _fixed(challenge, form, 422)
    try:
        service.send_back(viewer(), challenge_id, form.reason.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _fixed(challenge, form, error.status)
    flash(_("Sent back. The scores can be changed again."), "success")
    return redirect(url_for("jury_desk.show", challenge_id=challenge_id), 303)


def _complete(challenge_id: int, number: int) -> JuryDesk | None:
    """Return the jury when every score of this round is in; None while some are open."""
    found = jury_at_desk(viewer(), challenge_id)
    return found if found.round == number and found.is_all_in else None


def _page(
    template: str, challenge: Challenge, placed: list[Placed], form: Any, **values: Any
) -> ResponseReturnValue:
    bad = request.method == "POST" and bool(form.errors or form.form_errors)
    return framed(
        template,
        challenge,
        422 if bad else 200,
        rows=shown_rows(snapshot_result(placed)),
        form=form,
        criteria=criterion_names(challenge),
        missed_words=missed_words,
        **values,
    )


def _fixed(
    challenge: Challenge, form: ReasonForm | None = None, status: int = 200
) -> ResponseReturnValue:
    ranking = ranking_of(challenge.id, challenge.rounds)
    if ranking is None:
        raise NotFoundError
    return framed(
        "jury/signed.html",
        challenge,
        status,
        ranking=ranking,
        rows=shown_rows(ranking.result),
        codes={row["concept_id"]: row["code"] for row in ranking.result},
        criteria=criterion_names(challenge),
        missed_words=missed_words,
        is_first=ranking.made_by_id == viewer().user_id,
        form=form,
        why=form or ReasonForm(formdata=None),
    )
