"""The register's lines of events: who made them, and who speaks there."""

from models.base import LANGUAGES
from models.personal import Declared, Kind, noted


def _texts(*names: str) -> str:
    return " ".join(f"{name}_{lang}" for name in names for lang in LANGUAGES)


DECLARED: dict[str, Declared] = {
    "event": Declared(
        free=f"slug {_texts('title', 'summary', 'description', 'access', 'picture_alt', 'outcome')}"
        " themes languages address online_url geom shape_json anchor_x anchor_y contact_email"
        " picture_digest note",
        rules=(noted(Kind.TRAIL, "created_by_id", "id"),),
    ),
    "event_challenge": Declared(),
    "event_pilot": Declared(),
    "event_track": Declared(free=_texts("name")),
    "event_session": Declared(free=f"{_texts('title', 'description')} room speakers"),
}
