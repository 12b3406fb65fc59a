"""What pages say of a challenge: how it stands, how much time is left, what its prizes are."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.labels import label
from app.queries.challenge import challenges_on_testbed, stand_of
from models.base import LANGUAGES
from models.challenge import (
    Challenge,
    ChallengePrize,
    ChallengeStand,
    ChallengeStatus,
    EntrantKind,
)
from views import language
from views.call_words import instant_words
from views.page import date, euros, theme_label

STAND_PILLS = {
    ChallengeStand.OPEN: "open",
    ChallengeStand.COMING: "soon",
    ChallengeStand.JUDGED: "info",
    ChallengeStand.DECIDED: "ended",
    ChallengeStand.CANCELLED: "warning",
}
STATUS_PILLS = {
    ChallengeStatus.DRAFT: "draft",
    ChallengeStatus.IN_REVIEW: "warning",
    ChallengeStatus.EDITS_REQUESTED: "warning",
    ChallengeStatus.APPROVED: "open",
    ChallengeStatus.CANCELLED: "ended",
    ChallengeStatus.ANNOUNCED: "ended",
    ChallengeStatus.ARCHIVED: "ended",
}
DAY, HOUR = 86_400, 3_600  # seconds
IN_DAYS_FROM = 2  # days from which nobody counts hours
ZONE_NAMES = {"Europe/Helsinki": lambda: _("Finnish time")}


@dataclass(frozen=True, slots=True)
class ChallengeCard:
    """One challenge in a list."""

    title: str
    lang: str
    url: str
    place: str
    pill: str
    stand: str
    when: str
    summary: str
    summary_lang: str
    prize: str
    who: str
    art: str
    themes: list[str]


@dataclass(frozen=True, slots=True)
class CriterionShown:
    """One criterion: its share of all weights in whole hundredths, what each level means."""

    name: str
    lang: str
    words: str
    words_lang: str
    share: int
    minimum: Decimal | None
    levels: list[tuple[int, str]]
    levels_lang: str


def card(challenge: Challenge) -> ChallengeCard:
    """Return what lists say of a challenge that is public."""
    lang, stand = language.current(), stand_of(challenge, clock.now())
    title, summary = challenge.title.best(lang), challenge.summary.best(lang)
    shown = stand or ChallengeStand.COMING
    return ChallengeCard(
        title=title[0],
        lang=title[1],
        url=url_for("challenge.show", slug=challenge.slug),
        place=poser(challenge),
        pill=STAND_PILLS[shown],
        stand=label(shown),
        when=when_words(challenge, shown),
        summary=summary[0],
        summary_lang=summary[1],
        prize=prize_line(challenge.prizes),
        who=who_words(challenge),
        art=challenge.themes[0] if challenge.themes else "participation",
        themes=[theme_label(one) for one in challenge.themes[:3]],
    )


def cards_on_testbed(testbed_id: int) -> list[ChallengeCard]:
    """Return the cards of the challenges that offer a testbed."""
    return [card(one) for one in challenges_on_testbed(testbed_id, clock.now())]


def poser(challenge: Challenge) -> str:
    """Return the city, or the organisation and the city, that pose a challenge."""
    city = challenge.city.name.best(language.current())[0]
    if challenge.organisation is None:
        return city
    return f"{challenge.organisation.name}, {city}"


def who_words(challenge: Challenge) -> str:
    """Return who may enter, in one line."""
    welcome = set(challenge.entrants)
    if welcome >= set(EntrantKind):
        return _("Everybody may enter")
    words = [label(kind) for kind in EntrantKind if kind in welcome]
    return ", ".join(word if not number else word.lower() for number, word in enumerate(words))


def zone_name(zone: str) -> str:
    """Return what people call a time zone, or its own name."""
    known = ZONE_NAMES.get(zone)
    return known() if known else zone


def exact(instant: dt.datetime | None, zone: str, *, is_end: bool = False) -> str:
    """Return an instant with its zone, as in "15 Jan 2027 at 16.00 (Finnish time)"."""
    if instant is None:
        return ""
    when = instant_words(instant, zone, is_end=is_end)
    return _("%(when)s (%(zone)s)", when=when, zone=zone_name(zone))


def left_words(until: dt.datetime, now: dt.datetime) -> str:
    """Return how long it is until an instant, as people say it."""
    seconds = int((until - now).total_seconds())
    if seconds >= IN_DAYS_FROM * DAY:
        return ngettext("%(num)s day left", "%(num)s days left", seconds // DAY)
    if seconds >= HOUR:
        return ngettext("%(num)s hour left", "%(num)s hours left", seconds // HOUR)
    minutes = max(1, seconds // 60)
    return ngettext("%(num)s minute left", "%(num)s minutes left", minutes)


def when_words(challenge: Challenge, stand: ChallengeStand) -> str:
    """Return what a reader wants to know first of its times."""
    zone, now = challenge.city.time_zone, clock.now()
    opens, closes = challenge.opens_at, challenge.closes_at
    if stand is ChallengeStand.OPEN and closes is not None:
        until = instant_words(closes, zone, is_end=True)
        return _("%(left)s, until %(when)s", left=left_words(closes, now), when=until)
    if stand is ChallengeStand.COMING and opens is not None:
        return _("Opens on %(when)s", when=instant_words(opens, zone))
    if stand is ChallengeStand.JUDGED and challenge.decision_by is not None:
        return _("The result comes by %(day)s", day=date(challenge.decision_by))
    if stand is ChallengeStand.DECIDED and challenge.announced_at is not None:
        return _("Decided on %(day)s", day=date(challenge.announced_at))
    if closes is None:
        return ""
    return _("Closed on %(when)s", when=instant_words(closes, zone, is_end=True))


def prize_line(prizes: list[ChallengePrize]) -> str:
    """Return the prizes in one line: the money of all together, or the first other reward."""
    if any(one.amount_eur for one in prizes):
        return _("Prizes %(sum)s", sum=prize_sum(prizes))
    return prize_sum(prizes)


def prize_sum(prizes: list[ChallengePrize]) -> str:
    """Return the money of all prizes together, or the first other reward."""
    if total := sum(one.amount_eur or 0 for one in prizes):
        return euros(total)
    rewards = [one.reward.best(language.current())[0] for one in prizes if one.reward]
    return rewards[0] if rewards else ""


def criteria_shown(challenge: Challenge) -> list[CriterionShown]:
    """Return the criteria with their shares, which add up to a hundred where there are any."""
    lang = language.current()
    parts = shares([one.weight for one in challenge.criteria])
    found = []
    for row, part in zip(challenge.criteria, parts, strict=True):
        name, words = row.name.best(lang), row.words.best(lang)
        used = next((one for one in (lang, *LANGUAGES) if any(row.levels.get(one) or [])), lang)
        texts = row.levels.get(used) or []
        levels = [(score, text) for score, text in enumerate(texts) if text]
        found.append(CriterionShown(*name, *words, part, row.minimum, levels[::-1], used))
    return found


def shares(weights: list[Decimal]) -> list[int]:
    """Return each weight as whole hundredths of all, by the largest remainders."""
    total = sum(weights)
    if not total:
        return [0] * len(weights)
    exact_parts = [one * 100 / total for one in weights]
    parts = [int(one) for one in exact_parts]
    by_rest = sorted(range(len(parts)), key=lambda n: (parts[n] - exact_parts[n], n))
    for number in by_rest[: 100 - sum(parts)]:
        parts[number] += 1
    return parts
