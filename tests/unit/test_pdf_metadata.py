"""A PDF is kept without what says who made it, and reads as it did before."""

import io
import zlib

import pypdf
import pytest

from app.adapters.pdf_metadata import LockedPdfError, without_metadata

SECRET = "Maija Tekijä"


def written(**facts):
    """Return a PDF of one page with the maker's name in its dictionary and in its XML."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SECRET, "/Creator": "Word (of Maija)", **facts})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def test_the_makers_name_is_blank_and_the_page_is_there():
    content = written()
    cleaned = without_metadata(content)

    assert read(content).metadata.author == SECRET
    assert (read(cleaned).metadata.author or "").strip() == ""
    assert len(read(cleaned).pages) == 1
    assert len(cleaned) == len(content)


def test_metadata_as_xml_goes():
    xml = b"<x:xmpmeta><dc:creator>Maija</dc:creator></x:xmpmeta>"
    packed = zlib.compress(b"<dc:creator>Maija Maija Maija</dc:creator>" * 9)
    content = (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Metadata 4 0 R>>endobj\n"
        b"4 0 obj<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream endobj\n"
        b"5 0 obj<</Type/Metadata/Filter/FlateDecode>>stream\n%s\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%%%EOF\n" % (len(xml), xml, packed)
    )
    cleaned = without_metadata(content)
    assert b"Maija" not in cleaned
    assert packed not in cleaned
    assert len(cleaned) == len(content)


def test_a_name_in_a_packed_object_goes_and_its_neighbours_stay():
    one, two = b"<</Author(Maija Tekij\\344)/Producer<4D61696A61>>>", b"<</Type/Pages/Kids[]>>"
    numbers = b"7 0 8 %d " % len(one)
    packed = zlib.compress(numbers + one + two, 1)
    content = (
        b"%%PDF-1.7\n9 0 obj<</Type/ObjStm/N 2/First %d/Filter/FlateDecode>>stream\n%s\nendstream "
        b"endobj\n3 0 obj<</Type/XRef/Info 7 0 R>>stream\n\nendstream endobj\nstartxref\n9\n%%%%EOF"
        % (len(numbers), packed)
    )
    cleaned = without_metadata(content)
    kept = cleaned.partition(b"stream\n")[2].partition(b"\nendstream")[0]
    plain = zlib.decompressobj().decompress(kept)
    assert b"Maija" not in plain
    assert b"4D61" not in plain
    assert plain.endswith(two)
    assert len(cleaned) == len(content)


def test_a_name_that_the_dictionary_points_to_goes():
    content = (
        b"%PDF-1.7\n5 0 obj<</Author 6 0 R>>endobj\n6 0 obj(Maija (the \\) first))endobj\n"
        b"7 0 obj(kept)endobj\ntrailer<</Info 5 0 R>>\n%%EOF"
    )
    cleaned = without_metadata(content)
    assert b"Maija" not in cleaned
    assert b"(kept)" in cleaned


def test_who_wrote_a_comment_in_the_margin_is_not_said():
    content = (
        b"%PDF-1.7\n5 0 obj<</Type/Annot/Subtype/Text/T(Maija)/Contents(Hello)>>endobj\n"
        b"6 0 obj<</T(field)/FT/Tx>>endobj\ntrailer<<>>\n%%EOF"
    )
    cleaned = without_metadata(content)
    assert b"Maija" not in cleaned
    assert b"(Hello)" in cleaned
    assert b"(field)" in cleaned


def test_a_file_nobody_can_look_into_is_refused():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(LockedPdfError):
        without_metadata(out.getvalue())
