"""From a file to sheets of answers (pure): which column answers which question, and what each cell says.

Columns that are neither a question nor the site are not read: what would name somebody stays in the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ideas.importing.cleaning import clean_line
from ideas.importing.errors import CellRefused, NotAListOfIdeas
from ideas.importing.headers import header_key
from ideas.importing.table import Record, Table, ragged_reason
from parkour.indicators.measurement_rows import COLUMNS, SITE, number_of
from parkour.indicators.models import Kind, Question

WORDS_LIMIT = 2_000
NUMBERED = ("{}", "q{}", "q {}", "question {}")


@dataclass(frozen=True)
class Columns:
    """The column of each question, by its place; that of the site, None for none; the headers that are not read."""

    places: dict[int, int]
    site: int | None
    unread: list[str]


@dataclass(frozen=True)
class Sheet:
    """What one person answered: by place a whole number or words; `site` is still a name."""

    line: int
    site: str
    answers: dict[int, int | str]


def columns_of(table: Table, questions: Sequence[Question]) -> Columns:
    """A question is found by its text or by its number: « 2 », « Q2 », « question 2 ».

    Raises NotAListOfIdeas when no column answers a question.
    """
    keys = [header_key(header) for header in table.header]
    places = {}
    for question in questions:
        names = [header_key(question.text), *(name.format(question.place) for name in NUMBERED)]
        if found := next((name for name in names if name in keys), None):
            places[question.place] = keys.index(found)
    if not places:
        raise NotAListOfIdeas(
            _("The first line names the questions: by their words, or by their numbers (1, 2, 3). None was found.")
        )
    site = next((keys.index(name) for name in COLUMNS[SITE] if name in keys), None)
    read = {*places.values(), site}
    return Columns(places, site, [header for place, header in enumerate(table.header) if place not in read])


def read_sheet(table: Table, record: Record, columns: Columns, questions: Sequence[Question]) -> Sheet:
    """What one record answers. Raises CellRefused with a sentence."""
    if record.line == table.unclosed_line:
        raise CellRefused(
            "quote", _("A quotation mark opened in this row is never closed: nothing after it can be read.")
        )
    needed = max([*columns.places.values(), columns.site or 0]) + 1
    if reason := ragged_reason(table, record, needed):
        raise CellRefused("ragged", str(reason))
    answers = {}
    for question in questions:
        if question.place in columns.places:
            said = _answer(question, record.cells[columns.places[question.place]])
            if said != "":
                answers[question.place] = said
    if not answers:
        raise CellRefused("empty", _("Nothing is answered in this row."))
    return Sheet(record.line, "" if columns.site is None else clean_line(record.cells[columns.site]), answers)


def _answer(question, cell) -> int | str:
    ends, text = Kind(question.kind).ends, clean_line(cell)
    if ends is None:
        words = cell.strip()
        if len(words) > WORDS_LIMIT:
            raise CellRefused("long", _("An answer is longer than %(limit)s signs.") % {"limit": WORDS_LIMIT})
        return words
    if not text:
        return ""
    number = number_of(text)
    if number != number.to_integral_value() or not ends[0] <= number <= ends[1]:
        said = {"text": text[:40], "least": ends[0], "most": ends[1], "number": question.place}
        raise CellRefused("scale", _("“%(text)s” is no answer to question %(number)s: %(least)s to %(most)s.") % said)
    return int(number)
