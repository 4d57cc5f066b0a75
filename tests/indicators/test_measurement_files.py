"""Files of measurements: by the worker when they are large, told while they are at work, taken back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parkour.core import clock, private_files
from parkour.core.exceptions import TransitionRefused
from parkour.indicators.models import Baseline, FileState, Measurement, MeasurementFile
from parkour.indicators.reading import series_of
from parkour.indicators.services import measurement_files
from parkour.indicators.services.file_runs import how_far, run_files
from parkour.indicators.services.file_undo import undo_file
from parkour.indicators.services.indicators import close_indicator, reopen_indicator
from parkour.indicators.services.measurement_files import discard_file, drop_forgotten, enter_file, send_file
from parkour.indicators.services.measuring import Row, enter
from parkour.indicators.services.retention import forget_refused_rows
from parkour.notifications.models import Notification
from tests.factories import SiteFactory, UserFactory
from tests.indicators.measuring import filled, indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return UserFactory(officer=True, locale="en")


@pytest.fixture
def large(monkeypatch):
    """Every file is too large to be dealt with at once."""
    monkeypatch.setattr(measurement_files, "AT_ONCE", 0)
    monkeypatch.setattr(measurement_files, "ROWS_AT_ONCE", 0)


def a_file(*lines):
    head = "indicator;period;site;numerator;denominator"
    return SimpleUploadedFile("mars.csv", "\n".join([head, *lines]).encode(), "text/csv")


def months(first, values, site=""):
    return [f"Clients satisfaits;2024-{first + step:02};{site};{value};100" for step, value in enumerate(values)]


def numbers(one, site=None):
    return [int(point.numerator) for point in series_of(one, site).points]


def again(sent):
    return MeasurementFile.objects.get(pk=sent.pk)


def test_a_large_file_is_checked_and_entered_by_the_worker_and_its_page_says_how_far_it_is(client, officer, large):
    one = indicator(officer)
    sent = send_file(a_file(*months(1, range(70, 80)), "Inconnu;2024-01;;1;2"), by=officer)
    client.force_login(officer)
    address = reverse("indicators:file", args=[sent.pk])
    assert (sent.state, sent.rows) == (FileState.CHECKING, 0)
    assert "Every row is being checked" in client.get(address).content.decode()
    with pytest.raises(TransitionRefused, match="wait for the end"):
        discard_file(sent, by=officer)
    assert run_files() == 1
    checked = again(sent)
    assert (checked.state, checked.rows, checked.added, checked.refused) == (FileState.CHECKED, 11, 10, 1)
    assert enter_file(checked, by=officer).state == FileState.ENTERING
    assert "The measurements are being entered" in client.get(f"{address}progress/").content.decode()
    assert not Measurement.objects.exists()
    assert run_files() == 1 and run_files() == 0
    assert numbers(one) == list(range(70, 80))
    done = again(sent)
    assert (done.state, done.added, done.entered_by) == (FileState.DONE, 10, officer)
    assert how_far(MeasurementFile(pk=sent.pk, state=FileState.ENTERING)) == (10, 10)
    assert client.get(f"{address}progress/")["HX-Refresh"] == "true"


def test_what_stops_the_worker_is_told_and_nothing_is_entered(officer, large):
    one = indicator(officer)
    sent = send_file(a_file(*months(1, [70])), by=officer)
    run_files()
    enter_file(sent, by=officer)
    close_indicator(one, by=officer)
    run_files()
    stopped = again(sent)
    assert (stopped.state, Measurement.objects.count()) == (FileState.FAILED, 0)
    assert "send the file again" in stopped.failure
    assert [row.kind for row in Notification.objects.filter(recipient=officer)] == ["import_failed"]
    with pytest.raises(TransitionRefused):
        enter_file(stopped, by=officer)
    reopen_indicator(one, by=officer)
    third = send_file(a_file(*months(1, [70])), by=officer)
    MeasurementFile.objects.filter(pk=third.pk).update(attempts=3)
    run_files()
    assert "three times" in again(third).failure
    discard_file(stopped, by=officer)
    drop_forgotten()


def test_a_file_taken_back_leaves_everything_as_before_but_what_was_changed_since(client, officer):
    one, lyon = filled(officer, [82, 79, 85]), SiteFactory(name="Lyon")
    sent = send_file(a_file(*months(1, [50]), *months(4, range(70, 79)), *months(1, [41], "Lyon")), by=officer)
    enter_file(sent, by=officer)
    assert numbers(one) == [50, 79, 85, *range(70, 79)] and numbers(one, lyon) == [41]
    assert Baseline.objects.get().locked_at, "twelve points lock the limits"
    enter(one, [Row(date(2024, 5, 1), Decimal(33), Decimal(100))], by=officer)
    client.force_login(officer)
    assert client.post(reverse("indicators:undo_file", args=[sent.pk])).status_code == 303
    assert numbers(one) == [82, 79, 85, 33] and numbers(one, lyon) == []
    assert not Baseline.objects.exists(), "limits of points that are gone are no limits"
    undone = again(sent)
    assert (undone.state, undone.taken_back, undone.stayed) == (FileState.UNDONE, 10, 1)
    text = client.get(undone.get_absolute_url()).content.decode()
    assert "10 measurements were taken back" in text and "1 stays: it was changed since" in text
    with pytest.raises(TransitionRefused):
        undo_file(sent, by=officer)


@pytest.mark.parametrize("before", [[50], []])
def test_files_taken_back_in_the_order_they_were_sent_bring_back_no_number_of_one_that_is_gone(officer, before):
    one = filled(officer, before)
    first, second, third = (
        enter_file(send_file(a_file(*months(1, [value])), by=officer), by=officer) for value in (70, 60, 40)
    )
    undo_file(first, by=officer)
    assert numbers(one) == [40], "the last one stands"
    undo_file(second, by=officer)
    undo_file(third, by=officer)
    assert numbers(one) == before


def test_a_name_that_two_sites_have_is_refused_and_a_code_wins_over_a_name(officer):
    one = indicator(officer)
    lyon, _twin, coded = SiteFactory(name="Lyon", code="l1"), SiteFactory(name="LYON"), SiteFactory(name="Nord")
    SiteFactory(name=coded.code)
    sent = send_file(a_file(*months(1, [70], "Lyon"), *months(2, [71], "L1"), *months(3, [72], coded.code)), by=officer)
    assert [line for line, _why in sent.refusals] == [2] and "écrivez le code" in sent.refusals[0][1]
    enter_file(sent, by=officer)
    assert (numbers(one, lyon), numbers(one, coded)) == ([71], [72])


def test_what_nobody_entered_within_a_week_is_put_away_with_its_file_and_what_is_at_work_is_not(
    officer, django_capture_on_commit_callbacks
):
    indicator(officer)
    forgotten, entering, fresh = (send_file(a_file(*months(1, [70])), by=officer) for _ in range(3))
    old = MeasurementFile.objects.exclude(pk=fresh.pk)
    old.update(sent_at=clock.now() - timedelta(days=8))
    old.filter(pk=entering.pk).update(state=FileState.ENTERING)
    with django_capture_on_commit_callbacks(execute=True):
        drop_forgotten()
    assert set(MeasurementFile.objects.all()) == {entering, fresh}
    with pytest.raises(FileNotFoundError):
        private_files.read(forgotten.stored_as)
    assert private_files.read(entering.stored_as)


def test_what_refused_rows_said_is_forgotten_after_a_year_and_their_number_stays(officer):
    indicator(officer)
    old, fresh = (send_file(a_file("Marie;2024-01;;1;2", *months(1, [70])), by=officer) for _ in range(2))
    MeasurementFile.objects.filter(pk=old.pk).update(sent_at=clock.now() - timedelta(days=366))
    assert forget_refused_rows() == 1
    assert (again(old).refusals, again(old).refused, len(again(fresh).refusals)) == ([], 1, 1)


def test_what_was_checked_is_entered_or_nothing_even_when_two_sites_change_their_names(officer):
    indicator(officer)
    lyon, lille = SiteFactory(name="Lyon"), SiteFactory(name="Lille")
    sent = send_file(a_file(*months(1, [70], "Lyon"), *months(1, [50], "Lille")), by=officer)
    for site, name in ((lyon, "Lille"), (lille, "Lyon")):
        site.name = name
        site.save()
    with pytest.raises(TransitionRefused):
        enter_file(sent, by=officer)
    assert not Measurement.objects.exists()


def test_files_over_each_other_are_taken_back_one_by_one(officer):
    one = indicator(officer)
    first = enter_file(send_file(a_file(*months(1, [70, 71])), by=officer), by=officer)
    second = enter_file(send_file(a_file(*months(1, [60, 71])), by=officer), by=officer)
    assert (second.corrected, second.same, numbers(one)) == (1, 1, [60, 71])
    assert undo_file(second, by=officer).taken_back == 1
    assert numbers(one) == [70, 71]
    close_indicator(one, by=officer)
    with pytest.raises(TransitionRefused):
        undo_file(first, by=officer)
    reopen_indicator(one, by=officer)
    assert undo_file(first, by=officer).taken_back == 2
    assert numbers(one) == []
