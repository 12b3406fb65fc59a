"""Runs an attack tool for a bounded time, keeps its report, and reads what it found."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from config import ROOT

PYTHON = os.environ.get("ATTACKS", "")  # tools/attacks.py; `make test-attacks` sets it
SECONDS = int(os.environ.get("ATTACK_SECONDS") or 120)
REPORTS = Path(os.environ.get("ATTACK_REPORTS") or ROOT / "test-results" / "attacks")
GRACE_S = 20  # to write down what was found
MODULES = (
    "xss", "permanentxss", "sql", "exec", "file", "redirect", "crlf", "csrf", "csp", "cookieflags",
    "http_headers", "methods", "backup", "htaccess", "ldap", "upload",
)  # fmt: skip
"""Those of wapiti that ask nobody but the target: ssrf, xxe and log4shell report to its authors'
site, nikto, wapp and cms fetch lists; timesql waits by the clock, and sqlmap does that better."""


@dataclass(frozen=True)
class Finding:
    """One thing that a tool says: its kind, where, and its words."""

    kind: str
    where: str
    words: str = ""


@dataclass
class Told:
    """How a tool ended: what it found, what it asked by its own count, and whether time was up.

    ``is_whole`` says that it came to all that it was given, however deep it went.
    """

    version: str
    findings: list[Finding] = field(default_factory=list)
    asked: str = ""
    was_cut: bool = False
    is_whole: bool = True


def run(command, folder, *, seconds=SECONDS, env=None):
    """Run to the end, or until the time is up; return what it printed, and whether it was cut."""
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / "output.txt"
    with output.open("wb") as printed:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed,
            env={**os.environ, "HOME": str(folder), "NO_COLOR": "1", **(env or {})},
            process_group=0,
        )  # fmt: skip
        was_cut = False
        for patience, sign in ((seconds, signal.SIGINT), (GRACE_S, signal.SIGTERM), (GRACE_S, 9)):
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                was_cut = True
                os.killpg(process.pid, sign)
        process.wait(GRACE_S)
    return output.read_text("utf-8", "replace"), was_cut


def program(python, name):
    """Return how to call a program of an environment, also when that has been moved since."""
    return python, str(Path(python).with_name(name))


def version_of(package):
    """Return the version of a package in the environment of the tools."""
    asked = f"import importlib.metadata as m; print(m.version({package!r}))"
    told = subprocess.run([PYTHON, "-I", "-c", asked], check=True, capture_output=True, text=True)
    return told.stdout.strip()


def own_version_of(package):
    """Return the version of a package that we have ourselves."""
    return metadata.version(package)


def wapiti(
    base, starts, folder, *, headers=None, excluded=(), modules=MODULES, depth=3, seconds=SECONDS
):
    """Crawl from some addresses below ``base``, and attack what was met, so many links deep."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = [
        *program(PYTHON, "wapiti"), "--url", base, "--scope", "folder", "--module",
        ",".join(modules), "--format", "json", "--output", str(report), "--flush-session",
        "--no-bugreport", "--max-scan-time", str(seconds), "--max-attack-time",
        str(max(5, seconds // 6)), "--depth", str(depth), "--max-links-per-page", "60",
        "--max-files-per-dir", "6", "--max-parameters", "60", "--timeout", "15", "--verbose", "1",
        "--store-session", str(folder / "session"), "--store-config", str(folder / "config"),
        "--detailed-report", "1", "--tasks", "8",
    ]  # fmt: skip
    for start in starts:
        command += ["--start", start]
    for one in excluded:
        command += ["--exclude", one]
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"]
    # Crawling has the time, and each module of attack a sixth of it.
    _printed, was_cut = run(command, folder, seconds=5 * seconds + 60)
    told = Told(version_of("wapiti3"), was_cut=was_cut)
    if not report.exists():
        told.findings = [Finding("no report", "the run", "wapiti was ended before it wrote one")]
        return told
    made = json.loads(report.read_text("utf-8"))
    told.asked = f"{made['infos'].get('crawled_pages_nbr', '?')} addresses"
    for group in ("vulnerabilities", "anomalies"):
        for kind, found in made[group].items():
            told.findings += [
                Finding(
                    kind, f"{one['method']} {one['path']}", f"{one.get('parameter')}: {one['info']}"
                )
                for one in found
            ]
    return told


def words(found):
    """Return where sqlmap sees an injection, and by which of its techniques."""
    return f"{found['Place']} {found['Parameter']} by {found['Technique(s)']}"


def sqlmap(addresses, folder, *, headers=None, more=(), seconds=SECONDS):
    """Try every parameter of some addresses; with ``--forms``, of the forms on their pages."""
    targets, results = folder / "targets.txt", folder / "results.csv"
    folder.mkdir(parents=True, exist_ok=True)
    targets.write_text("".join(f"{one}\n" for one in addresses), "utf-8")
    results.unlink(missing_ok=True)
    command = [
        *program(PYTHON, "sqlmap"), "-m", str(targets), "--batch",
        "--flush-session", "--output-dir", str(folder / "output"), "--results-file", str(results),
        "--threads", "4", "--timeout", "15", "--time-sec", "3", "--disable-coloring",
        "--skip-waf", "--drop-set-cookie", *more,
    ]  # fmt: skip
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"] if name != "Cookie" else ["--cookie", value]
    printed, was_cut = run(command, folder, seconds=seconds)
    told = Told(version_of("sqlmap"), was_cut=was_cut)
    tried = re.findall(r"testing if (\w+ parameter '[^']+')", printed)
    begun = len(re.findall(r"\[\d+/\d+\] URL", printed))
    told.asked = f"{begun} of {len(addresses)} addresses, {len(tried)} parameters"
    told.is_whole = len(tried) > 0
    if results.exists():
        with results.open(encoding="utf-8") as rows:
            told.findings = [
                Finding("SQL injection", one["Target URL"], words(one))
                for one in csv.DictReader(rows)
                if one.get("Technique(s)")
            ]
    return told


def schemathesis(document, folder, *, url, headers=None, checks="all", seconds=SECONDS):
    """Ask every operation of a document for what it tells of and for what it does not."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *program(sys.executable, "schemathesis"), "run", document, "--url", url,
        "--max-examples", "50", "--seed", "1",
        "--continue-on-failure", "--max-time", str(seconds), "--checks", checks, "--no-shrink",
        "--generation-database", "none", "--suppress-health-check", "all",
        "--request-timeout", "20",
        "--report", "json", "--report-json-path", str(report), "--no-color",
    ]  # fmt: skip
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"]
    printed, was_cut = run(command, folder, seconds=seconds + 60)
    assert report.exists(), printed[-3000:]
    made = json.loads(report.read_text("utf-8"))
    told = Told(made["schemathesis_version"], was_cut=was_cut)
    operations, cases = made["operations"] or {}, made["test_cases"]
    tested, selected = operations.get("tested"), operations.get("selected")
    told.asked = f"{tested} of {selected} operations, {cases['generated']} cases"
    told.is_whole = tested == selected and cases["generated"] > 2 * selected
    told.findings = [
        Finding(one["code"], place, f"{one['title']} ({one['count']})")
        for one in made["failures"]
        for place in one["operations"]
    ]
    told.findings += [Finding("error", "the run", one["title"]) for one in made["errors"]]
    return told
