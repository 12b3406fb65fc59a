"""An entry as its team meets it: enter a challenge, see how it stands, submit, change, withdraw."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.concept import EnterForm, SubmitForm
from app.forms.ident import ident
from app.policies.actor import Actor
from app.queries import concept as query
from app.queries import concept_clock
from app.queries.concept_entrance import entrance_by
from app.queries.concept_team import invitations_to
from app.queries.organisation import organisations_of
from app.services import concept as service
from app.services.concept_leave import is_judged
from models.challenge import Challenge, EntrantKind
from models.concept import CONCEPT_WORKFLOW, Concept
from models.concept_section import FOR_ORGANISATIONS
from models.errors import ConflictError, DomainError, FieldError
from views import language, navigation
from views.access import signed_in, viewer
from views.concept_file import lines
from views.concept_frame import AFTER, standing
from views.concept_step import (
    GAPS,
    STEP_OF,
    home_of,
    is_draft,
    refuse_sent,
    step_page,
    step_url,
    time_left,
    too_late,
    version_of,
)
from views.concept_words import AS_ENTRANT
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("concept", __name__, url_prefix=PREFIX)

UNFIT = 422
DEEDS = {
    "take_back": service.take_back,
    "withdraw": service.withdraw,
    "return": service.bring_back,
}


@blueprint.route("/challenges/<slug>/enter", methods=["GET", "POST"])
@signed_in
def enter(slug: str) -> ResponseReturnValue:
    """Choose who enters, and begin an entry."""
    challenge = entrance_by(viewer(), slug)
    form = EnterForm()
    form.entrant.choices = entrants(viewer(), challenge)
    if not form.is_submitted():
        form.language.data = language.current()
    if form.validate_on_submit():
        kind, _sign, owner = form.entrant.data.partition(":")
        try:
            made = service.start(
                viewer(), challenge.id, EntrantKind(kind), ident(owner) or None, form.language.data
            )
        except FieldError as error:
            form.blame(error.field, message_for(error))
        except DomainError as error:
            form.blame(None, message_for(error))
        else:
            return redirect(step_url(made, "idea"), 303)
    return page(
        "concept/enter.html",
        UNFIT if form.errors else 200,
        challenge=challenge,
        challenge_title=challenge.title.best(language.current()),
        eligibility=challenge.eligibility.best(language.current()),
        form=form,
        left=time_left(challenge),
        own=query.mine(viewer(), challenge),
        section_links=navigation.my_menu(viewer()),
    )


def entrants(actor: Actor, challenge: Challenge) -> list[tuple[str, str]]:
    """Return as what this person may enter a challenge: (value, words)."""
    kinds = [kind for kind in EntrantKind if kind.value in challenge.entrants]
    kinds = kinds or list(EntrantKind)
    alone = [(kind.value, str(AS_ENTRANT[kind])) for kind in kinds if kind not in FOR_ORGANISATIONS]
    own = [one.organisation for one in organisations_of(actor)]
    return [
        *alone,
        *(
            (f"{kind.value}:{one.id}", f"{one.name} ({AS_ENTRANT[kind]})")
            for one in own
            for kind in kinds
            if kind in FOR_ORGANISATIONS
        ),
    ]


@blueprint.get("/my/concepts")
@signed_in
def index() -> ResponseReturnValue:
    """List one's entries, and the teams that one is invited to."""
    now = concept_clock.instant()
    return page(
        "concept/index.html",
        rows=[_row(one) for one in query.mine(viewer())],
        invitations=invitations_to(viewer(), now),
        lang_now=language.current(),
        section_links=navigation.my_menu(viewer()),
    )


def _row(concept: Concept) -> dict[str, Any]:
    left = time_left(concept.challenge)
    return {
        "concept": concept,
        "challenge": concept.challenge.title.best(language.current()),
        "standing": standing(concept, is_open=left.is_open),
        "left": left,
    }


@blueprint.get("/my/concepts/<int:concept_id>")
@signed_in
def show(concept_id: int) -> ResponseReturnValue:
    """Show how an entry stands, what it says, and what can be done."""
    concept = query.of_team(viewer(), concept_id)
    left = time_left(concept.challenge)
    leads = query.leads(viewer(), concept)
    return page(
        "concept/show.html",
        concept=concept,
        challenge=concept.challenge,
        challenge_title=concept.challenge.title.best(language.current()),
        left=left,
        standing=standing(concept, is_open=left.is_open),
        versions=query.versions(viewer(), concept),
        files=lines(concept.files),
        leads=leads,
        deeds=_deeds(concept, is_open=left.is_open) if leads else set(),
        is_draft=is_draft(concept),
        is_after=concept.challenge.status in AFTER,
        section_links=navigation.my_menu(viewer()),
    )


def _deeds(concept: Concept, *, is_open: bool) -> set[str]:
    """Return what the lead can do with an entry now."""
    actions = {one.value for one in CONCEPT_WORKFLOW.open_actions(concept.status)}
    if is_open:
        unsent = is_draft(concept) and concept.submitted_at is None
        return (actions & set(DEEDS)) | ({"discard"} if unsent else set())
    if is_draft(concept):
        return set() if concept.submitted_at else {"discard"}
    return actions & {"withdraw"} if is_judged(concept) else set()


@blueprint.route("/my/concepts/<int:concept_id>/submit", methods=["GET", "POST"])
@signed_in
def submit(concept_id: int) -> ResponseReturnValue:
    """Show the whole entry and what is missing; submit it when nothing is."""
    concept = query.of_team(viewer(), concept_id)
    terms = concept.challenge.terms
    form = SubmitForm(version=str(concept.version), terms_id=str(terms.id) if terms else "")
    if form.is_submitted():
        return _submitted(concept, form)
    if not is_draft(concept) or not time_left(concept.challenge).is_open:
        return redirect(home_of(concept))
    return _check(concept, form)


def _submitted(concept: Concept, form: SubmitForm) -> ResponseReturnValue:
    if not form.validate():
        return _check(concept, form)
    try:
        service.submit(viewer(), concept.id, version_of(form), ident(form.terms_id.data))
    except ConflictError as error:
        concept = query.of_team(viewer(), concept.id)
        if error.code not in ("draft_changed_elsewhere", "terms_renewed"):
            sent = error.code == "illegal_move"
            return too_late(concept, refuse_sent(concept) if sent else error)
        form.blame(None, message_for(error))
        return _check(concept, form, error.status)
    except DomainError as error:
        if error.status in {403, 404} and error.code in ("forbidden", "not_found"):
            raise
        form.blame(error.field, message_for(error))
        return _check(query.of_team(viewer(), concept.id), form)
    flash(_("Your entry is in. The receipt has also been sent to your team by mail."), "success")
    return redirect(url_for(".receipt", concept_id=concept.id), 303)


def _check(concept: Concept, form: SubmitForm, status: int = UNFIT) -> ResponseReturnValue:
    terms, lang = concept.challenge.terms, language.current()
    form.version.data = str(concept.version)
    form.terms_id.data = str(terms.id) if terms else ""
    gaps = [
        (GAPS[name], f"{step_url(concept.id, STEP_OF.get(name, 'about'))}#{name}")
        for name in service.gaps_of(concept)
    ]
    return step_page(
        concept,
        "submit",
        "concept/submit.html",
        status if form.errors else 200,
        form=form,
        gaps=gaps,
        files=lines(concept.files),
        terms=terms,
        terms_body=terms.body.best(lang) if terms else ("", lang),
        eligibility=concept.challenge.eligibility.best(lang),
    )


@blueprint.get("/my/concepts/<int:concept_id>/receipt")
@signed_in
def receipt(concept_id: int) -> ResponseReturnValue:
    """Show the receipts of an entry: when what was submitted, and how to check it."""
    concept = query.of_team(viewer(), concept_id)
    return page(
        "concept/receipt.html",
        concept=concept,
        challenge=concept.challenge,
        challenge_title=concept.challenge.title.best(language.current()),
        versions=query.versions(viewer(), concept),
        left=time_left(concept.challenge),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/my/concepts/<int:concept_id>/<any(take_back,withdraw,return):deed>")
@signed_in
def press(concept_id: int, deed: str) -> ResponseReturnValue:
    """Take a submitted entry back to change it, withdraw it, or bring it back."""
    concept = query.of_team(viewer(), concept_id)
    said = {
        "take_back": _("You can change it now. It takes part only when you submit it again."),
        "withdraw": _("Withdrawn. It takes no part."),
        "return": _("It is a draft again. Submit it to take part."),
    }
    try:
        DEEDS[deed](viewer(), concept_id, _version())
    except ConflictError as error:
        return flash_refusal(error, home_of(concept))
    flash(said[deed], "success")
    return redirect(home_of(concept), 303)


@blueprint.post("/my/concepts/<int:concept_id>/discard")
@signed_in
def discard(concept_id: int) -> ResponseReturnValue:
    """Throw a draft away that was never submitted."""
    concept = query.of_team(viewer(), concept_id)
    try:
        service.discard(viewer(), concept_id)
    except ConflictError as error:
        return flash_refusal(error, home_of(concept))
    flash(_("The draft has been thrown away."), "success")
    return redirect(url_for(".index"), 303)


def _version() -> int:
    return ident(request.form.get("version", ""))
