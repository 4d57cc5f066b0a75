"""A real worker that is asked to stop finishes its task, starts no other and loses none."""

import json
import os
import signal
import subprocess
import sys

import pytest
import redis
from celery import Celery
from django.conf import settings

from tests.deployment.gate import VARIABLE, Gate
from tests.waiting import PATIENCE, wait_until

pytestmark = pytest.mark.worker


@pytest.fixture
def broker():
    """A numbered database of the tests' server that nobody else uses."""
    base, _, number = os.environ["REDIS_URL"].rpartition("/")
    url = f"{base}/{int(number) + 30}"
    client = redis.Redis.from_url(url)
    client.flushdb()
    yield url, client
    client.flushdb()
    client.close()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path / "gate")


@pytest.fixture
def worker(broker, gate, tmp_path):
    """A worker of production's command line, in the middle of a task."""
    url, _ = broker
    log = tmp_path / "worker.log"
    environment = os.environ | {
        "REDIS_URL": url,
        "LOG_FORMAT": "json",
        "PARKOUR_ALIVE_PATH": str(tmp_path / "alive"),
        VARIABLE: str(gate.path),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "parkour", "--quiet", "worker", "--loglevel", "INFO"),
                *("--concurrency", "1", "--include", "tests.deployment.slow_tasks"),
            ],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    with Celery(broker=url) as sender:
        sender.send_task("tests.wait")
        sender.send_task("tests.wait")
    gate.arrived()
    yield process, log
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


def test_a_task_under_way_is_finished_and_nothing_that_waits_is_lost(worker, broker, gate, tmp_path):
    process, log = worker
    wait_until((tmp_path / "alive").exists)
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: "Warm shutdown" in log.read_text())
    gate.open_with("go on")
    assert process.wait(PATIENCE) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert [(line["task"], line["outcome"]) for line in lines if line["event"] == "task"] == [("tests.wait", "success")]
    _, client = broker
    # Celery may offer the finished task again (its issue 3802): every task finds its rows done and ends at once.
    assert (client.hlen("unacked"), client.llen("celery") >= 1) == (0, True)


def test_planted_fault_a_worker_that_is_killed_leaves_its_task_unacknowledged(worker, broker, gate):
    process, _ = worker
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)
    os.close(gate.pipe)
    assert broker[1].hlen("unacked") >= 1
