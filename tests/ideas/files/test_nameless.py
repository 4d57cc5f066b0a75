"""U06: what an office document tells of its maker is taken out, or it is refused with how to take it out."""

import io
import zipfile

import pytest
from PIL import Image

from ideas.files import nameless as module
from ideas.files.errors import NotTaken
from ideas.files.nameless import bare_jpeg, bare_png, nameless
from ideas.files.packed import read_packed
from tests.ideas.files import makers

MAKER = "Zélie Quatrevingt"
CORE = (
    f"<cp:coreProperties><dc:creator>{MAKER}</dc:creator>"
    "<dcterms:created>2026-11-27T09:12:33Z</dcterms:created></cp:coreProperties>"
)
META = f"<office:document-meta><meta:initial-creator>{MAKER}</meta:initial-creator></office:document-meta>"
BODY = '<w:document><w:p w:rsidR="00A1B2C3" w:rsidRDefault="00A1B2C4"><w:t>Les plannings</w:t></w:p></w:document>'
OF_A_PERSON = {
    "docProps/core.xml": CORE,
    "docProps/app.xml": f"<Properties><Company>{MAKER}</Company></Properties>",
    "docProps/custom.xml": f'<Properties><property name="Qui">{MAKER}</property></Properties>',
    "word/media/image1.jpg": makers.photo_of_a_telephone(),
    "word/settings.xml": '<w:settings><w:rsids><w:rsid w:val="00A1B2C3"/></w:rsids>'
    f'<w15:docId w15:val="{MAKER}"/></w:settings>',
}
NAMED = {
    "a comment": {"word/comments.xml": f'<w:comments><w:comment w:author="{MAKER}"/></w:comments>'},
    "a tracked change": {"word/extra.xml": f'<w:ins w:id="1" w:author="{MAKER}" w:date="2026-11-27T09:12:33Z"/>'},
    "people": {"word/people.xml": "<w15:people/>"},
    "a link to the folder of somebody": {
        "word/_rels/document.xml.rels": '<R Target="file:///C:/Users/zelie/plan.docx"/>'
    },
    "properties elsewhere": {"customXml/item1.xml": f"<p><Author>{MAKER}</Author></p>"},
    "with whom it was shared": {
        "customXml/item2.xml": f"<SharedWith><UserInfo><DisplayName>{MAKER}</DisplayName></UserInfo></SharedWith>"
    },
    "a link to the drive of somebody": {
        "word/_rels/document.xml.rels": '<R Target="https://acme-my.sharepoint.com/personal/zelie/plan.docx"/>'
    },
    "a signature": {"_xmlsignatures/sig1.xml": "<Signature/>"},
    "a part that nobody knows": {"word/media/image1.emf": b"\x01\x00\x00\x00"},
    "a part in another writing": {"word/extra.xml": f'<w:ins w:author="{MAKER}"/>'.encode("utf-16")},
}


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {part.filename: (archive.read(part), part.date_time) for part in archive.infolist()}


def says(data, words):
    """Whether any part of the document holds these words, in one writing or another."""
    sought = {words.encode(), words.encode("utf-16-le"), words.encode("latin-1")}
    return any(each in content for content, _date in parts_of(data).values() for each in sought)


def of_a_person(**more):
    return makers.microsoft("docx", OF_A_PERSON | {"word/body.xml": BODY} | more)


def test_the_properties_of_a_document_are_taken_out_and_its_words_stay():
    data = of_a_person()
    clean = nameless(data, ".docx")
    assert (says(data, MAKER), says(clean, MAKER)) == (True, False)
    assert not says(clean, "2026-11-27") and not says(clean, "00A1B2C3")
    assert says(clean, "Les plannings") and read_packed(clean) == ".docx"
    assert {date for _content, date in parts_of(clean).values()} == {module.NEVER}


def test_a_photo_inside_loses_what_the_camera_noted_and_is_the_same_photo():
    clean = parts_of(nameless(of_a_person(), ".docx"))["word/media/image1.jpg"][0]
    before, after = (Image.open(io.BytesIO(data)) for data in (OF_A_PERSON["word/media/image1.jpg"], clean))
    assert (dict(after.getexif()), after.info.get("comment")) == ({}, None)
    assert "Camille" in str(dict(before.getexif())) and before.tobytes() == after.tobytes()


def test_an_open_document_too():
    data = makers.open_document(more={"meta.xml": META, "Thumbnails/thumbnail.png": makers.photo("PNG")})
    clean = nameless(data, ".odt")
    assert (says(data, MAKER), says(clean, MAKER), read_packed(clean)) == (True, False, ".odt")


def test_the_folder_and_the_printer_of_a_sheet_go():
    book = '<workbook><x15ac:absPath url="C:\\Users\\zelie\\"/></workbook>'
    sheet = '<worksheet><pageSetup paperSize="9" r:id="rId1"/></worksheet>'
    printer = '<Relationship Id="rId1" Type="x/printerSettings" Target="../printerSettings/p.bin"/>'
    parts = {
        "xl/extra.xml": book,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/worksheets/_rels/sheet1.xml.rels": f"<Relationships>{printer}</Relationships>",
        "xl/printerSettings/p.bin": "Imprimante de Zélie",
    }
    clean = nameless(makers.microsoft("xlsx", parts), ".xlsx")
    assert not says(clean, "zelie") and not says(clean, "Zélie") and not says(clean, "rId1")
    assert read_packed(clean) == ".xlsx"


@pytest.mark.parametrize("case", NAMED)
def test_what_names_somebody_elsewhere_is_refused_with_what_to_do(case):
    with pytest.raises(NotTaken) as refused:
        nameless(makers.microsoft("docx", NAMED[case]), ".docx")
    assert "photos" in str(refused.value.message)


def test_a_pdf_is_refused_with_what_to_do():
    with pytest.raises(NotTaken, match="photos"):
        nameless(makers.pdf(), ".pdf")


@pytest.mark.parametrize("fault", ["EMPTY", "TAKEN_OUT"])
def test_without_one_of_the_cleanings_it_would_be_seen(monkeypatch, fault):
    """Planted fault: the maker is read again, or the whole is refused because of it."""
    monkeypatch.setattr(module, fault, type(getattr(module, fault))())
    try:
        clean = nameless(of_a_person(), ".docx")
    except NotTaken:
        return
    assert says(clean, MAKER) or says(clean, "00A1B2C3")


def test_without_the_look_for_names_a_comment_would_pass(monkeypatch):
    """Planted fault."""
    monkeypatch.setattr(module, "NAMES", module.re.compile(rb"(?!)"))
    assert says(nameless(makers.microsoft("docx", NAMED["a comment"]), ".docx"), MAKER)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_bare_jpeg_ends_with_its_picture(progressive):
    data = makers.photo(size=(300, 200), progressive=progressive, comment=MAKER.encode())
    bare = bare_jpeg(data + b"Exif hidden behind")
    assert MAKER.encode() not in bare and bare.endswith(b"\xff\xd9")
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_a_bare_png_has_no_text():
    from PIL.PngImagePlugin import PngInfo

    noted = PngInfo()
    noted.add_text("Author", MAKER)
    data = makers.photo("PNG", pnginfo=noted)
    assert Image.open(io.BytesIO(bare_png(data))).info == {}


@pytest.mark.parametrize("strip", [bare_jpeg, bare_png])
def test_a_cut_picture_is_refused(strip):
    with pytest.raises(NotTaken):
        strip(makers.photo("JPEG" if strip is bare_jpeg else "PNG")[:40])
