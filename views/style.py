"""Our own style sheets as one file: a page on a slow connection waits for one answer, not fifteen.

The files stay apart under static/css, where people read and change them; they are put together once
a process, and the address holds the digest of the whole.
"""

import functools
import hashlib
import re
from pathlib import Path

from flask import Blueprint, Response, g, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from views.access import public
from views.headers import FOREVER

blueprint = Blueprint("style", __name__, url_prefix="/static/css")

# What every page uses, in the order in which one wins over the other. dark.css and print.css have
# media of their own, and what only some pages use is linked by those.
SHEETS = (
    "tokens", "base", "layout", "components", "forms", "map", "filters", "near", "fit",
    "application", "decision", "media", "pilot", "feedback", "result",
)  # fmt: skip
A_MINUTE = "public, max-age=60"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LINE_ENDS = re.compile(r"\s*\n\s*")
PICTURE = re.compile(r'url\("\.\./(img/[^"?]+)"\)')


class Styles:
    """The one sheet of an installation whose static files are in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @functools.cached_property
    def text(self) -> str:
        """The sheets without their comments; pictures have the digest of theirs in the address."""
        parts = [(self.folder / "css" / f"{name}.css").read_text("utf-8") for name in SHEETS]
        bare = LINE_ENDS.sub("\n", COMMENT.sub("", "\n".join(parts)))
        return PICTURE.sub(self._with_digest, bare)

    @functools.cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def _with_digest(self, found: re.Match[str]) -> str:
        content = (self.folder / found[1]).read_bytes()
        return f'url("../{found[1]}?v={hashlib.sha384(content).hexdigest()[:12]}")'


@blueprint.record
def prepare(state: BlueprintSetupState) -> None:
    """Lend every request the sheet of this installation, and the templates its address."""
    styles = Styles(Path(state.app.static_folder or "static"))
    state.app.jinja_env.globals["own_styles"] = lambda: url_for("style.show", digest=styles.digest)

    @state.app.before_request
    def lend() -> None:
        g.styles = styles


@blueprint.get("/own-<string(length=16):digest>.css")
@public
def show(digest: str) -> ResponseReturnValue:
    """Give the sheet; the page of an earlier or later version asks for another, and gets this."""
    styles: Styles = g.styles
    answer = Response(styles.text, mimetype="text/css")
    answer.headers["Cache-Control"] = FOREVER if digest == styles.digest else A_MINUTE
    return answer
