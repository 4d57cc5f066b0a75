"""ASGI entry of the web processes: one kind of process for pages and for what is followed.

Pages go to the WSGI application in a bounded number of threads: over ASGI they would cost two to three times as much.
Streams below `/events/` stay in the event loop, once they have been let in (parkour/core/events).
"""

import asyncio
import resource
import signal

from parkour.wsgi import application as pages  # names the settings and looks at the servers first  # isort: skip

from django.conf import settings
from django.db import connections

from parkour.core.bridge import Bridge
from parkour.core.events import bus
from parkour.core.events.hub import Hub
from parkour.core.events.streams import Streams

BELOW = "/events/"
MEGABYTE = 1024 * 1024
LARGEST = 64 * MEGABYTE  # of a body; every page refuses less than that
FILES_BESIDE = 256  # open files besides those of streams


class Application:
    """What the server calls for each request, and at its start and end."""

    def __init__(self):
        self.bridge = Bridge(pages, threads=settings.WEB_THREADS, largest=LARGEST)
        self.hub = Hub(url=settings.REDIS_URL, channel=bus.channel(), most=settings.EVENT_STREAMS, ask=self._ask)
        self.streams = Streams(self.bridge, self.hub)

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            answer = self.streams if scope["path"].startswith(BELOW) else self.bridge
            await answer(scope, receive, send)

    async def _ask(self, still, tickets):
        return await asyncio.get_running_loop().run_in_executor(self.bridge.pool, _in_a_thread, still, tickets)

    async def _live(self, receive, send):
        await receive()
        allow_open_files(settings.EVENT_STREAMS + FILES_BESIDE)
        self.hub.start()
        self._end_streams_when_told_to_stop()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.hub.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _end_streams_when_told_to_stop(self):
        """The server first waits for all answers, and tells the application afterwards: streams would never end.

        Python's own handler is called beside the one of the event loop, which the server has set.
        """
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def told(signum, frame, before=before):
                loop.call_soon_threadsafe(self.hub.end)
                if callable(before):
                    before(signum, frame)

            signal.signal(number, told)


def _in_a_thread(still, tickets):
    try:
        return still(tickets)
    finally:
        connections.close_all()


def allow_open_files(wanted: int) -> None:
    """Each stream is an open file, and 1,024 are what many systems begin with; no more than the system allows."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < wanted:
        most_of = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(now, most_of), most))


application = Application()
