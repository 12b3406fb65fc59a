"""Keeps the pages that tests are answered with, so that the Nu checker can read them afterwards.

Only when KEPT_PAGES names a folder.  A page is kept once for each template and language and each
build of elements it comes in, some for every template: the same elements around other words tell
the checker nothing new.
"""

import hashlib
import os
import re
from pathlib import Path

from flask import Flask, Response, g, template_rendered

FOLDER = os.environ.get("KEPT_PAGES", "")
MOST_OF_ONE_KIND = 24
# Names of elements and attributes, without what stands in them.
BUILD = re.compile(r"<[^>\"\s]*|\b[a-z-]+(?==\")")


def keep(kind: str, html: str) -> None:
    """Keep one page; ``kind`` says which template made it."""
    if not FOLDER:
        return
    name = hashlib.sha256("".join(BUILD.findall(html)).encode()).hexdigest()[:16]
    folder = Path(FOLDER) / kind.replace("/", "+")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / f"{name}.html").exists() and len(list(folder.iterdir())) < MOST_OF_ONE_KIND:
        (folder / f"{name}.html").write_text(html, encoding="utf-8")


def keep_document(lang: str, text: str) -> None:
    """Keep the OpenAPI document in one language, for tools/openapi_lint.py."""
    if FOLDER:
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        (Path(FOLDER) / f"openapi-{lang}.json").write_text(text, encoding="utf-8")


def keep_answers(app: Flask) -> None:
    """Keep what this application answers from now on, by the template it was made with."""
    if not FOLDER:
        return

    def note(_app: Flask, template: object, **_values: object) -> None:
        # The page's own template is rendered last: what it shows is rendered before it.
        g.kept_kind = template.name

    template_rendered.connect(note, app, weak=False)

    @app.after_request
    def keep_answer(response: Response) -> Response:
        kind = g.pop("kept_kind", None)
        if kind and response.mimetype == "text/html" and not response.is_streamed:
            keep(kind, response.get_data(as_text=True))
        return response
