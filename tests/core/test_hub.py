"""Who is told what in one web process; the server in between that goes and comes back."""

import asyncio
import socket
from contextlib import asynccontextmanager

import pytest
import redis
from django.conf import settings

from parkour.core.events import bus, hub
from parkour.core.events.hub import Hub
from parkour.core.events.tickets import Ticket
from tests.core.looping import run_alone

CHANNEL = "parkour:tests:hub"
PATIENCE = 30


def ticket(*topics, still=set, person=1):
    return Ticket(frozenset(topics), "key", person, still=still)


async def asked(still, tickets):
    return still(tickets)


def hub_of(url=settings.REDIS_URL, most=10):
    return Hub(url=url, channel=CHANNEL, most=most, ask=asked)


async def reading(lines, wanted: bytes) -> bytes:
    """What came until these words did."""
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while wanted not in seen:
            seen += await anext(lines)
    return seen


@asynccontextmanager
async def running(one):
    one.start()
    try:
        yield one
    finally:
        await one.stop()


def test_only_those_who_follow_a_topic_are_told_and_much_at_once_is_one_event():
    async def run():
        one = hub_of()
        phone, wall = one.join(ticket("room")), one.join(ticket("room", "counts"))
        for _vote in range(500):
            one.tell("counts")
        assert (phone.changed, wall.changed) == (False, True)
        lines = one.lines(wall)
        await anext(lines)
        assert (await anext(lines)).count(b"event: changed") == 1
        assert wall.changed is False
        one.part(phone)
        one.part(wall)
        assert (one.followers, one.by_topic) == (set(), {})

    run_alone(run())


def test_a_silent_stream_gives_a_sign_of_life(monkeypatch):
    monkeypatch.setattr(hub, "BEAT", 0.01)

    async def run():
        one = hub_of()
        lines = one.lines(one.join(ticket("room")))
        first = await anext(lines)
        assert first.startswith(b"retry: ")
        for _beat in range(3):
            assert await anext(lines) == b": beat\nevent: beat\ndata: ask\n\n"

    run_alone(run())


def test_there_is_room_for_so_many_and_for_nobody_once_it_ends():
    async def run():
        one = hub_of(most=2)
        followers = [one.join(ticket("room")) for _n in range(2)]
        assert not one.has_room()
        one.part(followers.pop())
        assert one.has_room()
        one.end()
        assert not one.has_room()
        for follower in (*followers, one.join(ticket("room"))):
            lines = one.lines(follower)
            said = await anext(lines) + await anext(lines)
            assert said.endswith(b"event: over\ndata: over\n\n")
            with pytest.raises(StopAsyncIteration):
                await anext(lines)

    run_alone(run())


def test_whoever_may_follow_no_more_is_told_that_it_is_over_and_what_cannot_be_asked_changes_nothing():
    def fails(_tickets):
        raise ZeroDivisionError

    async def run():
        one, kept = hub_of(), set()
        first, second = (one.join(ticket("room", still=lambda _tickets: kept)) for _n in range(2))
        third = one.join(ticket("room", still=fails))
        kept |= {first.ticket}
        for follower in (first, second):
            object.__setattr__(follower.ticket, "still", first.ticket.still)
        await one.look()
        assert (first.over, second.over, third.over) == (False, True, False)

    run_alone(run())


def test_what_is_announced_is_heard():
    async def run():
        async with running(hub_of()) as one:
            lines = one.lines(one.join(ticket("room")))
            await reading(lines, b"data: follow")
            redis.Redis.from_url(settings.REDIS_URL).publish(CHANNEL, "room")
            await reading(lines, b"event: changed")

    run_alone(run())


class Between:
    """A way to the server that can be cut and mended. Cut, it hangs up on whoever calls; it does not refuse the call:
    the asyncio of Python 3.11 leaves the socket of a refused one to the collector, which warns.
    """

    def __init__(self):
        self.writers, self.server, self.works = [], None, True

    async def open(self):
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"redis://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/0"

    def cut(self):
        self.works = False
        for writer in self.writers:
            writer.close()
        self.writers = []

    def mend(self):
        self.works = True

    async def _carry(self, reader, writer):
        if not self.works:
            writer.close()
            return
        facts = redis.connection.parse_url(settings.REDIS_URL)
        there, back = await asyncio.open_connection(facts["host"], facts["port"])
        self.writers += [writer, back]
        password = facts.get("password")
        if password:
            back.write(f"AUTH {password}\r\n".encode())
            await there.readline()
        await asyncio.gather(_pass(reader, back), _pass(there, writer), return_exceptions=True)


async def _pass(reader, writer):
    while piece := await reader.read(4096):
        writer.write(piece)
    writer.close()


def test_without_the_server_in_between_streams_stay_and_say_so_and_all_is_read_once_it_is_back(monkeypatch):
    monkeypatch.setattr(hub, "TRIED", (0.05, 0.05))

    async def run():
        between = Between()
        url = await between.open()
        async with running(hub_of(url)) as one:
            lines = one.lines(one.join(ticket("room")))
            await reading(lines, b"data: follow")
            between.cut()
            assert b"changed" not in await reading(lines, b"data: ask")
            between.mend()
            assert b"event: changed" in await reading(lines, b"data: follow")
        between.cut()
        between.server.close()

    run_alone(run())


def test_a_server_that_takes_words_and_says_nothing_is_away(monkeypatch):
    monkeypatch.setattr(hub, "HEARD", 0.05)
    monkeypatch.setattr(hub, "TRIED", (0.05, 0.05))

    class Silent:
        asked = 0

        async def get_message(self, timeout):
            await asyncio.sleep(0)
            return {"type": "subscribe"} if self.asked == 0 and not one.hears else None

        async def ping(self):
            self.asked += 1

    one = None

    async def run():
        nonlocal one
        one = hub_of()
        with pytest.raises(TimeoutError):
            await one._hear(Silent())

    run_alone(run())


def test_who_announces_waits_for_no_server_that_failed_just_now(monkeypatch, caplog):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        away = redis.Redis.from_url(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
        tried = []
        monkeypatch.setattr(bus, "_silent_until", 0.0)
        monkeypatch.setattr(bus, "_client", lambda: tried.append(1) or away)
        for _ballot in range(3):
            bus._publish(["room"])
    assert len(tried) == 1
    assert caplog.text.count("a change was not announced: ConnectionError") == 1
