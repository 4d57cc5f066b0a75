"""Which column of a file holds which part of an idea."""

import re
from dataclasses import dataclass

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ideas.importing.cleaning import has_letters
from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.headers import (
    ALIASES,
    ANSWERS_ANOTHER,
    AUTHOR,
    CATEGORY,
    CHANGE,
    CREATED,
    EXTERNAL_ID,
    FIELDS,
    IDEA_ITSELF,
    KIND,
    OWN_EXPORT,
    PROBLEM,
    SITE,
    SOURCE,
    TITLE,
    URL,
    header_key,
    header_rank,
)
from ideas.importing.table import Table

LABELS = {
    EXTERNAL_ID: _("Identifier"),
    TITLE: pgettext_lazy("column of a file", "Title"),
    PROBLEM: _("What happens"),
    CHANGE: _("What to change"),
    KIND: _("Kind of contribution"),
    CREATED: _("Date"),
    AUTHOR: pgettext_lazy("column of a file", "Author"),
    SITE: _("Site"),
    CATEGORY: _("Category"),
    URL: _("Address"),
    SOURCE: _("Import source"),
}
WORDY_FIELDS = frozenset({TITLE, PROBLEM, CHANGE})
LONG_ENOUGH_FOR_PROSE = 60  # mean characters of a column nobody named as a text
QUESTION = re.compile(r"\?\W*\Z")


@dataclass(frozen=True)
class Mapping:
    """`columns` gives the index of a field's column; `set_aside` the headers that were also possible.

    `as_written` is true for an export of Parkour, whose texts need no cleaning.
    """

    headers: tuple[str, ...]
    columns: dict[str, int]
    set_aside: dict[str, tuple[str, ...]]
    as_written: bool = False

    def header_of(self, field: str) -> str | None:
        """The header of the column that holds `field`, None when no column does."""
        return self.headers[self.columns[field]] if field in self.columns else None

    @property
    def width_needed(self) -> int:
        """How many first cells a row must have for every mapped column to be there."""
        return max(self.columns.values()) + 1

    def explanation(self) -> list:
        """Sentences that say what was mapped, and what follows from what was not."""
        sentences = []
        for field in FIELDS:
            if field not in self.columns:
                continue
            values = {"field": LABELS[field], "column": self.header_of(field)}
            if others := self.set_aside.get(field):
                sentence = _("{field}: column “{column}”, rather than {others}")
                values["others"] = ", ".join(others)
            else:
                sentence = _("{field}: column “{column}”")
            sentences.append(format_lazy(sentence, **values))
        if PROBLEM not in self.columns:
            sentences.append(_("No column of texts: the title becomes the text."))
        if CREATED not in self.columns:
            sentences.append(_("No column of dates: the day of the import is kept."))
        if CHANGE not in self.columns and KIND not in self.columns:
            sentences.append(_("No column of changes: each row is a proposal."))
        if EXTERNAL_ID not in self.columns:
            sentences.append(_("No column of identifiers: an idea is recognised by its content."))
        return sentences


def map_columns(table: Table, overrides: dict[str, str] | None = None) -> Mapping:
    """The columns of `table`, found by their names then by their content; `overrides` names some of them.

    Raises NotAListOfIdeas when `overrides` names a column that is not there, when no column holds texts, or
    when the rows are questions or answers to other items (unless `overrides` names the text or the title).
    """
    columns = {field: _named_column(table, header) for field, header in (overrides or {}).items() if header}
    told = set(columns)
    set_aside: dict[str, tuple[str, ...]] = {}
    for field in FIELDS:
        if field not in columns:
            _find(table, field, ALIASES[field], columns, set_aside)
    _place_the_idea_itself(table, columns, set_aside, told)
    if TITLE not in columns and PROBLEM not in columns:
        columns[PROBLEM] = _column_of_prose(table, columns)
    if not told & {TITLE, PROBLEM, CHANGE}:
        _refuse_questions(table, columns)
        _refuse_answers(table, columns)
    return Mapping(tuple(table.header), columns, set_aside, as_written=_is_own_export(table))


def told_mapping(table: Table, columns: dict[str, int]) -> Mapping:
    """Exactly the columns somebody chose, by their index: nothing is found besides.

    Raises NotAListOfIdeas when an index is not there, serves twice, or when no column gives the text.
    """
    if not set(columns) <= set(FIELDS) or not set(columns.values()) <= set(range(len(table.header))):
        raise NotAListOfIdeas(_("The columns of this file are no longer those that were chosen: choose them again."))
    for index in columns.values():
        if list(columns.values()).count(index) > 1:
            raise NotAListOfIdeas(
                format_lazy(_("The column “{column}” is chosen twice: once is enough."), column=table.header[index])
            )
    if not WORDY_FIELDS & set(columns):
        raise NotAListOfIdeas(_("Choose the column that holds the text, or at least the title."))
    return Mapping(tuple(table.header), dict(columns), {}, as_written=_is_own_export(table))


def _is_own_export(table: Table) -> bool:
    return bool(table.header) and header_key(table.header[0]) in OWN_EXPORT


def _named_column(table: Table, name: str) -> int:
    for matches in (lambda header: header == name, lambda header: header_key(header) == header_key(name)):
        for index, header in enumerate(table.header):
            if matches(header):
                return index
    raise NotAListOfIdeas(
        format_lazy(
            _("There is no column “{name}” in this file; it has: {columns}."),
            name=name,
            columns=", ".join(header for header in table.header if header),
        )
    )


def _find(table, field, aliases, columns, set_aside) -> None:
    """Give `field` the best of the columns bearing one of its names and some content."""
    found = []
    for index, header in enumerate(table.header):
        rank = header_rank(header, aliases)
        if rank is None or index in columns.values():
            continue
        filled = _cells(table, index)
        if filled and (field not in WORDY_FIELDS or _is_own_export(table) or _holds_words(filled)):
            # A twin that is mostly blank must not win by its better name.
            found.append((len(filled) * 2 < len(table.records), rank, index))
    if found:
        found.sort()
        columns[field] = found[0][2]
        if others := tuple(table.header[index] for _sparse, _rank, index in found[1:]):
            set_aside[field] = others


def _place_the_idea_itself(table, columns, set_aside, told) -> None:
    """« Idée » is the text when nothing else is, else the title; a change without a problem is the text."""
    if CHANGE in columns and PROBLEM not in columns and CHANGE not in told:
        columns[PROBLEM] = columns.pop(CHANGE)
        if CHANGE in set_aside:
            set_aside[PROBLEM] = set_aside.pop(CHANGE)
    free = [field for field in (PROBLEM, TITLE) if field not in columns]
    if free:
        _find(table, free[0], IDEA_ITSELF, columns, set_aside)


def _column_of_prose(table: Table, columns: dict[str, int]) -> int:
    best, best_length = None, 0.0
    for index in range(len(table.header)):
        filled = _cells(table, index)
        if index in columns.values() or not filled or not _holds_words(filled):
            continue
        length = sum(map(len, filled)) / len(filled)
        if length > best_length and sum(cell.count(" ") for cell in filled) / len(filled) >= 4:
            best, best_length = index, length
    if best is None or best_length < LONG_ENOUGH_FOR_PROSE:
        raise NotAListOfIdeas(
            format_lazy(
                _("This is not a list of ideas: no column holds texts ({columns}). If one does, name it."),
                columns=", ".join(header for header in table.header if header)[:300],
            )
        )
    if len(table.header[best]) > LONG_ENOUGH_FOR_PROSE:
        raise NotAListOfIdeas(_("The first line must name the columns; here it already holds an idea."))
    return best


def _refuse_questions(table: Table, columns: dict[str, int]) -> None:
    if PROBLEM in columns:
        return
    titles = _cells(table, columns[TITLE])
    questions = sum(1 for title in titles if QUESTION.search(title))
    if len(titles) >= 3 and questions >= 0.8 * len(titles):
        raise NotAListOfIdeas(
            format_lazy(
                _("This is a list of questions, not of ideas: {questions} rows of {rows} end with “?”."),
                questions=questions,
                rows=len(titles),
            )
        )


def _refuse_answers(table: Table, columns: dict[str, int]) -> None:
    if TITLE in columns:
        return
    for index, header in enumerate(table.header):
        if header_key(header) in ANSWERS_ANOTHER and len(_cells(table, index)) * 2 > len(table.records):
            raise NotAListOfIdeas(
                format_lazy(
                    _("This is a list of comments, not of ideas: see its column “{column}”."),
                    column=header,
                )
            )


def _cells(table: Table, index: int) -> list[str]:
    """The cells of a column that hold something."""
    cells = (record.cells[index] for record in table.records if index < len(record.cells))
    return [cell.strip() for cell in cells if cell.strip()]


def _holds_words(cells: list[str]) -> bool:
    return sum(1 for cell in cells if has_letters(cell[:200], 3)) * 2 >= len(cells)
