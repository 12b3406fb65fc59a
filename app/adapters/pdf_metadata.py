"""Take out of a PDF what says who made it, with what and when; every byte keeps its place.

A PDF tells of its maker in the dictionary that its trailer calls ``/Info``, and in XML streams
(``/Type /Metadata``).  Both are blanked where they lie, also inside compressed object streams, so
no offset of the file moves and nothing that is read or seen changes.

A file that is encrypted, or packed so tightly that the blanks do not fit, is refused.  What this
cannot take out: names in the text and the pictures of a page, and what a comment in the margin
says; who wrote the comment is blanked where that stands open.
"""

import re
import zlib

ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
INFO = re.compile(rb"/Info\s+(\d+)\s+\d+\s+R")
OBJECT = re.compile(rb"(?<!\d)(\d+)\s+\d+\s+obj\b")
STREAM = re.compile(rb"stream\r?\n(.*?)(\r?\n?endstream)", re.DOTALL)
METADATA = re.compile(rb"/Type\s*/Metadata(?![A-Za-z])")
PACKED = re.compile(rb"/Type\s*/ObjStm(?![A-Za-z])")
FLATE = re.compile(rb"/Filter\s*\[?\s*/FlateDecode")
FIRST = re.compile(rb"/First\s+(\d+)")
REFERENCE = re.compile(rb"(?<!\d)(\d+)\s+\d+\s+R\b")
COMMENT = re.compile(rb"/Subtype\s*/(?:Text|FreeText|Highlight|Popup|Stamp|Ink)(?![A-Za-z])")
MAKER = re.compile(rb"/T\s*(?=\()")
MOST_UNPACKED = 16 * 1024 * 1024
SPACE = b" "
OPEN, CLOSE, ESCAPE, HEX, HEX_END = b"()\\<>"


class LockedPdfError(Exception):
    """The file is encrypted, or cannot be blanked in place."""


def without_metadata(content: bytes) -> bytes:
    """Return a PDF of the same length that does not say who made it.

    Raises:
        LockedPdfError: It is encrypted, or packed so tightly that it cannot be done in place.
    """
    made = bytearray(content)
    if ENCRYPTED.search(STREAM.sub(b"", content)):
        raise LockedPdfError
    objects = _objects(content)
    infos = {int(one) for one in INFO.findall(content)}
    infos |= {
        int(one)
        for start, end, number in objects
        if number in infos
        for one in REFERENCE.findall(content[start:end])
    }
    for start, end, number in objects:
        _blank_object(made, start, end, is_info=number in infos)
        _blank_streams(made, start, end, infos)
    return bytes(made)


def _objects(content: bytes) -> list[tuple[int, int, int]]:
    """Return (start, end, number) of every object that stands open in the file."""
    found = [(one.start(), int(one[1])) for one in OBJECT.finditer(content)]
    ends = [start for start, _number in found[1:]] + [len(content)]
    return [(start, end, number) for (start, number), end in zip(found, ends, strict=True)]


def _blank_object(made: bytearray, start: int, end: int, *, is_info: bool) -> None:
    """Blank the strings of an object: all of the maker's, of others only who wrote a comment."""
    stop = made.find(b"stream", start, end)
    upto = stop if stop >= 0 else end
    if is_info:
        made[start:upto] = _blank_strings(bytes(made[start:upto]))
    elif MAKER.search(made, start, upto):
        made[start:upto] = _without_makers(bytes(made[start:upto]))


def _without_makers(part: bytes) -> bytes:
    made = bytearray(part)
    if COMMENT.search(part):
        for one in MAKER.finditer(part):
            end = _string_end(part, one.end())
            made[one.end() + 1 : end - 1] = SPACE * (end - one.end() - 2)
    return bytes(made)


def _blank_streams(made: bytearray, start: int, end: int, infos: set[int]) -> None:
    """Blank a stream of metadata, and the maker's dictionary in a stream of objects."""
    found = STREAM.search(made, start, end)
    if found is None:
        return
    head = bytes(made[start : found.start()])
    if METADATA.search(head):
        empty = zlib.compress(b"") if FLATE.search(head) else b""
        made[found.start(1) : found.end(1)] = _filled(empty, len(found[1]))
    elif PACKED.search(head) and FLATE.search(head):
        kept = _repacked(head, bytes(found[1]), infos)
        if kept is not None:
            made[found.start(1) : found.end(1)] = _filled(kept, len(found[1]))


def _filled(content: bytes, length: int) -> bytes:
    return content + SPACE * (length - len(content))


def _repacked(head: bytes, packed: bytes, infos: set[int]) -> bytes | None:
    """Return a stream of objects with the maker's blanked, or None when it holds none of it.

    Raises:
        LockedPdfError: It is longer than it was.

    Source: ISO 32000-1, 7.5.7: pairs of number and offset, then the objects from ``/First`` on.
    """
    first = FIRST.search(head)
    try:
        plain = zlib.decompressobj().decompress(packed, MOST_UNPACKED)
    except zlib.error:
        return None
    if first is None or len(plain) >= MOST_UNPACKED:
        return None
    begin = int(first[1])
    numbers = [int(one) for one in plain[:begin].split() if one.isdigit()]
    pairs = sorted(zip(numbers[1::2], numbers[::2], strict=False))
    made = bytearray(plain)
    for place, (offset, number) in enumerate(pairs):
        after = begin + pairs[place + 1][0] if place + 1 < len(pairs) else len(plain)
        if number in infos:
            made[begin + offset : after] = _blank_strings(plain[begin + offset : after])
    if bytes(made) == plain:
        return None
    smaller = zlib.compress(bytes(made), 9)
    if len(smaller) > len(packed):
        raise LockedPdfError
    return smaller


def _blank_strings(part: bytes) -> bytes:
    """Return a dictionary with every string in it made of blanks, of the same length."""
    made, at = bytearray(part), 0
    while at < len(part):
        if part[at] == OPEN:
            end = _string_end(part, at)
            made[at + 1 : end - 1] = SPACE * max(0, end - at - 2)
            at = end
        elif part[at] == HEX and part[at + 1 : at + 2] != b"<":
            end = part.find(b">", at)
            end = end if end >= 0 else len(part)
            made[at + 1 : end] = SPACE * (end - at - 1)
            at = end + 1
        else:
            at += 2 if part[at] == HEX else 1
    return bytes(made)


def _string_end(part: bytes, at: int) -> int:
    """Return where the text in brackets that opens at ``at`` is over: after its last bracket."""
    depth = 0
    while at < len(part):
        if part[at] == ESCAPE:
            at += 1
        elif part[at] == OPEN:
            depth += 1
        elif part[at] == CLOSE:
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(part)
