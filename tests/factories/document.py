"""Files for tests: good ones, and a corpus of those that must be refused."""

import io
import zipfile
import zlib

TYPES_LIST = "[Content_Types].xml"
MAINS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def pdf(inside: bytes = b"", text: str = "one") -> bytes:
    """Return a PDF, with more objects ``inside``."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + inside
        + f"3 0 obj({text})endobj\n".encode() + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
    )  # fmt: skip


def packed(members: dict[str, bytes]) -> bytes:
    """Return an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(kind: str = "docx", **more: bytes) -> bytes:
    """Return an office document."""
    if kind in OPEN:
        said = f"application/vnd.oasis.opendocument.{OPEN[kind]}".encode()
        return packed({"mimetype": said, "content.xml": b"<x/>", **more})
    return packed({TYPES_LIST: b"<Types/>", MAINS[kind]: b"<x/>", **more})


def good() -> dict[str, bytes]:
    """Return what is taken, by its kind."""
    return {"pdf": pdf(), **{kind: office(kind) for kind in (*MAINS, *OPEN)}}


def refused() -> dict[str, tuple[str, bytes, str]]:
    """Return what must be refused: (name of the file, content, code)."""
    script = b"5 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n"
    hidden = b"6 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n%s\nendstream endobj\n" % (
        zlib.compress(b"5 0 <</S/JavaScript/JS(app.alert(1))>>")
    )
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    return {
        "no bytes": ("a.pdf", b"", "file_empty"),
        "a page": ("a.pdf", b"<html><script>alert(1)</script>", "file_kind"),
        "a program": ("a.docx", b"MZ\x90\0" + b"\0" * 100, "file_kind"),
        "an old Word file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_kind"),
        "something before the PDF": ("a.pdf", b"GIF89a" + pdf(), "file_kind"),
        "half a PDF": ("a.pdf", pdf()[:40], "file_broken"),
        "a PDF with a script": ("a.pdf", pdf(script), "file_acts"),
        "a script in other letters": (
            "a.pdf", pdf(script.replace(b"Java", b"#4aava")), "file_acts",
        ),
        "a packed script": ("a.pdf", pdf(hidden), "file_acts"),
        "a PDF that starts programs": ("a.pdf", pdf(b"5 0 obj<</S/Launch>>endobj\n"), "file_acts"),
        "a file within a PDF": (
            "a.pdf", pdf(b"5 0 obj<</Type/EmbeddedFile>>endobj\n"), "file_acts",
        ),
        "an archive": ("a.docx", packed({"a.txt": b"hello"}), "file_kind"),
        "an archive that says it is text": (
            "a.odt", packed({"mimetype": b"application/zip", "a": b"b"}), "file_kind",
        ),
        "half an archive": ("a.docx", office()[:-40], "file_broken"),
        "macros": ("a.docx", office("docx", **{"word/vbaProject.bin": b"x"}), "file_acts"),
        "macros of a sheet": (
            "a.xlsx", packed({TYPES_LIST: macros.encode(), MAINS["xlsx"]: b"<x/>"}), "file_acts",
        ),
        "macros of LibreOffice": (
            "a.odt", office("odt", **{"Basic/Standard/Module1.xml": b"x"}), "file_acts",
        ),
        "a packed program": (
            "a.docx", office("docx", **{"word/embeddings/oleObject1.bin": b"x"}), "file_acts",
        ),
        "a bomb": (
            "a.docx",
            office("docx", **{f"word/{n}.xml": b"\0" * 30_000_000 for n in range(8)}),
            "file_bomb",
        ),
        "a bomb of many": (
            "a.docx", office("docx", **{f"word/{n}.xml": b"" for n in range(2_100)}), "file_bomb",
        ),
        "too heavy": ("a.pdf", pdf() + b" " * (5 * 1024 * 1024), "file_heavy"),
    }  # fmt: skip
