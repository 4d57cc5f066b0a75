"""Taking a whole file of measurements back: what nobody changed since is as it was before."""

from datetime import date

from django.db import connection, transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from parkour.accounts.models import User
from parkour.core import clock
from parkour.core.exceptions import TransitionRefused
from parkour.indicators.models import Baseline, FileState, Indicator, Measurement, MeasurementFile, Replaced
from parkour.indicators.services.indicators import permit, refuse_closed, take
from parkour.indicators.services.measuring import lock_baselines

CHUNK = 5_000
_RESTORE = """
UPDATE indicators_measurement AS m
   SET numerator = r.numerator, denominator = r.denominator, file_id = r.source_id, entered_at = %(now)s
  FROM indicators_replaced AS r
 WHERE r.measurement_id = m.id AND r.file_id = %(file)s AND m.file_id = %(file)s
"""
_HAND_OVER = """
UPDATE indicators_replaced AS later
   SET numerator = mine.numerator, denominator = mine.denominator, source_id = mine.source_id
  FROM indicators_replaced AS mine
 WHERE later.source_id = %(file)s AND mine.file_id = %(file)s AND mine.measurement_id = later.measurement_id
"""


@transaction.atomic
def undo_file(sent: MeasurementFile, *, by: User) -> MeasurementFile:
    """Take away what this file added and bring back what it corrected; what was changed since stays.

    In whatever order files over each other are taken back, none brings back numbers of one that is gone.

    Limits that locked with its points are drawn again from what is left.
    Raises NotAllowed, TransitionRefused (not entered, taken back before, an indicator was closed meanwhile).
    """
    permit(by)
    kept = MeasurementFile.objects.select_for_update(of=("self",)).get(pk=sent.pk)
    if kept.state != FileState.DONE:
        raise TransitionRefused(_("Only a file that is entered can be taken back, and once."))
    written = Measurement.objects.filter(file=kept)
    indicators = [take(indicator) for indicator in _touched(kept, written)]
    for indicator in indicators:
        if written.filter(indicator=indicator).exists():
            refuse_closed(indicator)
    spans = {indicator: _spans(written.filter(indicator=indicator)) for indicator in indicators}
    kept.taken_back = _restore(kept) + _remove(written)
    for indicator, span in spans.items():
        _draw_again(indicator, span, since=kept.entered_at)
    kept.state, kept.undone_at = FileState.UNDONE, clock.now()
    kept.save(update_fields=["state", "undone_at", "taken_back"])
    return kept


def _touched(kept, written):
    """Also those of which another file keeps numbers of this one: both cannot be taken back at the same moment."""
    kept_of_it = Replaced.objects.filter(source=kept).values("measurement__indicator")
    return Indicator.objects.filter(Q(pk__in=written.values("indicator")) | Q(pk__in=kept_of_it)).order_by("pk")


def _restore(kept) -> int:
    """Bring back what it corrected; what a later file keeps of it becomes what was there before it, if anything was."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTORE, {"file": kept.pk, "now": clock.now()})
        restored = cursor.rowcount
        cursor.execute(_HAND_OVER, {"file": kept.pk})
    Replaced.objects.filter(source=kept).delete()
    Replaced.objects.filter(file=kept).delete()
    return restored


def _remove(written) -> int:
    """By parts, so that a large file weighs no more at once than a small one."""
    keys, removed = list(written.values_list("pk", flat=True)), 0
    for start in range(0, len(keys), CHUNK):
        chunk = Measurement.objects.filter(pk__in=keys[start : start + CHUNK])
        removed += chunk.delete()[1].get("indicators.Measurement", 0)
    return removed


def _spans(written) -> dict[tuple, tuple[date, date]]:
    """First and last period of each series that the file wrote into, its sum over all sites too."""
    rows = (
        written.order_by().values_list("reason_id", "site_id").annotate(first=Min("starts_on"), last=Max("starts_on"))
    )
    spans = {(reason, site): (first, last) for reason, site, first, last in rows}
    for (reason, _site), (first, last) in list(spans.items()):
        known = spans.get((reason, None), (first, last))
        spans[reason, None] = min(known[0], first), max(known[1], last)
    return spans


def _draw_again(indicator, spans, *, since) -> None:
    """Unlock the limits that locked with or after the file on periods of its own; lock what still has its points."""
    for baseline in Baseline.objects.filter(indicator=indicator, locked_at__gte=since):
        first, last = spans.get((baseline.reason_id, baseline.site_id), (date.max, date.min))
        if baseline.first > last or baseline.last < first:
            continue
        others = Baseline.objects.filter(indicator=indicator, reason=baseline.reason_id, site=baseline.site_id)
        if baseline.change_id is None and others.count() == 1:
            baseline.delete()
            continue
        baseline.mean = baseline.mean_range = baseline.last = baseline.locked_at = None
        baseline.save(update_fields=["mean", "mean_range", "last", "locked_at"])
    lock_baselines(indicator, set(spans))
