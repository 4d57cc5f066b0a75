"""How soon five hundred people who follow a session on their phones are told that it changed.

Streams as browsers hold them, on the loopback address, to a server of production with two processes; told by a service,
through the server in between. Counted is, by one clock, the time from the commit until each stream has its event. What
the screens then read is not in it: that is the cost of a page, spread by each of them over a moment.
"""

import asyncio
import time
from urllib.parse import urlsplit

from parkour.embedded.process import free_port

PEOPLE, CHANGES, PATIENCE = 500, 20, 60
COOKIE = "sessionid"


def broadcast_ms(ask, *, people: int = PEOPLE) -> tuple[float | None, str]:
    """The 95th of a hundred, and how they are spread; else why there is none. `ask` asks the process measured."""
    hall = ask("begin_live", people)
    try:
        taken = asyncio.run(asyncio.wait_for(_follow(hall, ask), PATIENCE * 4))
    except (TimeoutError, OSError) as error:
        return None, f"The streams did not come to the end: {type(error).__name__} {error}"
    finally:
        ask("end_live")
    taken.sort()
    missing = people * CHANGES - len(taken)
    spread = f"middle {taken[len(taken) // 2]:.0f}, last {taken[-1]:.0f}, {missing} of {people * CHANGES} lost"
    return taken[int(0.95 * (len(taken) - 1))], spread


async def _follow(hall, ask) -> list[float]:
    place, taken = urlsplit(hall["url"]), []
    streams = []
    for session in hall["sessions"]:  # one after the other: who comes is not what is measured
        streams.append(await asyncio.wait_for(_open(place, session), PATIENCE))
    for _change in range(CHANGES):
        began = await asyncio.to_thread(ask, "announce")
        arrived = await asyncio.gather(*(_event(stream) for stream in streams))
        taken += [(moment - began) * 1_000 for moment in arrived if moment]
        await asyncio.sleep(0.5)  # a stream says nothing twice within a quarter of a second
    for _reader, writer in streams:
        writer.close()
    return taken


async def _open(place, session):
    """A stream that hears of changes."""
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    writer.write(
        f"GET /events/session/ HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {COOKIE}={session}\r\n\r\n".encode("ascii")
    )
    status = await reader.readline()
    if b" 200 " not in status:
        raise OSError(f"no stream: {status!r}")
    await reader.readuntil(b"data: follow\n")
    return reader, writer


async def _event(stream) -> float | None:
    """When the next change came, by the clock of this machine; None when it did not."""
    try:
        await asyncio.wait_for(stream[0].readuntil(b"event: changed\n"), PATIENCE)
    except TimeoutError:
        return None
    return time.time()


class Here:
    """The server's side in this very process: what `broadcast_ms` asks of it."""

    def __init__(self, session):
        self.session = session

    def __call__(self, name: str, *arguments):
        if name == "begin_live":
            self.hall = Hall(*arguments, self.session)
            return self.hall.facts
        return self.hall.announce() if name == "announce" else self.hall.stop()


class Hall:
    """The server's side: that many people who may follow, each with a browser, and the product before them."""

    def __init__(self, people: int, session):
        from parkour.organisation.models import Site
        from tests.bench.desk import answers, serving, session_of
        from tests.factories import UserFactory
        from tests.waiting import wait_until

        self.session = session
        # Without a password: hashing five hundred of them would take longer than all the rest.
        facts = {"officer": True, "password": None, "site": Site.objects.first()}
        crowd = [UserFactory(email=f"hall{n}@bench.example", **facts) for n in range(people)]
        sessions = [session_of(person) for person in crowd]
        url = f"http://localhost:{free_port()}"
        self.server = serving(url, workers=2)
        self.facts = {"url": url, "sessions": sessions}
        wait_until(lambda: answers(self.server, url))

    def announce(self) -> float:
        """Tell that the session changed; the moment before."""
        from committee.live import room_changed

        began = time.time()
        room_changed(self.session)
        return began

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(15)
