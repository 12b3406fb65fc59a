"""The register's lines of challenges: who posed, asked and answered."""

from models.base import LANGUAGES
from models.personal import Declared, Ground, Kind, Rule, noted, own


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


DECLARED: dict[str, Declared] = {
    "challenge": Declared(
        free=f"slug {_texts('title', 'summary', 'brief', 'expected', 'after', 'eligibility')}"
        " themes entrants contact_email geom shape_json anchor_x anchor_y note",
        rules=(
            noted(Kind.TRAIL, "created_by_id", "id"),
            noted(Kind.TRAIL, "submitted_by_id", "id"),
        ),
    ),
    "challenge_terms": Declared(free=f"version {_texts('name', 'body')}"),
    "challenge_testbed": Declared(),
    "challenge_criterion": Declared(free=f"{_texts('name', 'words')} levels"),
    "challenge_prize": Declared(free=_texts("reward")),
    # A published question stays with its answer; nobody is shown who asked.
    "challenge_question": Declared(
        free="language answer hidden_reason",
        rules=(
            Rule(
                Kind.MESSAGES,
                own("asked_by_id"),
                tell="challenge_id asked_at",
                blank="asked_by_id",
                keep="words",
                ground=Ground.PUBLISHED,
            ),
            noted(Kind.TRAIL, "answered_by_id", "challenge_id answered_at"),
        ),
    ),
    "challenge_notice": Declared(
        free=_texts("reason"),
        rules=(noted(Kind.TRAIL, "by_id", "challenge_id at"),),
    ),
    "challenge_file": Declared(
        free=f"title {_texts('alt')} licence kind digest",
        rules=(noted(Kind.TRAIL, "by_id", "challenge_id at"),),
    ),
}
