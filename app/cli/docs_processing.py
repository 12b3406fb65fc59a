"""docs/processing.md: the record of processing activities, made from the register."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from app.labels import label
from app.labels_personal import SAID
from app.labels_processing import PURPOSE
from models import Base
from models.personal import Kind
from models.personal_class import Classed, ColumnClass, classed
from models.personal_processing import PROCESSING
from models.retention_rule import BY_THEMSELVES, retention_rules

HEAD = """
The record of processing activities (GDPR, article 30), from `models/personal_register.py`,
`models/personal_processing.py` and `models/retention_rule.py`.  The privacy page shows the same.

- **Controllers**: Helsinki, Espoo, Vantaa, Tampere, Turku and Oulu jointly (article 26): each for
  its own testbeds, applications and pilots, together for accounts and the service.
- **Contact**: tietosuoja@koepaikka.example, for the data protection officers of the six.
- **Processors**: whoever operates the servers and the mail server, by an agreement (article 28).
- **Moved out of the EEA**: nothing.  **Decided by machine alone**: nothing.
- **Security** (article 32): one table of permissions, refused by default; two append-only trails,
  of what was done and of who looked at personal details, the first sealed in a chain
  (docs/adr/0055-privacy-kept-by-tables.md); passwords and tokens kept as hashes; backups and their
  drills in docs/operations.md.
""".strip()


def processing() -> str:
    """Return the document, without its note."""
    parts = ["# Records of processing", "", "{note}", "", HEAD, "", "## Activities", ""]
    parts += [
        "| what | holds | what for | basis | whose | who gets it |",
        "|---|---|---|---|---|---|",
        *map(_activity, (kind for kind in Kind if kind in PROCESSING)),
        "",
        "## How long",
        "",
        "`flask retention run` carries these out, `--dry-run` counts what it would do.  `deleted`",
        "and `emptied` speak of rows, `person erased` of everything that is known of somebody.",
        "",
        "| rule | kind | days | after it was | which | does | why so long |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| `{one.name}` | {one.span.kind} | {one.span.days} | {one.span.after} |"
            f" {_which(one.span.only, one.span.case)} | {one.deed} | {label(one.reason)} |"
            for one in retention_rules()
        ),
        "",
        "Forgotten by what made them:",
        "",
        "| what | kind | days | after it was | by | why so long |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.thing} | {one.kind} | {one.days} | {one.after} | `{one.by}` |"
            f" {label(one.reason)} |"
            for one in BY_THEMSELVES
        ),
        "",
        "## Every column",
        "",
        "What is kept stands with its ground.  A test fails for a column that is not here.",
        "",
    ]
    for name in sorted(Base.metadata.tables):
        parts += _table(name)
    return "\n".join(parts)


def _activity(kind: Kind) -> str:
    one = PROCESSING[kind]
    cells = (
        f"**{label(kind)}**", str(SAID[kind]), str(PURPOSE[kind]), _listed(one.bases),
        _listed(one.people), _listed(one.recipients),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _listed(members: Iterable[StrEnum]) -> str:
    return "; ".join(label(one) for one in members)


def _which(only: object, case: StrEnum | None) -> str:
    """Return which rows a rule is about, by the name of its condition."""
    if case is not None:
        return str(case)
    return getattr(only, "__name__", "all").strip("_").replace("_", " ") if only else "all"


def _table(name: str) -> Iterator[str]:
    columns = list(classed(Base.metadata.tables[name]))
    said = [
        f"{kind}: {', '.join(_column(one) for one in mine)}"
        for kind in ColumnClass
        if (mine := [one for one in columns if one.kind is kind])
    ]
    yield f"- **`{name}`** – " + ". ".join(said) + "."


def _column(one: Classed) -> str:
    return f"`{one.column}` ({', '.join(one.grounds)})" if one.grounds else f"`{one.column}`"
