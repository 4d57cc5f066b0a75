"""A file of measurements: read and told first, entered whole once somebody says so; taken back in `file_undo`.

What is small is done at once; the rest waits for the worker (`file_runs`), and the page says how far it is.
"""

from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.source import read_source
from parkour.accounts.models import User
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.text import UNSTORABLE
from parkour.core.wake import wake
from parkour.indicators.measurement_rows import columns_of
from parkour.indicators.models import FileState, MeasurementFile
from parkour.indicators.models.imports import AT_WORK, OVER
from parkour.indicators.services.file_runs import RUN_TASK, check_file, write_file
from parkour.indicators.services.indicators import permit

FOLDER = "measurements"
MEGABYTE = 1024 * 1024
LIMIT = 10 * MEGABYTE
AT_ONCE, ROWS_AT_ONCE = MEGABYTE // 4, 5_000  # bytes read, rows entered within one request
SAMPLE = 200  # records that suffice to know what a file is
KEPT_FOR = timedelta(days=7)


@transaction.atomic
def send_file(file: File, *, by: User) -> MeasurementFile:
    """Keep a CSV file or a workbook and say what entering it would do; nothing is entered.

    A large one is checked by the worker. Raises NotAllowed; InvalidInput, with one sentence, for what is no table of
    measurements.
    """
    permit(by)
    if file.size > LIMIT:
        raise InvalidInput(
            _("The file weighs %(size)s MB; the limit is %(limit)s MB.")
            % {"size": -(-file.size // MEGABYTE), "limit": LIMIT // MEGABYTE},
            field="file",
        )
    data, small = file.read(), file.size <= AT_ONCE
    try:
        columns_of(read_source(data, limit=None if small else SAMPLE).table)
    except NotAListOfIdeas as refused:
        raise InvalidInput(refused.message, field="file") from None
    file.seek(0)
    sent = MeasurementFile.objects.create(
        file_name=UNSTORABLE.sub("", PurePath(file.name or "").name)[:200] or "?",
        stored_as=private_files.keep(file, FOLDER),
        state=FileState.CHECKING,
        by=by,
        sent_at=clock.now(),
    )
    if small:
        return check_file(sent)
    wake(RUN_TASK)
    return sent


@transaction.atomic
def enter_file(sent: MeasurementFile, *, by: User) -> MeasurementFile:
    """Enter the rows that can be entered; the refused ones stay out. Twice is once. The worker enters a large file.

    Raises NotAllowed, TransitionRefused (not checked, gone, an indicator was closed meanwhile), InvalidInput.
    """
    permit(by)
    kept = _take(sent)
    if kept.state in {FileState.DONE, FileState.ENTERING}:
        return kept
    if kept.state != FileState.CHECKED:
        raise TransitionRefused(_("This file is not ready to be entered: look at where it stands."))
    kept.state, kept.entered_by, kept.attempts = FileState.ENTERING, by, 0
    kept.save(update_fields=["state", "entered_by", "attempts"])
    if kept.rows <= ROWS_AT_ONCE:
        return write_file(kept)
    wake(RUN_TASK)
    return kept


@transaction.atomic
def discard_file(sent: MeasurementFile, *, by: User) -> None:
    """Put a file away that is not entered. Raises NotAllowed, TransitionRefused."""
    permit(by)
    kept = _take(sent)
    if kept.state in OVER:
        raise TransitionRefused(_("This file is already entered."))
    if kept.state in AT_WORK:
        raise TransitionRefused(_("This file is at work: wait for the end."))
    kept.delete()
    transaction.on_commit(lambda: private_files.drop(kept.stored_as))


def drop_forgotten() -> None:
    """Put away, after a week, the files that nobody entered, and what an interrupted request left."""
    waiting = MeasurementFile.objects.exclude(state__in=OVER)
    for pk in list(_forgotten().values_list("pk", flat=True)):
        _drop_if_forgotten(pk)
    for name in private_files.strays(FOLDER, set(waiting.values_list("stored_as", flat=True)), older_than=KEPT_FOR):
        private_files.drop(name)


def _forgotten():
    return MeasurementFile.objects.exclude(state__in=OVER | AT_WORK).filter(sent_at__lt=clock.now() - KEPT_FOR)


@transaction.atomic
def _drop_if_forgotten(pk) -> None:
    """Asked again once it is locked: somebody may be entering it."""
    row = _forgotten().select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        return
    row.delete()
    transaction.on_commit(lambda: private_files.drop(row.stored_as))


def _take(sent) -> MeasurementFile:
    return MeasurementFile.objects.select_for_update(of=("self",)).get(pk=sent.pk)
