import pytest

from ideas.importing.cleaning import clean_line, clean_text
from ideas.importing.errors import CellRefused


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (
            "<p>L&#39;&eacute;quipe de Rez&eacute;</p>\r\n\r\n<p>part trop t&ocirc;t.</p>",
            "L'équipe de Rezé\n\npart trop tôt.",
        ),
        ("<p>Un<br />\r\ndeux<br>trois</p>", "Un\ndeux\ntrois"),
        (
            "<ul>\n<li>Des gants</li>\n<li>Des <strong>clés</strong></li>\n</ul>\nFin",
            "- Des gants\n- Des clés\n\nFin",
        ),
        ("<div>Un</div><div>Deux</div>", "Un\n\nDeux"),
        (
            "<table><tr><td>Lundi</td><td>8 h</td></tr><tr><td>Mardi</td><td>9 h</td></tr></table>",
            "Lundi 8 h\nMardi 9 h",
        ),
        ("<p>Avant</p><script>alert(1)</script><style>p{}</style><p>Après</p>", "Avant\n\nAprès"),
        ("<p>Moins de 3 < 5, et <3</p>", "Moins de 3 < 5, et <3"),
        ("<p>Un texte <b>coupé", "Un texte coupé"),
        (
            "<p>base de&nbsp;donn&eacute;es&nbsp;: &laquo;&nbsp;oui&nbsp;&raquo;</p>",
            "base de données\u00a0: «\u00a0oui\u00a0»",
        ),
        ("<p>&lt;b&gt; reste &amp;amp; écrit</p>", "<b> reste &amp; écrit"),
    ],
)
def test_markup_becomes_paragraphs(raw, text):
    assert clean_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ('<p>Voir <a _src="https://example.org/a" href="https://example.org/a">la note</a>.</p>',
         "Voir la note (https://example.org/a)."),
        ('<p><a class="x" href="https://example.org/a">https://example.org/a</a></p>', "https://example.org/a"),
        ('<p><a href="https://example.org/">example.org</a></p>', "example.org"),
        ('<p><a href="javascript:alert(1)">cliquez</a></p>', "cliquez"),
        ('<p><a _src="https://example.org">sans adresse</a></p>', "sans adresse"),
    ],
)  # fmt: skip
def test_the_address_of_a_link_is_kept_when_its_words_do_not_say_it(raw, text):
    assert clean_text(raw) == text


@pytest.mark.parametrize(
    "raw",
    [
        "a < b et c > d, on gagne 5 minutes",
        "Écrire à <nom du client> avant 8 h",
        "On <3 la tournée du matin",
        "https://example.org/?a=1&copy=2&reg=3",
        "R&D et qualité & sécurité",
        "Deux  espaces et une\n\nligne vide",
    ],
)
def test_a_plain_text_is_left_as_written(raw):
    assert clean_text(raw) == raw


def test_entities_of_a_plain_text_are_read_once():
    assert clean_text("l&#39;&eacute;t&eacute; &amp;lt; l&rsquo;hiver &#x1F600;") == "l'été &lt; l’hiver 😀"


@pytest.mark.parametrize("first", "=+-@")
def test_a_cell_beginning_like_a_formula_is_kept(first):
    assert (
        clean_text(f"{first}SUM(A1:A9) dans le tableau des tournées")
        == f"{first}SUM(A1:A9) dans le tableau des tournées"
    )


def test_line_ends_are_one_kind_and_blank_lines_at_most_one():
    assert (
        clean_text("un\r\ndeux\rtrois\n\r\n\r\nquatre  \n\n\n\ncinq\u2028six\n")
        == "un\ndeux\ntrois\n\nquatre\n\ncinq\nsix"
    )


def test_letters_are_composed():
    assert clean_text("e\u0301quipe de\u0301bute\u0301e") == "équipe débutée"


def test_nul_controls_and_zero_width_characters_are_removed():
    assert clean_text("a\x00b\x07c\u200bd\ufeffe\u2060f\u00adg\u202eh\tfin") == "abcdefgh\tfin"


def test_a_joiner_holds_an_emoji_together_and_is_debris_elsewhere():
    assert clean_text("👩\u200d⚕️ soin\u200dgne bien") == "👩\u200d⚕️ soingne bien"


def test_windows_letters_read_as_latin_are_restored():
    assert clean_text("l\x92équipe a 20 \x80") == "l’équipe a 20 €"


def test_lone_surrogates_refuse_the_row():
    with pytest.raises(CellRefused) as caught:
        clean_text("caf\udce9 du matin")
    assert caught.value.code == "unreadable"
    assert str(caught.value.message) == "This row holds characters that cannot be read in the encoding of the file."


def test_a_reference_to_a_surrogate_or_to_nul_is_no_way_in():
    assert clean_text("<p>a&#xD800;b&#0;c</p>") == "a\ufffdb\ufffdc"
    assert clean_text("a&#xD800;b&#0;c") == "a\ufffdb\ufffdc"


def test_a_line_has_single_spaces():
    assert clean_line(" Des  gants\r\n<b>neufs</b>\u00a0! ") == "Des gants neufs !"


def test_deeply_nested_markup_costs_little():
    assert clean_text("<div>" * 5_000 + "au fond") == "au fond"
