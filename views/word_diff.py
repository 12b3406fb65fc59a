"""Two texts as one, with what was taken out and what was put in, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORK = 1_500_000  # tokens of one text times tokens of the other
LEAST_LIKE = 0.3  # below it a text reads better as the old one, then the new one
SHORT_BRIDGE = 2  # so few tokens between two changes belong to one change


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``kind`` is same, del or ins."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return the stretches of both texts in reading order, each change as del, then ins."""
    if before == after:
        return [Piece("same", after)] if after else []
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if not old or not new or len(old) * len(new) > MOST_WORK:
        return _whole(before, after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_LIKE:
        return _whole(before, after)
    return list(_written(_steps(matcher, old, new)))


def _whole(before: str, after: str) -> list[Piece]:
    return [piece for piece in (Piece("del", before), Piece("ins", after)) if piece.text]


def _steps(
    matcher: "SequenceMatcher[str]", old: list[str], new: list[str]
) -> list[tuple[bool, str, str]]:
    """Return (is the same, old text, new text) one after the other."""
    steps: list[tuple[bool, str, str]] = []
    codes = matcher.get_opcodes()
    for place, (code, i1, i2, j1, j2) in enumerate(codes):
        inner = 0 < place < len(codes) - 1
        bridge = inner and i2 - i1 <= SHORT_BRIDGE and "".join(old[i1:i2]).isspace()
        steps.append((code == "equal" and not bridge, "".join(old[i1:i2]), "".join(new[j1:j2])))
    return steps


def _written(steps: list[tuple[bool, str, str]]) -> Iterator[Piece]:
    taken = put = ""
    for is_same, old, new in [*steps, (True, "", "")]:
        if not is_same:
            taken, put = taken + old, put + new
            continue
        if taken:
            yield Piece("del", taken)
        if put:
            yield Piece("ins", put)
        taken = put = ""
        if new:
            yield Piece("same", new)
