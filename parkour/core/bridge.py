"""Pages in threads behind an event loop: one ASGI request becomes one call of a WSGI application.

Knows nothing of Django. A request waits for its whole body before it takes a thread, so that somebody who uploads
slowly holds none; an answer leaves its thread as it is made, so that a long export is never whole in memory, and all of
it is made in one thread, which its connection to the database wants.
"""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import unquote_to_bytes

logger = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
IN_MEMORY = 1024 * 1024  # bytes of a body; what is more goes to a temporary file
AT_ONCE = 64 * 1024  # bytes of an answer that leave together with its head
SLOWEST = 60  # seconds in which a reader takes a piece of an answer
PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]


class ClientGone(Exception):
    """Nobody reads the answer any more."""


class TooLarge(Exception):
    """A body without a length goes on beyond what is taken."""


class Bridge:
    """`await bridge(scope, receive, send)` answers one request by `application`, in one of `threads` threads.

    Bodies of more than `largest` bytes are not read: the application sees their length and refuses them.
    """

    def __init__(self, application, *, threads: int, largest: int):
        self.application, self.largest = application, largest
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="pages")

    async def __call__(self, scope: dict, receive: Receive, send: Send, **extra) -> None:
        """`extra` is added to what the application is told."""
        answer = Answer(send, asyncio.get_running_loop())
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                length = await read_body(scope, receive, body, self.largest)
            except ClientGone:
                return
            except TooLarge:
                await refuse(send, 413, b"Too large.")
                return
            environ = environ_of(scope, body, length) | extra
            await self._answer(environ, receive, answer)

    async def _answer(self, environ: dict, receive: Receive, answer: "Answer") -> None:
        watch = asyncio.ensure_future(leaving(receive, answer.leave))
        try:
            await asyncio.wrap_future(self.pool.submit(answer.made_by, self.application, environ))
            await answer.finish()
        except ClientGone:
            pass
        except Exception as error:
            logger.error("an answer broke off", exc_info=error)
            if answer.begun:
                raise  # the server breaks the connection: half an answer must not look like a whole one
            await refuse(answer.send, 500, b"The server failed.")
        finally:
            watch.cancel()


async def leaving(receive: Receive, leave: Callable[[], None]) -> None:
    """Call `leave` once the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    leave()


async def refuse(send: Send, status: int, words: bytes) -> None:
    with suppress(Exception):  # nobody may be there to hear it
        await send({"type": "http.response.start", "status": status, "headers": PLAIN})
        await send({"type": "http.response.body", "body": words})


async def read_body(scope: dict, receive: Receive, body, largest: int) -> int:
    """Write the body into `body`; its length. A longer one that says so is left alone, with the length it says.

    Raises ClientGone, TooLarge.
    """
    told = dict(scope["headers"]).get(b"content-length", b"")
    if told.isdigit() and int(told[:16]) > largest:
        return int(told[:16])
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        piece, more = message.get("body", b""), message.get("more_body", False)
        length += len(piece)
        if length > largest:
            raise TooLarge
        body.write(piece)
    body.seek(0)
    return length


def environ_of(scope: dict, body, length: int) -> dict:
    """What a WSGI application is told of a request (PEP 3333): bytes, read as latin-1."""
    host, port = (scope.get("server") or ("localhost", 80))[:2]
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": unquote_to_bytes(scope.get("raw_path") or scope["path"].encode()).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope.get("client") else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    environ |= headers_of(scope["headers"])
    if length or "CONTENT_LENGTH" in environ:
        # A length that is no number stays as it was told: the application refuses it.
        told = environ.get("CONTENT_LENGTH", "")
        environ["CONTENT_LENGTH"] = str(length) if told.isdigit() or not told else told
    return environ


def headers_of(headers) -> dict[str, str]:
    """The headers under their names in an environ. Those with an underscore are dropped: they would pass for others,
    which a proxy sets.
    """
    found: dict[str, str] = {}
    for raw, value in headers:
        name = raw.decode("latin-1").upper()
        if "_" in name:
            continue
        key = name.replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text, between = value.decode("latin-1"), "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{between}{text}" if key in found else text
    return found


class Answer:
    """One answer on its way. The thread makes it and hands it over; the loop sends it."""

    def __init__(self, send: Send, loop: asyncio.AbstractEventLoop):
        self.send, self.loop = send, loop
        self.begun = self.gone = False
        self.head: tuple[int, list] | None = None
        self.kept: list[bytes] = []  # made, and not sent yet

    def leave(self) -> None:
        """The client is gone."""
        self.gone = True

    def made_by(self, application, environ: dict) -> None:
        """In a thread. Raises what the application raises, and ClientGone."""
        result = application(environ, self._start)
        try:
            size = 0
            for piece in result:
                if self.gone:
                    raise ClientGone
                self.kept.append(piece)
                size += len(piece)
                if size > AT_ONCE:
                    self._send_from_the_thread()
        finally:
            if hasattr(result, "close"):
                result.close()

    def _start(self, status: str, headers, exc_info=None):
        self.head = int(status.split(None, 1)[0]), [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        return self.kept.append

    def _send_from_the_thread(self) -> None:
        """The thread waits until it is sent: a slow reader slows what is made for them, and fills no memory."""
        sending = asyncio.run_coroutine_threadsafe(self._flush(more=True), self.loop)
        try:
            sending.result(SLOWEST)
        except TimeoutError as error:
            sending.cancel()
            raise ClientGone from error

    async def finish(self) -> None:
        """Send what is left."""
        await self._flush(more=False)

    async def _flush(self, *, more: bool) -> None:
        if not self.begun:
            status, headers = self.head or (500, PLAIN)
            self.begun = True
            await self.send({"type": "http.response.start", "status": status, "headers": headers})
        body, self.kept = b"".join(self.kept), []
        await self.send({"type": "http.response.body", "body": body, "more_body": more})
