"""Files for a spreadsheet: the bytes of a CSV, the cells of a workbook, and no cell that runs."""

import csv
import io
import tracemalloc
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from parkour.core.formulas import guard, unguard
from parkour.core.sheets import Blocks, csv_chunks, escape_xml, unescape_xml, xlsx_file

FORMULAS = [
    "=1+1",
    "+33 6 12 34 56 78",
    "-2 h",
    "@tous",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''-a",
]
PLAIN = ["", "Bonjour", "'", "l’eau", "'abc", "1=1", "a-b", "«\u00a0oui\u00a0»", "5 € @ midi"]


def cells_of(data: bytes, delimiter=";"):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def workbook_of(rows):
    with xlsx_file(rows, title="Contributions") as file:
        return file.read()


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_run_gets_an_apostrophe_and_gives_it_back(text):
    assert (guard(text), unguard(guard(text))) == (f"'{text}", text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_cannot_run_is_left_as_it_is(text):
    assert (guard(text), unguard(text)) == (text, text)


@given(st.text(st.sampled_from("'=+-@＝\t\r\n ab"), max_size=8))
def test_a_guard_is_always_given_back_and_leaves_nothing_that_runs(text):
    assert unguard(guard(text)) == text
    assert guard(text).lstrip(" ")[:1] not in set("=+-@＝\t\r\n")


def test_a_csv_file_has_its_mark_its_semicolons_and_its_line_ends():
    data = b"".join(csv_chunks([("Titre", "Texte"), ("Été ; œuf", 'Il dit « oui », "non"\net 20 €')], delimiter=";"))
    assert data == (
        b"\xef\xbb\xbf"
        b"Titre;Texte\r\n"
        b'"\xc3\x89t\xc3\xa9 ; \xc5\x93uf";"Il dit \xc2\xab oui \xc2\xbb, ""non""\net 20 \xe2\x82\xac"\r\n'
    )


def test_the_header_leaves_before_the_first_row_is_asked_for():
    def rows():
        yield ("Titre",)
        raise AssertionError("asked too early")

    assert next(csv_chunks(rows(), delimiter=";")) == b"\xef\xbb\xbfTitre\r\n"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_file_begins_like_a_formula(text):
    ((cell,),) = cells_of(b"".join(csv_chunks([(text,)], delimiter=";")))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", [*FORMULAS, '=HYPERLINK("http://evil.example")'])
def test_no_cell_of_a_workbook_is_a_formula(text):
    data = workbook_of([("Titre",), (text,)])
    sheet = load_workbook(io.BytesIO(data)).active
    assert (sheet["A2"].data_type, unescape_xml(sheet["A2"].value) in {text, f"'{text}"}) == ("s", True)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_a_formula_in_a_workbook_would_be_seen_by_that_test():
    """The planted fault: what the library does with the same text when nobody says it is a text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.create_sheet("x").append(["=1+1"])
    file = io.BytesIO()
    book.save(file)
    assert load_workbook(file).active["A1"].data_type == "f"


def test_a_date_of_a_workbook_is_a_date_and_that_of_a_csv_file_iso():
    rows = [("Jour",), (date(2024, 3, 12),)]
    assert load_workbook(io.BytesIO(workbook_of(rows))).active["A2"].value.date() == date(2024, 3, 12)
    assert cells_of(b"".join(csv_chunks(rows, delimiter=";")))[1] == ["2024-03-12"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=40))
def test_a_text_survives_the_spelling_of_workbooks(text):
    assert unescape_xml(escape_xml(text)) == text


def test_control_characters_and_texts_that_look_escaped_survive_a_workbook():
    texts = ["a\x07b\x0bc", "_x0041_ et _x000D_", "fin\uffff", "deux\nlignes\tici", "👩\u200d⚕️ 日本"]
    sheet = load_workbook(io.BytesIO(workbook_of([("Titre",), *((text,) for text in texts)]))).active
    assert [unescape_xml(cell.value) for (cell,) in sheet.iter_rows(min_row=2)] == texts


def test_a_text_longer_than_a_cell_is_cut_where_excel_would_call_the_file_damaged():
    assert len(escape_xml("😀" * 20_000).encode("utf-16-le")) // 2 == 32_766
    assert escape_xml("a" * 32_767) == "a" * 32_767


@pytest.mark.parametrize(
    "write", [lambda rows: csv_chunks(rows, delimiter=";"), lambda rows: Blocks(xlsx_file(rows, title="x"))]
)
def test_the_memory_does_not_grow_with_the_rows(write):
    def peak(count):
        tracemalloc.start()
        for _piece in write(("Une idée " * 40, number) for number in range(count)):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(8_000) < 2 * peak(2_000) + 2_000_000
