"""Files that people attach: known by their content, and refused when they can act by themselves.

A PDF or an office document is kept as it was sent and only ever served as a download; it is never
opened here, so what is looked for is what would make it act on a reader's machine.
"""

import io
import re
import zipfile
import zlib
from enum import StrEnum
from typing import Any

from models.testbed_media import FileKind

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_MEMBERS = 2_000
TYPES_LIST, MOST_TYPES_LIST = "[Content_Types].xml", 1024 * 1024
PDF_END_WITHIN = 2_048
PDF_PART_MOST = 4 * 1024 * 1024
MAIN_PARTS = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_KINDS = {"text": FileKind.ODT, "spreadsheet": FileKind.ODS, "presentation": FileKind.ODP}
TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.ODT: OPEN_DOCUMENT + "text",
    FileKind.ODS: OPEN_DOCUMENT + "spreadsheet",
    FileKind.ODP: OPEN_DOCUMENT + "presentation",
}
# Macros, ActiveX, and other files packed inside.
ACTING_MEMBER = re.compile(
    r"vbaproject|activex/|/embeddings/.*\.bin$|^basic/|^scripts/|\.(?:exe|dll|js|vbs|jar|hta)$",
    re.IGNORECASE,
)
ACTING_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z])")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
PDF_NUMBERS = re.compile(rb"\s*\d+\s+\d+\s")
PDF_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


class DocumentProblem(StrEnum):
    """Why a file is not taken; each is also the code of its words."""

    EMPTY = "file_empty"
    HEAVY = "file_heavy"  # most (MB)
    KIND = "file_kind"
    BROKEN = "file_broken"
    ACTS = "file_acts"
    BOMB = "file_bomb"


class DocumentError(Exception):
    """The file is not taken."""

    def __init__(self, problem: DocumentProblem, **facts: Any) -> None:
        self.problem, self.facts = problem, facts
        super().__init__(f"{problem} {facts}")


def kind_of(content: bytes) -> FileKind:
    """Return what a file is.

    Raises:
        DocumentError: It is none that can be taken.
    """
    if not content:
        raise DocumentError(DocumentProblem.EMPTY)
    if len(content) > MOST_BYTES:
        raise DocumentError(DocumentProblem.HEAVY, most=MOST_BYTES >> 20)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    raise DocumentError(DocumentProblem.KIND)


def _pdf(content: bytes) -> FileKind:
    if b"%%EOF" not in content[-PDF_END_WITHIN:]:
        raise DocumentError(DocumentProblem.BROKEN)
    outside = PDF_STREAM.sub(b"", content)
    packed = (_unpacked(found[1]) for found in PDF_STREAM.finditer(content))
    if _acts(outside) or any(_acts(part) for part in packed):
        raise DocumentError(DocumentProblem.ACTS)
    return FileKind.PDF


def _acts(part: bytes) -> bool:
    plain = PDF_NAME_ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)
    return ACTING_PDF.search(plain) is not None


def _unpacked(stream: bytes) -> bytes:
    """Return what is in a stream of objects, known by its numbers; nothing of other streams."""
    try:
        part = zlib.decompressobj().decompress(stream, PDF_PART_MOST)
    except zlib.error:
        return b""
    return part if PDF_NUMBERS.match(part) else b""


def _office(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _packed_kind(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError,
            zlib.error, EOFError):  # fmt: skip
        raise DocumentError(DocumentProblem.BROKEN) from None


def _packed_kind(archive: zipfile.ZipFile) -> FileKind:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise DocumentError(DocumentProblem.BOMB)
    names = {one.filename for one in members}
    kind = _open_document(archive, members) or next(
        (found for main, found in MAIN_PARTS.items() if {main, TYPES_LIST} <= names), None
    )
    if kind is None:
        raise DocumentError(DocumentProblem.KIND)
    listed = _beginning(archive, TYPES_LIST) if TYPES_LIST in names else b""
    if any(ACTING_MEMBER.search(name) for name in names) or b"macroEnabled" in listed:
        raise DocumentError(DocumentProblem.ACTS)
    return kind


def _open_document(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> FileKind | None:
    """Return the kind that an OpenDocument file says it is, by its first member."""
    if members[:1] and members[0].filename == "mimetype":
        said = _beginning(archive, "mimetype").decode("ascii", "replace")
        return OPEN_KINDS.get(said.removeprefix(OPEN_DOCUMENT))
    return None


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(MOST_TYPES_LIST)


def stored_name(digest: str, kind: FileKind) -> str:
    """Return the name of a file in the store."""
    return f"documents/{digest}.{kind.value}"
