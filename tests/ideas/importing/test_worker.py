"""The import by a real Celery worker: woken after the commit, killed in the middle, taken up again."""

import threading

import pytest
from django.db import connection, transaction

from ideas.models import Idea
from ideas.services.import_batches import start_check, start_import
from ideas.services.import_runs import progress_of
from parkour.celery import app
from parkour.core import clock
from tests.factories import UserFactory
from tests.ideas.importing.steps import checked, fresh, mapped
from tests.product import Product
from tests.waiting import somebody_waits_for_a_lock, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]

ROWS = 700
LIST = "id;texte\n" + "".join(f"{number};Une idée numéro {number} pour les tournées\n" for number in range(ROWS))


class Worker(Product):
    """The worker alone, on the database and the files of the test."""

    def start(self):
        self.start_worker()
        return self

    def die(self):
        self.processes[0].kill()
        self.processes[0].wait()


@pytest.fixture
def workers(settings, tmp_path):
    """`workers()` starts one more."""
    settings.MEDIA_ROOT, settings.WAKE_TASKS = tmp_path / "media", True
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": "parkour"}}  # those of the worker
    started = []

    def start():
        started.append(Worker(tmp_path).start())
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def until(holds, worker):
    """Ask the database again and again until it `holds`."""

    def came():
        assert worker.processes[0].poll() is None, f"the worker has ended:\n{worker.logs()}"
        return holds()

    wait_until(came, worker.logs)


@pytest.fixture(autouse=True)
def tasks_known():
    app.autodiscover_tasks(force=True)


def test_a_commit_wakes_the_worker_which_checks_then_imports(workers, officer):
    worker = workers()
    batch = start_check(mapped(officer, LIST), by=officer)
    until(lambda: fresh(batch).state == "checked", worker)
    assert (fresh(batch).valid, Idea.objects.count()) == (ROWS, 0)
    start_import(fresh(batch), by=officer)
    until(lambda: fresh(batch).state == "done", worker)
    assert (fresh(batch).created, Idea.objects.filter(import_batch=batch).count()) == (ROWS, ROWS)


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_takes_it_up(workers, officer):
    batch, first = checked(officer, LIST), workers()
    with transaction.atomic():
        # Nobody else sees this row, but the second half of the import waits to learn whether it stays.
        rival = Idea(reference="PKR-0000-0001", import_source=batch.source, external_id="650", origin="import")
        rival.problem_text, rival.kind, rival.state = "Une idée rivale.", "proposal", "submitted"
        rival.created_at = rival.submitted_at = rival.state_since = clock.now()
        rival.save()
        on_another_connection(lambda: start_import(batch, by=officer))
        until(lambda: progress_of(fresh(batch)) == (500, ROWS) and somebody_waits_for_a_lock(), first)
        first.die()
        transaction.set_rollback(True)
    assert (fresh(batch).state, Idea.objects.count()) == ("importing", 0)
    second = workers()
    app.send_task("ideas.tasks.run_imports", ignore_result=True)
    until(lambda: fresh(batch).state == "done", second)
    assert (fresh(batch).created, Idea.objects.count(), fresh(batch).attempts) == (ROWS, ROWS, 2)


def on_another_connection(call):
    def run():
        try:
            call()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def test_a_wake_up_that_is_lost_is_found_by_the_sweeper(settings, tmp_path, officer):
    settings.MEDIA_ROOT = tmp_path
    batch = start_import(checked(officer, LIST), by=officer)
    assert fresh(batch).state == "importing"
    app.tasks["ideas.tasks.run_imports"]()
    assert (fresh(batch).state, Idea.objects.count()) == ("done", ROWS)
