"""One line per task, without its arguments or the words of its exception; counts that survive a silent server."""

import logging

import pytest
import redis
from celery import shared_task

from parkour.core import valkey
from parkour.core.observation import tasks
from tests.core.observation.lines import production_lines

WORDS = "une phrase plantée zirconium"


@shared_task(name="tests.well")
def well(words):
    logging.getLogger("tests.inside").info("working")


@shared_task(name="tests.badly")
def badly(words):
    raise ValueError(words)


@pytest.fixture(autouse=True)
def _no_counts():
    valkey.client().delete(tasks.counts_key())
    yield
    valkey.client().delete(tasks.counts_key())


def test_a_task_is_one_line_with_its_outcome_and_duration_and_one_count():
    with production_lines() as lines:
        well.apply(args=[WORDS])
    (line,) = lines.of("parkour.tasks")
    assert (line["event"], line["task"], line["outcome"], line["level"]) == ("task", "tests.well", "success", "info")
    assert line["ms"] >= 0
    assert [event["task_id"] for event in lines.of("tests.inside")] == [line["task_id"]]
    assert "zirconium" not in lines.getvalue()
    counts = tasks.counts()
    assert counts.pop(("tests.well", "seconds")) >= 0
    assert counts == {("tests.well", "success"): 1}


def test_a_task_that_fails_is_told_by_type_and_place():
    with production_lines() as lines:
        badly.apply(args=[WORDS])
    line = lines.of("parkour.tasks")[0]
    assert (line["outcome"], line["level"]) == ("failure", "error")
    assert line["exception"][0]["type"] == "builtins.ValueError"
    assert line["exception"][0]["at"][-1].startswith("tests/core/observation/test_tasks.py:")
    assert tasks.counts()[("tests.badly", "failure")] == 1


def test_celery_s_own_line_about_a_failure_is_not_written():
    with production_lines() as lines:
        badly.apply(args=[WORDS])
    assert {event["logger"] for event in lines.events} == {"parkour.tasks"}


def test_a_task_is_done_also_when_it_cannot_be_counted(monkeypatch):
    def away():
        raise redis.ConnectionError("redis://:hirondelle@valkey")

    with production_lines() as lines, monkeypatch.context() as meanwhile:
        meanwhile.setattr(tasks.valkey, "client", away)
        assert well.apply(args=[WORDS]).state == "SUCCESS"
    assert [line["event"] for line in lines.of("parkour.tasks")] == [
        "task",
        "a task was not counted: ConnectionError",
    ]
    assert "hirondelle" not in lines.getvalue()
