import pytest

from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.table import Record, ragged_reason, read_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_guessed(delimiter):
    table = read_table(f"id{delimiter}title\n7{delimiter}Rounds\n8{delimiter}Phones\n")
    assert table.delimiter == delimiter
    assert [record.cells for record in table.records] == [["7", "Rounds"], ["8", "Phones"]]


def test_commas_of_the_texts_do_not_pass_for_delimiters():
    table = read_table("id;titre;texte\n1;Gants;Les petits, les moyens, les grands\n2;Clés;Une, deux, trois, quatre\n")
    assert (table.delimiter, table.header) == (";", ["id", "titre", "texte"])


def test_a_file_of_one_column_keeps_its_commas():
    table = read_table("Idée\nAu retour, ranger les clés\nLe lundi, prévoir les gants, les blouses\n")
    assert table.delimiter == ""
    assert [record.cells for record in table.records] == [
        ["Au retour, ranger les clés"],
        ["Le lundi, prévoir les gants, les blouses"],
    ]


def test_a_comma_in_the_only_header_makes_no_second_column():
    table = read_table("Idée, en quelques mots\nRanger les clés\nPrévoir des gants\nSe parler\n")
    assert table.header == ["Idée, en quelques mots"]


def test_a_told_delimiter_wins_and_must_be_one_character():
    assert read_table("a|b;c\n1|2;3\n", delimiter="|").header == ["a", "b;c"]
    with pytest.raises(NotAListOfIdeas):
        read_table("a,b\n1,2\n", delimiter="::")


def test_the_delimiter_announced_on_a_first_line_is_obeyed_and_lines_keep_their_numbers():
    table = read_table("sep=;\r\nid;texte\r\n1;Des gants, des blouses\r\n")
    assert (table.delimiter, table.header) == (";", ["id", "texte"])
    assert table.records == [Record(3, ["1", "Des gants, des blouses"])]


def test_each_record_knows_the_physical_line_on_which_it_begins():
    text = 'id,text\n1,"first\nsecond\r\nthird"\n\n2,plain\n"3","with ""quotes"""\n'
    assert read_table(text).records == [
        Record(2, ["1", "first\nsecond\r\nthird"]),
        Record(6, ["2", "plain"]),
        Record(7, ["3", 'with "quotes"']),
    ]


def test_lines_may_end_as_on_an_old_macintosh():
    assert read_table("id,text\r1,one\r2,two\r").records == [Record(2, ["1", "one"]), Record(3, ["2", "two"])]


def test_blank_records_are_left_out():
    table = read_table("id;text;site\n;;\n1;one;Nantes\n;;\n \t;;\n")
    assert table.records == [Record(3, ["1", "one", "Nantes"])]


def test_a_byte_order_mark_left_inside_is_no_part_of_the_first_header():
    assert read_table("\ufeffid,text\n1,one\n").header == ["id", "text"]


def test_a_cell_larger_than_the_usual_limit_of_csv_readers_is_read():
    assert len(read_table(f"id,text\n1,{'a' * 200_000}\n").records[0].cells[1]) == 200_000


def test_a_quote_never_closed_is_found_at_its_row():
    table = read_table('id,text\n1,one\n2,"two\n3,three\n4,four\n')
    assert table.unclosed_line == 3
    assert read_table('id,text\n1,"one"\n2,"two"').unclosed_line is None


@pytest.mark.parametrize("text", ["id,title\n", "id,title\n,\n\n", "only one line"])
def test_a_file_without_a_row_is_refused(text):
    with pytest.raises(NotAListOfIdeas) as caught:
        read_table(text)
    assert str(caught.value) == "This file has no row under its first line, which names the columns."


def test_a_row_with_too_many_or_too_few_cells_is_told_with_both_numbers():
    table = read_table("id,title,site\n1,one,Nantes\n2,two,Nantes,more\n3,three\n4,four,Nantes,,\n5\n")
    reasons = [ragged_reason(table, record, needed=2) for record in table.records]
    sentence = "This row has {} cells, the first line names 3: check quotes and delimiters."
    assert [reason and str(reason) for reason in reasons] == [
        None,
        sentence.format(4),
        None,
        None,
        sentence.format(1),
    ]
