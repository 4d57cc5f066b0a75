"""A reader of one event stream, as a program reads it: lines as they come, nothing hidden."""

import http.client
import time
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 30  # for a machine that does much else


class Reader:
    """Opens `address` at once; `status` and `headers` are its answer. `cookie` is a session."""

    def __init__(self, address: str, cookie: str = "", **headers: str):
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
        own = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}
        self.connection.request("GET", parts.path, headers=own | headers)
        self.answer = self.connection.getresponse()
        self.status, self.headers = self.answer.status, self.answer.headers
        self.seen = b""

    def line(self) -> str:
        """The next line; "" is the end of an event. Raises EOFError once the stream is over."""
        read = self.answer.readline()
        self.seen += read
        if not read:
            raise EOFError
        return read.decode().rstrip("\n")

    def event(self) -> dict[str, str]:
        """The next event, with its fields; comments are left out."""
        fields: dict[str, str] = {}
        while line := self.line():
            name, _colon, value = line.partition(": ")
            if name:
                fields[name] = value
        return fields

    def until(self, kind: str, **wanted: str) -> dict[str, str]:
        """The next event of this kind (with these fields), passing over others."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:  # signs of life keep coming
            event = self.event()
            if event.get("event") == kind and wanted.items() <= event.items():
                return event
        raise AssertionError(f"no {kind} came, but {self.seen!r}")

    def close(self) -> None:
        self.answer.close()
        self.connection.close()
