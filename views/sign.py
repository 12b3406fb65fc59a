"""The sign for the site, and the short address on it that never breaks."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.extensions import limiter
from app.forms.sign import SignForm, missing_languages
from app.policies.subject import of_pilot
from app.policies.table import Action, may
from app.queries import pilot as query
from app.queries.experiment_card import pilot_of_slug
from app.queries.sign import pilot_of_code, trace_of_code
from models.base import LANGUAGES
from models.errors import FieldError
from models.pilot import PUBLIC_STATES, Pilot, PilotStatus
from models.sign import PaperSize, read_code, spoken_code
from views.access import public, signed_in, viewer
from views.feed_words import prepare
from views.file import NEVER_KEPT, named, sent_with
from views.language import PREFIX
from views.page import page
from views.pilot_frame import frame
from views.sign_paper import paper, short_address, written_languages

blueprint = Blueprint("sign", __name__)
blueprint.record(prepare)

# Where something is going on or about to; afterwards a sign would not be true.
SIGNED = (PilotStatus.PREPARING, PilotStatus.READY, PilotStatus.RUNNING, PilotStatus.PAUSED)
FIVE_MINUTES = "public, max-age=300"


@blueprint.get("/p/<code>")
@public
def follow(code: str) -> ResponseReturnValue:
    """Lead from a sign to the pilot's page in the reader's language; nobody counts how often."""
    known = read_code(code)
    pilot = pilot_of_code(known) if known else None
    if pilot is not None and pilot.status in PUBLIC_STATES:
        answer = redirect(url_for("pilot.show", slug=pilot.slug), 302)
    elif known and (pilot is not None or trace_of_code(known) is not None):
        answer = redirect(url_for("sign.here", code=known), 302)
    else:
        abort(404)
    answer.headers["Cache-Control"] = "no-store"  # the pilot may be called otherwise tomorrow
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer


@blueprint.get(PREFIX + "/p/<code>")
@public
def here(code: str) -> ResponseReturnValue:
    """Say what was, or what will be, where a sign stands whose pilot has no page."""
    known = read_code(code)
    pilot = pilot_of_code(known) if known else None
    if pilot is not None and pilot.status in PUBLIC_STATES:
        return redirect(url_for("pilot.show", slug=pilot.slug), 302)
    trace = trace_of_code(known) if known and pilot is None else None
    kept = pilot or trace
    if kept is None:
        abort(404)
    return page(
        "sign/here.html",
        city=kept.city,
        trace=trace if trace is not None and trace.title else None,
        is_coming=pilot is not None and pilot.status is PilotStatus.PREPARING,
    )


@blueprint.get(PREFIX + "/my/pilots/<int:pilot_id>/sign")
@signed_in
def choose(pilot_id: int) -> ResponseReturnValue:
    """Choose how large the sign is and which languages it speaks."""
    pilot = query.get(viewer(), pilot_id)
    required = pilot.city.required_languages
    asked = "size" in request.args or "languages" in request.args
    form = SignForm(request.args if asked else _usual(pilot))
    if asked and form.validate() and not form.missing_from(required):
        return redirect(_address(pilot, form.size.data, form.chosen), 303)
    written = written_languages(pilot)
    return page(
        "sign/choose.html",
        422 if asked else 200,
        pilot=pilot,
        form=form,
        is_for_signs=pilot.status in SIGNED,
        unwritten=[lang for lang in LANGUAGES if lang not in written],
        address=short_address(pilot),
        spoken=spoken_code(pilot.code),
        **frame(pilot, "sign.choose"),
    )


def _usual(pilot: Pilot) -> MultiDict[str, str]:
    return MultiDict([("size", PaperSize.A4.value), *(("languages", x) for x in _languages(pilot))])


def _languages(pilot: Pilot) -> tuple[str, ...]:
    """Return the city's languages on a sign, and whatever else the text is written in."""
    wanted = {*pilot.city.required_languages, *written_languages(pilot)}
    return tuple(lang for lang in LANGUAGES if lang in wanted)


def _address(pilot: Pilot, size: str, languages: tuple[str, ...]) -> str:
    return url_for("sign.pdf", slug=pilot.slug, size=size, languages=",".join(languages))


@blueprint.get(PREFIX + "/pilots/<slug>/sign.pdf")
@limiter.limit("30/minute")
@public
def pdf(slug: str) -> ResponseReturnValue:
    """Give the sign as PDF; before the pilot is public only to those who prepare it.

    Raises:
        FieldError: ``sign_languages`` (languages): the city needs these on its signs, too.
    """
    pilot = pilot_of_slug(slug)
    is_public = pilot is not None and pilot.status in PUBLIC_STATES
    if pilot is None or pilot.status not in SIGNED:
        abort(404)
    if not is_public and not may(viewer(), Action.PILOT_READ, of_pilot(pilot)):
        abort(404)
    size = request.args.get("size", PaperSize.A4.value)
    asked = request.args.get("languages", "")
    languages = tuple(asked.split(",")) if asked else _languages(pilot)
    if size not in set(PaperSize) or not set(languages) <= set(LANGUAGES):
        abort(404)
    missing = missing_languages(pilot.city.required_languages, languages)
    if missing:
        raise FieldError("sign_languages", field="languages", languages=missing)
    response = Response(paper(pilot, PaperSize(size), languages), mimetype="application/pdf")
    response.headers["Content-Disposition"] = named(f"{pilot.slug}-{size}.pdf")
    response.add_etag()
    return sent_with(response, FIVE_MINUTES if is_public else NEVER_KEPT)
