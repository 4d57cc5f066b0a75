from datetime import UTC, datetime

import pytest

from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.rows import IdeaRow, read_rows

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TEXT = "On passe deux fois dans la même rue le lundi matin."


def read(text, overrides=None, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read_rows(data, overrides, source="old box", now=NOW, **options)


def refusals(reading):
    return [(refusal.line, refusal.code, str(refusal.reason)) for refusal in reading.refusals]


def test_a_row_becomes_an_idea_with_its_date_and_its_line():
    reading = read(
        "id;titre;constat;solution;date;auteur;agence;thème;url\n"
        f"7;Tournées;{TEXT};Un planning par rue;12/03/2024 08:30;A. B.;Nantes;Planning;https://example.org/7\n"
    )
    assert reading.refusals == []
    assert reading.rows == [
        IdeaRow(
            line=2,
            kind="proposal",
            external_id="7",
            title="Tournées",
            problem_text=TEXT,
            change_text="Un planning par rue",
            created_at=datetime(2024, 3, 12, 7, 30, tzinfo=UTC),
            author_label="A. B.",
            site_label="Nantes",
            category="Planning",
            url="https://example.org/7",
        )
    ]
    assert (reading.source, reading.encoding, reading.delimiter) == ("old box", "utf-8", ";")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_same_list_reads_the_same_in_every_clothing(encoding, delimiter, line_end):
    lines = [
        delimiter.join(["id", "titre", "texte", "date"]),
        delimiter.join(
            [
                "1",
                "Été",
                f'"Où sont les clés{delimiter} les « gants »{line_end}et le cœur ?"',
                "30 janv. 2019",
            ]
        ),
        delimiter.join(["2", "Noël", '"Fermé, dit-on, ""pour travaux"" ; vraiment"', "28 févr. 2019"]),
    ]
    reading = read((line_end.join(lines) + line_end).encode(encoding))
    assert [(row.line, row.title, row.problem_text, row.created_at) for row in reading.rows] == [
        (
            2,
            "Été",
            f"Où sont les clés{delimiter} les « gants »\net le cœur ?",
            datetime(2019, 1, 29, 23, tzinfo=UTC),
        ),
        (4, "Noël", 'Fermé, dit-on, "pour travaux" ; vraiment', datetime(2019, 2, 27, 23, tzinfo=UTC)),
    ]


def test_without_an_identifier_the_content_is_one_and_does_not_depend_on_the_file():
    first = read(f"titre,texte\nTournées,{TEXT}\n").rows[0]
    second = read(f"agence;texte;titre\nNantes;{TEXT};  Tournées \n".encode("cp1252")).rows[0]
    other = read(f"titre,texte\nTournées,{TEXT} Le mardi aussi.\n").rows[0]
    assert first.external_id == second.external_id
    assert len(first.external_id) == 64
    assert first.external_id != other.external_id


def test_a_blank_identifier_falls_back_on_the_content():
    reading = read(f"id,titre,texte\n,Tournées,{TEXT}\n8,Gants,{TEXT}\n")
    assert [len(row.external_id) for row in reading.rows] == [64, 1]


def test_a_title_without_text_becomes_the_text():
    rows = read(f"titre;texte\nUn planning par rue;\nGants;{TEXT}\n").rows
    assert [(row.title, row.problem_text) for row in rows] == [
        ("Un planning par rue", "Un planning par rue"),
        ("Gants", TEXT),
    ]


def test_a_long_title_without_text_is_only_a_text():
    title = "Regrouper les rendez-vous de la même rue " * 10
    row = read(f"titre\n{title}\n").rows[0]
    assert (row.title, row.problem_text) == ("", title.strip())


def test_a_change_without_problem_becomes_the_text():
    reading = read(f"titre;constat;solution\nTournées;;Un planning par rue\nGants;{TEXT};Des tailles\nClés;{TEXT};\n")
    assert [(row.problem_text, row.change_text, row.kind) for row in reading.rows] == [
        ("Un planning par rue", "", "proposal"),
        (TEXT, "Des tailles", "proposal"),
        (TEXT, "", "feedback"),
    ]


def test_without_a_column_of_changes_each_row_is_a_proposal():
    assert [row.kind for row in read(f"texte\n{TEXT}\n").rows] == ["proposal"]


@pytest.mark.parametrize(
    "junk",
    [
        "RAS",
        "R.A.S.",
        "ras !",
        "Néant",
        "néant.",
        "/",
        "-",
        "...",
        "N/A",
        "Rien à signaler",
        "1234567890123",
        "👍",
    ],
)
def test_a_text_that_says_nothing_is_refused(junk):
    reading = read(f"id;texte\n1;{TEXT}\n2;{junk}\n")
    assert refusals(reading) == [(3, "nothing_said", f"“{junk}” says nothing that can be studied.")]


def test_a_blank_text_and_a_short_text_are_refused_with_why():
    reading = read(
        f"id;texte;agence\n1;{TEXT};Nantes\n2;;Nantes\n3; \u200b ;Nantes\n4;À rédiger;Rezé\n5;À rédiger.;Rezé\n"
    )
    assert refusals(reading) == [
        (3, "blank", "There is no text in this row."),
        (4, "blank", "There is no text in this row."),
        (5, "too_short", "The text “À rédiger” has 9 characters; at least 10 are needed."),
    ]
    assert [row.external_id for row in reading.rows] == ["1", "5"]


def test_texts_at_the_limit_pass_and_beyond_are_refused_with_both_numbers():
    reading = read(
        f"id;titre;texte\n1;{'t' * 300};{'a' * 20_000}\n2;{'t' * 301};{TEXT}\n"
        f"3;Titre;{'a' * 20_001}\n4;Titre;{'a' * 300_000}\n"
    )
    assert [row.external_id for row in reading.rows] == ["1"]
    assert refusals(reading) == [
        (3, "too_long", "Title: 301 characters; the limit is 300."),
        (4, "too_long", "What happens: 20001 characters; the limit is 20000."),
        (5, "too_long", "What happens: 300000 characters; the limit is 200000."),
    ]


def test_the_limit_counts_the_words_not_their_markup():
    html = "<p>" + "<strong>mot</strong> " * 4_900 + "</p>"
    assert len(html) > 100_000
    assert len(read(f"id;texte\n1;{html}\n").rows[0].problem_text) == 4 * 4_900 - 1


def test_a_date_that_cannot_be_taken_refuses_its_row_and_a_blank_one_does_not():
    reading = read(f"id;texte;date\n1;{TEXT};\n2;{TEXT};31/02/2019\n3;{TEXT};bientôt\n4;{TEXT};12/03/2027\n")
    assert [(row.external_id, row.created_at) for row in reading.rows] == [("1", None)]
    assert [(line, code) for line, code, _reason in refusals(reading)] == [
        (3, "date_impossible"),
        (4, "date_unreadable"),
        (5, "date_future"),
    ]


def test_a_repeated_identifier_is_refused_at_its_second_row():
    reading = read(f"id;texte\n1;{TEXT}\n2;{TEXT}\n1;Un tout autre texte\n")
    assert [row.external_id for row in reading.rows] == ["1", "2"]
    assert refusals(reading) == [(4, "duplicate", "The identifier “1” was already given on line 2.")]


def test_the_same_idea_twice_is_refused_at_its_second_row():
    reading = read(f"texte;auteur\n{TEXT};A\n{TEXT};B\n{TEXT};A\n")
    assert [row.line for row in reading.rows] == [2, 3]
    assert refusals(reading) == [(4, "duplicate", "The same idea is already on line 2.")]


def test_a_refused_row_does_not_make_the_next_one_a_duplicate():
    reading = read(f"id;texte\n1;RAS\n1;{TEXT}\n")
    assert [(row.line, row.external_id) for row in reading.rows] == [(3, "1")]


def test_cells_beginning_like_formulas_are_kept_as_written():
    rows = read(
        "id;texte\n1;=SUM(A1) des heures\n2;+ de gants au stock\n3;- Des gants en taille S\n4;@tous : merci bien\n"
    ).rows
    assert [row.problem_text for row in rows] == [
        "=SUM(A1) des heures",
        "+ de gants au stock",
        "- Des gants en taille S",
        "@tous : merci bien",
    ]


def test_html_with_entities_and_odd_attributes_is_cleaned():
    row = read(
        'id,title,text_html\n1,Caf&eacute;,"<p>L&#39;&eacute;quipe&nbsp;dit&nbsp;:</p>\r\n\r\n'
        '<p><a _src=""https://example.org/x"" href=""https://example.org/x"">https://example.org/x</a></p>"\n'
    ).rows[0]
    assert (row.title, row.problem_text) == ("Café", "L'équipe dit\u00a0:\n\nhttps://example.org/x")


def test_a_thousand_blank_cells_change_nothing():
    blanks = ";".join([""] * 8)
    rows = "".join(f"{number};;Idée numéro {number} pour les tournées;{blanks}\n" for number in range(131))
    header = "id;category/id;title;scope/id;scope/name/fr;body;votes;meeting_urls;a;b;c\n"
    reading = read(header + rows)
    assert (len(reading.rows), reading.refusals) == (131, [])


def test_broken_rows_are_refused_where_they_begin_and_the_others_are_read():
    reading = read(
        f'id;texte;site\n1;{TEXT};Nantes\n2;coupé en deux\nla suite;Nantes\n3;{TEXT};Nantes;de trop\n4;"{TEXT}\n5;x;y\n'
    )
    assert [row.external_id for row in reading.rows] == ["1"]
    assert [(line, code) for line, code, _reason in refusals(reading)] == [
        (3, "ragged"),
        (4, "ragged"),
        (5, "ragged"),
        (6, "quote"),
    ]


def test_a_row_in_another_encoding_is_refused_alone():
    data = (
        "id;texte\n1;Été, où êtes-vous passés ?\n".encode()
        + "2;Un café près du dépôt\n".encode("cp1252")
        + f"3;{TEXT}\n".encode()
    )
    reading = read(data)
    assert [row.external_id for row in reading.rows] == ["1", "3"]
    assert [(line, code) for line, code, _reason in refusals(reading)] == [(3, "unreadable")]


def test_an_address_that_a_browser_would_run_is_refused():
    reading = read(f"id;texte;lien\n1;{TEXT};javascript:alert(1)\n2;{TEXT};HTTPS://example.org/2\n")
    assert [row.url for row in reading.rows] == ["HTTPS://example.org/2"]
    assert refusals(reading) == [
        (2, "address", "The address “javascript:alert(1)” does not begin with http:// or https://.")
    ]


def test_an_identifier_too_long_for_the_register_is_refused():
    reading = read(f"id;texte\n{'9' * 101};{TEXT}\n")
    assert refusals(reading) == [(2, "too_long", "Identifier: 101 characters; the limit is 100.")]


def test_a_file_that_is_no_list_of_ideas_is_refused_whole():
    with pytest.raises(NotAListOfIdeas):
        read("bureau,inscrits,votants\n12,1024,733\n13,998,701\n")


def test_columns_encoding_and_delimiter_may_be_told():
    data = "a|b\n7|L’équipe du matin part trop tôt\n".encode("cp1252")
    reading = read(data, {"external_id": "a", "problem_text": "b"}, encoding="cp1252", delimiter="|")
    assert [(row.external_id, row.problem_text) for row in reading.rows] == [("7", "L’équipe du matin part trop tôt")]


def test_ten_thousand_rows_are_read_in_seconds():
    lines = [
        f'{number};Titre {number};"<p>Texte num&eacute;ro {number} sur les tourn&eacute;es</p>";30 janv. 2019'
        for number in range(10_000)
    ]
    reading = read("id;titre;texte;date\n" + "\n".join(lines))
    assert len(reading.rows) == 10_000
