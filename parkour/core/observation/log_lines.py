"""How a line of the log is made: JSON for machines, one readable line for the demo, no personal data in either.

Read by the settings: nothing here may need them.
"""

import json
import logging
import re
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).resolve().parents[3]
JSON, TEXT = "json", "text"
FRAMES_KEPT = 25
EMAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+")
# Control characters (also of Unicode: NEL, line and paragraph separators, direction marks) and lone surrogates.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Event = dict[str, Any]


def configuration(*, level: str, style: str, reveal: bool) -> dict:
    """The logging of the settings: everything to stdout, in one style.

    `style` is "json" or "text". `reveal` adds the messages of exceptions, which quote what people typed: for
    demonstration data only.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "style": style, "reveal": reveal}},
        "filters": {"told": {"()": AlreadyTold}},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "line",
                "filters": ["told"],
            },
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stdout"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Statements carry what people typed: never, whatever the level asked for.
            "django.db.backends": {"level": "WARNING"},
            # Our own line about each task says the same, without the words of its exception.
            "celery.app.trace": {"handlers": ["nowhere"], "propagate": False},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }


def formatter(style: str = JSON, reveal: bool = False) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of every handler, also of the web server's own (parkour/granian-logging.json)."""
    if style == TEXT:
        renderer = structlog.dev.ConsoleRenderer(colors=False, timestamp_key="time", pad_event_to=0)
    else:
        renderer = structlog.processors.JSONRenderer(serializer=_as_json)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.contextvars.merge_contextvars],
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            add_fields,
            tell_exception(reveal),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            clean,
            renderer,
        ],
    )


def add_fields(_logger, _method: str, event: Event) -> Event:
    """Add what a caller passed as ``extra={"fields": {…}}``."""
    return event | getattr(event["_record"], "fields", {})


def tell_exception(reveal: bool) -> Callable[..., Event]:
    """A processor: the chain of exceptions as types and places, with their messages only when they may be shown."""

    def processor(_logger, _method: str, event: Event) -> Event:
        information = event.pop("exc_info", None)
        error = information[1] if isinstance(information, tuple) else information
        if not isinstance(error, BaseException):
            return event
        if reveal:
            return event | {"exception": "".join(traceback.format_exception(error))}
        return event | {"exception": [_without_words(link) for link in _chain(error)]}

    return processor


def clean(_logger, _method: str, event: Event) -> Event:
    """Mask addresses and escape control characters in every text: one event is one line, whatever was typed."""
    shown = event.pop("exception", None) if isinstance(event.get("exception"), str) else None
    cleaned = {key: _clean(value) for key, value in event.items()}
    return cleaned if shown is None else cleaned | {"exception": shown}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return UNSAFE.sub(_escape, EMAIL.sub("[address]", value))
    if isinstance(value, dict):
        return {_clean(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(inner) for inner in value]
    return value if isinstance(value, (int, float, bool, type(None))) else _clean(str(value))


def _escape(match: re.Match) -> str:
    return f"\\u{ord(match[0]):04x}"


def _as_json(event: Event, **_options) -> str:
    return json.dumps(event, ensure_ascii=False)


def _chain(error: BaseException) -> list[BaseException]:
    """The exception and what it came from, the first cause last."""
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return links


def _without_words(error: BaseException) -> dict[str, Any]:
    told: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
    if state := getattr(error, "sqlstate", None):
        told["sqlstate"] = state
    if constraint := getattr(getattr(error, "diag", None), "constraint_name", None):
        told["constraint"] = constraint
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_KEPT:]
    return told | {"at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]}


def _short(filename: str) -> str:
    path = Path(filename)
    if "site-packages" in path.parts:
        return str(Path(*path.parts[path.parts.index("site-packages") + 1 :]))
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


class AlreadyTold(logging.Filter):
    """Drops what Django says about a request: its path and its exception. Our own line tells it, without them.

    What Django found suspicious is kept as one word, for that line.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if not hasattr(request, "request_id"):
            return True
        if record.name.startswith("django.security."):
            request.refusal = _refusal(record)
        return False


def _refusal(record: logging.LogRecord) -> str:
    kind = record.name.rpartition(".")[2]
    if kind == "csrf" and isinstance(record.args, tuple) and record.args:
        return str(record.args[0]).partition(" - ")[0]  # what follows quotes the address of a page
    return kind
