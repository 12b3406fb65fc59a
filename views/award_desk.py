"""The announcement of a challenge at the desk: prepared under embargo, announced, followed up."""

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.award import MENTION, NOTHING, PaymentForm, PrepareForm, ShareForm
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.queries import award as query
from app.queries.award_outcome import Outcome, entered, outcomes
from app.services import award as service
from app.services import award_announce, award_payment
from models.award import Announcement, Award, AwardStatus
from models.award_rule import Share
from models.challenge import Challenge, ChallengeStatus
from models.concept import Concept
from models.errors import ConflictError, DomainError, FieldError
from views import language, navigation
from views.access import staff, viewer
from views.award_words import PILLS, challenge_url, place_words
from views.errors import flash_refusal
from views.language import PREFIX
from views.message_award import gap_words
from views.messages import message_for
from views.page import euros, page

blueprint = Blueprint("award_desk", __name__, url_prefix=PREFIX + "/desk/challenges")


@blueprint.get("/awards")
@staff
def index() -> ResponseReturnValue:
    """List the challenges that the viewer announces or follows up."""
    lang = language.current()
    rows = [
        {
            "url": url_for("award_desk.show", challenge_id=one.id),
            "title": one.title.best(lang)[0],
            "city": one.city.name.best(lang)[0],
            "status": one.status,
            "announced_at": one.announced_at,
            "pending": query.pending_count(one.id),
        }
        for one in query.desk_list(viewer())
    ]
    return page("award/desk.html", rows=rows, section_links=navigation.desk_menu())


@blueprint.get("/<int:challenge_id>/award")
@staff
def show(challenge_id: int) -> ResponseReturnValue:
    """Show what is to be announced, or how the winners are followed up."""
    challenge = query.at_desk(viewer(), challenge_id)
    if challenge.status is ChallengeStatus.DECIDED:
        kept = query.announcement_of(challenge.id)
        return _prepare_page(challenge, kept, PrepareForm.of(kept), _share_forms(challenge, kept))
    return _follow_page(challenge)


@blueprint.post("/<int:challenge_id>/award")
@staff
def save(challenge_id: int) -> ResponseReturnValue:
    """Keep what is to be announced."""
    challenge = query.at_desk(viewer(), challenge_id)
    kept = query.announcement_of(challenge.id)
    form, forms = PrepareForm.of(kept), _share_forms(challenge, kept)
    valid = [one.validate_on_submit() for one in (form, *forms.values())]
    if all(valid):
        shares = {key: one.share for key, one in forms.items() if one.share is not None}
        try:
            service.prepare(viewer(), challenge_id, form.seen, form.answers(shares))
        except (FieldError, ConflictError) as error:
            _blame(form, forms, error)
        else:
            flash(_("Saved. Nobody outside the desk sees it before it is announced."), "success")
            return redirect(url_for("award_desk.show", challenge_id=challenge_id), 303)
    for one in forms.values():
        form.form_errors = [*form.form_errors, *(e for f in one for e in f.errors)]
    return _prepare_page(query.at_desk(viewer(), challenge_id), kept, form, forms)


def _blame(form: PrepareForm, forms: dict[int, ShareForm], error: DomainError) -> None:
    """Put an error at the field of the concept that it names, else where it belongs."""
    name, _sign, concept_id = (error.field or "").rpartition("_")
    one = forms.get(int(concept_id)) if concept_id.isdecimal() else None
    if one is not None:
        one.blame(name, message_for(error))
    else:
        form.blame(error.field, message_for(error))


def _share_forms(challenge: Challenge, kept: Announcement | None) -> dict[int, ShareForm]:
    """Return a form for each concept of the last round; nothing kept yet: what is suggested."""
    shares: dict[int, Share]
    shares = service.shares_of(kept) if kept is not None else service.suggestion(challenge)
    choices = [(NOTHING, _("No prize"))]
    choices += [(str(place), place_words(place)) for place in _places(challenge)]
    choices.append((MENTION, _("Honourable mention")))
    return {
        one: ShareForm.for_concept(one, shares.get(one), choices)
        for one in service.ranked_ids(challenge)
    }


def _places(challenge: Challenge) -> range:
    return range(1, len(challenge.prizes) + 1)


def _prepare_page(
    challenge: Challenge,
    kept: Announcement | None,
    form: PrepareForm,
    forms: dict[int, ShareForm],
) -> ResponseReturnValue:
    concepts = {one.id: one for one in entered(challenge.id)}
    told = outcomes(challenge, forms)
    usual = service.suggestion(challenge)
    gaps = award_announce.missing(challenge, kept)
    return page(
        "award/prepare.html",
        422 if form.errors else 200,
        **_frame(challenge),
        kept=kept,
        form=form,
        rows=[_row(concepts[one], told.get(one), usual.get(one), forms[one]) for one in forms],
        languages=("fi", "sv", "en"),
        required=challenge.city.required_languages,
        gaps=gap_words(gaps) if gaps else "",
        may_announce=may(viewer(), Action.AWARD_ANNOUNCE, of_challenge(challenge)),
    )


def _row(
    concept: Concept, outcome: Outcome | None, usual: Share | None, form: ShareForm
) -> dict[str, Any]:
    suggested = ""
    if usual is not None:
        money = f", {euros(usual.amount_eur)}" if usual.amount_eur else ""
        suggested = place_words(usual.place) + money
    return {"concept": concept, "outcome": outcome, "suggested": suggested, "form": form}


def _frame(challenge: Challenge) -> dict[str, Any]:
    lang = language.current()
    return {
        "challenge": challenge,
        "title": challenge.title.best(lang),
        "city": challenge.city.name.best(lang)[0],
        "challenge_url": challenge_url(challenge.slug),
        "section_links": navigation.desk_menu(),
    }


@blueprint.post("/<int:challenge_id>/announce")
@staff
def announce(challenge_id: int) -> ResponseReturnValue:
    """Announce what has been prepared, once."""
    here = url_for("award_desk.show", challenge_id=challenge_id)
    form = PrepareForm()
    try:
        award_announce.announce(viewer(), challenge_id, form.seen)
    except (ConflictError, FieldError) as error:
        return flash_refusal(error, here)
    except DomainError as error:
        if error.code != "award_not_ready":
            raise
        return flash_refusal(error, here)
    flash(_("Announced. Everybody who entered gets their letter now."), "success")
    return redirect(here, 303)


def _follow_page(
    challenge: Challenge, award_id: int = 0, form: PaymentForm | None = None
) -> ResponseReturnValue:
    """Show the prizes with their answers, applications and payments."""
    awards = query.awards_of(challenge.id)
    return page(
        "award/follow.html",
        422 if form is not None else 200,
        **_frame(challenge),
        form=form,
        rows=[_followed(one, form if one.id == award_id else None) for one in awards],
        kept=query.announcement_of(challenge.id),
    )


def _followed(award: Award, form: PaymentForm | None) -> dict[str, Any]:
    payable = award.status is AwardStatus.ACCEPTED and award_payment.unpaid(award) > 0
    blank = PaymentForm(formdata=None, amount_eur=award_payment.unpaid(award))
    shown = (form or blank) if payable else None
    if shown is not None:
        for field in shown:
            field.id = f"a{award.id}-{field.short_name}"
            field.label.field_id = field.id
    return {
        "award": award,
        "prize": place_words(award.place) if award.place else "",
        "pill": PILLS[award.status],
        "unpaid": award_payment.unpaid(award),
        "form": shown,
    }


@blueprint.post("/awards/<int:award_id>/payments")
@staff
def pay(award_id: int) -> ResponseReturnValue:
    """Write down that prize money was paid."""
    award = query.award_at_desk(viewer(), award_id)
    form: Any = PaymentForm()
    if form.validate_on_submit():
        try:
            award_payment.record_payment(
                viewer(), award_id, form.paid_on.data, form.amount_eur.data, form.reference.data
            )
        except FieldError as error:
            form.blame(error.field, message_for(error))
        except ConflictError as error:
            return flash_refusal(error, _home(award))
        else:
            flash(_("The payment is written down."), "success")
            return redirect(_home(award), 303)
    return _follow_page(query.at_desk(viewer(), award.challenge_id), award_id, form)


@blueprint.post("/awards/<int:award_id>/payments/<int:payment_id>/remove")
@staff
def take_back(award_id: int, payment_id: int) -> ResponseReturnValue:
    """Take out a payment that was written down by mistake."""
    award = query.award_at_desk(viewer(), award_id)
    award_payment.take_back_payment(viewer(), award_id, payment_id)
    flash(_("The payment was taken out again."), "success")
    return redirect(_home(award), 303)


def _home(award: Award) -> str:
    return url_for("award_desk.show", challenge_id=award.challenge_id)
