"""What the attacks share: the running product, and the table at the end."""

import shutil
from dataclasses import dataclass

import pytest

from tests.attacks import judged
from tests.attacks.site import UNREAD, attacked
from tests.attacks.tool import PYTHON, REPORTS, SECONDS

HEADINGS = (
    "tool", "version", "as", "asked", "requests", "routes", "forms", "unread", "5xx",
    "findings", "judged", "stand", "check",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table; a control has to find something."""

    tool: str
    version: str
    who: str
    asked: str
    requests: object = ""
    routes: object = ""
    forms: object = ""
    unread: object = ""
    failed: object = ""
    findings: int = 0
    stand: int = 0
    check: str = "ok"

    def cells(self):
        return [
            self.tool, self.version, self.who, self.asked, str(self.requests), str(self.routes),
            str(self.forms), str(self.unread), str(self.failed), str(self.findings),
            str(self.findings - self.stand), str(self.stand), self.check,
        ]  # fmt: skip


ROWS, STANDING = [], []


@pytest.fixture
def report():
    """Takes what a tool told and what it asked meanwhile; returns the findings that stand."""

    def note(tool, who, told, traffic=None):
        stand = [one for one in told.findings if judged.reason_for(tool, one) is None]
        failed = sorted(traffic.failed) if traffic else []
        ROWS.append(
            Row(
                tool, told.version, who, told.asked + (", time was up" if told.was_cut else ""),
                sum(traffic.routes.values()) if traffic else "",
                len(traffic.routes) if traffic else "",
                sum(traffic.sent.values()) if traffic else "",
                traffic.sent[UNREAD] if traffic else "", len(failed) if traffic else "",
                len(told.findings), len(stand), "FAILED" if stand or failed else "ok",
            )
        )  # fmt: skip
        STANDING.extend(f"{tool} as {who}: {one.kind} · {one.where} · {one.words}" for one in stand)
        STANDING.extend(f"{tool} as {who}: the route {route} failed" for route in failed)
        return stand, failed

    return note


@pytest.fixture
def control():
    """Takes what a tool found on the page with known flaws."""

    def note(tool, told, *, is_found):
        check = "finds it, as it must" if is_found else "FAILED: found nothing"
        row = Row(tool, told.version, "control", told.asked, findings=len(told.findings))
        ROWS.append(Row(**{**row.__dict__, "stand": len(told.findings), "check": check}))
        return is_found

    return note


def pytest_terminal_summary(terminalreporter):
    if not ROWS:
        return
    lines = [HEADINGS, *(row.cells() for row in ROWS)]
    widths = [max(len(line[number]) for line in lines) for number in range(len(HEADINGS))]
    terminalreporter.section(f"Attacks, {SECONDS} s each at most, without rate limits")
    told = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    told += ["", *(STANDING or ["Nothing stands."]), f"The reports are in {REPORTS}."]
    for line in told:
        terminalreporter.write_line(line)
    (REPORTS / "table.txt").write_text("\n".join(told) + "\n", "utf-8")


@pytest.fixture(scope="session")
def reports():
    """The folder of the reports, empty at first."""
    assert PYTHON, "`make test-attacks` sets up the tools; ATTACKS names their Python"
    shutil.rmtree(REPORTS, ignore_errors=True)
    REPORTS.mkdir(parents=True)
    return REPORTS


@pytest.fixture(scope="session")
def target(databases, reports, tmp_path_factory):
    """The product on PostgreSQL, with demonstration data."""
    with attacked(databases.url("postgresql"), tmp_path_factory.mktemp("attacked")) as running:
        yield running
