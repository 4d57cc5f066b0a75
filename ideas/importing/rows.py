"""From the bytes of a file to ideas ready to be saved, and to the rows that are refused, with why."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ideas.enums import IdeaKind
from ideas.importing import headers as field
from ideas.importing.cleaning import clean_line, clean_text, has_letters, text_as_written
from ideas.importing.columns import LABELS, Mapping, map_columns
from ideas.importing.dates import parse_date, written_out
from ideas.importing.errors import CellRefused
from ideas.importing.headers import header_key
from ideas.importing.source import read_source
from ideas.importing.table import Record, Table, ragged_reason
from ideas.validators import SHORTEST, TEXT_LIMIT, TITLE_LIMIT
from parkour.core.clock import now as clock_now

MAX_ID = 100
MAX_LABEL = 200
MAX_URL = 500
MAX_SOURCE = 80
MAX_RAW = 10 * TEXT_LIMIT  # markup may weigh more than its words, not without end

# « Nothing to report » in the words people use; compared by their letters alone: « R.A.S. » is « ras ».
NOTHING_SAID = frozenset(
    phrase.replace(" ", "")
    for phrase in (
        "ras", "neant", "rien", "aucun", "aucune", "aucune idee", "pas d idee", "pas d idees",
        "pas d avis", "sans avis", "sans objet", "sans opinion", "rien a signaler", "rien a dire",
        "rien de particulier", "rien a ajouter", "rien de special", "nothing to report",
        "nothing to say", "nothing to add", "no comment", "no comments", "no idea", "not applicable",
    )
)  # fmt: skip
LONGEST_NOTHING = max(map(len, NOTHING_SAID))
KINDS = {
    **dict.fromkeys(("proposal", "proposition"), IdeaKind.PROPOSAL),
    **dict.fromkeys(("feedback", "remontee"), IdeaKind.FEEDBACK),
}
TOLD_EVERY = 500  # rows between two words about the progress


@dataclass(frozen=True)
class IdeaRow:
    """One idea of a file, beginning on `line`; `created_at` is aware, in UTC, None when the file is silent.

    A column of kinds tells the kind. Else, with a column of changes it follows the rule of the form; without one
    each row is a proposal. `source_label` is "" unless the file names it row by row.
    """

    line: int
    kind: IdeaKind
    external_id: str
    title: str
    problem_text: str
    change_text: str
    created_at: datetime | None
    author_label: str
    site_label: str
    category: str
    url: str
    source_label: str = ""


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken: its line, a sentence that says why, a code shared by the same reasons."""

    line: int
    reason: object
    code: str


@dataclass(frozen=True)
class Reading:
    """What a file holds. `delimiter` is empty for a file of one column, as `encoding` for a workbook;
    `sheet` is empty for a CSV file.
    """

    source: str
    rows: list[IdeaRow]
    refusals: list[Refusal]
    mapping: Mapping
    encoding: str
    delimiter: str
    sheet: str = ""


def read_rows(
    data: bytes,
    mapping_overrides: dict[str, str] | None = None,
    *,
    source: str,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    now: datetime | None = None,
) -> Reading:
    """Read a file of ideas, CSV or workbook, coming from `source`.

    `mapping_overrides` gives headers by field name (see `headers.FIELDS`); `now` is the moment after which a
    date is refused. Raises NotAListOfIdeas when the file as a whole cannot be taken.
    """
    found = read_source(data, encoding=encoding, delimiter=delimiter, sheet=sheet)
    mapping = map_columns(found.table, mapping_overrides)
    rows, refusals = read_records(found.table, mapping, now=now)
    return Reading(source, rows, refusals, mapping, found.encoding, found.table.delimiter, found.sheet)


def read_records(
    table: Table,
    mapping: Mapping,
    *,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[IdeaRow], list[Refusal]]:
    """The ideas of `table` and the rows that are not taken, each in the order of the file.

    `progress(done, total)` is called now and then, in rows.
    """
    now = now or clock_now()
    rows, refusals, first_lines = [], [], {}
    for done, record in enumerate(table.records, start=1):
        try:
            _check_record(table, record, mapping)
            row = _read_record(record, table, mapping, now)
            key = (row.source_label, row.external_id)
            if key in first_lines:
                raise _duplicate(row, first_lines[key])
        except CellRefused as refused:
            refusals.append(Refusal(record.line, refused.message, refused.code))
        else:
            first_lines[key] = row.line
            rows.append(row)
        if progress and (done % TOLD_EVERY == 0 or done == len(table.records)):
            progress(done, len(table.records))
    return rows, refusals


def _check_record(table: Table, record: Record, mapping: Mapping) -> None:
    if record.line == table.unclosed_line:
        raise CellRefused(
            "quote", _("A quotation mark opened in this row is never closed: nothing after it can be read.")
        )
    if reason := ragged_reason(table, record, mapping.width_needed):
        raise CellRefused("ragged", reason)


def _read_record(record: Record, table: Table, mapping: Mapping, now: datetime) -> IdeaRow:
    def raw(name: str) -> str:
        return record.cells[mapping.columns[name]] if name in mapping.columns else ""

    title, problem, change = _words(raw, mapping.as_written)
    created_at = _moment(raw, table, now)
    author = _label(raw, field.AUTHOR)
    identifier = _label(raw, field.EXTERNAL_ID, MAX_ID)
    return IdeaRow(
        line=record.line,
        kind=_kind(raw, mapping),
        external_id=identifier or _fingerprint(title, problem, change, created_at, author),
        title=title,
        problem_text=problem,
        change_text=change,
        created_at=created_at,
        author_label=author,
        site_label=_label(raw, field.SITE),
        category=_label(raw, field.CATEGORY),
        url=_address(raw),
        source_label=_label(raw, field.SOURCE, MAX_SOURCE),
    )


def _moment(raw, table: Table, now: datetime) -> datetime | None:
    written = clean_line(raw(field.CREATED))
    if written and table.serial_epoch:
        written = written_out(written, table.serial_epoch)
    return parse_date(written, now=now) if written else None


def _kind(raw, mapping: Mapping) -> IdeaKind:
    if told := clean_line(raw(field.KIND)):
        if kind := KINDS.get(header_key(told)):
            return kind
        raise CellRefused(
            "kind", format_lazy(_("The kind “{kind}” is unknown: write “proposal” or “feedback”."), kind=told[:40])
        )
    only_feedback = field.CHANGE in mapping.columns and not clean_line(raw(field.CHANGE))
    return IdeaKind.FEEDBACK if only_feedback else IdeaKind.PROPOSAL


def _words(raw, as_written: bool) -> tuple[str, str, str]:
    """Title, problem and change; what is missing is taken from what is there."""
    clean, one_line = (text_as_written, text_as_written) if as_written else (clean_text, clean_line)
    for name in (field.TITLE, field.PROBLEM, field.CHANGE):
        _refuse_longer(raw(name), MAX_RAW, LABELS[name])
    title = one_line(raw(field.TITLE))
    problem = clean(raw(field.PROBLEM))
    change = clean(raw(field.CHANGE))
    if not problem:
        problem, change = change, ""
    if not problem:
        problem = clean(raw(field.TITLE))
        title = title if len(title) <= TITLE_LIMIT else ""
    _refuse_longer(title, TITLE_LIMIT, LABELS[field.TITLE])
    _refuse_longer(problem, TEXT_LIMIT, LABELS[field.PROBLEM])
    _refuse_longer(change, TEXT_LIMIT, LABELS[field.CHANGE])
    if not as_written or not problem:
        _refuse_junk(problem)
    return title, problem, change


def _refuse_longer(text: str, limit: int, label) -> None:
    if len(text) > limit:
        raise CellRefused(
            "too_long",
            format_lazy(
                _("{field}: {length} characters; the limit is {limit}."),
                field=label,
                length=len(text),
                limit=limit,
            ),
        )


def _refuse_junk(text: str) -> None:
    if not text:
        raise CellRefused("blank", _("There is no text in this row."))
    if _says_nothing(text):
        raise CellRefused("nothing_said", format_lazy(_("“{text}” says nothing that can be studied."), text=text[:40]))
    if len(text) < SHORTEST:
        raise CellRefused(
            "too_short",
            format_lazy(
                _("The text “{text}” has {length} characters; at least {limit} are needed."),
                text=text,
                length=len(text),
                limit=SHORTEST,
            ),
        )


def _says_nothing(text: str) -> bool:
    if has_letters(text, LONGEST_NOTHING + 1):
        return False
    return header_key(text).replace(" ", "") in NOTHING_SAID or not has_letters(text, 3)


def _label(raw, name: str, limit: int = MAX_LABEL) -> str:
    text = clean_line(raw(name))
    _refuse_longer(text, limit, LABELS[name])
    return text


def _address(raw) -> str:
    text = clean_line(raw(field.URL))
    _refuse_longer(text, MAX_URL, LABELS[field.URL])
    if text and not text.lower().startswith(("http://", "https://")):
        raise CellRefused(
            "address",
            format_lazy(_("The address “{url}” does not begin with http:// or https://."), url=text[:80]),
        )
    return text


def _fingerprint_of(row: IdeaRow) -> str:
    return _fingerprint(row.title, row.problem_text, row.change_text, row.created_at, row.author_label)


def _fingerprint(title: str, problem: str, change: str, created_at: datetime | None, author: str) -> str:
    """SHA-256 of what makes the idea: the same idea exported again, in another encoding, is recognised."""
    moment = created_at.isoformat() if created_at else ""
    return hashlib.sha256("\x1f".join((title, problem, change, moment, author)).encode()).hexdigest()


def _duplicate(row: IdeaRow, first_line: int) -> CellRefused:
    if row.external_id == _fingerprint_of(row):
        sentence = format_lazy(_("The same idea is already on line {line}."), line=first_line)
    else:
        sentence = format_lazy(
            _("The identifier “{id}” was already given on line {line}."), id=row.external_id, line=first_line
        )
    return CellRefused("duplicate", sentence)
