"""``flask docs``: write the documents that are made from the code."""

from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.cli.docs_processing import processing
from app.extensions import LOCALES
from app.policies.scope import SCOPES
from app.policies.table import IMPARTIAL, PERMISSIONS, Relation
from config import ROOT, Settings
from models import row_security
from models.application import PART_WORKFLOW
from models.award import AWARD_WORKFLOW
from models.booking import BOOKING_WORKFLOW
from models.challenge import CHALLENGE_WORKFLOW
from models.concept import CONCEPT_WORKFLOW
from models.event import EVENT_WORKFLOW
from models.exchange import IMPORT_WORKFLOW
from models.fault import FAULT_WORKFLOW
from models.feedback import FEEDBACK_WORKFLOW
from models.harm_report import HARM_WORKFLOW
from models.jury import ASSIGNMENT_WORKFLOW, JUROR_WORKFLOW
from models.panel import PANEL_WORKFLOW
from models.pilot import PILOT_WORKFLOW
from models.pilot_change import CHANGE_WORKFLOW
from models.pilot_incident import INCIDENT_WORKFLOW
from models.pilot_rule import RULES
from models.place_request import REQUEST_WORKFLOW
from models.registration import REGISTRATION_WORKFLOW
from models.report import REPORT_WORKFLOW
from models.review import REVIEW_WORKFLOW
from models.testbed import TESTBED_WORKFLOW
from models.volunteer import VOLUNTEER_WORKFLOW
from models.webhook import WEBHOOK_WORKFLOW
from models.workflow import Workflow

WORKFLOWS: tuple[Workflow[Any, Any], ...] = (
    TESTBED_WORKFLOW,
    PART_WORKFLOW,
    REVIEW_WORKFLOW,
    REQUEST_WORKFLOW,
    BOOKING_WORKFLOW,
    PILOT_WORKFLOW,
    CHANGE_WORKFLOW,
    INCIDENT_WORKFLOW,
    REPORT_WORKFLOW,
    PANEL_WORKFLOW,
    VOLUNTEER_WORKFLOW,
    FEEDBACK_WORKFLOW,
    HARM_WORKFLOW,
    IMPORT_WORKFLOW,
    FAULT_WORKFLOW,
    CHALLENGE_WORKFLOW,
    CONCEPT_WORKFLOW,
    JUROR_WORKFLOW,
    ASSIGNMENT_WORKFLOW,
    EVENT_WORKFLOW,
    REGISTRATION_WORKFLOW,
    AWARD_WORKFLOW,
    WEBHOOK_WORKFLOW,
)
NOTE = "<!-- Made by `flask docs write` from the code; a test compares them. -->"


def states() -> str:
    """Return docs/states.md: every state machine as a diagram and a table."""
    parts = ["# States", "", NOTE, "", "One table of moves per machine, in `models/`.", ""]
    for workflow in WORKFLOWS:
        parts += [f"## {workflow.name}", "", "```mermaid", workflow.mermaid(), "```", ""]
        parts += ["| from | action | to |", "|---|---|---|"]
        parts += [f"| {s} | {a} | {t} |" for (s, a), t in workflow.moves.items()]
        parts.append("")
    return "\n".join(parts)


def permissions() -> str:
    """Return docs/permissions.md: every action and which relations allow it."""
    relations = list(Relation)
    head = ["action", *(str(relation) for relation in relations), "impartial"]
    parts = ["# Permissions", "", NOTE, "", "From the table in `app/policies/table.py`.", ""]
    parts += [
        "What is marked `impartial` is a decision: nobody takes it who applied, or has declared a",
        "conflict of interest about the application.", "",
    ]  # fmt: skip
    parts += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for action, allowed in PERMISSIONS.items():
        marks = ["yes" if relation in allowed else "" for relation in relations]
        marks.append("yes" if action in IMPARTIAL else "")
        parts.append("| " + " | ".join([f"`{action}`", *marks]) + " |")
    return "\n".join([*parts, ""])


def scopes() -> str:
    """Return docs/scopes.md: what a token may be given, for whom, and what that lets pass."""
    parts = ["# Scopes of tokens", "", NOTE, "", "From the table in `app/policies/scope.py`.", ""]
    parts += [
        "A scope gives no permission: it says which of its person's permissions (permissions.md) a",
        "program may use, for whom the token acts.",
        "",
        "| scope | for | actions |",
        "|---|---|---|",
    ]
    for scope, rule in SCOPES.items():
        actions = ", ".join(f"`{one}`" for one in sorted(rule.actions))
        parts.append(f"| `{scope}` | {', '.join(sorted(rule.acts_for))} | {actions} |")
    return "\n".join([*parts, ""])


def checklist() -> str:
    """Return docs/checklist.md: which line of a pilot's checklist comes from what."""
    parts = ["# The checklist of a pilot", "", NOTE, ""]
    parts += [
        "From the table `RULES` in `models/pilot_rule.py`: a line is there when the kind of place,",
        "a permit that the testbed says it usually needs, or what the application answered calls",
        "for it. It is due so many days before the first day.",
        "",
    ]
    parts += [
        "| line | seen to by | days before | always | kinds | permit | answered yes | instead of |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for rule in RULES:
        answers = " or ".join(" + ".join(sorted(one)) for one in rule.answers)
        cells = [
            f"`{rule.key}`",
            str(rule.owner),
            str(rule.lead_days),
            "yes" if rule.always else "",
            ", ".join(sorted(rule.kinds)),
            rule.permit or "",
            answers,
            rule.instead_of or "",
        ]
        parts.append("| " + " | ".join(cells) + " |")
    return "\n".join([*parts, ""])


def rows_apart() -> str:
    """Return docs/row_security.md: whose rows PostgreSQL shows to whom."""
    parts = [
        "# Rows that PostgreSQL keeps apart",
        "",
        NOTE,
        "",
        (
            "The one table is `models/row_security.py`; [why](adr/0062-row-security.md). Nobody"
            " else sees, changes or adds such a row while `DATABASE_ROLE` is set, visitors none."
        ),
        "",
        "| table | seen by |",
        "|---|---|",
    ]
    parts += [f"| `{table}` | {rule.words} |" for table, rule in row_security.POLICIES.items()]
    names = ", ".join(f"`{name}`" for name in row_security.SEEING_ALL)
    parts += ["", f"Guards that count what who asks does not see, as the owner: {names}."]
    return "\n".join([*parts, ""])


DOCUMENTS: dict[str, Callable[[], str]] = {
    "states.md": states,
    "permissions.md": permissions,
    "scopes.md": scopes,
    "checklist.md": checklist,
    "row_security.md": rows_apart,
    "processing.md": lambda: processing().format(note=NOTE),
}


def commands(_settings: Settings) -> AppGroup:
    """Return the group of commands."""
    group = AppGroup("docs", help="Documents made from the code.")

    @group.command("write")
    def write() -> None:
        """Write what docs/ holds that follows from the code."""
        with force_locale(LOCALES["en"]):
            for name, make in DOCUMENTS.items():
                (ROOT / "docs" / name).write_text(make(), "utf-8")
                click.echo(f"docs/{name}")

    return group
