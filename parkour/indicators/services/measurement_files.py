"""A file of measurements: read and told first, entered whole once somebody says so."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from ideas.importing.errors import CellRefused, NotAListOfIdeas
from ideas.importing.source import read_source
from parkour.accounts.models import User
from parkour.core import clock, private_files
from parkour.core.exceptions import InvalidInput, TransitionRefused
from parkour.core.text import UNSTORABLE
from parkour.indicators.measurement_rows import Cells, columns_of, day_of, read_cells
from parkour.indicators.models import Indicator, MeasurementFile, Reason
from parkour.indicators.models.imports import FileState
from parkour.indicators.services.indicators import permit
from parkour.indicators.services.measuring import Entered, Row, enter, fault_of, weigh
from parkour.organisation.models import Site

FOLDER = "measurements"
LIMIT, MEGABYTE = 10 * 1024 * 1024, 1024 * 1024
REFUSALS_KEPT = 100
KEPT_FOR = timedelta(days=7)


@dataclass
class Reading:
    """The rows of a file by indicator, and (line, sentence) of those that are not taken."""

    rows: dict[Indicator, list[Row]] = field(default_factory=lambda: defaultdict(list))
    refusals: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def send_file(file: File, *, by: User) -> MeasurementFile:
    """Keep a CSV file or a workbook and say what entering it would do; nothing is entered.

    Raises NotAllowed; InvalidInput, with one sentence, for what is no table of measurements.
    """
    permit(by)
    if file.size > LIMIT:
        raise InvalidInput(
            _("The file weighs %(size)s MB; the limit is %(limit)s MB.")
            % {"size": -(-file.size // MEGABYTE), "limit": LIMIT // MEGABYTE},
            field="file",
        )
    try:
        reading = read_measurements(file.read())
    except NotAListOfIdeas as refused:
        raise InvalidInput(refused.message, field="file") from None
    known = [weigh(indicator, rows)[0] for indicator, rows in reading.rows.items()]
    file.seek(0)
    return MeasurementFile.objects.create(
        file_name=UNSTORABLE.sub("", PurePath(file.name or "").name)[:200] or "?",
        stored_as=private_files.keep(file, FOLDER),
        rows=sum(map(len, reading.rows.values())) + len(reading.refusals),
        refused=len(reading.refusals),
        refusals=[[line, UNSTORABLE.sub("\ufffd", sentence)] for line, sentence in reading.refusals[:REFUSALS_KEPT]],
        by=by,
        sent_at=clock.now(),
        **_totals(known),
    )


@transaction.atomic
def enter_file(sent: MeasurementFile, *, by: User) -> MeasurementFile:
    """Enter the rows that can be entered; the refused ones stay out. Twice is once.

    Raises NotAllowed, TransitionRefused (the file is gone, an indicator was closed meanwhile), InvalidInput.
    """
    permit(by)
    kept = MeasurementFile.objects.select_for_update().get(pk=sent.pk)
    if kept.state == FileState.DONE:
        return kept
    try:
        reading = read_measurements(private_files.read(kept.stored_as))
    except (FileNotFoundError, NotAListOfIdeas):
        raise TransitionRefused(_("The file is no longer there: send it again.")) from None
    in_order = sorted(reading.rows.items(), key=lambda pair: pair[0].pk)  # two imports never wait in a circle
    entered = [enter(indicator, rows, by=by) for indicator, rows in in_order]
    for name, number in _totals(entered).items():
        setattr(kept, name, number)
    kept.state, stored = FileState.DONE, kept.stored_as
    kept.save(update_fields=["state", "added", "corrected", "same"])
    transaction.on_commit(lambda: private_files.drop(stored))
    return kept


@transaction.atomic
def discard_file(sent: MeasurementFile, *, by: User) -> None:
    """Put a file away that is not entered. Raises NotAllowed, TransitionRefused."""
    permit(by)
    kept = MeasurementFile.objects.select_for_update().get(pk=sent.pk)
    if kept.state == FileState.DONE:
        raise TransitionRefused(_("This file is already entered."))
    kept.delete()
    transaction.on_commit(lambda: private_files.drop(kept.stored_as))


def drop_forgotten() -> None:
    """Put away, after a week, the files that nobody entered, and what an interrupted request left."""
    forgotten = MeasurementFile.objects.filter(state=FileState.CHECKED, sent_at__lt=clock.now() - KEPT_FOR)
    for row in forgotten:
        private_files.drop(row.stored_as)
        row.delete()
    waiting = set(MeasurementFile.objects.filter(state=FileState.CHECKED).values_list("stored_as", flat=True))
    for name in private_files.strays(FOLDER, waiting, older_than=KEPT_FOR):
        private_files.drop(name)


def read_measurements(data: bytes) -> Reading:
    """The rows of a file with their indicators, sites and reasons. Raises NotAListOfIdeas for the whole file."""
    table = read_source(data).table
    columns, names, reading = columns_of(table), _Names(), Reading()
    first_lines, today = {}, clock.today()
    for record in table.records:
        try:
            indicator, row = names.row_of(read_cells(table, record, columns))
            if fault := fault_of(indicator, row, today):
                raise CellRefused("number", fault[1])
            first = first_lines.setdefault((indicator.pk, *row.key), record.line)
            if first != record.line:
                raise CellRefused("twice", _("This period is already on line %(line)s.") % {"line": first})
        except CellRefused as refused:
            reading.refusals.append((record.line, str(refused.message)))
        else:
            reading.rows[indicator].append(row)
    return reading


class _Names:
    """What the names of a file stand for."""

    def __init__(self):
        self.indicators = {one.name.casefold(): one for one in Indicator.objects.all()}
        self.sites = {name.casefold(): site for site in Site.objects.all() for name in (site.name, site.code)}
        self.reasons = {path.casefold(): reason for reason, path in reasons_with_paths()}

    def row_of(self, cells: Cells) -> tuple[Indicator, Row]:
        """Raises CellRefused for a name that stands for nothing."""
        indicator = self._found(self.indicators, cells.indicator, _("There is no indicator “%(name)s”."))
        if indicator.closed_at is not None:
            raise CellRefused("closed", _("The indicator “%(name)s” is closed.") % {"name": indicator.name})
        site = self._found(self.sites, cells.site, _("There is no site “%(name)s”.")) if cells.site else None
        reason = None
        if cells.reason:
            path = " > ".join(part.strip() for part in cells.reason.split(">"))
            reason = self._found(self.reasons, path, _("There is no reason “%(name)s”."))
        starts_on = day_of(indicator.period, cells.period)
        return indicator, Row(starts_on, cells.numerator, cells.denominator, site, reason)

    @staticmethod
    def _found(known, name, sentence):
        if (found := known.get(name.casefold())) is None:
            raise CellRefused("unknown", sentence % {"name": name[:60]})
        return found


def reasons_with_paths() -> list[tuple[Reason, str]]:
    """Every reason with its path, « Retard > Transport », in the order of the tree."""
    rows = {row.pk: row for row in Reason.objects.all()}

    def path(row) -> str:
        return row.name if row.parent_id is None else f"{path(rows[row.parent_id])} > {row.name}"

    return sorted(((row, path(row)) for row in rows.values()), key=lambda pair: pair[1].casefold())


def _totals(outcomes: list[Entered]) -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in outcomes) for name in ("added", "corrected", "same")}
