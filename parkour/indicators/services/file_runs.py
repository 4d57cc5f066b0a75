"""What is done with a file of measurements: checked, entered. At once for a small one, else by the worker.

The truth is the row: a check writes its result at the end, entering is one transaction with its measurements. A worker
that is killed begins again; after three times it says so.
"""

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from ideas.importing.errors import NotAListOfIdeas
from parkour.core import clock, private_files
from parkour.core.alone import alone_on, progress_of, teller
from parkour.core.exceptions import ParkourError, TransitionRefused
from parkour.core.text import UNSTORABLE
from parkour.indicators.models import FileState, MeasurementFile
from parkour.indicators.models.imports import AT_WORK
from parkour.indicators.notifications import tell_of_stopped_file
from parkour.indicators.services.measurement_reading import Reading, read_measurements
from parkour.indicators.services.measuring import Entered, enter, weigh

logger = logging.getLogger(__name__)
RUN_TASK = "parkour.indicators.tasks.run_files"
MAX_ATTEMPTS = 3
REFUSALS_KEPT = 100
TOTALS = ("added", "corrected", "same")


def check_file(sent: MeasurementFile, progress=None) -> MeasurementFile:
    """Read every row and keep what entering it would do. Raises TransitionRefused when the file is gone."""
    reading = _read(sent, progress)
    facts = {
        "state": FileState.CHECKED,
        "rows": sum(map(len, reading.rows.values())) + len(reading.refusals),
        "refused": len(reading.refusals),
        "digest": reading.digest,
        "refusals": [[line, UNSTORABLE.sub("\ufffd", why)] for line, why in reading.refusals[:REFUSALS_KEPT]],
    }
    totals = _totals([weigh(indicator, rows).outcome for indicator, rows in reading.rows.items()])
    return _end(sent, FileState.CHECKING, **facts, **totals)


@transaction.atomic
def write_file(sent: MeasurementFile, progress=None) -> MeasurementFile:
    """Enter the rows that can be entered, in the name of `entered_by`.

    Raises NotAllowed, TransitionRefused (the file is gone, or no longer says what was checked), InvalidInput.
    """
    now, stored = clock.now(), sent.stored_as  # what locks with it is not older than it
    reading = _read(sent, None)
    if len(reading.refusals) != sent.refused or (sent.digest and reading.digest != sent.digest):
        raise TransitionRefused(
            _("What was checked has changed (an indicator closed, a name changed): send the file again.")
        )
    in_order = sorted(reading.rows.items(), key=lambda pair: pair[0].pk)  # two imports never wait in a circle
    total, before, outcomes = sum(len(rows) for _one, rows in in_order), 0, []
    for indicator, rows in in_order:
        told = _after(progress, before, total)
        outcomes.append(enter(indicator, rows, by=sent.entered_by, file=sent, progress=told))
        before += len(rows)
    done = _end(sent, FileState.ENTERING, state=FileState.DONE, entered_at=now, stored_as="", **_totals(outcomes))
    transaction.on_commit(lambda: private_files.drop(stored))
    return done


def run_files() -> int:
    """Do what waits, the oldest first; return how many files were dealt with. Safe to run twice at once."""
    dealt_with = 0
    for pk in list(MeasurementFile.objects.filter(state__in=AT_WORK).order_by("pk").values_list("pk", flat=True)):
        with alone_on(f"measurements:{pk}") as alone:
            if alone and _run(pk):
                dealt_with += 1
    return dealt_with


def how_far(sent: MeasurementFile) -> tuple[int, int] | None:
    """(rows done, rows in all) of the work under way; None when nobody has told yet."""
    return progress_of(_key(sent))


def _run(pk) -> bool:
    sent = MeasurementFile.objects.select_related("by", "entered_by").filter(pk=pk, state__in=AT_WORK).first()
    if sent is None:
        return False
    MeasurementFile.objects.filter(pk=pk).update(attempts=F("attempts") + 1)
    reader = sent.entered_by or sent.by
    with translation.override(reader and reader.locale):
        if sent.attempts >= MAX_ATTEMPTS:
            _fail(sent, _("The work on this file was interrupted three times. Try again, or with a smaller file."))
            return True
        try:
            (check_file if sent.state == FileState.CHECKING else write_file)(sent, teller(_key(sent)))
        except ParkourError as refused:
            _fail(sent, str(refused.message))
        except (OperationalError, InterfaceError):
            raise  # the database went away: the row still says what to do
        except Exception:
            logger.exception("file of measurements %s stopped", pk)
            _fail(sent, _("The work on this file stopped on an unexpected error. Nothing was entered."))
    return True


@transaction.atomic
def _fail(sent, sentence) -> None:
    state = sent.state
    if MeasurementFile.objects.filter(pk=sent.pk, state=state).update(
        state=FileState.FAILED, failure=UNSTORABLE.sub("\ufffd", sentence)
    ):
        tell_of_stopped_file(sent, sentence)


def _read(sent, progress) -> Reading:
    try:
        return read_measurements(private_files.read(sent.stored_as), progress)
    except (FileNotFoundError, NotAListOfIdeas):
        raise TransitionRefused(_("The file is no longer there: send it again.")) from None


def _end(sent, at_work, /, **facts) -> MeasurementFile:
    """Write the end of the work, if it is still wanted."""
    if not MeasurementFile.objects.filter(pk=sent.pk, state=at_work).update(**facts):
        raise TransitionRefused(_("This file was changed meanwhile."))
    for name, value in facts.items():
        setattr(sent, name, value)
    return sent


def _after(progress, before, total):
    return progress and (lambda done, _of: progress(before + done, total))


def _key(sent) -> str:
    return f"measurement-file-{sent.pk}-{sent.state}"


def _totals(outcomes: list[Entered]) -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in outcomes) for name in TOTALS}
