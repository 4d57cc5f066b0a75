import pytest

from ideas.files.errors import NotTaken
from ideas.files.names import LONGEST, clean_name
from ideas.files.reading import TYPES, read_file
from tests.ideas.files import makers

GOOD = {
    ".pdf": makers.pdf(),
    ".docx": makers.microsoft("docx"),
    ".xlsx": makers.microsoft("xlsx"),
    ".pptx": makers.microsoft("pptx"),
    ".odt": makers.open_document("text"),
    ".ods": makers.open_document("spreadsheet"),
    ".odp": makers.open_document("presentation"),
}
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
OUTSIDE = '<Relationship Type="x/attachedTemplate" Target="https://evil.example/x.dotm" TargetMode="External"/>'
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HOSTILE = {
    "empty": (b"", "vide"),
    "a program called pdf": (b"MZ\x90\x00" + b"\0" * 200, "programme"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "programme"),
    "a drawing of text": (SVG, "page web"),
    "a drawing of text, in UTF-16": (SVG.decode().encode("utf-16"), "page web"),
    "a web page": (b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>", "page web"),
    "plain text": (b"bonjour", "type de fichier"),
    "an old document, or a locked one": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien format"),
    "a pdf that is none": (b"%PDF-hello", "n’en est pas un"),
    "a cut pdf": (makers.pdf()[:-30], "incomplet"),
    "a pdf whose table is elsewhere": (makers.pdf().replace(b"startxref\n1", b"startxref\n9"), "incomplet"),
    "a locked pdf": (makers.pdf(trailer=b"/Encrypt 4 0 R"), "mot de passe"),
    "a pdf with a program": (makers.pdf(b"/OpenAction << /S /JavaScript /JS (x) >>"), "programme"),
    "a pdf with a program in disguise": (makers.pdf(b"/OpenAction << /S /J#61vaScript /JS (x) >>"), "programme"),
    "a pdf that starts one": (makers.pdf(b"/OpenAction << /S /Launch /F (x.exe) >>"), "programme"),
    "a pdf with files inside": (makers.pdf(b"/Names << /EmbeddedFiles 3 0 R >>"), "programme"),
    "a pdf that is an archive": (makers.pdf()[:-6] + makers.microsoft() + b"\n%%EOF\n", "deux fichiers en un"),
    "an archive": (makers.packed({"a.txt": "a"}), "pas un document"),
    "an archive behind a web page": (b"<html>" + makers.microsoft(), "page web"),
    "an archive with something behind it": (makers.microsoft() + b"<script>", "endommagé"),
    "macros": (makers.microsoft(more={"word/vbaProject.bin": b"x"}), "macros"),
    "macros by their type": (makers.microsoft(main_type=MACRO_TYPE), "macros"),
    "controls": (makers.microsoft(more={"word/activeX/activeX1.xml": b"x"}), "macros"),
    "a template from outside": (makers.microsoft(more={"word/_rels/settings.xml.rels": OUTSIDE}), "macros"),
    "macros of an open document": (makers.open_document(more={"Basic/Standard/Module1.xml": "x"}), "macros"),
    "a locked open document": (makers.open_document(manifest="<m:encryption-data/>"), "mot de passe"),
    "a locked archive": (makers.locked_zip(), "mot de passe"),
    "a cut document": (makers.microsoft()[:-40], "endommagé"),
    "a bomb": (makers.microsoft(more={"word/media/bomb.xml": b"\0" * 30_000_000}), "trop lourd"),
    "many small bombs": (makers.microsoft(more={f"word/{n}.xml": b"ab" * 600_000 for n in range(99)}), "trop lourd"),
    "more parts than a document has": (makers.packed({f"{n}.xml": "" for n in range(2_100)}), "trop lourd"),
    "a part that leaves its folder": (makers.microsoft(more={"../../etc/passwd": "x"}), "endommagé"),
    "two documents in one": (
        makers.packed(
            {
                "[Content_Types].xml": "".join(
                    f'ContentType="{makers.OPC}{name}.main+xml"' for _p, name in makers.MAIN.values()
                ),
                "_rels/.rels": "",
            }
        ),
        "pas un document",
    ),
}


@pytest.mark.parametrize("ending", GOOD)
def test_a_document_is_known_by_its_structure_whatever_its_name(ending):
    read = read_file(GOOD[ending], "compte rendu.exe")
    assert (read.name, read.content_type, read.picture) == (f"compte rendu{ending}", TYPES[ending], None)


@pytest.mark.parametrize("case", HOSTILE)
def test_what_could_harm_or_is_damaged_is_refused_in_plain_words(case):
    data, words = HOSTILE[case]
    with pytest.raises(NotTaken, match=words):
        read_file(data, "rapport.pdf")


def test_damage_inside_a_part_is_found():
    data = bytearray(makers.microsoft(more={"word/media/a.bin": bytes(range(256)) * 40}))
    at = data.find(b"word/media/a.bin") + 40
    data[at] ^= 0xFF
    with pytest.raises(NotTaken, match="endommagé"):
        read_file(bytes(data), "rapport.docx")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("facture.pdf.exe", "facture.pdf"),
        ("a\x00b\x1fc.pdf", "abc.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("com1", "_com1.pdf"),
        ("e\u0301te\u0301.PDF", "été.pdf"),
        ("  ..  ", "document.pdf"),
        ("", "document.pdf"),
        ('<a href="x">.pdf', "_a href=_x__.pdf"),
        ("v1.2 du plan", "v1.2 du plan.pdf"),
    ],
)
def test_a_name_is_kept_without_what_misleads(given, kept):
    assert clean_name(given, ".pdf", otherwise="document") == kept


def test_a_long_name_is_cut_and_keeps_its_ending():
    name = clean_name("é" * 300, ".docx", otherwise="document")
    assert (len(name), name[-5:]) == (LONGEST, ".docx")
