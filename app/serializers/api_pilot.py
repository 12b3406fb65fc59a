"""What a pilot's page tells beyond its feature, as JSON: posts, indicators, sensors, result."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.queries.survey import Summary
from models.attachment import Attachment
from models.base import LANGUAGES, Translated
from models.indicator import Indicator
from models.pilot import Pilot
from models.pilot_update import PilotUpdate
from models.survey import GoOn

Json = dict[str, Any]


def texts(name: str, text: Translated) -> Json:
    """Return a text as three flat values by suffix; null where it is not written."""
    return {f"{name}_{lang}": text.get(lang) or None for lang in LANGUAGES}


def number(value: Decimal | None) -> int | float | None:
    """Return an exact number as JSON has it: whole ones without a fraction."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def update(one: PilotUpdate, base: str) -> Json:
    """Return one post with its pictures; ``base`` is the address of this installation."""
    return {
        "id": one.id,
        "posted_at": one.posted_at.isoformat(),
        "edited_at": one.edited_at.isoformat() if one.edited_at else None,
        "side": one.side.value,
        **texts("title", one.title),
        **texts("text", one.text),
        "pictures": [
            {
                "url": f"{base}/files/pictures/{each.digest}-{each.width}.jpg",
                "width": each.width,
                "height": each.height,
                **texts("alt", each.alt),
            }
            for each in one.pictures
        ],
    }


def indicator(one: Indicator, *, is_told: bool, files: Sequence[Json] = ()) -> Json:
    """Return one indicator; its result, and where it comes from, only when the result is told."""
    found: Json = {
        "id": one.id,
        **texts("name", one.name),
        **texts("method", one.method),
        "unit": one.unit,
        "direction": one.direction.value,
        "baseline": number(one.baseline),
        "target": number(one.target),
        "result": number(one.result) if is_told else None,
        "is_reached": one.is_reached if is_told else None,
        "points": [
            {"date": each.day.isoformat(), "value": number(each.value)} for each in one.points
        ],
    }
    if is_told:
        found |= {"evidence_url": one.evidence_url or None, "evidence": list(files)}
    return found


def evidence(found: Sequence[Attachment], address: str) -> list[Json]:
    """Return the public files of an indicator; ``address`` is where the result's files are."""
    return [
        {"title": one.title, "kind": str(one.kind), "url": f"{address}/{one.id}"} for one in found
    ]


def survey(found: Summary | None) -> Json | None:
    """Return what those who took part said, once enough of them have."""
    if found is None:
        return None
    return {
        "answers": found.count,
        "useful": float(found.useful),
        "easy": float(found.easy),
        "go_on": {one.value: found.go_on[one] for one in GoOn},
    }


def result(pilot: Pilot, about: Mapping[str, Any], indicators: Sequence[Json]) -> Json:
    """Return what came of a pilot; ``about`` holds addresses and the survey."""
    return {
        "id": pilot.id,
        "slug": pilot.slug,
        "city": pilot.city.slug,
        "kind": pilot.testbed.kind.value if pilot.testbed and pilot.testbed.kind else None,
        "testbed": about["testbed"],
        "themes": list(pilot.themes),
        "status": pilot.status.value,
        "starts_on": pilot.start_day.isoformat(),
        "ends_on": pilot.end_day.isoformat(),
        **texts("title", pilot.title),
        **texts("outcome", pilot.outcome),
        **texts("learned", pilot.learned),
        **texts("failed", pilot.failed),
        "testers": pilot.testers,
        "continues": pilot.continues,
        **texts("continues_why", pilot.continues_why),
        "bought": pilot.bought,
        **texts("bought_why", pilot.bought_why),
        "money_eur": pilot.money_eur,
        "money_used_eur": pilot.money_used_eur,
        "indicators": list(indicators),
        "survey": about["survey"],
        "source_url": pilot.source_url or None,
        "is_demo": pilot.is_demo,
        "replicates": about["replicates"],
        "page": about["page"],
    }
