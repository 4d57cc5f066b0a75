"""A file on its way into the register, step by step: sent, columns chosen, checked, imported.

Each step locks the row of the import and asks where it stands: two people, or two clicks, make one thing.
"""

import hashlib
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ideas.enums import IMPORT_OVER, IMPORT_TO_GO_ON, ImportState
from ideas.importing.columns import map_columns, told_mapping
from ideas.importing.errors import NotAListOfIdeas
from ideas.importing.rows import MAX_SOURCE
from ideas.importing.source import Source, read_source
from ideas.models import ImportBatch
from ideas.services.importing import clean_source
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, NotAllowed, TransitionRefused
from parkour.core.text import UNSTORABLE
from parkour.core.wake import wake

RUN_TASK = "ideas.tasks.run_imports"
FOLDER = "imports"
MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 10 * MEGABYTE
ENDINGS = frozenset({".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ""})
SAMPLE = 200  # records that suffice to know a file and to show its beginning
KEPT_FOR = timedelta(days=7)

S = ImportState
CHANGED_MEANWHILE = {
    S.CHECKING: gettext_lazy("This file is being checked: wait for the end."),
    S.IMPORTING: gettext_lazy("This file is being imported: wait for the end."),
    S.DONE: gettext_lazy("This file is already imported."),
    S.UNDONE: gettext_lazy("This import was undone: send the file again."),
}


def storable(text: str) -> str:
    """`text` without what PostgreSQL refuses: a sentence may quote a damaged file."""
    return UNSTORABLE.sub("\ufffd", text)


def _may_import(by) -> None:
    if not by.has_perm("ideas.import_ideas"):
        raise NotAllowed(_("You may not import ideas."))


def read_stored(batch: ImportBatch, *, limit: int | None = None) -> Source:
    """The table of the file of `batch`. Raises NotAListOfIdeas, also when the file is no longer there."""
    try:
        data = private_files.read(batch.stored_as)
    except FileNotFoundError:
        raise NotAListOfIdeas(_("The file is no longer there: send it again.")) from None
    return read_source(data, sheet=batch.sheet or None, limit=limit)


def upload_file(file: File, *, by) -> ImportBatch:
    """Keep `file` and find its columns. Raises NotAllowed; InvalidInput, with one sentence, for what is no list.

    Nothing of a refused file is kept. A file that was imported before, whatever its name was, proposes the same
    source: its rows are known and do not come in twice.
    """
    _may_import(by)
    if file.size > UPLOAD_LIMIT:
        raise InvalidInput(
            _("The file weighs %(size)s MB; the limit is %(limit)s MB.")
            % {"size": -(-file.size // MEGABYTE), "limit": UPLOAD_LIMIT // MEGABYTE},
            field="file",
        )
    data = file.read()
    try:
        found = read_source(data, limit=SAMPLE)
    except NotAListOfIdeas as refused:
        raise InvalidInput(refused.message, field="file") from None
    name = storable(PurePath(file.name or "").name)[:200] or _("file")
    if PurePath(name).suffix.lower() not in ENDINGS:
        raise InvalidInput(
            _("A CSV file or an Excel workbook (.xlsx) is expected; “%(name)s” is named otherwise.") % {"name": name},
            field="file",
        )
    file.seek(0)
    stored_as, now = private_files.keep(file, FOLDER), clock.now()
    batch = ImportBatch(
        by=by,
        file_name=name,
        stored_as=stored_as,
        digest=hashlib.sha256(data).hexdigest(),
        source=" ".join(PurePath(name).stem.split())[:MAX_SOURCE],
        sheet=found.sheet,
        columns=_columns_found(found),
        state=S.UPLOADED,
        state_since=now,
        uploaded_at=now,
    )
    try:
        if before := batch.same_file_before():
            batch.source = before.source
        batch.save()
    except Exception:
        private_files.drop(stored_as)
        raise
    return batch


def _columns_found(found: Source) -> dict[str, int]:
    try:
        return map_columns(found.table).columns
    except NotAListOfIdeas:
        return {}  # somebody chooses them


@transaction.atomic
def choose_sheet(batch: ImportBatch, *, by, sheet: str) -> ImportBatch:
    """Read another sheet of the workbook; its columns are found anew. Raises InvalidInput as the reading does."""
    _may_import(by)
    locked = _hold(batch, IMPORT_TO_GO_ON)
    locked.sheet = sheet
    locked.columns = _columns_found(read_stored(locked, limit=SAMPLE))
    return _move(locked, S.UPLOADED, "sheet", "columns")


@transaction.atomic
def choose_columns(batch: ImportBatch, *, by, columns: dict[str, int], source: str) -> ImportBatch:
    """Say which column holds what ({field: index}) and where the ideas come from.

    Raises InvalidInput when a column is missing, serves twice or when none holds the text.
    """
    _may_import(by)
    locked = _hold(batch, IMPORT_TO_GO_ON)
    locked.source = clean_source(source)
    locked.columns = told_mapping(read_stored(locked, limit=SAMPLE).table, columns).columns
    return _move(locked, S.MAPPED, "source", "columns")


@transaction.atomic
def start_check(batch: ImportBatch, *, by) -> ImportBatch:
    """Have a worker read every row; nothing is imported."""
    _may_import(by)
    locked = _hold(batch, {S.MAPPED})
    locked.attempts = 0
    wake(RUN_TASK)
    return _move(locked, S.CHECKING, "attempts")


@transaction.atomic
def start_import(batch: ImportBatch, *, by, valid_only: bool = False) -> ImportBatch:
    """Have a worker import what was checked. `valid_only` says yes to leaving the refused rows out."""
    _may_import(by)
    locked = _hold(batch, {S.CHECKED})
    if not locked.to_create:
        raise TransitionRefused(_("There is nothing new to import in this file."))
    if locked.refused and not valid_only:
        raise TransitionRefused(_("Some rows are refused: correct the file, or import the others only."))
    locked.valid_only, locked.attempts = valid_only, 0
    wake(RUN_TASK)
    return _move(locked, S.IMPORTING, "valid_only", "attempts")


@transaction.atomic
def change_columns(batch: ImportBatch, *, by) -> ImportBatch:
    """Go back to the columns, after a check or a failure."""
    _may_import(by)
    locked = _hold(batch, {S.CHECKED, S.FAILED, S.MAPPED, S.UPLOADED})
    locked.failure = ""
    return _move(locked, S.MAPPED, "failure")


@transaction.atomic
def discard(batch: ImportBatch, *, by) -> None:
    """Forget a file that was not imported."""
    _may_import(by)
    _forget(_hold(batch, IMPORT_TO_GO_ON))


def expire_files() -> int:
    """For the sweeper: forget files nobody went on with, and remove those whose import is over.

    Returns how many files it removed.
    """
    limit = clock.now() - KEPT_FOR
    removed = 0
    for batch in ImportBatch.objects.filter(state__in=IMPORT_TO_GO_ON, state_since__lt=limit):
        with transaction.atomic():
            if locked := ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=batch.state).first():
                _forget(locked)
                removed += 1
    for batch in ImportBatch.objects.filter(state__in=IMPORT_OVER).exclude(stored_as=""):
        drop_file(batch)
        removed += 1
    known = set(ImportBatch.objects.exclude(stored_as="").values_list("stored_as", flat=True))
    for name in private_files.strays(FOLDER, known, older_than=timedelta(days=1)):
        private_files.drop(name)
        removed += 1
    return removed


def drop_file(batch: ImportBatch) -> None:
    """Remove the file of an import that is over; the row says so only afterwards, so that none is forgotten."""
    private_files.drop(batch.stored_as)
    ImportBatch.objects.filter(pk=batch.pk, state__in=IMPORT_OVER).update(stored_as="")


def _forget(locked: ImportBatch) -> None:
    name = locked.stored_as
    locked.delete()
    transaction.on_commit(lambda: private_files.drop(name))


def _hold(batch: ImportBatch, states) -> ImportBatch:
    """The row, read again and locked. Raises TransitionRefused unless it is in one of `states`."""
    locked = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch.pk).first()
    if locked is None:
        raise TransitionRefused(_("This file was put away meanwhile: send it again."))
    if locked.state not in states:
        raise TransitionRefused(
            CHANGED_MEANWHILE.get(locked.state) or _("This file is not ready for that: look at where it stands.")
        )
    return locked


def _move(locked: ImportBatch, state: ImportState, *fields: str) -> ImportBatch:
    locked.state, locked.state_since = state, clock.now()
    locked.save(update_fields=["state", "state_since", *fields])
    return locked
