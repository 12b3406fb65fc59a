"""What surrounds the pages of a challenge: the desk for its city, one's own pages for others."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.services.challenge_edit import Section, sections_open_to
from app.services.challenge_ready import Lack
from models.challenge import Challenge, ChallengePhase, ChallengeStatus
from views import language, navigation
from views.access import viewer
from views.challenge_words import STATUS_PILLS, poser

SECTION_NAMES: dict[Section, Any] = {
    Section.BASICS: _l("What it is about"),
    Section.PLACE: _l("Where it is"),
    Section.ENTRY: _l("Who may enter, and terms"),
    Section.CRITERIA: _l("How entries are judged"),
    Section.PRIZES: _l("Prizes"),
    Section.TIMES: _l("Times and rounds"),
    Section.MEDIA: _l("Pictures and files"),
}
AWARDED = (ChallengeStatus.DECIDED, ChallengeStatus.ANNOUNCED, ChallengeStatus.ARCHIVED)
ONWARD = {
    ChallengeStatus.JUDGING_1: "jury_desk.show",
    ChallengeStatus.SHORTLISTED: "jury_desk.show",
    ChallengeStatus.JUDGING_2: "jury_desk.show",
    **dict.fromkeys(AWARDED, "award_desk.show"),
}
LANGUAGE_NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}


def is_at_desk(challenge: Challenge) -> bool:
    """Say whether the reader looks after the challenge for its city."""
    return viewer().is_admin or challenge.city_id in viewer().cities


def home_of(challenge: Challenge) -> str:
    """Return the address of the page by which the reader knows the challenge."""
    endpoint = "challenge_desk.show" if is_at_desk(challenge) else "challenge_own.show"
    return url_for(endpoint, challenge_id=challenge.id)


def frame(challenge: Challenge, here: str) -> dict[str, Any]:
    """Return the layout, the menus and the challenge's pages; ``here`` names this one."""
    at_desk = is_at_desk(challenge)
    title = challenge.title.best(language.current())
    return {
        "challenge": challenge,
        "layout": "desk" if at_desk else "my",
        "section_links": navigation.desk_menu() if at_desk else navigation.my_menu(viewer()),
        "home": home_of(challenge),
        "list_url": url_for("challenge_desk.index" if at_desk else "challenge_own.index"),
        "name": title,
        "poser": poser(challenge),
        "pill": STATUS_PILLS.get(challenge.status, "info"),
        "tabs": tabs(challenge, here),
    }


def tabs(challenge: Challenge, here: str) -> list[navigation.Link]:
    """Return the pages of a challenge at the desk."""
    answers = may(viewer(), Action.CHALLENGE_ANSWER, of_challenge(challenge))
    offered = [
        ("challenge_desk.show", _("Overview"), is_at_desk(challenge)),
        ("challenge_own.show", _("Overview"), not is_at_desk(challenge)),
        ("challenge_answer.index", _("Questions"), answers and challenge.was_public),
        ("challenge_own.preview", _("Preview"), True),
        ("concept_desk.index", _("Entries"), is_at_desk(challenge) and _runs(challenge)),
        ("jury_desk.show", _("Jury"), is_at_desk(challenge) and _seats(challenge)),
        ("award_desk.show", _("Winners"), is_at_desk(challenge) and _awards(challenge)),
    ]
    return [
        navigation.Link(words, url_for(endpoint, challenge_id=challenge.id), endpoint == here)
        for endpoint, words, is_offered in offered
        if is_offered
    ]


def _runs(challenge: Challenge) -> bool:
    """Say whether the reader looks after the entries, once there can be some."""
    return challenge.was_public and may(viewer(), Action.CHALLENGE_RUN, of_challenge(challenge))


def _seats(challenge: Challenge) -> bool:
    return may(viewer(), Action.JURY_MANAGE, of_challenge(challenge))


def section_url(challenge: Challenge, section: Section) -> str:
    """Return the address at which a section is written."""
    ways = {
        Section.CRITERIA: "challenge_criterion.index",
        Section.MEDIA: "challenge_file.index",
    }
    if section in ways:
        return url_for(ways[section], challenge_id=challenge.id)
    return url_for("challenge_edit.edit", challenge_id=challenge.id, section=section.value)


def sections(challenge: Challenge, lacking: list[Lack]) -> list[dict[str, Any]]:
    """Return every section with its address, whether it may be written, and what it lacks."""
    open_now = set(sections_open_to(viewer(), challenge))
    return [
        {
            "name": str(SECTION_NAMES[one]),
            "url": section_url(challenge, one) if one in open_now else None,
            "lacking": sum(lack.section is one for lack in lacking),
        }
        for one in Section
    ]


def lack_link(challenge: Challenge, lack: Lack) -> tuple[str, str]:
    """Return what is missing, in words, and the address of the field where it is written."""
    words = _lack_words(lack)
    if lang := lack.facts.get("language"):
        words = _("%(name)s (%(language)s)", name=words, language=LANGUAGE_NAMES[lang])
    return words, _lack_url(challenge, lack)


def _lack_words(lack: Lack) -> str:
    if lack.name == "levels":
        return _("What each level means: %(name)s", name=lack.facts["name"])
    names = {
        "title": _("Title"),
        "summary": _("In short"),
        "brief": _("The challenge"),
        "expected": _("What a concept should hold"),
        "place": _("A place: a testbed or a shape on the map"),
        "entrants": _("Who may enter"),
        "legal_form": _("What it is in law"),
        "terms_id": _("Terms on who owns the idea"),
        "criteria": _("At least one criterion"),
        "weights": _("A criterion that weighs more than 0"),
        "criterion": _("The name of a criterion"),
        "prizes": _("At least one prize or other reward"),
        "opens": _("When it opens"),
        "questions": _("Until when questions are taken"),
        "closes": _("When it closes"),
        "closes_late": _("A closing that is still to come"),
        "decision_by": _("When the result is promised"),
    }
    return str(names[lack.name])


def _lack_url(challenge: Challenge, lack: Lack) -> str:
    base = section_url(challenge, lack.section)
    lang = lack.facts.get("language", "fi")
    if "id" in lack.facts:
        base = url_for(
            "challenge_criterion.edit", challenge_id=challenge.id, criterion_id=lack.facts["id"]
        )
        return f"{base}#{'level0' if lack.name == 'levels' else 'name'}_{lang}"
    anchors = {
        "place": "testbeds-0", "entrants": "entrants-0", "legal_form": "legal_form-0",
        "terms_id": "terms_id-0", "prizes": "prizes-0-amount_eur", "opens": "opens_day",
        "questions": "questions_day", "closes": "closes_day", "closes_late": "closes_day",
        "decision_by": "decision_by",
    }  # fmt: skip
    written = {"title", "summary", "brief", "expected"}
    anchor = f"{lack.name}_{lang}" if lack.name in written else anchors.get(lack.name, "")
    return f"{base}#{anchor}" if anchor else base


def _awards(challenge: Challenge) -> bool:
    """Say whether the reader prepares the announcement, or follows up what came of it."""
    prepares = may(viewer(), Action.AWARD_PREPARE, of_challenge(challenge))
    return challenge.status in AWARDED and prepares


def onward(challenge: Challenge) -> navigation.Link | None:
    """Return the page on which a challenge goes on now; None where nothing is there to be done."""
    if challenge.phase(clock.now()) is not ChallengePhase.CLOSED:
        return None
    wanted = url_for(ONWARD.get(challenge.status, "concept_desk.index"), challenge_id=challenge.id)
    return next((tab for tab in tabs(challenge, "") if tab.url == wanted), None)
