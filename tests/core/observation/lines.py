"""What production would have written: a fixture's worth of log lines, made by the real formatter."""

import io
import json
import logging
from contextlib import contextmanager

from parkour.core.observation import log_lines


class Lines(io.StringIO):
    """The text that was written, and its lines as dicts."""

    @property
    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    def of(self, logger: str) -> list[dict]:
        return [event for event in self.events if event["logger"] == logger]

    def requests(self) -> list[dict]:
        return self.of("parkour.requests")


@contextmanager
def production_lines(*, style=log_lines.JSON, reveal=False, level=logging.INFO):
    """Everything that is logged meanwhile, through the handler of the settings in its production form, and no other.

    The handlers of pytest would keep half characters as they are, and could not send them to its main process.
    """
    written = Lines()
    handler = logging.StreamHandler(written)
    handler.setFormatter(log_lines.formatter(style, reveal))
    handler.addFilter(log_lines.AlreadyTold())
    root = logging.getLogger()
    before, others = root.level, root.handlers[:]
    root.handlers[:] = [handler]
    root.setLevel(level)
    try:
        yield written
    finally:
        root.handlers[:] = others
        root.setLevel(before)
