"""A hundred thousand measurements in one file. Needs Django set up."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from parkour.core import clock
from parkour.indicators.models import FileState, Indicator, MeasurementFile, Period
from parkour.indicators.periods import moved, start_of
from parkour.indicators.services.file_runs import run_files
from parkour.indicators.services.indicators import write_indicator
from parkour.indicators.services.measurement_files import enter_file, send_file
from parkour.organisation.models import Site
from tests.indicators.measuring import facts

ROWS, INDICATORS = 100_000, 25


def a_file(by) -> SimpleUploadedFile:
    """Weeks of each site for each of new indicators, as spreadsheets write them."""
    start, sites = Indicator.objects.count(), list(Site.objects.order_by("pk"))
    names = [f"Mesure {start + number}" for number in range(INDICATORS)]
    for name in names:
        write_indicator(facts(name=name, period=Period.WEEK), by=by)
    weeks = -(-ROWS // (INDICATORS * len(sites)))
    first = moved(Period.WEEK, start_of(Period.WEEK, clock.today()), -weeks)
    lines = [
        f"{name};{_week(first, week)};{site.code};{60 + (week * 7 + place) % 35};100"
        for name in names
        for week in range(weeks)
        for place, site in enumerate(sites)
    ]
    data = "\n".join(["indicator;period;site;numerator;denominator", *lines[:ROWS]])
    return SimpleUploadedFile("mesures.csv", data.encode(), "text/csv")


def enter_whole(file, *, by) -> None:
    """Sent, checked and entered as by a person and a worker. Raises AssertionError when a row is left out."""
    sent = send_file(file, by=by)
    run_files()
    enter_file(MeasurementFile.objects.get(pk=sent.pk), by=by)
    run_files()
    done = MeasurementFile.objects.get(pk=sent.pk)
    assert (done.state, done.added) == (FileState.DONE, ROWS), (done.state, done.added, done.failure, done.refusals[:3])


def _week(first: date, week: int) -> str:
    return (first + timedelta(weeks=week)).isoformat()
