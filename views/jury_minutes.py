"""The minutes of a jury on paper, in Finnish or in Swedish, the same in both."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.adapters import pdf
from app.queries.jury import name_of
from app.queries.jury_minutes import Minutes, RoundMinutes, minutes_of
from models.agreement_text import day_words
from models.challenge import Challenge
from models.jury import AssignmentStatus, JuryAssignment
from models.jury_score import Weighed, juror_mean, shown
from views.access import staff, viewer
from views.file import NEVER_KEPT, named, sent_with
from views.jury_words import conflict_words, criterion_names, missed_words, two
from views.language import PREFIX

blueprint = Blueprint(
    "jury_minutes", __name__, url_prefix=PREFIX + "/desk/challenges/<int:challenge_id>/jury"
)


@blueprint.get("/minutes/<any(fi,sv):tongue>.pdf")
@staff
def minutes(challenge_id: int, tongue: str) -> ResponseReturnValue:
    """Give the minutes as an accessible PDF."""
    found = minutes_of(viewer(), challenge_id)
    response = Response(paper(found, tongue), mimetype="application/pdf")
    name = f"{found.challenge.slug}-{'poytakirja' if tongue == 'fi' else 'protokoll'}.pdf"
    response.headers["Content-Disposition"] = named(name)
    return sent_with(response, NEVER_KEPT)


def paper(found: Minutes, code: str) -> bytes:
    """Return the PDF; the same minutes give the same bytes."""
    with force_locale(code):
        data = _data(found, code)
    return pdf.render("minutes", data, code, at=found.decision.signed_at)


def _data(found: Minutes, code: str) -> dict[str, Any]:
    challenge, signed = found.challenge, found.decision.signed_at
    title = challenge.title.best(code)[0]
    return {
        "title": _("Minutes of the jury: %(challenge)s", challenge=title),
        "city": challenge.city.name.best(code)[0],
        "date": _moment(challenge, signed, code),
        "footer": f"Koepaikka · {title}",
        "page_word": _("Page"),
        "about": _about(found),
        "about_heading": _("How it was judged"),
        "criteria_heading": _("Criteria"),
        "criteria_head": [_("Criterion"), _("Weight"), _("Least mean")],
        "criteria": [
            [one.name.best(code)[0], two(one.weight), two(one.minimum) or "–"]
            for one in challenge.criteria
        ],
        "jury_heading": _("Jury"),
        "jury_head": [_("Name"), _("Title and organisation"), _("Part")],
        "jury": [
            [name_of(one), one.title or "–", _("Chair") if one.is_chair else _("Member")]
            for one in found.jurors
        ],
        "conflicts_heading": _("Conflicts of interest"),
        "conflicts_none": _("None was declared or found."),
        "conflicts_head": [_("Juror"), _("Entry"), _("Conflict")],
        "conflicts": [
            [name_of(one.juror), one.concept.code, _conflict(one.kind, one.reason)]
            for one in found.conflicts
        ],
        "rounds": [_round(challenge, one, code) for one in found.rounds],
        "signatures_heading": _("Signatures"),
        "signatures": _signatures(found, code),
        "proof": _("Fingerprint (SHA-256) of the scores, the rules and the order that was signed:"),
        "sha256": found.decision.digest,
    }


def _about(found: Minutes) -> list[str]:
    challenge = found.challenge
    said = [
        _(
            "The jury read the entries by their codes, without names. Each criterion was given "
            "0 to 5. A juror’s score is the weighted mean, shown from 0 to 100, and the score of "
            "an entry is the mean over its jurors."
        ),
        _(
            "Equals after two decimals were told apart by the heaviest criterion, then the next "
            "ones, then by how many jurors gave 80 or more; after that by the jury, with a reason."
        ),
    ]
    if challenge.least_total is not None:
        said.append(_("The least total was %(least)s.", least=two(challenge.least_total)))
    if challenge.normalised:
        said.append(
            _(
                "Scores were adjusted for how strict each juror is where that can be done; the "
                "plain score stands beside."
            )
        )
    said.append(_("Way of computing: %(name)s.", name=found.decision.algorithm))
    return said


def _conflict(kind: str, reason: str) -> str:
    words = conflict_words(kind)
    return f"{words}. {reason}" if reason else words


def _round(challenge: Challenge, found: RoundMinutes, code: str) -> dict[str, Any]:
    names = criterion_names(challenge, code)
    ranking = found.ranking
    codes = {row["concept_id"]: row["code"] for row in ranking.result}
    by_entry: dict[int, list[JuryAssignment]] = {}
    for one in found.readings:
        by_entry.setdefault(one.concept_id, []).append(one)
    return {
        "heading": _("Last round") if found.number == challenge.rounds else _("First round"),
        "facts": _facts(challenge, found, code),
        "order_heading": _("Order"),
        "order_head": [_("Rank"), _("Entry"), _("Score"), _("Spread"), *names.values()],
        "order": [_line(challenge, row, names, code) for row in ranking.result],
        "readings_heading": _("Who read what"),
        "readings_head": [_("Entry"), _("Juror and score")],
        "readings": [
            [row["code"], "\n".join(map(_reading, by_entry.get(row["concept_id"], ())))]
            for row in ranking.result
        ],
        "ties_heading": _("Equals that the jury put in order"),
        "ties": [
            {"order": ", ".join(codes.get(one, "?") for one in tie["order"]),
             "reason": tie["reason"]}
            for tie in ranking.inputs["settled"]
        ],
        "departure_heading": _("Departing from the order"),
        "departure": _departure(found),
        "reason": ranking.reason,
    }  # fmt: skip


def _facts(challenge: Challenge, found: RoundMinutes, code: str) -> list[list[str]]:
    rows = []
    if found.dealt is not None:
        rows += [
            [_("Began"), _moment(challenge, found.dealt.begun_at, code)],
            [_("Entries"), str(len(found.dealt.inputs["concepts"]))],
            [_("Readers of each entry"), str(found.dealt.inputs["readers"])],
            [_("Seed of the lot"), found.dealt.seed],
        ]
    rows.append([_("Order fixed"), _moment(challenge, found.ranking.made_at, code)])
    return rows


def _line(challenge: Challenge, row: dict[str, Any], names: dict[str, str], code: str) -> list[str]:
    place = "–" if row["rank"] is None else str(row["rank"])
    notes = [row["code"]]
    if row["tied"]:
        notes.append(_("Equal"))
    if row["settled"]:
        notes.append(_("Settled by the jury"))
    notes += missed_words(challenge, row["missed"], code)
    score = two(row["score"]) or "–"
    if row["adjusted"] is not None:
        score = f"{two(row['adjusted'])} ({score})"
    spread = two(row["spread"]) or "–"
    if row["is_wide"]:
        spread = f"{spread} *"
    means = [two(row["per_criterion"].get(key)) or "–" for key in names]
    return [place, ". ".join(notes), score, spread, *means]


def _reading(one: JuryAssignment) -> str:
    person = name_of(one.juror)
    if one.status is AssignmentStatus.RECUSED:
        return _("%(person)s: stood back", person=person)
    criteria = [Weighed(str(c.id), c.weight) for c in one.juror.challenge.criteria]
    marks = {str(score.criterion_id): score.value or 0 for score in one.scores}
    each = " / ".join(str(marks[key.key]) for key in criteria)
    return f"{person}: {two(shown(juror_mean(marks, criteria)))} ({each})"


def _departure(found: RoundMinutes) -> str:
    if not found.departed:
        return ""
    return _("Otherwise than the order alone: %(codes)s.", codes=", ".join(found.departed))


def _signatures(found: Minutes, code: str) -> list[dict[str, str]]:
    ranking = found.decision
    return [
        {
            "title": title,
            "name": person.name if person is not None else "–",
            "when": _moment(found.challenge, at, code),
        }
        for title, person, at in (
            (_("First signature"), ranking.made_by, ranking.made_at),
            (_("Second signature"), ranking.signed_by, ranking.signed_at),
        )
    ]


def _moment(challenge: Challenge, at: dt.datetime | None, code: str) -> str:
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(challenge.city.time_zone))
    dot = "." if code == "fi" else ":"
    return f"{day_words(local.date(), code)} {local:%H}{dot}{local:%M}"
