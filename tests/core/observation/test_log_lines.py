"""How one event becomes one line: harmless whatever was typed, and without the words of people."""

import json
import logging
import re

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from parkour.core.observation import log_lines
from tests.core.observation.lines import production_lines
from tests.factories import UserFactory

logger = logging.getLogger("tests.lines")
MARKER = "planted.person@marker.example"


def written(*arguments, style=log_lines.JSON, reveal=False, **options) -> str:
    with production_lines(style=style, reveal=reveal) as lines:
        logger.warning(*arguments, **options)
    return lines.getvalue()


@pytest.mark.parametrize("style", [log_lines.JSON, log_lines.TEXT])
@pytest.mark.parametrize(
    "typed",
    [
        "first\nsecond",
        'x\r\n{"event": "forged", "level": "error"}',
        "\x1b[31mred\x1b[0m",
        "null\x00byte",
        "next\x85line",
        "line\u2028separator",
        "right\u202eto left",
        '"quote" and \\ back',
        "lone \ud800 surrogate",
    ],
)
def test_what_was_typed_stays_inside_its_line(style, typed):
    line = written("said %s", typed, style=style, extra={"fields": {"field": typed}})
    assert len(line.splitlines()) == 1
    assert log_lines.UNSAFE.search(line[:-1]) is None
    if style == log_lines.JSON:
        event = json.loads(line)
        assert (event["level"], event["logger"]) == ("warning", "tests.lines")


@given(st.text())
def test_any_text_makes_one_json_object(typed):
    event = json.loads(written("said %s", typed).rstrip("\n"))
    assert set(event) == {"event", "level", "logger", "time"}


def test_a_line_has_its_time_in_utc_level_and_origin():
    event = json.loads(written("hello", extra={"fields": {"n": 3, "list": ["a"]}}))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", event.pop("time"))
    assert event == {"event": "hello", "level": "warning", "logger": "tests.lines", "n": 3, "list": ["a"]}


@pytest.mark.parametrize("place", ["event", "field", "list"])
def test_an_address_is_masked_wherever_it_stands(place):
    if place == "event":
        line = written("mail to <%s> failed", MARKER)
    else:
        line = written("mail", extra={"fields": {"to": [MARKER] if place == "list" else f"x {MARKER}, y"}})
    assert "marker" not in line
    assert "[address]" in line


def test_an_exception_is_told_by_type_and_place_without_its_words():
    try:
        try:
            int("Le mot de passe est hirondelle")
        except ValueError as error:
            raise RuntimeError("Idée : supprimer la pointeuse") from error
    except RuntimeError:
        line = written("failed", exc_info=True)
    assert "hirondelle" not in line
    assert "pointeuse" not in line
    chain = json.loads(line)["exception"]
    assert [link["type"] for link in chain] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert re.fullmatch(r"tests/core/observation/test_log_lines\.py:\d+ test_an_exception_is_\w+", chain[0]["at"][-1])


def test_the_demo_shows_the_whole_exception_because_its_people_are_invented():
    try:
        raise RuntimeError("Idée : supprimer la pointeuse")
    except RuntimeError:
        line = written("failed", exc_info=True, style=log_lines.TEXT, reveal=True)
    assert "RuntimeError: Idée : supprimer la pointeuse" in line


@pytest.mark.django_db
def test_a_refusal_of_the_database_names_the_constraint_and_not_the_row():
    UserFactory(email=MARKER)
    try:
        with transaction.atomic():
            UserFactory(email=MARKER)
    except IntegrityError as error:
        assert "marker" in str(error)  # what Python's own traceback would have written
        line = written("failed", exc_info=True)
    assert "marker" not in line
    assert [link.get("sqlstate") for link in json.loads(line)["exception"]] == [None, "23505"]
    assert json.loads(line)["exception"][1]["constraint"].startswith(("accounts_user_email", "user_email"))


@pytest.mark.django_db
def test_statements_are_not_logged_whatever_the_level(settings):
    settings.DEBUG = True  # Django then sends them to its logger
    with production_lines(level=logging.DEBUG) as lines, connection.cursor() as cursor:
        cursor.execute("SELECT %s", [MARKER])
    assert lines.getvalue() == ""


def test_the_configuration_of_the_settings_uses_these_parts():
    made = log_lines.configuration(level="DEBUG", style=log_lines.JSON, reveal=False)
    assert made["root"] == {"handlers": ["stdout"], "level": "DEBUG"}
    assert made["handlers"]["stdout"]["filters"] == ["told"]
    assert made["filters"]["told"]["()"] is log_lines.AlreadyTold
