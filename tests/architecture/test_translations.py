"""Every text of the interface is there in Finnish and in Swedish, with the same blanks to fill."""

import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
BLANKS = re.compile(r"%\(\w+\)s|\{\w+\}")
WORDS = ["-k", "_l", "-k", "N_", "-k", "lazy_gettext"]
EXTRACT = ["-F", "babel.cfg", *WORDS, "--no-location"]


@cache
def texts() -> Catalog:
    """The texts that the code and the templates hold now."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "messages.pot"
        subprocess.run(
            [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *EXTRACT,
             "-o", str(found), "."],
            cwd=ROOT, check=True, capture_output=True,
        )  # fmt: skip
        return read_po(found.read_bytes().splitlines(keepends=True))


@cache
def catalogue(language: str) -> Catalog:
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_every_text_is_translated(language):
    missing = []
    for message in texts():
        if not message.id:
            continue
        known = catalogue(language).get(forms(message.id)[0])
        if known is None or known.fuzzy or not all(forms(known.string)):
            missing.append(message.id)

    assert not missing, f"{len(missing)} texts, such as {missing[:5]}"


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_translations_have_the_blanks_of_their_text(language):
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        wanted = {blank for text in forms(message.id) for blank in BLANKS.findall(text)}
        for text in forms(message.string):
            given = set(BLANKS.findall(text))
            if given - wanted or (wanted - given - {"%(num)s"} and text):
                wrong.append((message.id, text))

    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_catalogue_holds_nothing_that_is_no_longer_used(language):
    used = {forms(message.id)[0] for message in texts() if message.id}
    stale = [m.id for m in catalogue(language) if m.id and forms(m.id)[0] not in used]

    assert not stale, stale[:5]
