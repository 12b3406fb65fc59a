"""What pages say of awards: the public face, its state, and the chain of what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.labels import label
from app.queries.award_become import ApplicationStep, Chain, PilotStep
from app.services.award_letter import reward_of
from models.award import PASSED_ON, Award, AwardKind, AwardStatus
from models.challenge import Challenge, EntrantKind
from models.pilot import TOLD_STATES, Pilot
from views import language
from views.experiment_card import phase_of
from views.page import date, euros

PILLS = {
    AwardStatus.OFFERED: "soon",
    AwardStatus.ACCEPTED: "running",
    AwardStatus.DECLINED: "ended",
    AwardStatus.LAPSED: "ended",
    AwardStatus.STEPPED_BACK: "ended",
    AwardStatus.MENTIONED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Face:
    """One award as everybody sees it."""

    award: Award
    prize: str
    reward: str
    state: str
    pill: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what became of a winner; ``url`` is empty where there is no page of it."""

    title: str
    text: str
    kind: str
    url: str = ""
    lang: str = ""


def challenge_url(slug: str) -> str:
    """Return the address of a challenge's own page."""
    return f"/{language.current()}/challenges/{slug}"


def place_words(place: int | None) -> str:
    """Return what a prize is called."""
    known = {1: _("First prize"), 2: _("Second prize"), 3: _("Third prize")}
    return str(known.get(place or 0) or _("Prize number %(place)s", place=place))


def faces(challenge: Challenge, awards: Iterable[Award]) -> dict[str, list[Face]]:
    """Return prizes that stand, mentions, and prizes that were passed on, by these names."""
    made: dict[str, list[Face]] = {"winners": [], "mentions": [], "passed": []}
    for award in awards:
        made[_group(award)].append(
            Face(
                award=award,
                prize=place_words(award.place) if award.place else "",
                reward=reward_of(challenge, award.place, language.current()),
                state=label(award.status),
                pill=PILLS[award.status],
            )
        )
    return made


def _group(award: Award) -> str:
    if award.kind is AwardKind.MENTION:
        return "mentions"
    return "passed" if award.status in PASSED_ON else "winners"


def figure_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (kind of entrant, its number) for the table of the entries."""
    kinds: dict[str, int | None] = figures.get("kinds", {})
    return [
        (label(EntrantKind(kind)), str(count) if count is not None else _("not told"))
        for kind, count in kinds.items()
        if count != 0
    ]


def steps(chain: Chain) -> list[Step]:
    """Return what became of one prize, as far as everybody may know it."""
    award = chain.award
    found = [_won(award)]
    if award.status is not AwardStatus.ACCEPTED:
        return found
    if not chain.pilots and chain.application is not None:
        found.append(_application(chain.application))
    for step in chain.pilots:
        found.extend(_pilot(step))
    return found


def _won(award: Award) -> Step:
    when = date(award.offered_at)
    words = {
        AwardStatus.OFFERED: _("Offered on %(day)s. The winner has not answered yet.", day=when),
        AwardStatus.ACCEPTED: _("Accepted on %(day)s", day=date(award.answered_at)),
    }.get(award.status, label(award.status))
    amount = euros(award.amount_eur) if award.amount_eur else ""
    title = place_words(award.place) + (f", {amount}" if amount else "")
    return Step(title, str(words), PILLS[award.status])


def _application(step: ApplicationStep) -> Step:
    words, kind = {
        ApplicationStep.WRITING: (_("The team is writing its application."), "soon"),
        ApplicationStep.WITH_CITY: (_("A city is looking at the application."), "running"),
        ApplicationStep.ENDED: (_("It ended without an experiment."), "ended"),
    }[step]
    return Step(_("Application for an experiment"), str(words), kind)


def _pilot(step: PilotStep) -> list[Step]:
    pilot = step.pilot
    phase = phase_of(pilot)
    title, lang = pilot.title.best(language.current())
    city = pilot.city.name.best(language.current())[0]
    url = url_for("pilot.show", slug=pilot.slug)
    found = [Step(title, f"{city}, {label(phase)}", phase.value, url, lang)]
    if pilot.status in TOLD_STATES:
        found.append(_result(pilot))
    found += [
        Step(
            _("Tried again: %(city)s", city=one.city.name.best(language.current())[0]),
            str(label(phase_of(one))),
            phase_of(one).value,
            url_for("pilot.show", slug=one.slug),
        )
        for one in step.repeats
    ]
    return found


def _result(pilot: Pilot) -> Step:
    words = label(pilot.status)
    if pilot.bought:
        words = _("Taken into use by the city")
    elif pilot.continues:
        words = _("Continues")
    return Step(_("Result"), str(words), "ended", url_for("result.show", slug=pilot.slug))
