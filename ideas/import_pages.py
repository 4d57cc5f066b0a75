"""What the pages of the import show: the files, the beginning of one, its progress."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideas.importing.columns import LABELS, told_mapping
from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.headers import CHANGE, FIELDS, PROBLEM, TITLE
from ideas.importing.rows import IdeaRow, Refusal, read_records
from ideas.importing.source import Source
from ideas.models import ImportBatch
from parkour.core.dates import human_date, human_datetime

SHOWN = 10
LIST = 30
SAMPLE_LENGTH = 32
REFUSALS_SHOWN = 100
WORDY = [LABELS[name] for name in (TITLE, PROBLEM, CHANGE)]  # what people wrote

STEPS = (_("File"), _("Columns"), _("Check"), _("Import"))


@dataclass(frozen=True)
class PreviewRow:
    """One record as it would be imported: `cells` are (label, text), or `refusal` says why it would not."""

    line: int
    cells: list[tuple[object, str]]
    refusal: object = ""


def recent_imports() -> list[ImportBatch]:
    return list(ImportBatch.objects.select_related("by").defer("refusals", "kept")[:LIST])


def samples(source: Source) -> list[str]:
    """For each column the beginning of its first cell that holds something."""
    return [_sample(source, index) for index in range(len(source.table.header))]


def _sample(source: Source, index: int) -> str:
    for record in source.table.records:
        if index < len(record.cells) and (text := " ".join(record.cells[index].split())):
            return text if len(text) <= SAMPLE_LENGTH else f"{text[: SAMPLE_LENGTH - 1]}…"
    return ""


def preview(source: Source, columns: dict[str, int]) -> tuple[list[PreviewRow], object]:
    """The first ten records as they would be imported, and the sentence that says why there are none."""
    try:
        mapping = told_mapping(source.table, columns)
    except NotAListOfIdeas as refused:
        return [], refused.message
    rows, refusals = read_records(source.table, mapping)
    shown = sorted([*rows, *refusals], key=lambda found: found.line)[:SHOWN]
    return [_preview_row(found, mapping.columns) for found in shown], ""


def _preview_row(found: IdeaRow | Refusal, columns: dict[str, int]) -> PreviewRow:
    if isinstance(found, Refusal):
        return PreviewRow(found.line, [], found.reason)
    return PreviewRow(found.line, [(LABELS[name], _shown(getattr(found, name))) for name in FIELDS if name in columns])


def _shown(value) -> str:
    """A date as people say it, its hour only when it has one; a kind by its name."""
    if isinstance(value, datetime):
        return human_date(value) if timezone.localtime(value).time() == time() else human_datetime(value)
    return str(getattr(value, "label", value) or "")
