"""The HTML of a letter, made from its text: paragraphs, lists, and links to our own pages.

Every letter has both, and both say the same, because the one is made from the other: this is the
only place that makes HTML of letters.
"""

import re
from dataclasses import dataclass
from itertools import groupby

BULLET = "- "
SIGNATURE = "-- \n"  # begins what mail programs draw apart
CONTINUED = re.compile(rf"^({BULLET}.*)\n  (?=\S)", re.MULTILINE)  # an indented line goes on
EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a line; ``url`` when they are a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list whose points are the lines."""

    lines: list[list[Span]]
    is_list: bool


def blocks(text: str, public_url: str) -> tuple[list[Block], list[Block]]:
    """Return the blocks of a letter's text, and those of its signature.

    Only addresses under ``public_url`` become links: what people write must lead nobody elsewhere.
    """
    said, _sign, signature = text.partition(SIGNATURE)
    link = re.compile(rf"({re.escape(public_url)}/[^\s<>\"]*)")
    return _blocks(said, link), _blocks(signature, link)


def _blocks(text: str, link: re.Pattern[str]) -> list[Block]:
    found = []
    for paragraph in EMPTY_LINE.split(text):
        whole = CONTINUED.sub(r"\1 ", paragraph)
        lines = [line.strip() for line in whole.splitlines() if line.strip()]
        for is_list, run in groupby(lines, lambda line: line.startswith(BULLET)):
            words = [line.removeprefix(BULLET) if is_list else line for line in run]
            found.append(Block([_spans(line, link) for line in words], is_list))
    return found


def _spans(line: str, link: re.Pattern[str]) -> list[Span]:
    """Return the words between links and the links, which stand at the odd places of a split."""
    return [
        Span(text, text if place % 2 else "") for place, text in enumerate(link.split(line)) if text
    ]
