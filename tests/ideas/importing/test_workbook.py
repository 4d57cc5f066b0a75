"""Workbooks as people keep them: titles above the header, merged cells, dates of two epochs, other sheets."""

import io
import zipfile
from datetime import UTC, date, datetime
from datetime import time as hour

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ideas.importing import decoding, workbook
from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.packing import MAX_UNPACKED, is_workbook
from ideas.importing.rows import read_rows
from ideas.importing.source import read_source
from ideas.importing.workbook import read_workbook
from tests.ideas.importing.books import book_of, edited, with_dimension

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = "On passe deux fois dans la même rue le lundi matin."
HEADER = ["N°", "Titre", "Texte", "Date"]
SHEET = "xl/worksheets/sheet1.xml"


def read(data, **options):
    return read_rows(data, source="old box", now=NOW, **options)


def dates_of(data):
    return [row.created_at for row in read(data).rows]


def refusal_of(data, **options):
    with pytest.raises(NotAListOfIdeas) as caught:
        read(data, **options)
    return str(caught.value)


def test_a_workbook_reads_as_the_same_list_in_csv():
    rows = [
        HEADER,
        [7, "Tournées", TEXT, "12/03/2024 08:30"],
        [8, "Cœur d’été", "Fermé « à 14 h » ; 20 €", "01/02/2023"],
    ]
    csv = "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode()
    assert read(book_of(rows)).rows == read(csv).rows
    assert (read(book_of(rows)).sheet, read(book_of(rows)).encoding) == ("Feuil1", "")


def test_dates_are_read_as_dates_whatever_their_type():
    data = book_of(
        [
            HEADER,
            [1, "", TEXT + "1", datetime(2024, 3, 12, 8, 30)],
            [2, "", TEXT + "2", date(2024, 3, 12)],
            [3, "", TEXT + "3", 45363],
            [4, "", TEXT + "4", 45363.3541666667],
            [5, "", TEXT + "5", "12 mars 2024"],
            [6, "", TEXT + "6", None],
        ]
    )
    morning, midnight = datetime(2024, 3, 12, 7, 30, tzinfo=UTC), datetime(2024, 3, 11, 23, tzinfo=UTC)
    assert dates_of(data) == [morning, midnight, midnight, morning, midnight, None]


def test_dates_that_count_from_1904_are_the_same_days():
    def since_1904(book, _sheet):
        book.epoch = CALENDAR_MAC_1904

    data = book_of([HEADER, [1, "", TEXT, date(2024, 3, 12)], [2, "", TEXT + "2", 43901]], prepare=since_1904)
    assert dates_of(data) == [datetime(2024, 3, 11, 23, tzinfo=UTC)] * 2


def test_a_number_that_is_no_date_is_told_with_its_row():
    reading = read(book_of([HEADER, [1, "", TEXT, 12], [2, "", TEXT + "2", 99999]]))
    assert [(refusal.line, refusal.code) for refusal in reading.refusals] == [
        (2, "date_unreadable"),
        (3, "date_future"),
    ]


def test_a_second_missed_by_a_hair_is_found_again():
    assert dates_of(book_of([HEADER, [1, "", TEXT, 45363 + (8 * 3600 + 30 * 60 - 0.0001) / 86400]])) == [
        datetime(2024, 3, 12, 7, 30, tzinfo=UTC)
    ]


def test_each_type_of_cell_has_one_text():
    table = read_source(book_of([["a", "b", "c", "d", "e"], [7.0, 7.25, True, hour(8, 30), "  x "]])).table
    assert table.records[0].cells == ["7", "7.25", "True", "08:30:00", "  x "]


def test_a_title_merged_over_the_width_is_no_header():
    def merge(_book, sheet):
        sheet.merge_cells("A1:D1")

    data = book_of([["Boîte à idées 2024"], [], HEADER, [1, "Gants", TEXT, None]], prepare=merge)
    assert [(row.line, row.title) for row in read(data).rows] == [(4, "Gants")]


def test_names_under_a_merged_heading_are_the_header():
    def merge(_book, sheet):
        for cells in ("A1:A2", "B1:C1", "D1:D2"):
            sheet.merge_cells(cells)

    data = book_of(
        [["N°", "Contribution", None, "Date"], [None, "Titre", "Texte", None], [1, "Gants", TEXT, None]], prepare=merge
    )
    mapping = read(data).mapping
    assert mapping.headers == ("N°", "Titre", "Texte", "Date")
    assert [row.title for row in read(data).rows] == ["Gants"]


def test_a_name_merged_over_two_columns_is_still_the_header():
    def merge(_book, sheet):
        sheet.merge_cells("B1:C1")

    data = book_of([["N°", "Texte", None], [1, TEXT, None], [2, TEXT + " Encore.", None]], prepare=merge)
    assert [row.external_id for row in read(data).rows] == ["1", "2"]


def test_empty_rows_are_left_out_and_rows_keep_their_numbers():
    data = book_of([[], HEADER, [], [1, "", TEXT, None], [None, " ", "", None], [2, "", TEXT + "2", None], []])
    assert [row.line for row in read(data).rows] == [4, 6]


def test_short_rows_and_cells_without_a_name_are_no_fault():
    data = book_of([["Texte", "Agence"], [TEXT], [TEXT + "2", "Nantes", "", " "]])
    assert [(row.site_label, row.line) for row in read(data).rows] == [("", 2), ("Nantes", 3)]


def test_the_first_visible_sheet_with_rows_is_read_unless_another_is_named():
    others = [("Notice", [["Comment remplir"]]), ("Vide", [])]

    def hide(book, _sheet):
        book.create_sheet("Listes").append(["a"])
        book["Listes"].append(["b"])
        book.move_sheet("Listes", -3)
        book["Listes"].sheet_state = "hidden"

    data = book_of([HEADER, [1, "Gants", TEXT, None]], title="Idées", others=others, prepare=hide)
    found = read_source(data)
    assert (found.sheet, found.sheets) == ("Idées", ("Notice", "Vide", "Idées"))
    assert read_source(
        book_of([["a", "b"], [1, 2]], others=[("Un", [HEADER, [1, "T", TEXT, ""]])]), sheet="Feuil1"
    ).sheet == ("Feuil1")


def test_an_unknown_sheet_is_told_with_those_that_are_there():
    assert refusal_of(book_of([HEADER, [1, "", TEXT, ""]]), sheet="Idées") == (
        "There is no sheet “Idées” in this workbook; it has: Feuil1."
    )
    assert refusal_of(f"texte\n{TEXT}\n".encode(), sheet="Idées") == (
        "A CSV file has no sheets: leave the name of the sheet out."
    )


def test_a_formula_gives_the_value_last_shown_and_is_never_evaluated():
    data = book_of([HEADER, [1, "", TEXT, None], [2, '=HYPERLINK("http://evil.example","x")', TEXT + "2", None]])
    shown = edited(
        data,
        SHEET,
        lambda xml: xml.replace(b'<c r="B3"><f>', b'<c r="B3" t="str"><f>').replace(
            b"</f><v />", b"</f><v>Les gants</v>"
        ),
    )
    assert [row.title for row in read(shown).rows] == ["", "Les gants"]
    assert [row.title for row in read(data).rows] == ["", ""]


def test_line_ends_and_control_characters_in_excel_s_own_spelling_are_read():
    row = read(book_of([["Titre", "Texte"], ["T", "Un_x000D_\ndeux_x0007_ trois_x005F_x000D_ quatre"]])).rows[0]
    assert row.problem_text == "Un\ndeux trois_x000D_ quatre"


def test_a_sheet_that_lies_about_its_bounds_is_read_whole():
    data = with_dimension(book_of([HEADER, [1, "", TEXT, None], [2, "", TEXT + "2", None]]), "A1")
    assert len(read(data).rows) == 2


def test_a_row_number_beyond_any_sheet_is_refused_not_counted_to():
    data = edited(
        book_of([HEADER, [1, "", TEXT, None]]), SHEET, lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999999"')
    )
    assert refusal_of(data) == "This sheet has more than 50000 rows: send it in several parts."


def test_more_rows_than_the_limit_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 30)
    rows = [[number, "", f"{TEXT} {number}", None] for number in range(31)]
    assert refusal_of(book_of([HEADER, *rows])) == "This sheet has more than 50000 rows: send it in several parts."
    assert len(read(book_of([HEADER, *rows[:30]])).rows) == 30


@pytest.mark.parametrize(
    ("damage", "part"),
    [
        (lambda _xml: b"<nothing", SHEET),
        (lambda _xml: None, "xl/workbook.xml"),
        (lambda _xml: b"\x00\x01", "xl/workbook.xml"),
        (lambda _xml: None, "[Content_Types].xml"),
        (lambda xml: xml.replace(b'<row r="2"', b'<row r="two"'), SHEET),
        (lambda xml: xml.replace(b't="n"', b't="s"'), SHEET),
    ],
    ids=["sheet", "no workbook", "binary workbook", "no types", "row number", "no such string"],
)
def test_a_damaged_workbook_is_refused_in_one_sentence(damage, part):
    data = edited(book_of([HEADER, [1, "", TEXT, 5]]), part, damage)
    assert refusal_of(data) in {
        str(workbook.UNREADABLE),
        str(decoding.WORKBOOK),
    }


def test_a_workbook_cut_short_is_refused():
    data = book_of([HEADER, [1, "", TEXT, None]])
    assert refusal_of(data[: len(data) // 2]) == "This is a compressed archive: extract the CSV file from it first."


def test_entities_of_a_document_are_refused_before_they_swell():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet><c>&c;</c></worksheet>'
    )
    assert refusal_of(edited(book_of([HEADER, [1, "", TEXT, None]]), SHEET, lambda _xml: bomb)) == str(
        workbook.UNREADABLE
    )


def test_a_workbook_that_swells_is_refused_before_it_is_unpacked():
    data = edited(book_of([HEADER, [1, "", TEXT, None]]), "xl/media/image1.png", lambda _old: bytes(MAX_UNPACKED + 1))
    assert len(data) < 200_000
    assert refusal_of(data) == (
        "Unpacked, this workbook weighs more than 100 MB: save its list alone, or as “CSV UTF-8”."
    )


def test_a_part_that_lies_about_its_weight_is_read_no_further_than_it_said():
    data = bytearray(edited(book_of([HEADER, [1, "", TEXT, None]]), SHEET, lambda xml: xml + b" " * 5_000_000))
    archive = zipfile.ZipFile(io.BytesIO(bytes(data)))
    size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert data.count(size) >= 2
    assert refusal_of(bytes(data).replace(size, (100).to_bytes(4, "little"))) == str(workbook.UNREADABLE)


def test_a_workbook_locked_by_a_password_is_told():
    data = bytearray(book_of([HEADER, [1, "", TEXT, None]]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    assert refusal_of(bytes(data)) == "This workbook is locked by a password: save it without one and send it again."


def test_a_workbook_without_rows_is_told():
    assert refusal_of(book_of([])) == (
        "This workbook has no sheet with a row under its first line, which names the columns."
    )
    assert refusal_of(book_of([HEADER]), sheet="Feuil1") == (
        "This sheet has no row under its first line, which names the columns."
    )


def test_other_archives_are_no_workbooks():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", "x")
    assert (is_workbook(file.getvalue()), is_workbook(b"PK\x03\x04"), is_workbook(b"")) == (False, False, False)


def test_the_beginning_of_a_workbook_can_be_read_alone():
    data = book_of([HEADER, *([number, "", f"{TEXT} {number}", None] for number in range(60))])
    assert [record.line for record in read_workbook(data, limit=3).table.records] == [2, 3, 4]
    assert len(read_workbook(data, limit=45).table.records) == 45


def test_a_workbook_of_ten_thousand_rows_is_read():
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Idées")
    sheet.append(["id", "texte", "date"])
    for number in range(10_000):
        sheet.append([number, f"Une idée numéro {number} pour les tournées", date(2024, 1, 1)])
    file = io.BytesIO()
    book.save(file)
    assert len(read(file.getvalue()).rows) == 10_000
