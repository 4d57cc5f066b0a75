"""Everybody who follows something, in one web process: one subscription, handed on in memory.

Lives in the event loop and asks the database nothing itself: whether people may still follow is asked in a thread, of
all of them together.
"""

import asyncio
import logging
import random
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable

import redis
import redis.asyncio

from parkour.core.events.tickets import Ticket

logger = logging.getLogger(__name__)
BEAT = 15.0  # seconds between two signs of life
LOOK = 60.0  # seconds between two looks at whether people may still follow
QUIET = 0.25  # seconds between two events of one stream: a hall that votes is one change, not five hundred
HEARD = 5.0  # seconds after which the server in between is asked whether it is there
TRIED = (0.5, 5.0)  # seconds between two tries to reach it again, from and to
Ask = Callable[[Callable, list[Ticket]], Awaitable[set[Ticket]]]


class Follower:
    """One open stream. What happens while it is being written to is one event, however much it is."""

    def __init__(self, ticket: Ticket):
        self.ticket = ticket
        self.changed = self.beat = self.over = False
        self._woken = asyncio.Event()

    def tell(self, *, changed=False, beat=False, over=False) -> None:
        self.changed |= changed
        self.beat |= beat
        self.over |= over
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Until something is told; after `seconds` it is time for a sign of life."""
        try:
            await asyncio.wait_for(self._woken.wait(), seconds)
        except TimeoutError:
            self.beat = True
        self._woken.clear()


class Hub:
    """`most` streams at once. `ask(still, tickets)` runs the question of tickets in a thread."""

    def __init__(self, *, url: str, channel: str, most: int, ask: Ask):
        self.url, self.channel, self.most, self.ask = url, channel, most, ask
        self.followers: set[Follower] = set()
        self.by_topic: dict[str, set[Follower]] = defaultdict(set)
        self.promised = 0  # tickets given whose stream has not begun
        self.hears = self.has_heard = self.closed = False
        self.tasks: list[asyncio.Task] = []

    # --- Coming and going ------------------------------------------------------------------------

    def has_room(self) -> bool:
        return not self.closed and len(self.followers) + self.promised < self.most

    def join(self, ticket: Ticket) -> Follower:
        follower = Follower(ticket)
        self.followers.add(follower)
        for topic in ticket.topics:
            self.by_topic[topic].add(follower)
        if self.closed:
            follower.tell(over=True)
        return follower

    def part(self, follower: Follower) -> None:
        self.followers.discard(follower)
        for topic in follower.ticket.topics:
            self.by_topic[topic].discard(follower)
            if not self.by_topic[topic]:
                del self.by_topic[topic]

    async def lines(self, follower: Follower) -> AsyncIterator[bytes]:
        """What a follower is sent, until it is over. Its pages come back at different moments after a restart."""
        yield b"retry: %d\n\n" % random.randint(1000, 4000) + self._beat()  # noqa: S311 — spread, not secret
        while True:
            await follower.wait(BEAT)
            said, was_changed = b"", follower.changed
            if follower.beat:
                said += self._beat()
            if was_changed:
                said += b"event: changed\nid: %(n)s\ndata: %(n)s\n\n" % {b"n": secrets.token_hex(4).encode()}
            follower.changed = follower.beat = False
            if follower.over:
                yield said + b"event: over\ndata: over\n\n"
                return
            yield said
            if was_changed:
                await asyncio.sleep(QUIET)

    def _beat(self) -> bytes:
        """A sign of life that pages hear, and whether changes are heard of here: otherwise they ask by themselves."""
        return b": beat\nevent: beat\ndata: %s\n\n" % (b"follow" if self.hears else b"ask")

    # --- Telling ---------------------------------------------------------------------------------

    def tell(self, topic: str) -> None:
        for follower in self.by_topic.get(topic, ()):
            follower.tell(changed=True)

    def end(self) -> None:
        """Let all streams end: the process stops, and waits for nobody who only listens."""
        self.closed = True
        for follower in self.followers:
            follower.tell(over=True)

    # --- What runs in the background ----------------------------------------------------------------

    def start(self) -> None:
        self.tasks = [asyncio.ensure_future(work) for work in (self._listen(), self._look())]

    async def stop(self) -> None:
        self.end()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _listen(self) -> None:
        """Hear of changes for ever; whenever it fails, pages are told to ask by themselves, and it is tried again."""
        pause = TRIED[0]
        while True:
            try:
                server = redis.asyncio.Redis.from_url(self.url, socket_connect_timeout=HEARD)
                async with server, server.pubsub() as heard:
                    await heard.subscribe(self.channel)
                    pause = TRIED[0]
                    await self._hear(heard)
            except (redis.RedisError, OSError, TimeoutError) as error:
                if self.hears:
                    logger.warning("changes are not heard of: %s", type(error).__name__)
                self._hears(False)
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311
            pause = min(pause * 2, TRIED[1])

    async def _hear(self, heard) -> None:
        asked = False
        while True:
            message = await heard.get_message(timeout=HEARD)
            if message is None:
                if asked:
                    raise TimeoutError  # it takes our words and says nothing
                await heard.ping()
                asked = True
                continue
            asked = False
            if message["type"] == "subscribe":
                self._hears(True)
            elif message["type"] == "message":
                self.tell(message["data"].decode("utf-8", "replace"))

    def _hears(self, hears: bool) -> None:
        """Once it hears again, what was said meanwhile is read by everybody; the first time, nothing was."""
        came_back = hears and not self.hears and self.has_heard
        self.hears, self.has_heard = hears, self.has_heard or hears
        for follower in self.followers:
            follower.tell(beat=True, changed=came_back)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            await self.look()

    async def look(self) -> None:
        """End the streams of those who may no longer follow. What cannot be asked is asked a minute later."""
        kinds: dict[Callable, list[Ticket]] = defaultdict(list)
        for follower in self.followers:
            kinds[follower.ticket.still].append(follower.ticket)
        for still, tickets in kinds.items():
            try:
                holding = await self.ask(still, tickets)
            except Exception as error:
                logger.warning("whether people may still follow was not answered: %s", type(error).__name__)
                continue
            ended = set(tickets) - set(holding)
            for follower in [one for one in self.followers if one.ticket in ended]:
                follower.tell(over=True)
