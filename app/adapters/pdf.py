"""Documents on paper: accessible PDF (PDF/UA-1) made in this process by Typst.

What people wrote reaches a template only as JSON in ``sys.inputs``, never as markup, so nothing
in it can act.  Fonts come with the compiler; those of the machine help only where a text needs
them.  Nothing is fetched: templates are read from templates/pdf/ and no packages are known.
It runs where the request runs and lets other threads work meanwhile; ADR 0020 has its cost.
"""

import datetime as dt
import functools
import json
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "pdf"
NO_PACKAGES = TEMPLATES / "no-packages"
MOST_CHARACTERS = 100_000
# Longer words are allowed to break, so that none runs over the edge of the paper.
LONGEST_WORD, BREAK_EVERY = 46, 30
MOST_SUBSTITUTIONS = 12
_LONG_WORD = re.compile(rf"[^\s\u200b]{{{LONGEST_WORD},}}")
_PIECE = re.compile(rf"(.{{{BREAK_EVERY}}})(?=.)")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NOT_SHOWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_KEPT_CONTROL = "\n\t"


class PdfError(Exception):
    """A document that cannot be made: too long, or a mistake in its template."""


def render(
    template: str, data: dict[str, Any], language: str, at: dt.datetime | None = None
) -> bytes:
    """Return the PDF that ``templates/pdf/<template>.typ`` makes of ``data``.

    ``data`` is what JSON can hold.  Every document has ``title``, ``city`` (whose paper it is),
    ``date``, ``footer`` and ``page_word`` ("Page"), all in ``language``, which the document says
    it is in.  ``at`` is the instant the file says it was made; with it the same data give the
    same bytes.  A character that no font has is written as its name in brackets.

    Raises:
        PdfError: More than MOST_CHARACTERS of text, or the template fails.
    """
    plain = json.dumps({**data, "lang": language}, ensure_ascii=False)
    if len(plain) > MOST_CHARACTERS:
        raise PdfError(f"{len(plain)} characters are too many for one document")
    stated = None if at is None else int(at.timestamp())
    return _with_known_characters(template, _settable(json.loads(plain)), stated)


def _with_known_characters(template: str, data: Any, stated: int | None) -> bytes:
    """Compile; a text no font can show is tried with the machine's fonts, then spelled out."""
    import typst  # noqa: PLC0415 - a large library, for the few who ask for a document

    of_machine = False
    for _turn in range(MOST_SUBSTITUTIONS):
        try:
            return _compile(template, data, stated, of_machine=of_machine)
        except typst.TypstError as problem:
            unknown = _NOT_SHOWN.search(problem.message)
            if unknown is None:
                raise PdfError(problem.message) from problem
            if not of_machine:
                of_machine = True
                continue
            letters = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), unknown[1])
            data = _each_text(data, functools.partial(_spelled, letters=frozenset(letters)))
    return _compile(template, _each_text(data, _spelled_all), stated, of_machine=True)


def _compile(template: str, data: Any, stated: int | None, *, of_machine: bool) -> bytes:
    import typst  # noqa: PLC0415 - as above

    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(of_machine=of_machine),
        ignore_system_fonts=not of_machine,
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=stated,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )


@functools.cache
def _fonts(*, of_machine: bool) -> "typst.Fonts":
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(include_system_fonts=of_machine, include_embedded_fonts=True)


def _settable(data: Any) -> Any:
    """Return the data with texts that can be set: no control characters, words that can break."""
    return _each_text(data, _cleaned)


def _each_text(data: Any, change: Any) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [_each_text(one, change) for one in data]
    if isinstance(data, dict):
        return {name: _each_text(one, change) for name, one in data.items()}
    return data


def _cleaned(words: str) -> str:
    """Drop control characters, among them those that turn the direction of a whole line."""
    kept = "".join(
        letter
        for letter in words
        if letter in _KEPT_CONTROL or unicodedata.category(letter) not in {"Cc", "Cs", "Cf"}
    )
    if _DIGEST.fullmatch(kept):
        return kept
    return _LONG_WORD.sub(lambda found: _PIECE.sub("\\1\u200b", found[0]), kept)


def _spelled(words: str, letters: frozenset[str]) -> str:
    return "".join(_name(letter) if letter in letters else letter for letter in words)


def _spelled_all(words: str) -> str:
    """Spell everything beyond the Latin, Greek and Cyrillic letters and plain punctuation."""
    return "".join(
        letter if ord(letter) < ord("\u0530") or "\u2010" <= letter <= "\u2044" else _name(letter)
        for letter in words
    )


def _name(letter: str) -> str:
    if unicodedata.category(letter) in {"Mn", "Me"}:
        return ""
    name = unicodedata.name(letter, "") if unicodedata.category(letter) == "So" else ""
    return f"[{name.lower() or f'U+{ord(letter):04X}'}]"
