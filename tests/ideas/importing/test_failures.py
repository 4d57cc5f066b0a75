"""What goes wrong while a file is imported, and what is left of its file."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from ideas.enums import ImportState
from ideas.models import Idea, ImportBatch
from ideas.services import import_runs
from ideas.services.import_batches import (
    change_columns,
    discard,
    expire_files,
    start_check,
    start_import,
)
from ideas.services.import_runs import run_imports
from parkour.core import clock, private_files
from parkour.notifications.models import Notification, OutgoingMail
from tests.ideas.importing.steps import checked, fresh, imported, many, mapped, names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


# --- What goes wrong -------------------------------------------------------------------------------------------------


def test_an_unexpected_error_leaves_no_idea_and_tells_the_person(officer, monkeypatch):
    batch = start_import(checked(officer), by=officer)
    monkeypatch.setattr(import_runs, "_move", failing_once(import_runs._move))
    run_imports()
    stopped = fresh(batch)
    assert (stopped.state, Idea.objects.count()) == ("failed", 0)
    assert stopped.failure == "The work on this file stopped on an unexpected error. Nothing was imported."
    assert list(Notification.objects.values_list("recipient", "title", "url")) == [
        (officer.pk, "Import stopped: boite.csv", f"/import/{batch.pk}/")
    ]
    assert OutgoingMail.objects.count() == 1
    change_columns(stopped, by=officer)
    start_check(stopped, by=officer)
    run_imports()
    start_import(stopped, by=officer)
    run_imports()
    assert (fresh(batch).state, Idea.objects.count()) == ("done", 2)


def failing_once(move):
    calls = []

    def fail_first(*args, **facts):
        calls.append(args)
        if len(calls) == 1:
            raise ZeroDivisionError
        return move(*args, **facts)

    return fail_first


def test_a_file_that_has_gone_is_told(officer, files):
    batch = start_check(mapped(officer), by=officer)
    for path in files.iterdir():
        path.unlink()
    run_imports()
    assert (fresh(batch).state, fresh(batch).failure) == ("failed", "The file is no longer there: send it again.")


def test_work_interrupted_three_times_is_given_up_with_a_sentence(officer):
    batch = start_check(mapped(officer), by=officer)
    ImportBatch.objects.filter(pk=batch.pk).update(attempts=3)
    run_imports()
    assert (fresh(batch).state, fresh(batch).failure.startswith("The work on this file was interrupted")) == (
        "failed",
        True,
    )


def test_an_import_put_back_meanwhile_leaves_nothing(officer, monkeypatch):
    batch = start_import(checked(officer), by=officer)
    read = import_runs._read

    def read_and_be_overtaken(batch, progress=None):
        found = read(batch, progress)
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.MAPPED)
        return found

    monkeypatch.setattr(import_runs, "_read", read_and_be_overtaken)
    run_imports()
    assert (fresh(batch).state, Idea.objects.count()) == ("mapped", 0)


def test_somebody_who_lost_the_role_imports_no_more(officer):
    batch = start_import(checked(officer), by=officer)
    officer.role_assignments.all().delete()
    run_imports()
    assert (fresh(batch).state, Idea.objects.count()) == ("failed", 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_the_work_once(officer):
    batch = start_import(checked(officer, many(60)), by=officer)
    together, done = threading.Barrier(2), []

    def work():
        together.wait()
        try:
            done.append(run_imports())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(done), fresh(batch).state, Idea.objects.count()) == (1, "done", 60)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "nowhere"},
        {"state": "done"},
        {"state": "failed"},
        {"stored_as": ""},
        {"undone_at": "2026-01-01T00:00Z"},
    ],
)
def test_the_database_refuses_the_impossible(officer, facts):
    batch = mapped(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(**facts)


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_file_put_away_is_gone(officer, files, django_capture_on_commit_callbacks):
    batch = mapped(officer)
    with django_capture_on_commit_callbacks(execute=True):
        discard(batch, by=officer)
    assert (ImportBatch.objects.count(), names(files)) == (0, [])


def test_a_file_nobody_went_on_with_is_forgotten_after_a_week(officer, files, django_capture_on_commit_callbacks):
    with clock.at(clock.now() - timedelta(days=8)):
        mapped(officer)
        running = start_check(mapped(officer), by=officer)
    recent = mapped(officer)
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_files() == 1
    assert set(ImportBatch.objects.values_list("pk", flat=True)) == {recent.pk, running.pk}
    assert len(names(files)) == 2


def test_a_file_left_by_a_worker_that_died_after_its_commit_is_removed(officer, files, monkeypatch):
    monkeypatch.setattr(import_runs, "drop_file", lambda batch: None)
    batch = imported(officer)
    assert (len(names(files)), fresh(batch).stored_as != "") == (1, True)
    assert (expire_files(), names(files), fresh(batch).stored_as) == (1, [], "")


def test_a_file_of_no_import_is_removed_after_a_day(officer, files, monkeypatch):
    kept = mapped(officer)
    (files / "stray").write_bytes(b"left by a request that died")
    assert expire_files() == 0
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(private_files.timezone, "now", lambda: later)
    assert expire_files() == 1
    assert names(files) == [kept.stored_as.removeprefix("imports/")]
