"""Real lists of ideas, nobody of this project wrote them. Collected where PARKOUR_CORPUS_DIR is set only.

Each count is made a second time by other means: the csv module told the encoding, a regular expression.
"""

import csv
import html
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.rows import read_rows
from ideas.models import Idea
from ideas.services.importing import import_rows
from parkour.notifications.models import OutgoingMail
from tests.ideas.importing.conftest import CORPUS

INTERNAL = Path(CORPUS) / "internal"


@dataclass(frozen=True)
class RealFile:
    """What a file is known to be: `text` is the column whose words count, `refused` the lines not taken."""

    path: str
    encoding: str
    delimiter: str
    text: str
    taken: int
    refused: tuple[int, ...] = ()


OPINIONS = RealFile("republique_numerique/opinions.csv", "utf-8", ",", "text", 318, (29, 134, 135, 1073, 1363, 3699))
PROPOSALS = RealFile("grand_debat_mel/propositions.csv", "utf-8", ",", "text", 196)
WINDOWS = RealFile("import_sale/A_mel_windows1252.csv", "cp1252", ",", "Contributions", 30)
DECIDIM = RealFile("import_sale/B_mel_decidim_point_virgule.csv", "utf-8", ";", "body", 196)
FRENCH_DATES = RealFile("import_sale/F_vrai_debat_dates_francaises.csv", "utf-8", ",", "title", 107, (57, 67, 80))
MARKUP = RealFile("import_sale/J_republique_numerique_html.csv", "utf-8", ",", "text_html", 75, (235, 429))
FILES = [OPINIONS, PROPOSALS, WINDOWS, DECIDIM, FRENCH_DATES, MARKUP]


def read(file):
    return read_rows((INTERNAL / file.path).read_bytes(), source=file.path)


def records(file):
    """(line on which it begins, record) of each record, counted without the code under test."""
    with (INTERNAL / file.path).open(encoding=file.encoding, newline="") as stream:
        reader = csv.DictReader(stream, delimiter=file.delimiter)
        found, line = [], 2
        for record in reader:
            found.append((line, record))
            line = reader.line_num + 1
    return found


def bare(text):
    """The words without what the cleaning adds to a link (its address) and to a list (its dashes)."""
    return words(re.sub(r" \(https?://\S+?\)(?=\s|$|[.,;)])", "", text)).replace("-", "")


def words(text):
    """The text without markup nor spaces: what must survive the cleaning."""
    return "".join(unicodedata.normalize("NFC", html.unescape(re.sub(r"<[^>]+>", " ", text))).split())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path)
def test_a_real_list_is_read_whole(file):
    reading = read(file)
    assert (reading.encoding, reading.delimiter) == (file.encoding, file.delimiter)
    assert (len(reading.rows), tuple(refusal.line for refusal in reading.refusals)) == (
        file.taken,
        file.refused,
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.path)
def test_the_rows_refused_are_those_that_an_independent_count_finds_too_short(file):
    short = tuple(line for line, record in records(file) if len(html.unescape(
        re.sub(r"<[^>]+>", "", record[file.text])).strip()) < 10)  # fmt: skip
    assert short == file.refused
    assert len(records(file)) == file.taken + len(file.refused)


@pytest.mark.parametrize("file", [OPINIONS, PROPOSALS, WINDOWS, DECIDIM, FRENCH_DATES], ids=lambda file: file.path)
def test_every_word_of_a_taken_row_is_there_on_its_own_line(file):
    expected = {line: words(record[file.text]) for line, record in records(file) if line not in file.refused}
    assert {row.line: words(row.problem_text) for row in read(file).rows} == expected


def test_the_text_cleaned_of_its_markup_is_the_plain_text_published_beside_it():
    from_markup = read_rows(
        (INTERNAL / OPINIONS.path).read_bytes(), {"problem_text": "text_html"}, source="with markup"
    )
    plain = {row.external_id: bare(row.problem_text) for row in read(OPINIONS).rows}
    cleaned = {row.external_id: bare(row.problem_text) for row in from_markup.rows}
    assert cleaned == plain


def test_no_markup_is_left_of_674_tags():
    tags = sum(len(re.findall(r"</?[a-zA-Z][^>]*>", record["text_html"])) for _line, record in records(MARKUP))
    left = [row.line for row in read(MARKUP).rows if re.search(r"</?[a-z]+[^>]*>|&\w+;|\r", row.problem_text)]
    assert (tags, left) == (674, [])


def test_blank_cells_and_cells_beginning_like_formulas_are_met_and_kept():
    cells = [cell for _line, record in records(DECIDIM) for cell in record.values()]
    assert (cells.count(""), sum(cell[:1] in tuple("=+-@") for cell in cells)) == (1048, 12)
    reading = read(DECIDIM)
    assert sum(row.problem_text[0] in "=+-@" for row in reading.rows) == 12
    assert reading.mapping.header_of("category") == "category/name/fr"
    assert sum(row.category == "" for row in reading.rows) == 34
    assert all(row.url.startswith("http://") for row in reading.rows)


def test_french_dates_fall_on_their_day_in_paris():
    days = Counter(
        row.created_at.astimezone(ZoneInfo("Europe/Paris")).date().isoformat() for row in read(FRENCH_DATES).rows
    )
    written = Counter(
        record["created_fr"] for line, record in records(FRENCH_DATES) if line not in FRENCH_DATES.refused
    )
    assert days == {
        "2019-01-30": written["30 janv. 2019"],
        "2019-01-31": written["31 janv. 2019"],
        "2019-02-05": written["5 févr. 2019"],
        "2019-02-28": written["28 févr. 2019"],
    }


@pytest.mark.parametrize(
    "path",
    [
        "grand_debat_mel/questions.csv",
        "grand_debat_mel/commentaires.csv",
        "republique_numerique/arguments.csv",
        "pabulib_toulouse/bulletins_2019_2022.csv",
        "pabulib_toulouse/instances.csv",
        "neurips/scores.csv",
        "neurips/items.csv",
    ],
)
def test_a_real_file_that_is_no_list_of_ideas_is_refused(path):
    with pytest.raises(NotAListOfIdeas):
        read_rows((INTERNAL / path).read_bytes(), source=path)


@pytest.mark.django_db
def test_the_real_lists_enter_the_register_once():
    taken = sum(file.taken for file in FILES)
    first = [import_rows(read(file).rows, source=file.path).created for file in FILES]
    again = [import_rows(read(file).rows, source=file.path).created for file in FILES]
    assert (first, again) == ([file.taken for file in FILES], [0] * len(FILES))
    assert Idea.objects.filter(origin="import", state="submitted", promised_reply_at=None).count() == taken
    assert OutgoingMail.objects.count() == 0
