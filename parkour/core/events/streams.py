"""Requests for a stream, in the web process: through the door as a page, then on in the event loop without a thread."""

import asyncio
from contextlib import suppress

from parkour.core.bridge import Bridge, Receive, Send, leaving
from parkour.core.events.hub import Hub
from parkour.core.events.tickets import STREAM, TAKE, Ticket


class Streams:
    """`await streams(scope, receive, send)` answers a request below `/events/`."""

    def __init__(self, pages: Bridge, hub: Hub):
        self.pages, self.hub = pages, hub

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        door = _Door(self.hub, send)
        try:
            await self.pages(scope, _once(receive), door.send, **{TAKE: door.take})
            if door.opened:
                await self._follow(door, receive, send)
        finally:
            door.close()

    async def _follow(self, door: "_Door", receive: Receive, send: Send) -> None:
        follower = self.hub.join(door.ticket)
        door.close()
        watch = asyncio.ensure_future(leaving(receive, lambda: follower.tell(over=True)))
        try:
            await send(door.opened)
            async for said in self.hub.lines(follower):
                if watch.done():
                    return
                await send({"type": "http.response.body", "body": said, "more_body": True})
            with suppress(Exception):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            watch.cancel()
            self.hub.part(follower)


class _Door:
    """Stands between the page and its reader: the answer that is a stream is kept open, any other passes."""

    def __init__(self, hub: Hub, send: Send):
        self.hub, self._send = hub, send
        self.ticket: Ticket | None = None
        self.opened: dict | None = None

    def take(self, ticket: Ticket) -> bool:
        """In the thread of the page: whether there is room for one more."""
        if self.ticket is None and self.hub.has_room():
            self.hub.promised += 1
            self.ticket = ticket
        return self.ticket is ticket

    async def send(self, message: dict) -> None:
        if message["type"] == "http.response.start" and self._is_the_stream(message):
            headers = [(name, value) for name, value in message["headers"] if name.lower() != b"content-length"]
            self.opened = message | {"headers": headers}
        elif self.opened is None:
            await self._send(message)

    def _is_the_stream(self, message: dict) -> bool:
        kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
        return self.ticket is not None and message["status"] == 200 and kinds == [STREAM.encode()]

    def close(self) -> None:
        """Give back the place that was promised: it is taken now, or never will be."""
        if self.ticket is not None:
            self.hub.promised -= 1
            self.ticket = None


def _once(receive: Receive) -> Receive:
    """The body alone: that the reader leaves is for the stream to see."""
    over = asyncio.Event()

    async def read() -> dict:
        if over.is_set():
            await asyncio.Event().wait()
        message = await receive()
        if not message.get("more_body"):
            over.set()
        return message

    return read
