"""What the worker does with the files that wait: check them, import them. Killed at any moment, it can begin again.

The truth is the row: a check writes its result at the end, an import is one transaction with its ideas.
"""

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from ideas.enums import IMPORT_AT_WORK, ImportState
from ideas.importing.columns import told_mapping
from ideas.importing.rows import IdeaRow, Refusal, read_records
from ideas.models import ImportBatch
from ideas.notifications import tell_of_failed_import
from ideas.services.import_batches import drop_file, read_stored, storable
from ideas.services.importing import ImportOutcome, import_rows, missing_rows
from parkour.core import alone, clock
from parkour.core.alone import alone_on
from parkour.core.exceptions import ParkourError, TransitionRefused

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
REFUSALS_TOLD = 1_000

S = ImportState


def run_imports() -> int:
    """Do what waits, the oldest first; return how many files were dealt with. Safe to run twice at once."""
    dealt_with = 0
    waiting = ImportBatch.objects.filter(state__in=IMPORT_AT_WORK).order_by("state_since", "pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        with alone_on(f"import:{pk}") as by_oneself:
            if by_oneself and _run(pk):
                dealt_with += 1
    return dealt_with


def _run(pk: int) -> bool:
    batch = ImportBatch.objects.select_related("by").filter(pk=pk, state__in=IMPORT_AT_WORK).first()
    if batch is None:
        return False
    ImportBatch.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    with translation.override(batch.by.locale):
        if batch.attempts >= MAX_ATTEMPTS:
            _fail(batch, _("The work on this file was interrupted three times. Try again, or with a smaller file."))
            return True
        try:
            (_check if batch.state == S.CHECKING else _import)(batch)
        except TransitionRefused:
            return False  # somebody else was quicker
        except ParkourError as refused:
            _fail(batch, str(refused.message))
        except (OperationalError, InterfaceError):
            raise  # the database went away: the row still says what to do
        except Exception:
            logger.exception("import %s stopped", pk)
            _fail(batch, _("The work on this file stopped on an unexpected error. Nothing was imported."))
    return True


def _read(batch: ImportBatch, progress=None) -> tuple[list[IdeaRow], list[Refusal]]:
    table = read_stored(batch).table
    return read_records(table, told_mapping(table, batch.columns), progress=progress)


def _check(batch: ImportBatch) -> None:
    rows, refusals = _read(batch, _teller(batch))
    missing = missing_rows(rows, batch.source)
    _move(
        batch,
        S.CHECKED,
        rows=len(rows) + len(refusals),
        valid=len(rows),
        refused=len(refusals),
        present=len(rows) - len(missing),
        refusals=[[refusal.line, storable(str(refusal.reason))] for refusal in refusals[:REFUSALS_TOLD]],
    )


def _import(batch: ImportBatch) -> None:
    rows, _refusals = _read(batch)

    def finish(outcome: ImportOutcome) -> None:
        _move(batch, S.DONE, created=outcome.created, present=outcome.already_present, imported_at=clock.now())

    import_rows(rows, source=batch.source, by=batch.by, progress=_teller(batch), batch=batch, finish=finish)
    drop_file(batch)


def _fail(batch: ImportBatch, sentence: str) -> None:
    with transaction.atomic():
        _move(batch, S.FAILED, failure=storable(sentence))
        tell_of_failed_import(batch, sentence)


def _move(batch: ImportBatch, state: ImportState, **facts) -> None:
    """Write the end of the work, if it is still wanted. Raises TransitionRefused when it is not."""
    still = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
    if not still.update(state=state, state_since=clock.now(), **facts):
        raise TransitionRefused(_("This import was changed meanwhile."))


def _teller(batch: ImportBatch):
    return alone.teller(_progress_key(batch))


def progress_of(batch: ImportBatch) -> tuple[int, int] | None:
    """(rows done, rows in all) of the work under way; None when nobody has told yet."""
    return alone.progress_of(_progress_key(batch))


def _progress_key(batch: ImportBatch) -> str:
    return f"import-progress-{batch.pk}-{batch.state}"
