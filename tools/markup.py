"""The Nu HTML checker over every kind of page, every letter and our own style sheets.

The integration tests keep the pages they are answered with (tests/kept_pages.py) in the folder
that KEPT_PAGES names, one folder inside it for each template.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import TypedDict

from tools import console
from tools.console import Stop, say
from tools.places import NU_CHECKER, ROOT

TEMPLATES = ROOT / "templates"
STYLES = ROOT / "static" / "css"
_NAMED = 6
# A letter's frame is kept under each letter's own name.
_FRAMES = ("layouts", "components", "mail", "pdf", "terms")
# Newer than the checker; a browser that does not know one skips it.
_NEWER_CSS = ("field-sizing",)
_QUOTED = re.compile(r"“[^”]*”")
_IS_PAGE = re.compile(r"\{%-?\s*extends\b")


class Message(TypedDict, total=False):
    """One finding of the checker."""

    type: str
    subType: str
    url: str
    message: str
    extract: str
    lastLine: int


def check() -> int:
    """Read everything with the checker and print what is wrong; 0 when nothing is.

    Raises:
        Stop: There are no pages, or the checker did not run.
    """
    folder = Path(os.environ.get("KEPT_PAGES", ""))
    pages = sorted(folder.glob("*/*.html")) if folder.name else []
    if not pages:
        raise Stop("No pages were kept: the integration tests do it. Run make integration.")
    found = _findings(folder, pages) + _findings(STYLES, sorted(STYLES.glob("*.css")), "--css")
    found = [one for one in found if not _is_newer(one)]
    wrong = [one for one in found if one["type"] != "info"]
    _tell("To look at", [one for one in found if one["type"] == "info"])
    _tell("Wrong", wrong)
    unseen = _unseen({page.parent.name.replace("+", "/") for page in pages})
    if unseen:
        say(f"No test was answered with a page of: {', '.join(unseen)}")
    say(f"{len(pages)} pages of {len({page.parent for page in pages})} kinds: {len(wrong)} errors")
    return 1 if wrong or unseen else 0


def page_templates() -> set[str]:
    """The templates that are pages of their own, by their names."""
    return {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if path.relative_to(TEMPLATES).parts[0] not in _FRAMES
        and not path.name.startswith("_")
        and _IS_PAGE.search(path.read_text(encoding="utf-8"))
    }


def _is_newer(one: Message) -> bool:
    return any(f"CSS: “{name}”: Property" in one["message"] for name in _NEWER_CSS)


def _unseen(kinds: set[str]) -> list[str]:
    return sorted(page_templates() - kinds)


def _findings(folder: Path, files: list[Path], *options: str) -> list[Message]:
    """What one run of the checker says about these files, which are named from ``folder``."""
    names = [str(file.relative_to(folder)) for file in files]
    command = ["java", "-Xss2m", "-jar", str(NU_CHECKER), "--format", "json", "--stdout"]
    done = subprocess.run(
        [*command, *options, *names], cwd=folder, check=False, capture_output=True, text=True
    )
    try:
        messages: list[Message] = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        message = f"The Nu checker did not run: {done.stderr.strip()[-400:]}"
        raise Stop(message) from None
    prefix = folder.resolve().as_uri() + "/"
    for one in messages:
        one["url"] = one.get("url", "").replace("file:/", "file:///", 1).split(prefix)[-1]
    return messages


def _tell(title: str, found: list[Message]) -> None:
    """Print findings of the same words once, with where the first is and how many there are."""
    alike: dict[str, list[Message]] = defaultdict(list)
    for one in found:
        alike[_QUOTED.sub("“…”", one["message"])].append(one)
    for _words, several in sorted(alike.items()):
        first = several[0]
        kinds = sorted({one["url"].split("/")[0].replace("+", "/") for one in several})
        say(f"{title}: {first['message']}")
        more = " …" if len(kinds) > _NAMED else ""
        say(f"   {len(several)} times, in {', '.join(kinds[:_NAMED])}{more}")
        extract = " ".join(first.get("extract", "").split())
        say(f"   {first['url']}:{first.get('lastLine', '')} {extract}")


if __name__ == "__main__":
    console.main(check)
