"""Lighthouse on its phone profile: what a page scores, and which checks it does not pass."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.places import LIGHTHOUSE

CATEGORIES = ("accessibility", "best-practices", "performance", "seo")
JUDGED = ("accessibility", "best-practices", "seo")  # what is judged without measuring
_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --disable-dev-shm-usage"
)
_ATTEMPTS = 3
_PATIENCE_S = 180


class LighthouseError(Exception):
    """Lighthouse itself did not come to an end."""


@dataclass(frozen=True)
class Report:
    """What Lighthouse says of one page.  Scores are 0 to 100."""

    url: str
    scores: dict[str, int]
    failures: dict[str, list[str]]
    audits: dict[str, Any]
    machine: float

    def figure(self, audit: str) -> float:
        """The number of one audit: milliseconds, bytes, or a share without unit."""
        return float(self.audits[audit]["numericValue"])


def read(url: str, *categories: str, cookie: str = "") -> Report:
    """Read one page in the categories, all when none is named.

    Args:
        url: The page's whole address.
        categories: Of `CATEGORIES`.
        cookie: What a signed-in person's browser would send.

    Raises:
        LighthouseError: It failed several times over; the text is its last words.
    """
    wanted = categories or CATEGORIES
    last = ""
    for _ in range(_ATTEMPTS):  # now and then it loses the browser's trace of the page
        with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
            target = Path(folder) / "report.json"
            last = _run(url, wanted, target, cookie)
            if target.exists():
                found = json.loads(target.read_text(encoding="utf-8"))
                if all(found["categories"][name]["score"] is not None for name in wanted):
                    return _report(found, wanted)
    raise LighthouseError(f"{url}: {last}")


def _run(url: str, wanted: tuple[str, ...], target: Path, cookie: str) -> str:
    """Run Lighthouse once; what it said."""
    headers = json.dumps({"Cookie": cookie}) if cookie else "{}"
    # Without a measurement there is nothing to slow down for and no picture to wait for.
    hurry = ("--throttling-method=provided", "--disable-full-page-screenshot")
    command = [
        *(os.environ.get("NODE", "node"), os.environ.get("LIGHTHOUSE", str(LIGHTHOUSE)), url),
        *("--quiet", "--no-enable-error-reporting", f"--only-categories={','.join(wanted)}"),
        *("--output=json", f"--output-path={target}", f"--extra-headers={headers}"),
        *(f"--chrome-flags={_FLAGS}", *(() if "performance" in wanted else hurry)),
    ]
    env = os.environ | {"CHROME_PATH": os.environ.get("CHROMIUM", "/usr/bin/chromium")}
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, env=env, timeout=_PATIENCE_S
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_PATIENCE_S} s"
    return done.stderr.strip()[-400:]


def _report(found: dict[str, Any], wanted: tuple[str, ...]) -> Report:
    categories, audits = found["categories"], found["audits"]
    return Report(
        url=found["finalDisplayedUrl"],
        scores={name: round(categories[name]["score"] * 100) for name in wanted},
        failures={name: _failures(categories[name]["auditRefs"], audits) for name in wanted},
        audits=audits,
        machine=found["environment"]["benchmarkIndex"],
    )


def _failures(refs: list[dict[str, Any]], audits: dict[str, Any]) -> list[str]:
    """What was not passed and counts, each with where it was seen first."""
    told = []
    for ref in refs:
        audit = audits[ref["id"]]
        if not ref["weight"] or audit["score"] is None or audit["score"] >= 1:
            continue
        items = audit.get("details", {}).get("items", [])
        node = items[0].get("node", {}).get("snippet", "") if items else ""
        told.append(f"{ref['id']}: {audit['title']} {node[:200]}".strip())
    return told
