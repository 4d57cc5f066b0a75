import io
import zipfile

import pytest

from ideas.importing.decoding import MAX_BYTES, decode
from ideas.importing.errors import NotAListOfIdeas

LIST = "Titre;Texte\nPlanning d’été;« Les tournées du 14 août » ne sont pas prévues : le cœur du sujet.\n"


def archive(*names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in names:
            packed.writestr(name, "content")
    return buffer.getvalue()


def refusal_of(data, **options):
    with pytest.raises(NotAListOfIdeas) as caught:
        decode(data, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (LIST.encode(), "utf-8"),
        (LIST.encode("utf-8-sig"), "utf-8-sig"),
        (LIST.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + LIST.encode("utf-16-be"), "utf-16"),
        (LIST.encode("utf-16-le"), "utf-16-le"),
        (LIST.encode("utf-16-be"), "utf-16-be"),
        (LIST.encode("utf-32"), "utf-32"),
        (LIST.encode("cp1252"), "cp1252"),
        (LIST.encode("mac_roman"), "mac_roman"),
        (b"title;text\nRounds;The rounds of Monday overlap\n", "utf-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_encoding_is_guessed(data, encoding):
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text == (LIST if "é" in decoded.text else "title;text\nRounds;The rounds of Monday overlap\n")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "iso8859_15", "mac_roman", "cp850"])
def test_one_accent_in_a_single_byte_file_is_enough_to_read_french(encoding):
    text = "Titre;Texte\nRéunion;La réunion du matin déborde, on part en retard à la première tournée\n"
    assert decode(text.encode(encoding)).text == text


def test_the_euro_sign_of_latin_9_is_read():
    text = "Titre;Texte\nGants;Une boîte coûte 20 € et le cœur des équipes n’y est plus\n".replace("’", "'")
    assert decode(text.encode("iso8859_15")).text == text


def test_another_alphabet_is_left_to_the_detector():
    text = "Название;Текст\nГрафик;Маршруты в понедельник пересекаются, и мы опаздываем к клиентам\n" * 4
    assert decode(text.encode("cp1251")).text == text


def test_a_told_encoding_wins_over_the_guess():
    assert decode("Réunion".encode("cp850"), encoding="cp850").text == "Réunion"


def test_an_unknown_or_wrong_told_encoding_is_refused():
    assert refusal_of(b"abc", encoding="klingon") == "The encoding “klingon” is unknown."
    sentence = refusal_of("Réunion du lundi".encode("cp1252"), encoding="utf-8")
    assert sentence == "This file is not written in “utf-8”: let the encoding be guessed."


def test_a_damaged_byte_in_a_utf8_file_does_not_spoil_the_other_accents():
    data = "Planifié à l’été;détail\n".encode() + b"caf\xe9\n"
    decoded = decode(data)
    assert (decoded.encoding, decoded.text) == ("utf-8", "Planifié à l’été;détail\ncaf\udce9\n")


def test_a_damaged_byte_after_a_mark_does_not_refuse_the_file():
    assert decode(b"\xef\xbb\xbfcaf\xe9").text == "caf\udce9"


@pytest.mark.parametrize("data", [b"", b"  \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused(data):
    assert refusal_of(data) == "The file is empty."


@pytest.mark.parametrize(
    "data",
    [
        archive("[Content_Types].xml", "xl/workbook.bin"),
        archive("mimetype", "content.xml"),
        b"\xd0\xcf\x11\xe0" + bytes(600),
    ],
    ids=["xlsb", "ods", "xls"],
)
def test_a_workbook_of_another_kind_is_refused_with_the_way_out(data):
    assert refusal_of(data) == (
        "This is a workbook of another kind: open it, save it as “Excel workbook (.xlsx)” or “CSV UTF-8”, "
        "and import that file."
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF document, not a CSV file: export the list of ideas as CSV."),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is an image, not a CSV file."),
        (b"\xff\xd8\xff\xe0" + bytes(64), "This is an image, not a CSV file."),
        (archive("ideas.csv"), "This is a compressed archive: extract the CSV file from it first."),
        (b"PK\x03\x04 cut short", "This is a compressed archive: extract the CSV file from it first."),
        (archive("word/document.xml"), "This is a text document, not a CSV file."),
        (bytes(range(256)) * 40, "This file does not hold text: a CSV file is expected."),
        (b"\x7fELF\x02\x01\x01" + bytes(4000), "This file does not hold text: a CSV file is expected."),
        (b"<!DOCTYPE html><html><p>Ideas</p>", "This is a web page or a data exchange file, not a CSV file."),
        (b'[{"title": "Rounds"}]', "This is a web page or a data exchange file, not a CSV file."),
    ],
    ids=["pdf", "png", "jpeg", "zip", "broken zip", "docx", "bytes", "program", "html", "json"],
)
def test_what_holds_no_table_is_refused_in_one_sentence(data, sentence):
    assert refusal_of(data) == sentence


def test_an_oversized_file_is_refused_with_both_numbers():
    assert refusal_of(b"a" * (MAX_BYTES + 1)) == "The file weighs 51 MB; the limit is 50 MB."
