"""Phones of voters, many at once in one process: the form of the ballot as a browser sends it, and what it is told.

A phone that gets no whole answer (the connection broke, the server was away or failed) sends the same click again, as
the page does, until it is told something.
"""

import asyncio
import resource
import time
import uuid
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from django.contrib.messages import ERROR, SUCCESS
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse

PATIENCE = 300  # seconds until somebody who asks again gives up: the test has failed then
PAUSE = 0.2  # before the same click is sent once more
COOKIE, TOKEN = "sessionid", "b" * 32
MOST_FILES = 4_096


class NoAnswer(Exception):
    """Whether the click counts is not known."""


@dataclass
class Reply:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def of(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]

    @property
    def level(self) -> int:
        """What the person is told above the next page: SUCCESS, ERROR, 0 for nothing."""
        for line in self.of("set-cookie"):
            found = SimpleCookie(line).get("messages")
            if found is not None and found.value:
                return max((message.level for message in CookieStorage(None)._decode(found.value) or ()), default=0)
        return 0


@dataclass
class Heard:
    """What all phones were told: person → the choice acknowledged last, None when it came too late."""

    choices: dict[int, str | None] = field(default_factory=dict)
    answered: int = 0
    again: int = 0  # clicks sent once more because no whole answer came
    waited: list[float] = field(default_factory=list)  # seconds of each answer that came


class Phone:
    """The browser of one member in front of the server at `url`."""

    def __init__(self, url: str, person: int, session: str, heard: Heard):
        self.place, self.person, self.heard = urlsplit(url), person, heard
        self.cookies = f"csrftoken={TOKEN}; {COOKIE}={session}"
        self.last: tuple[str, dict] | None = None  # the click acknowledged last: its address and its form

    async def ask(self, path: str, form: dict | None = None) -> Reply:
        """One request on a connection of its own; NoAnswer when no whole answer came."""
        began = time.monotonic()
        try:
            reply = await asyncio.wait_for(self._exchange(path, form), PATIENCE)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            raise NoAnswer(type(error).__name__) from error
        self.heard.waited.append(time.monotonic() - began)
        return reply

    async def _exchange(self, path, form):
        body = b"" if form is None else urlencode({"csrfmiddlewaretoken": TOKEN} | form).encode()
        lines = [
            f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
            f"Host: {self.place.netloc}",
            f"Cookie: {self.cookies}",
            "Connection: close",
        ]
        if form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        reader, writer = await asyncio.open_connection("127.0.0.1", self.place.port)
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode("ascii") + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            read = await reader.read()
        finally:
            writer.close()
        headers = [(name.lower(), value.strip()) for name, _colon, value in (line.partition(":") for line in head[1:])]
        return Reply(int(head[0].split(" ")[1]), headers, read)

    async def act(self, path: str, form: dict) -> bool:
        """Send a form until the person is told: True when it was done, False when it was refused."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                reply = await self.ask(path, form)
                if reply.status < 500:
                    return self._was_done(path, reply)
            except NoAnswer:
                pass
            if time.monotonic() > until:
                raise AssertionError(f"{path}: nobody answered")
            self.heard.again += 1
            await asyncio.sleep(PAUSE)

    def _was_done(self, path, reply):
        told = (reply.status, reply.level)
        if told not in {(303, SUCCESS), (302, ERROR)}:
            raise AssertionError(f"{path}: {told} {reply.headers} {reply.body[:500]!r}")
        self.heard.answered += 1
        return told[1] == SUCCESS

    async def click(self, poll: int, choice: str, *, copies: int = 2) -> bool:
        """One click of a nervous finger: the same form `copies` times at once. Whether it was acknowledged."""
        form = {"choice": choice, "key": str(uuid.uuid4())}
        path = reverse("committee:vote", args=[poll])
        done = any(await asyncio.gather(*(self.act(path, form) for _copy in range(copies))))
        self.last = (path, form) if done else self.last
        return done

    async def vote(self, poll: int, first: str, then: str) -> None:
        """Two clicks one after the other, each sent twice; what was acknowledged last is what must be kept."""
        for choice in (first, then):
            if await self.click(poll, choice):
                self.heard.choices[self.person] = choice
            else:
                self.heard.choices.setdefault(self.person, None)

    async def vote_in_two_windows(self, poll: int, choice: str) -> None:
        """The same choice from two windows at once, each with a key of its own."""
        done = await asyncio.gather(*(self.click(poll, choice, copies=1) for _window in range(2)))
        self.heard.choices[self.person] = choice if any(done) else None


def allow_open_files() -> None:
    """Each phone is a connection: as many as the system allows, up to what a crowd needs."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(MOST_FILES, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
