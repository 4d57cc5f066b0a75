"""The rows of a file of measurements, with the indicators, sites and reasons that its names stand for."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.translation import gettext as _

from ideas.importing.errors import CellRefused
from ideas.importing.source import read_source
from parkour.core import clock
from parkour.indicators.measurement_rows import Cells, columns_of, day_of, read_cells
from parkour.indicators.models import Indicator, Reason
from parkour.indicators.services.measuring import Row, fault_of
from parkour.indicators.site_names import SiteNames
from parkour.organisation.models import Site

TOLD_EVERY = 1_000  # rows


@dataclass
class Reading:
    """The rows of a file by indicator, and (line, sentence) of those that are not taken."""

    rows: dict[Indicator, list[Row]] = field(default_factory=lambda: defaultdict(list))
    refusals: list[tuple[int, str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Of what the rows mean and of which lines are refused: a name that changed hands changes it."""
        parts = sha256()
        for indicator in sorted(self.rows, key=lambda one: one.pk):
            for row in self.rows[indicator]:
                parts.update(repr((indicator.pk, *row.key, str(row.numerator), str(row.denominator))).encode())
        parts.update(repr([line for line, _why in self.refusals]).encode())
        return parts.hexdigest()


def read_measurements(data: bytes, progress: Callable[[int, int], None] | None = None) -> Reading:
    """The rows of a file with their indicators, sites and reasons; `progress(done, total)` is called now and then.

    Raises NotAListOfIdeas for the whole file.
    """
    table = read_source(data).table
    columns, names, reading = columns_of(table), _Names(), Reading()
    first_lines, today = {}, clock.today()
    for done, record in enumerate(table.records):
        if progress and done % TOLD_EVERY == 0:
            progress(done, len(table.records))
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
        self.sites = SiteNames(Site.objects.all())
        self.reasons = {path.casefold(): reason for reason, path in reasons_with_paths()}
        self.days = {}  # a file names the same periods again and again

    def row_of(self, cells: Cells) -> tuple[Indicator, Row]:
        """Raises CellRefused for a name that stands for nothing."""
        indicator = self._found(self.indicators, cells.indicator, _("There is no indicator “%(name)s”."))
        if indicator.closed_at is not None:
            raise CellRefused("closed", _("The indicator “%(name)s” is closed.") % {"name": indicator.name})
        site = self.sites.found(cells.site) if cells.site else None
        reason = None
        if cells.reason:
            path = " > ".join(part.strip() for part in cells.reason.split(">"))
            reason = self._found(self.reasons, path, _("There is no reason “%(name)s”."))
        period = indicator.period, cells.period
        if period not in self.days:
            self.days[period] = day_of(*period)
        starts_on = self.days[period]
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
