"""The numbers of challenges: charts with their tables, and the same rows as open data."""

import json
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from app.labels import label
from app.queries import challenge_number as query
from app.queries.challenge_number import ChallengeRow
from app.queries.city import city_names
from app.serializers.table import csv_text
from models.challenge import EntrantKind
from models.challenge_number import FEWEST
from models.licence import LICENCES, USUAL
from views import language
from views.access import public
from views.challenge_chart import charts, day_chart
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("challenge_number", __name__, url_prefix=PREFIX + "/challenges")

LICENCE = LICENCES[USUAL].url
SOURCE = "Koepaikka"
NUMBERS = (
    "entries", "judged", "jurors", "readings", "spread", "days_to_decision",
    "prizes", "accepted", "pilots", "results", "bought",
)  # fmt: skip
KINDS = tuple(f"entries_{kind.value}" for kind in EntrantKind)
COLUMNS = (
    "challenge", "title", "city", "opened", "closed", "announced",
    *NUMBERS, *KINDS, "not_told", "demonstration", "url", "licence",
)  # fmt: skip
DAY_COLUMNS = ("challenge", "city", "day", "entries", "licence")


@blueprint.get("/numbers")
@public
def index() -> ResponseReturnValue:
    """Show the numbers of every closed challenge, of a city, or of one."""
    lang = language.current()
    city, slug = _asked("city"), _asked("challenge")
    rows = query.rows(city, slug)
    one = rows[0] if slug and len(rows) == 1 else None
    return page(
        "challenge/numbers.html",
        rows=[_shown(row) for row in rows],
        one=one,
        one_title=one.challenge.title.best(lang) if one is not None else None,
        kinds=_kinds(rows),
        winners=query.all_winners(rows),
        total=sum(row.entries for row in rows),
        charts=charts(rows, query.told_kinds(rows), query.all_winners(rows)),
        days=day_chart(one) if one is not None else None,
        day_rows=[(day, count) for day, count in one.days.items() if count] if one else [],
        cities=[
            (name.best(lang)[0], url_for("challenge_number.index", city=key), key == city)
            for key, name in city_names().items()
        ],
        city=city,
        slug=slug,
        fewest=FEWEST,
        licence=LICENCE,
    )


def _asked(name: str) -> str | None:
    return request.args.get(name, "")[:200] or None


def _shown(row: ChallengeRow) -> dict[str, Any]:
    lang = language.current()
    title, title_lang = row.challenge.title.best(lang)
    return {
        "row": row,
        "title": title,
        "lang": title_lang,
        "city": row.challenge.city.name.best(lang)[0],
        "url": url_for("challenge_number.index", challenge=row.challenge.slug),
    }


def _kinds(rows: list[ChallengeRow]) -> list[tuple[str, int, bool]]:
    """Return (kind, sum of what is told, whether something of it is not)."""
    told = query.told_kinds(rows)
    hidden = {kind for row in rows for kind in row.hidden}
    return [
        (label(kind), told[kind.value], kind.value in hidden)
        for kind in EntrantKind
        if told[kind.value] or kind.value in hidden
    ]


@blueprint.get("/numbers.<any(csv,json):ending>")
@public
def table(ending: str) -> ResponseReturnValue:
    """Give the numbers of each challenge as open data."""
    rows = [_facts(row) for row in query.rows(_asked("city"), _asked("challenge"))]
    return _given("challenges", COLUMNS, rows, ending)


@blueprint.get("/numbers/days.<any(csv,json):ending>")
@public
def day_table(ending: str) -> ResponseReturnValue:
    """Give how many entries came on each day of each challenge as open data."""
    rows = [
        {
            "challenge": row.challenge.slug,
            "city": row.challenge.city.slug,
            "day": day.isoformat(),
            "entries": count,
            "licence": LICENCE,
        }
        for row in query.rows(_asked("city"), _asked("challenge"))
        for day, count in row.days.items()
    ]
    return _given("challenge-days", DAY_COLUMNS, rows, ending)


def _facts(row: ChallengeRow) -> dict[str, Any]:
    """Return the open data of one challenge; what is not told is empty and named."""
    one, won = row.challenge, row.winners
    counts = {f"entries_{kind.value}": row.kinds.get(kind.value, 0) for kind in EntrantKind}
    return {
        "challenge": one.slug,
        "title": one.title.best(language.current())[0],
        "city": one.city.slug,
        "opened": one.opens_at.isoformat() if one.opens_at else None,
        "closed": one.closes_at.isoformat() if one.closes_at else None,
        "announced": _announced(row),
        "entries": row.entries,
        "judged": row.judged,
        "jurors": row.jurors,
        "readings": row.readings,
        "spread": row.spread,
        "days_to_decision": row.decided_days,
        "prizes": won.prizes,
        "accepted": won.accepted,
        "pilots": won.pilots,
        "results": won.results,
        "bought": won.bought,
        **counts,
        "not_told": row.hidden,
        "demonstration": one.is_demo,
        "url": f"{request.url_root.rstrip('/')}/{language.current()}/challenges/{one.slug}",
        "licence": LICENCE,
    }


def _announced(row: ChallengeRow) -> str | None:
    at = row.challenge.announced_at
    return at.isoformat() if at is not None and row.decided_days is not None else None


def _given(
    name: str, columns: tuple[str, ...], rows: list[dict[str, Any]], ending: str
) -> ResponseReturnValue:
    if ending == "csv":
        body, kind = csv_text(columns, rows), "text/csv"
    else:
        whole = {"licence": LICENCE, "source": SOURCE, "rows": rows}
        body, kind = json.dumps(whole, ensure_ascii=False), "application/json"
    answer = Response(body, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    answer.headers["Link"] = f'<{LICENCE}>; rel="license"'
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
